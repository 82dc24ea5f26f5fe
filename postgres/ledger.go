package postgres

import (
	"context"
	"fmt"
	"time"
)

// A Ledger is what a target database remembers of the runs that have not ended,
// and of each step that they have done. A step's entry commits in the transaction
// that did the step, so the ledger is right whatever crashed.
type Ledger interface {
	// Home is where it stands: a schema, or LargeObjects.
	Home() string
	// Begin notes a run before it changes anything. A run that is known is resumed:
	// its plan must be the same, its holder is replaced.
	Begin(ctx context.Context, c *Conn, run Run) error
	// Runs lists the runs that have not ended, the newest first.
	Runs(ctx context.Context, c *Conn) ([]Run, error)
	// Record notes that a step is done. It is called in the transaction that does
	// the step, and makes that transaction's commit durable on the server's disk,
	// whatever synchronous_commit is. A step that stands there already is an error,
	// of the SQLSTATE 23505. An entry that names a holder fails with a *TakenOverError
	// where the run has another one; until the transaction ends, it gets none.
	Record(ctx context.Context, c *Conn, e Entry) error
	// RecordScript is Record as one statement without parameters, for a script that
	// another program runs. What Record fails with as a *TakenOverError, it raises as
	// CodeTakenOver.
	RecordScript(e Entry) (string, error)
	// TakeOver notes a run's new holder, as Begin does, where the ledger has the run.
	// From then on no step of the holder before can be recorded, and those that it
	// had recorded have committed or never will: the call waits for them.
	TakeOver(ctx context.Context, c *Conn, run, holder string) error
	// Done gives the steps that a run has done, by step.
	Done(ctx context.Context, c *Conn, run string) (map[string]Entry, error)
	// Forget takes a step out of the ledger, in the transaction that undoes it or
	// that does it again.
	Forget(ctx context.Context, c *Conn, run, step string) error
	// End forgets a run that has ended for good. With the last one goes the ledger.
	// A run may end twice.
	End(ctx context.Context, c *Conn, run string) error
}

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
	// Holder is in whose name Record records the step; the ledger does not keep it.
	Holder string `json:"-"`
}

// A TakenOverError says that the run has another holder now, or has ended.
type TakenOverError struct{ Run string }

func (e *TakenOverError) Error() string {
	return fmt.Sprintf("another process of poco has taken over run %s, or has ended it", e.Run)
}

func otherPlanError(run string) error {
	return fmt.Errorf("the ledger knows run %s with another plan", run)
}

func doneAlreadyError(e Entry, err error) error {
	return fmt.Errorf("step %s of run %s is done already, by another process: %w", e.Step, e.Run, err)
}

// commitDurably keeps a commit of the present transaction from being reported
// before the server has written it to disk. Stronger settings stay.
func commitDurably(ctx context.Context, c *Conn) error {
	_, err := c.Exec(ctx, `
SELECT set_config('synchronous_commit', 'on', true)
WHERE current_setting('synchronous_commit') IN ('off', 'local', 'remote_write')`)
	return err
}
