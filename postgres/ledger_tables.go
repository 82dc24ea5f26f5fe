package postgres

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

//go:embed ledger.sql
var createLedger string

// A tableLedger is a ledger of two tables in the schema home.
type tableLedger struct{ home string }

func (l *tableLedger) runs() string    { return l.table("run") }
func (l *tableLedger) entries() string { return l.table("ledger") }

func (l *tableLedger) table(name string) string {
	if l.home != ownSchema {
		name = "poco_" + name
	}
	return Quote(l.home, name)
}

func (l *tableLedger) Home() string { return l.home }

// make makes the tables, and the schema where it is Poco's own.
func (l *tableLedger) make(ctx context.Context, c *Conn) error {
	err := c.Tx(ctx, "", func() error {
		if l.home == ownSchema {
			if err := makeOwnSchema(ctx, c); err != nil {
				return err
			}
		}
		_, err := c.Exec(ctx, strings.NewReplacer("poco.run", l.runs(), "poco.ledger", l.entries()).Replace(createLedger))
		return err
	})
	if err != nil {
		return l.creationError(c, err)
	}
	return nil
}

func makeOwnSchema(ctx context.Context, c *Conn) error {
	var exists bool
	err := c.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1)", []any{ownSchema}, &exists)
	if err != nil || exists {
		return err
	}
	_, err = c.Exec(ctx, "CREATE SCHEMA "+Quote(ownSchema)+"; COMMENT ON SCHEMA "+Quote(ownSchema)+" IS "+literal(schemaComment))
	return err
}

// creationError names the privilege that is missing, or what is in the way.
func (l *tableLedger) creationError(c *Conn, err error) error {
	switch code := Code(err); {
	case code == "42P07" || code == "42710":
		return &LedgerError{
			Reason: fmt.Sprintf("the schema %s holds something else under the names that the ledger needs", l.home),
			Hint:   "Plan again: a plan looks for a schema that can hold the ledger.",
			Err:    err,
		}
	case code != "42501":
		return fmt.Errorf("make the ledger: %w", err)
	case l.home != ownSchema:
		return &LedgerError{
			Reason: fmt.Sprintf("the role %s may not create tables in the schema %s", c.config.User(), l.home),
			Hint:   fmt.Sprintf("Let the schema's owner run: GRANT CREATE, USAGE ON SCHEMA %s TO %s;", Quote(l.home), Quote(c.config.User())),
			Err:    err,
		}
	}
	return &LedgerError{
		Reason: fmt.Sprintf("the role %s may not create a schema in the database %s", c.config.User(), c.config.DBName()),
		Hint: fmt.Sprintf("Let the database's owner run: GRANT CREATE ON DATABASE %s TO %s;",
			Quote(c.config.DBName()), Quote(c.config.User())),
		Err: err,
	}
}

func (l *tableLedger) Begin(ctx context.Context, c *Conn, run Run) error {
	query := `
INSERT INTO ` + l.runs() + ` AS run (id, plan_id, plan, holder) VALUES ($1, $2, $3, $4)
ON CONFLICT (id) DO UPDATE SET holder = excluded.holder, resumed_at = now()
WHERE run.plan_id = excluded.plan_id`
	return c.Tx(ctx, "", func() error {
		if err := commitDurably(ctx, c); err != nil {
			return err
		}
		n, err := c.Exec(ctx, query, run.ID, run.PlanID, run.PlanDocument, run.Holder)
		if err == nil && n == 0 {
			err = otherPlanError(run.ID)
		}
		return err
	})
}

func (l *tableLedger) Runs(ctx context.Context, c *Conn) ([]Run, error) {
	rows, err := c.pgx.Query(ctx,
		"SELECT id, plan_id, plan, holder, started_at FROM "+l.runs()+" ORDER BY started_at DESC, id")
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Run])
}

