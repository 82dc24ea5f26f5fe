package executor

import (
	"bytes"
	"context"
	"fmt"

	"poco/backup"
	"poco/plan"
	"poco/state"
)

// A NeededError says that the plan of an unfinished run can't be read, so that it is
// not known which backups the run needs.
type NeededError struct {
	Run string
	Err error
}

func (e *NeededError) Error() string {
	return fmt.Sprintf("run %s has not ended, and may need its backups: %v", e.Run, e.Err)
}

func (e *NeededError) Unwrap() error { return e.Err }

// NeededBackups are the names of the backups that the unfinished runs of a store need:
// those of the entries that they have made, and those that they are to restore, be
// they entries or not. Where the plan of one can't be read, it fails with a
// *NeededError, and no backup may go.
func NeededBackups(ctx context.Context, store state.Store, entries []backup.Entry) (map[string]bool, error) {
	runs, err := store.Runs(ctx)
	if err != nil {
		return nil, err
	}
	needed := map[string]bool{}
	for _, run := range runs {
		if run.Status.Finished() {
			continue
		}
		p, err := storedPlan(ctx, store, run.PlanID)
		if err != nil {
			return nil, &NeededError{Run: run.ID, Err: err}
		}
		need(needed, entries, run.ID, p)
	}
	return needed, nil
}

func storedPlan(ctx context.Context, store state.Store, id string) (*plan.Plan, error) {
	document, err := store.Plan(ctx, id)
	if err != nil {
		return nil, err
	}
	return plan.Decode(bytes.NewReader(document))
}

// need adds what one run needs.
func need(needed map[string]bool, entries []backup.Entry, run string, p *plan.Plan) {
	for _, e := range entries {
		if e.Manifest != nil && e.Manifest.RunID == run {
			needed[e.Name] = true
		}
	}
	for _, s := range p.Steps {
		if s.Restoration != nil {
			needed[baseOf(s.Restoration.File)] = true
		}
	}
}
