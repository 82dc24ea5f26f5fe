package executor

import (
	"bytes"
	"context"
	"errors"
	"slices"

	"poco/plan"
	"poco/postgres"
	"poco/state"
)

// LedgerRuns lists the unfinished runs in the ledgers of the databases that the
// options name, as their ledgers tell of them. The error is of the databases that
// could not be asked; the list is of the others.
func LedgerRuns(ctx context.Context, o Options) (runs []state.Run, failed error) {
	for _, label := range o.Databases {
		err := withLedger(ctx, label, o, func(c *postgres.Conn, ledger postgres.Ledger) error {
			holder, err := postgres.TargetHolder(ctx, c)
			if err != nil {
				return err
			}
			found, err := ledger.Runs(ctx, c)
			for _, r := range found {
				run := ledgerState(r)
				run.Targets = []string{label}
				if holder != nil && holder.Holder == r.Holder {
					run.Status = state.Running
				}
				done, failed := ledger.Done(ctx, c, r.ID)
				err = errors.Join(err, failed)
				runs = mergeRun(runs, withProgress(run, r.PlanDocument, done))
			}
			return err
		})
		failed = errors.Join(failed, err)
	}
	return runs, failed
}

// withProgress adds what the run's plan and its entries in one ledger say.
func withProgress(run state.Run, document []byte, done entries) state.Run {
	run.Intents, run.Tables = []string{}, []state.Table{}
	if p, err := plan.Decode(bytes.NewReader(document)); err == nil {
		for _, in := range p.Intents {
			run.Intents = append(run.Intents, in.Name)
		}
		run.Steps, run.Rows = len(p.Steps), p.Summary.RowsToCopy
	}
	run.StepsDone = len(done)
	for _, e := range done {
		run.RowsDone += e.Rows
	}
	return run
}

// mergeRun adds a run to a list in which another target's ledger may have put it.
func mergeRun(runs []state.Run, run state.Run) []state.Run {
	i := slices.IndexFunc(runs, func(r state.Run) bool { return r.ID == run.ID })
	if i < 0 {
		return append(runs, run)
	}
	known := &runs[i]
	known.Targets = append(known.Targets, run.Targets...)
	known.StepsDone, known.RowsDone = known.StepsDone+run.StepsDone, known.RowsDone+run.RowsDone
	return runs
}

// withLedger gives the ledger of one database to do, over a session that only
// reads; where there is none, do is not called.
func withLedger(ctx context.Context, label string, o Options, do func(*postgres.Conn, postgres.Ledger) error) error {
	dsn, err := o.Resolve(label)
	if err != nil {
		return err
	}
	config, err := postgres.ParseConfig(dsn)
	if err != nil {
		return &SiteError{label, err}
	}
	c, err := postgres.Connect(ctx, config, postgres.Session{Application: "ledger", ReadOnly: true, LockTimeout: o.tableLocks()})
	if err != nil {
		return &SiteError{label, err}
	}
	defer c.Close(ctx)
	ledger, err := postgres.FindLedger(ctx, c)
	if err == nil && ledger != nil {
		err = do(c, ledger)
	}
	if err != nil {
		err = &SiteError{label, err}
	}
	return err
}
