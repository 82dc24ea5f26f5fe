package executor

import (
	"context"
	"errors"
	"maps"
	"slices"

	"poco/postgres"
	"poco/state"
)

// findAborted finds the run to abort and the document of its plan: in the store,
// and where that does not know it, in the ledgers of the databases that the
// options name.
func findAborted(ctx context.Context, id string, o Options) (*state.Run, []byte, error) {
	runs, err := o.Store.Runs(ctx)
	if err != nil {
		return nil, nil, err
	}
	var unfinished []state.Run
	for _, r := range runs {
		if !r.Status.Finished() {
			unfinished = append(unfinished, r)
		}
	}
	if i := slices.IndexFunc(unfinished, func(r state.Run) bool { return r.ID == id }); i >= 0 {
		unfinished = unfinished[i : i+1]
	} else if id != "" || len(unfinished) == 0 {
		return findInLedgers(ctx, id, unfinished, o)
	}
	if len(unfinished) > 1 {
		return nil, nil, noRun("", unfinished)
	}
	run := unfinished[0]
	document, err := o.Store.Plan(ctx, run.PlanID)
	if errors.Is(err, state.ErrNoPlan) {
		return findInLedgers(ctx, run.ID, unfinished, o)
	}
	return &run, document, err
}

// FindRun finds an unfinished run that the store does not know, and the document
// of its plan, in the ledgers of the databases that the options name: the state
// may be lost, or be on another machine. It fails with a *NoRunError where they
// don't know it either.
func FindRun(ctx context.Context, id string, o Options) (*state.Run, []byte, error) {
	return findInLedgers(ctx, id, nil, o)
}

// findInLedgers looks for the run, or for the only one, on the databases that the
// options name.
func findInLedgers(ctx context.Context, id string, unfinished []state.Run, o Options) (*state.Run, []byte, error) {
	found := map[string]postgres.Run{}
	var failed error
	for _, label := range o.Databases {
		runs, err := ledgerRunsOn(ctx, label, o)
		failed = errors.Join(failed, err)
		for _, r := range runs {
			if id == "" || r.ID == id {
				found[r.ID] = r
			}
		}
	}
	ids := slices.Sorted(maps.Keys(found))
	if len(ids) == 1 {
		run := ledgerState(found[ids[0]])
		return &run, found[ids[0]].PlanDocument, nil
	}
	for _, id := range ids {
		unfinished = append(unfinished, state.Run{ID: id})
	}
	if len(ids) == 0 && failed != nil {
		return nil, nil, failed
	}
	return nil, nil, noRun(id, unfinished)
}

// ledgerRunsOn are the unfinished runs in the ledger of one database.
func ledgerRunsOn(ctx context.Context, label string, o Options) (runs []postgres.Run, err error) {
	err = withLedger(ctx, label, o, func(c *postgres.Conn, ledger postgres.Ledger) (err error) {
		runs, err = ledger.Runs(ctx, c)
		return err
	})
	return runs, err
}

// ledgerState is a run that only a ledger knows.
func ledgerState(r postgres.Run) state.Run {
	return state.Run{ID: r.ID, PlanID: r.PlanID, StartedAt: r.StartedAt.UTC(), UpdatedAt: r.StartedAt.UTC(),
		Holder: readHolder(r.Holder), Status: state.Interrupted}
}

func noRun(id string, unfinished []state.Run) error {
	e := &NoRunError{Run: id}
	for _, r := range unfinished {
		e.Unfinished = append(e.Unfinished, r.ID)
	}
	return e
}
