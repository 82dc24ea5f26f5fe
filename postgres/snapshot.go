package postgres

import (
	"context"
	"fmt"
	"strings"

	"poco/plan"
)

// A Snapshot is one moment of a database, held by a session in a transaction that
// stays open until Close. Sessions that join it read exactly what it shows. It
// works on primaries and on standbys.
type Snapshot struct {
	conn    *Conn
	session Session
	id      string
	xmin    uint64
	// replayed is how far a standby had come before the snapshot was taken, 0 on a
	// primary: all of that the snapshot shows.
	replayed uint64
}

// snapshotTx are the options of every transaction that shares a snapshot.
const snapshotTx = "ISOLATION LEVEL REPEATABLE READ READ ONLY"

// OpenSnapshot opens a session and takes a snapshot in it. The tables are locked
// first, as any reader locks them, until Close: without that, one that is emptied
// or rewritten before a session reads it would look empty, since TRUNCATE and some
// ALTER TABLE ignore snapshots.
func OpenSnapshot(ctx context.Context, config *Config, s Session, tables ...plan.Name) (*Snapshot, error) {
	s.ReadOnly = true
	conn, err := Connect(ctx, config, s)
	if err != nil {
		return nil, err
	}
	snapshot := &Snapshot{conn: conn, session: s}
	if err := snapshot.take(ctx, tables); err != nil {
		conn.Close(ctx)
		return nil, fmt.Errorf("take a snapshot of %s: %w", config, err)
	}
	return snapshot, nil
}

// take begins the transaction. LOCK takes no snapshot: the first SELECT does, and
// its two functions see the same.
func (s *Snapshot) take(ctx context.Context, tables []plan.Name) (err error) {
	if s.replayed, err = replayed(ctx, s.conn); err != nil {
		return err
	}
	begin := "BEGIN " + snapshotTx
	if len(tables) > 0 {
		names := make([]string, len(tables))
		for i, t := range tables {
			names[i] = Quote(t.Schema, t.Name)
		}
		begin += "; LOCK TABLE " + strings.Join(names, ", ") + " IN ACCESS SHARE MODE"
	}
	if _, err := s.conn.Exec(ctx, begin); err != nil {
		return err
	}
	var xmin int64
	err = s.conn.QueryRow(ctx,
		"SELECT pg_export_snapshot(), pg_snapshot_xmin(pg_current_snapshot())::text::bigint", nil, &s.id, &xmin)
	s.xmin = uint64(xmin)
	return err
}

// replayed is how far a standby has come in its primary's log, 0 on a primary.
func replayed(ctx context.Context, c *Conn) (lsn uint64, err error) {
	const query = `
SELECT CASE WHEN pg_is_in_recovery() THEN coalesce(pg_last_wal_replay_lsn() - '0/0'::pg_lsn, 0) ELSE 0 END::bigint`
	if err = c.QueryRow(ctx, query, nil, &lsn); err != nil {
		err = fmt.Errorf("ask how far the standby is: %w", err)
	}
	return lsn, err
}

// Join opens another session, in a transaction of the same snapshot. It fails
// once the snapshot is closed or its session lost.
func (s *Snapshot) Join(ctx context.Context) (*Conn, error) {
	conn, err := Connect(ctx, s.conn.config, s.session)
	if err != nil {
		return nil, err
	}
	if err := s.join(ctx, conn); err != nil {
		conn.Close(ctx)
		return nil, fmt.Errorf("join the snapshot of %s: %w", s.conn.config, err)
	}
	return conn, nil
}

func (s *Snapshot) join(ctx context.Context, conn *Conn) error {
	_, err := conn.Exec(ctx, "BEGIN "+snapshotTx+"; SET TRANSACTION SNAPSHOT "+literal(s.id))
	return err
}

// Conn is the session that holds the snapshot, in its transaction. A statement
// that fails on it ends the snapshot.
func (s *Snapshot) Conn() *Conn { return s.conn }

// ID is the snapshot's identifier, as SET TRANSACTION SNAPSHOT and pg_dump take it.
func (s *Snapshot) ID() string { return s.id }

// Xmin is the oldest transaction that was running when the snapshot was taken:
// what any older one wrote, the snapshot shows.
func (s *Snapshot) Xmin() uint64 { return s.xmin }

// Close ends the snapshot and its session. Sessions that have joined keep it.
func (s *Snapshot) Close(ctx context.Context) error { return s.conn.Close(ctx) }

// literal quotes a string constant for statements that take no parameters; with
// standard_conforming_strings on, which every session sets, only quotes matter.
func literal(s string) string {
	return "'" + strings.ReplaceAll(strings.ReplaceAll(s, "\x00", ""), "'", "''") + "'"
}