func (l *tableLedger) Record(ctx context.Context, c *Conn, e Entry) error {
	query := `
WITH held AS (SELECT FROM ` + l.runs() + ` WHERE id = $1 AND holder = $9 FOR SHARE)
INSERT INTO ` + l.entries() + ` (run, step, chunk, rows, bytes, evidence, written, detail)
SELECT $1, $2, $3::integer, $4::bigint, $5::bigint, $6::bytea, $7::bigint, $8 WHERE $9 = '' OR EXISTS (SELECT FROM held)`
	if err := commitDurably(ctx, c); err != nil {
		return err
	}
	evidence, err := json.Marshal(e.Evidence)
	if err != nil {
		return err
	}
	n, err := c.Exec(ctx, query, e.Run, e.Step, e.Chunk, e.Rows, e.Bytes, evidence, e.Written, e.Detail, e.Holder)
	if Code(err) == "23505" {
		return doneAlreadyError(e, err)
	}
	if err == nil && n == 0 {
		err = &TakenOverError{Run: e.Run}
	}
	return err
}

func (l *tableLedger) TakeOver(ctx context.Context, c *Conn, run, holder string) error {
	_, err := c.Exec(ctx, "UPDATE "+l.runs()+" SET holder = $2, resumed_at = now() WHERE id = $1", run, holder)
	return err
}

func (l *tableLedger) Done(ctx context.Context, c *Conn, run string) (map[string]Entry, error) {
	query := `
SELECT run, step, chunk, rows, bytes, evidence, written, xid::text::bigint, detail, committed_at FROM ` + l.entries() + ` WHERE run = $1`
	rows, err := c.pgx.Query(ctx, query, run)
	if err != nil {
		return nil, err
	}
	done := make(map[string]Entry)
	var e Entry
	var evidence []byte
	fields := []any{&e.Run, &e.Step, &e.Chunk, &e.Rows, &e.Bytes, &evidence, &e.Written, &e.XID, &e.Detail, &e.CommittedAt}
	_, err = pgx.ForEachRow(rows, fields, func() error {
		entry := e
		err := json.Unmarshal(evidence, &entry.Evidence)
		done[e.Step] = entry
		return err
	})
	return done, err
}

func (l *tableLedger) Forget(ctx context.Context, c *Conn, run, step string) error {
	_, err := c.Exec(ctx, "DELETE FROM "+l.entries()+" WHERE run = $1 AND step = $2", run, step)
	return err
}

// End drops, with the last run, the schema too, where Poco made it and nothing else
// stands in it.
func (l *tableLedger) End(ctx context.Context, c *Conn, run string) error {
	err := c.Tx(ctx, "", func() error {
		if err := commitDurably(ctx, c); err != nil {
			return err
		}
		if _, err := c.Exec(ctx, "LOCK TABLE "+l.runs()+", "+l.entries()+" IN ACCESS EXCLUSIVE MODE"); err != nil {
			return err
		}
		if _, err := c.Exec(ctx, "DELETE FROM "+l.entries()+" WHERE run = $1", run); err != nil {
			return err
		}
		if _, err := c.Exec(ctx, "DELETE FROM "+l.runs()+" WHERE id = $1", run); err != nil {
			return err
		}
		return l.drop(ctx, c)
	})
	if code := Code(err); code == "42P01" || code == "3F000" {
		return nil // the ledger is gone: the last run has ended
	}
	return err
}

// drop removes what an empty ledger leaves.
func (l *tableLedger) drop(ctx context.Context, c *Conn) error {
	var runs int
	if err := c.QueryRow(ctx, "SELECT count(*) FROM "+l.runs(), nil, &runs); err != nil || runs > 0 {
		return err
	}
	if _, err := c.Exec(ctx, "DROP TABLE "+l.entries()+", "+l.runs()); err != nil || l.home != ownSchema {
		return err
	}
	const query = `
SELECT coalesce(obj_description(n.oid, 'pg_namespace') = $1, false)
       AND NOT EXISTS (SELECT FROM pg_depend WHERE refclassid = 'pg_namespace'::regclass AND refobjid = n.oid)
FROM pg_namespace n WHERE nspname = 'poco'`
	var bare bool
	if err := c.QueryRow(ctx, query, []any{schemaComment}, &bare); err != nil || !bare {
		return err
	}
	_, err := c.Exec(ctx, "DROP SCHEMA poco")
	return err
}
