package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// DefaultLockTimeout bounds the wait for a table's lock where nobody says more.
const DefaultLockTimeout = 10 * time.Second

// lockTimeout is the SQLSTATE of a statement that waited for a lock too long.
const lockTimeout = "55P03"

// A LockWaitError says that reading waited for a lock as long as the session may,
// and which sessions then had, or asked for, a lock that keeps readers out. There
// is none of them where they were gone by then.
type LockWaitError struct {
	What     string // "read the catalog of app@host:5432/shop"
	Blockers []string
	Err      error
}

func (e *LockWaitError) Error() string {
	return e.What + ": a lock is in the way (" + e.Err.Error() + ")"
}

func (e *LockWaitError) Unwrap() error { return e.Err }

// Reasons says who is in the way, one a line, and what to do.
func (e *LockWaitError) Reasons() string {
	if len(e.Blockers) == 0 {
		return "Whoever held it is gone: try again."
	}
	var b strings.Builder
	for _, who := range e.Blockers {
		b.WriteString("Blocked by " + who + ".\n")
	}
	return b.String() + "Wait for that session or end it, or wait longer with --lock-timeout."
}

// lockWaited gives an error of a lock timeout the names of those in the way, as
// the session c sees them; other errors stay as they are.
func lockWaited(ctx context.Context, c *Conn, what string, err error) error {
	if Code(err) != lockTimeout {
		return err
	}
	blockers, _ := keepOutReaders(ctx, c) // without their names the error still says what happened
	return &LockWaitError{What: what, Blockers: blockers, Err: err}
}

// LockWaited is lockWaited for reads of the tables of the database that c is on.
func LockWaited(ctx context.Context, c *Conn, err error) error {
	return lockWaited(ctx, c, "read the tables of "+c.Config().String(), err)
}

// keepOutReaders names the sessions that hold an ACCESS EXCLUSIVE lock in the
// database, or wait for one: nothing else makes a reader wait. After a timeout the
// reader waits for nobody any more, so pg_blocking_pids can't tell.
func keepOutReaders(ctx context.Context, c *Conn) ([]string, error) {
	const query = `
SELECT coalesce(json_agg(b ORDER BY b.seconds DESC), '[]')::text
FROM (
    SELECT coalesce(l.pid, 0) AS pid, coalesce(a.usename, '') AS user, coalesce(a.application_name, '') AS application,
           coalesce(a.state, '') AS state, coalesce(a.backend_type, '') AS backend,
           coalesce(extract(epoch FROM clock_timestamp() - CASE WHEN a.state = 'active' THEN a.query_start ELSE a.state_change END), 0) AS seconds,
           l.granted AS held, array_agg(DISTINCT format('%s.%s', n.nspname, r.relname)) AS tables
    FROM pg_locks l
    JOIN pg_class r ON r.oid = l.relation
    JOIN pg_namespace n ON n.oid = r.relnamespace
    LEFT JOIN pg_stat_activity a ON a.pid = l.pid
    WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND l.pid IS DISTINCT FROM pg_backend_pid()
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    GROUP BY l.pid, a.usename, a.application_name, a.state, a.backend_type, a.query_start, a.state_change, l.granted, l.virtualtransaction
) b`
	var text string
	if err := c.QueryRow(ctx, query, nil, &text); err != nil {
		return nil, err
	}
	var found []struct {
		Blocker
		Held   bool     `json:"held"`
		Tables []string `json:"tables"`
	}
	if err := json.Unmarshal([]byte(text), &found); err != nil {
		return nil, err
	}
	var names []string
	for _, f := range found {
		names = append(names, f.String()+lockWords(f.Held, f.Tables))
	}
	return names, nil
}

// lockWords says which lock a session has or wants: ", which has locked
// public.orders".
func lockWords(held bool, tables []string) string {
	const most = 3
	list := strings.Join(tables[:min(len(tables), most)], ", ")
	if more := len(tables) - most; more > 0 {
		list += fmt.Sprintf(" and %d more", more)
	}
	if held {
		return ", which has locked " + list + " against readers"
	}
	return ", which waits to lock " + list + " against readers"
}
