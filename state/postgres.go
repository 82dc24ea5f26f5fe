package state

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"poco/postgres"
)

// schemaSQL makes the tables of the Postgres store; it may run again.
//
//go:embed schema.sql
var schemaSQL string

// A shared store is the schema poco_state of a database, for a team.
type shared struct {
	config *postgres.Config

	mu   sync.Mutex // guards conn
	conn *postgres.Conn
}

// OpenPostgres opens the store in the database that the connection string leads
// to, and makes its schema poco_state where it is missing.
func OpenPostgres(ctx context.Context, dsn string) (Store, error) {
	config, err := postgres.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("state \"postgres\": %w", err)
	}
	s := &shared{config: config}
	if err := s.do(ctx, s.prepare); err != nil {
		s.Close(ctx)
		return nil, err
	}
	return s, nil
}

func (s *shared) Where() string { return s.config.String() + ", schema poco_state" }

func (s *shared) Close(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn == nil {
		return nil
	}
	err := s.conn.Close(ctx)
	s.conn = nil
	return err
}

// do runs one piece of work on the store's session, which it opens anew where
// the last one broke.
func (s *shared) do(ctx context.Context, work func(context.Context, *postgres.Conn) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn == nil {
		conn, err := postgres.Connect(ctx, s.config, postgres.Session{Application: "state"})
		if err != nil {
			return &UnreachableError{err}
		}
		s.conn = conn
	}
	err := work(ctx, s.conn)
	if err != nil && (postgres.IsLost(err) || ctx.Err() != nil) {
		s.conn.Close(ctx)
		s.conn = nil
	}
	if err != nil {
		return fmt.Errorf("the state in %s: %w", s.config, err)
	}
	return nil
}

// prepare makes the schema, and refuses one that another version made. It makes
// nothing where all is there, so that a role without CREATE can use it.
func (s *shared) prepare(ctx context.Context, conn *postgres.Conn) error {
	var there bool
	const find = `SELECT to_regclass('poco_state.version') IS NOT NULL`
	if err := conn.QueryRow(ctx, find, nil, &there); err != nil {
		return err
	}
	if !there {
		if err := conn.Tx(ctx, "", func() error { _, err := conn.Exec(ctx, schemaSQL); return err }); err != nil {
			return err
		}
	}
	var version int
	if err := conn.QueryRow(ctx, `SELECT max(version) FROM poco_state.version`, nil, &version); err != nil {
		return err
	}
	if version != documentVersion {
		return &VersionError{Path: s.Where(), Version: version}
	}
	return nil
}

func (s *shared) Runs(ctx context.Context) (runs []Run, err error) {
	err = s.do(ctx, func(ctx context.Context, conn *postgres.Conn) error {
		var text string
		const read = `SELECT coalesce(json_agg(body), '[]')::text FROM poco_state.run`
		if err := conn.QueryRow(ctx, read, nil, &text); err != nil {
			return err
		}
		return json.Unmarshal([]byte(text), &runs)
	})
	newestFirst(runs)
	return runs, err
}

func (s *shared) Save(ctx context.Context, run Run) error {
	body, err := json.Marshal(run)
	if err != nil {
		return err
	}
	return s.do(ctx, func(ctx context.Context, conn *postgres.Conn) error {
		const save = `INSERT INTO poco_state.run (id, body) VALUES ($1, $2::text::jsonb)
			ON CONFLICT (id) DO UPDATE SET body = excluded.body`
		_, err := conn.Exec(ctx, save, run.ID, string(body))
		return err
	})
}

func (s *shared) SavePlan(ctx context.Context, id string, document []byte) error {
	if !validPlanID(id) {
		return fmt.Errorf("%q is not the id of a plan", id)
	}
	return s.do(ctx, func(ctx context.Context, conn *postgres.Conn) error {
		const save = `INSERT INTO poco_state.plan (id, document) VALUES ($1, $2)
			ON CONFLICT (id) DO UPDATE SET document = excluded.document`
		_, err := conn.Exec(ctx, save, id, document)
		return err
	})
}

func (s *shared) Plan(ctx context.Context, id string) (document []byte, err error) {
	err = s.do(ctx, func(ctx context.Context, conn *postgres.Conn) error {
		return conn.QueryRow(ctx, `SELECT document FROM poco_state.plan WHERE id = $1`, []any{id}, &document)
	})
	if errors.Is(err, postgres.ErrNoRows) {
		return nil, ErrNoPlan
	}
	return document, err
}
