// Package executor carries a plan out. It needs the plan, a resolver that hands
// it connection strings, and a store for its runs; it tells the world what
// happens through events. What it promises: it runs the plan's statements and no
// others that change rows or definitions, it changes nothing before the plan is
// proved to fit the databases, and wherever it is stopped, applying the same plan
// again finishes the work.
package executor

import (
	"cmp"
	"path/filepath"
	"time"

	"github.com/hashicorp/go-hclog"

	"poco/postgres"
	"poco/state"
)

// Options are what a command hands to the executor beside the plan.
type Options struct {
	// Resolve gives the connection string of a database by the label that the plan
	// knows it by.
	Resolve func(label string) (dsn string, err error)
	// Store keeps runs, plans and the lock. Check and Verify need none.
	Store state.Store
	// Events is called for each event, one at a time; nil discards them.
	Events func(Event)
	// Log takes what is worth reading afterwards: never a secret, never row data.
	// Nil discards it.
	Log hclog.Logger
	// Databases are the labels on which Abort and FindRun look for a run that the
	// store does not know.
	Databases []string
	// Holder is this process, for locks and runs.
	Holder state.Holder
	// Dir is the recipe's folder, from which the paths of a plan's backups go.
	Dir string
	// Jobs is how many steps run at once; 0 takes what the plan's intents say.
	Jobs int
	// Stop, once closed, lets the steps in flight finish and starts no other; a
	// backup in flight is discarded and a restore rolled back, since they may take
	// long and can't be continued. Cancelling the context stops at once. Both can be
	// resumed.
	Stop <-chan struct{}
	// LockTimeout bounds the wait for the locks of the store and of the targets; 0
	// does not wait. It also bounds the wait for a table's lock, where 0 stands for
	// ten seconds.
	LockTimeout time.Duration
	// FastResume keeps finished copies without the proof that the source has not
	// changed since, so that the target may hold rows of several moments.
	FastResume bool
	// Checkpoint is called at every instant at which a crash would leave another
	// state behind; nil outside of tests.
	Checkpoint func(name string)
}

func (o Options) tableLocks() time.Duration {
	return cmp.Or(o.LockTimeout, postgres.DefaultLockTimeout)
}

// path is a path of a plan, as this process finds it.
func (o Options) path(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(o.Dir, filepath.FromSlash(path))
}

func (o Options) log() hclog.Logger {
	if o.Log == nil {
		return hclog.NewNullLogger()
	}
	return o.Log
}

func (o Options) checkpoint(name string) {
	if o.Checkpoint != nil {
		o.Checkpoint(name)
	}
}

// stopping reports whether Stop is closed.
func (o Options) stopping() bool {
	select {
	case <-o.Stop:
		return true
	default:
		return false
	}
}
