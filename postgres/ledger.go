package postgres

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

//go:embed ledger.sql
var createLedger string

// schemaComment marks a schema poco that Poco has made, and may drop.
const schemaComment = "Poco keeps here what its unfinished runs have done (see the comments of the tables). " +
	"It drops this schema when the last run on this database ends."

// A Ledger is the schema poco of a target database: the runs that have not ended,
// and each step that they have done. A step's row commits in the transaction that
// did the step, so the ledger is right whatever crashed.
type Ledger struct{}

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
	// Detail is for whatever else the step's kind has to remember.
	Detail      string
	CommittedAt time.Time
}

// A LedgerError says why a target can hold no ledger.
type LedgerError struct {
	Reason string
	Hint   string
	Err    error
}

func (e *LedgerError) Error() string { return "cannot keep the ledger on the target: " + e.Reason }
func (e *LedgerError) Unwrap() error { return e.Err }

// OpenLedger finds the ledger of the database that c is on, or makes it, in a
// transaction of its own. It fails with a *LedgerError where a schema poco is there
// that is not Poco's, or where the role may not make one.
func OpenLedger(ctx context.Context, c *Conn) (*Ledger, error) {
	found, err := lookForLedger(ctx, c)
	switch {
	case err != nil:
		return nil, err
	case found == foreignSchema:
		return nil, &LedgerError{
			Reason: "the database has a schema named poco that holds other things",
			Hint:   "Poco needs that name for its own bookkeeping. Rename the schema: ALTER SCHEMA poco RENAME TO …",
		}
	case found == ledgerSchema:
		return &Ledger{}, nil
	}
	err = c.Tx(ctx, "", func() error {
		if found == noSchema {
			if _, err := c.Exec(ctx, "CREATE SCHEMA poco; COMMENT ON SCHEMA poco IS "+literal(schemaComment)); err != nil {
				return err
			}
		}
		_, err := c.Exec(ctx, createLedger)
		return err
	})
	if err != nil {
		return nil, createLedgerError(c, err)
	}
	return &Ledger{}, nil
}

// createLedgerError names the privilege that is missing.
func createLedgerError(c *Conn, err error) error {
	if Code(err) != "42501" {
		return fmt.Errorf("make the ledger: %w", err)
	}
	return &LedgerError{
		Reason: fmt.Sprintf("the role %s may not create a schema in the database %s", c.config.User(), c.config.DBName()),
		Hint: fmt.Sprintf("Let the database's owner run: GRANT CREATE ON DATABASE %s TO %s;",
			Quote(c.config.DBName()), Quote(c.config.User())),
		Err: err,
	}
}

// FindLedger finds the ledger of the database that c is on; nil where there is
// none.
func FindLedger(ctx context.Context, c *Conn) (*Ledger, error) {
	found, err := lookForLedger(ctx, c)
	if err != nil || found != ledgerSchema {
		return nil, err
	}
	return &Ledger{}, nil
}

// schemaState is what stands under the name poco.
type schemaState int

const (
	noSchema schemaState = iota
	emptySchema
	ledgerSchema
	foreignSchema
)

func lookForLedger(ctx context.Context, c *Conn) (schemaState, error) {
	const query = `
SELECT n.oid IS NOT NULL,
       count(r.oid) > 0,
       count(a.attname) FILTER (WHERE (r.relname, a.attname) IN
           (('run', 'plan_id'), ('run', 'plan'), ('run', 'holder'), ('ledger', 'step'), ('ledger', 'evidence'))) = 5
FROM (SELECT 'poco'::name AS wanted) w
LEFT JOIN pg_namespace n ON n.nspname = w.wanted
LEFT JOIN pg_class r ON r.relnamespace = n.oid
LEFT JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
GROUP BY n.oid`
	var exists, filled, ours bool
	if err := c.QueryRow(ctx, query, nil, &exists, &filled, &ours); err != nil {
		return noSchema, fmt.Errorf("look for the ledger: %w", err)
	}
	switch {
	case ours:
		return ledgerSchema, nil
	case filled:
		return foreignSchema, nil
	case exists:
		return emptySchema, nil
	}
	return noSchema, nil
}

// Begin notes a run before it changes anything. A run that is known is resumed: its
// plan must be the same, its holder is replaced.
func (l *Ledger) Begin(ctx context.Context, c *Conn, run Run) error {
	const query = `
INSERT INTO poco.run (id, plan_id, plan, holder) VALUES ($1, $2, $3, $4)
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
		"SELECT id, plan_id, plan, holder, started_at FROM poco.run ORDER BY started_at DESC, id")
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Run])
}

// Record notes that a step is done. It is called in the transaction that does the
// step, and makes that transaction's commit durable on the server's disk, whatever
// synchronous_commit is. A step that stands there already is an error.
func (l *Ledger) Record(ctx context.Context, c *Conn, e Entry) error {
	const query = `
INSERT INTO poco.ledger (run, step, chunk, rows, bytes, evidence, detail)
VALUES ($1, $2, $3, $4, $5, $6, $7)`
	if err := commitDurably(ctx, c); err != nil {
		return err
	}
	evidence, err := json.Marshal(e.Evidence)
	if err != nil {
		return err
	}
	_, err = c.Exec(ctx, query, e.Run, e.Step, e.Chunk, e.Rows, e.Bytes, evidence, e.Detail)
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
	const query = `
SELECT run, step, chunk, rows, bytes, evidence, detail, committed_at FROM poco.ledger WHERE run = $1`
	rows, err := c.pgx.Query(ctx, query, run)
	if err != nil {
		return nil, err
	}
	done := make(map[string]Entry)
	var e Entry
	var evidence []byte
	fields := []any{&e.Run, &e.Step, &e.Chunk, &e.Rows, &e.Bytes, &evidence, &e.Detail, &e.CommittedAt}
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
	_, err := c.Exec(ctx, "DELETE FROM poco.ledger WHERE run = $1 AND step = $2", run, step)
	return err
}

// End forgets a run that has ended for good. With the last one goes the ledger, and
// the schema where Poco made it and nothing else stands in it. A run may end twice.
func (l *Ledger) End(ctx context.Context, c *Conn, run string) error {
	err := c.Tx(ctx, "", func() error {
		if err := commitDurably(ctx, c); err != nil {
			return err
		}
		if _, err := c.Exec(ctx, "LOCK TABLE poco.run, poco.ledger IN ACCESS EXCLUSIVE MODE"); err != nil {
			return err
		}
		if _, err := c.Exec(ctx, "DELETE FROM poco.ledger WHERE run = $1", run); err != nil {
			return err
		}
		if _, err := c.Exec(ctx, "DELETE FROM poco.run WHERE id = $1", run); err != nil {
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
	if err := c.QueryRow(ctx, "SELECT count(*) FROM poco.run", nil, &runs); err != nil || runs > 0 {
		return err
	}
	if _, err := c.Exec(ctx, "DROP TABLE poco.ledger, poco.run"); err != nil {
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
