package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// A Ledger is two tables of a target database: the runs that have not ended, and
// each step that they have done. A step's row commits in the transaction that did
// the step, so the ledger is right whatever crashed.
type Ledger struct{ home string }

// A Run is one unfinished run in the ledger.
type Run struct {
	ID           string
	PlanID       string
	PlanDocument []byte // the encoded plan, so that a lost state can be made again
	Holder       string // who ran it last
	StartedAt    time.Time
}

// An Entry is one step that a run has done.
type Entry struct {
	Run         string
	Step        string
	Chunk       int
	Rows, Bytes int64
	// Evidence is the state of the source's table when it was read; zero where the
	// step read none.
	Evidence Evidence
	// Written is how many rows the step has written into its table: inserted, or
	// updated, which are fewer than it copied where rows with their keys were there.
	Written int64
	// XID is the target's transaction that did the step, in 64 bits; Record sets it.
	// Rows that carry it were written by the step and by nobody since.
	XID uint64
	// Detail is for whatever else the step's kind has to remember.
	Detail      string
	CommittedAt time.Time
}

// Begin notes a run before it changes anything. A run that is known is resumed: its
// plan must be the same, its holder is replaced.
func (l *Ledger) Begin(ctx context.Context, c *Conn, run Run) error {
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
			err = fmt.Errorf("the ledger knows run %s with another plan", run.ID)
		}
		return err
	})
}

// Runs lists the runs that have not ended, the newest first.
func (l *Ledger) Runs(ctx context.Context, c *Conn) ([]Run, error) {
	rows, err := c.pgx.Query(ctx,
		"SELECT id, plan_id, plan, holder, started_at FROM "+l.runs()+" ORDER BY started_at DESC, id")
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Run])
}

// Record notes that a step is done. It is called in the transaction that does the
// step, and makes that transaction's commit durable on the server's disk, whatever
// synchronous_commit is. A step that stands there already is an error.
func (l *Ledger) Record(ctx context.Context, c *Conn, e Entry) error {
	query := `
INSERT INTO ` + l.entries() + ` (run, step, chunk, rows, bytes, evidence, written, detail)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`
	if err := commitDurably(ctx, c); err != nil {
		return err
	}
	evidence, err := json.Marshal(e.Evidence)
	if err != nil {
		return err
	}
	_, err = c.Exec(ctx, query, e.Run, e.Step, e.Chunk, e.Rows, e.Bytes, evidence, e.Written, e.Detail)
	if Code(err) == "23505" {
		return fmt.Errorf("step %s of run %s is done already, by another process: %w", e.Step, e.Run, err)
	}
	return err
}

// commitDurably keeps a commit of the present transaction from being reported
// before the server has written it to disk. Stronger settings stay.
func commitDurably(ctx context.Context, c *Conn) error {
	_, err := c.Exec(ctx, `
SELECT set_config('synchronous_commit', 'on', true)
WHERE current_setting('synchronous_commit') IN ('off', 'local', 'remote_write')`)
	return err
}

// Done gives the steps that a run has done, by step.
func (l *Ledger) Done(ctx context.Context, c *Conn, run string) (map[string]Entry, error) {
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

// Forget takes a step out of the ledger, in the transaction that undoes it or
// that does it again.
func (l *Ledger) Forget(ctx context.Context, c *Conn, run, step string) error {
	_, err := c.Exec(ctx, "DELETE FROM "+l.entries()+" WHERE run = $1 AND step = $2", run, step)
	return err
}

// End forgets a run that has ended for good. With the last one goes the ledger, and
// the schema where Poco made it and nothing else stands in it. A run may end twice.
func (l *Ledger) End(ctx context.Context, c *Conn, run string) error {
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
func (l *Ledger) drop(ctx context.Context, c *Conn) error {
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
