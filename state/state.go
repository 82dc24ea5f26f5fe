// Package state remembers runs: which there were, where each stands, who holds
// the lock. What a run has done on its target is known for certain by the
// ledger there; the state is the copy that is there when the target is not.
package state

import (
	"context"
	"fmt"
	"time"
)

// A Store keeps runs and their plans. There are two: a local file and a Postgres
// table. Both hold their lock no longer than the process that took it lives.
type Store interface {
	// Lock takes the store's lock for a command that writes, waiting at most wait.
	// It fails with a *LockedError.
	Lock(ctx context.Context, holder Holder, wait time.Duration) (Lock, error)
	// Holder tells who holds the lock, nil where no living process does.
	Holder(ctx context.Context) (*Holder, error)
	// Unlock breaks a lock that its holder left behind, and says whose it was.
	Unlock(ctx context.Context) (*Holder, error)

	// Runs lists all runs, the newest first.
	Runs(ctx context.Context) ([]Run, error)
	// Save writes one run, new or known.
	Save(ctx context.Context, run Run) error
	// SavePlan and Plan keep the encoded plan of a run by the plan's ID.
	SavePlan(ctx context.Context, id string, document []byte) error
	Plan(ctx context.Context, id string) ([]byte, error)

	// Where says where the state is, for messages: a path or a database's name.
	Where() string
	Close(ctx context.Context) error
}

// A Lock is held until released or until its process ends.
type Lock interface {
	Release(ctx context.Context) error
}

// A Holder is a process that holds a lock or made a run.
type Holder struct {
	User    string    `json:"user"`
	Host    string    `json:"host"`
	PID     int       `json:"pid"`
	Command string    `json:"command"`
	Since   time.Time `json:"since"`
}

func (h Holder) String() string {
	return fmt.Sprintf("%s@%s (pid %d, %q, since %s)", h.User, h.Host, h.PID, h.Command,
		h.Since.Format("2006-01-02 15:04:05 MST"))
}

// A LockedError says that another process holds the lock. Where is the state or
// the target that it holds.
type LockedError struct {
	Holder Holder
	Where  string
	// Session is the server's process whose session holds a target; 0 where a state
	// is locked.
	Session int
}

func (e *LockedError) Error() string {
	if e.Holder == (Holder{}) {
		return fmt.Sprintf("%s is locked by another process", e.Where)
	}
	return fmt.Sprintf("%s is locked by %s", e.Where, e.Holder)
}

// An UnreachableError says that the server that keeps the state can't be reached.
type UnreachableError struct{ Err error }

func (e *UnreachableError) Error() string { return "open the state: " + e.Err.Error() }
func (e *UnreachableError) Unwrap() error { return e.Err }

// Status is the state of a run.
type Status string

// The states of a run. Running, interrupted and failed ones are unfinished: they
// can be resumed or aborted. A running one whose holder is dead was interrupted.
const (
	Running     Status = "running"
	Interrupted Status = "interrupted"
	Failed      Status = "failed"
	Aborted     Status = "aborted"
	Done        Status = "done"
)

// Finished reports whether the run has ended for good.
func (s Status) Finished() bool { return s == Aborted || s == Done }

// A Run is one execution of one plan.
type Run struct {
	ID      string   `json:"id"` // four or more hex digits
	PlanID  string   `json:"plan_id"`
	Intents []string `json:"intents"`
	Targets []string `json:"targets"` // labels
	Status  Status   `json:"status"`
	// Ending is what the run becomes once its ledger is cleared: set, to Done or
	// Aborted, when all its work is done.
	Ending    Status    `json:"ending,omitempty"`
	Holder    Holder    `json:"holder"` // of the process that last ran it
	StartedAt time.Time `json:"started_at"`
	UpdatedAt time.Time `json:"updated_at"`
	EndedAt   time.Time `json:"ended_at,omitzero"`
	Steps     int       `json:"steps"`
	StepsDone int       `json:"steps_done"`
	Rows      int64     `json:"rows"` // planned
	RowsDone  int64     `json:"rows_done"`
	Error     string    `json:"error,omitempty"`
	Tables    []Table   `json:"tables"`
}

// A Table is the receipt of one table in a run.
type Table struct {
	Intent  string `json:"intent"`
	Name    string `json:"name"`
	Planned int64  `json:"planned"`
	Exact   bool   `json:"exact"`
	Copied  int64  `json:"copied"`
	Kept    int64  `json:"kept"` // copied by an earlier process of the run
	Done    bool   `json:"done"`
}
