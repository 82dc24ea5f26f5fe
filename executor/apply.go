package executor

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"poco/plan"
	"poco/postgres"
	"poco/state"
)

// Apply carries out a plan. It takes the locks of the store and of the targets,
// resumes the plan's unfinished run where there is one, and else proves that the
// plan still fits before it changes anything.
//
// Its errors are a *state.LockedError, *UnfinishedError or *StaleError, or any
// other, where nothing was changed; a *StoppedError or *InterruptedError where a
// run has begun, which applying the plan again resumes.
func Apply(ctx context.Context, p *plan.Plan, o Options) (*Receipt, error) {
	g, err := newProgram(p)
	if err != nil {
		return nil, err
	}
	lock, err := o.Store.Lock(ctx, o.Holder, o.LockTimeout)
	if err != nil {
		return nil, err
	}
	defer lock.Release(context.WithoutCancel(ctx))
	o.log().Info("apply", "plan", p.ID, "by", o.Holder.String(), "poco", p.PocoVersion)
	all, err := openSites(ctx, g, g.labels(), o)
	if err != nil {
		return nil, err
	}
	defer all.close(ctx)
	if err := all.lock(ctx, g.targets(), o); err != nil {
		return nil, err
	}
	r, err := findRun(ctx, g, all, o)
	if err == nil && r.record.run.Ending == state.Aborted {
		// An abort had done its work; what is left of it is to forget the run.
		if err = r.clear(ctx, state.Aborted); err == nil {
			r, err = findRun(ctx, g, all, o)
		}
	}
	if err != nil {
		return nil, err
	}
	if r.unread != nil {
		return nil, fmt.Errorf("look for the backups of run %s: %w", r.id, r.unread)
	}
	if r.isAborting() {
		return nil, &AbortingError{Run: r.id, Holder: r.record.before.Holder}
	}
	return r.apply(ctx)
}

func (r *run) apply(ctx context.Context) (*Receipt, error) {
	resumed := r.anyDone()
	if resumed {
		r.noteInterruption()
	}
	if r.record.run.Ending == "" {
		if err := r.check(ctx); err != nil {
			if resumed {
				return nil, staleRun(err, r)
			}
			return nil, staleAfterAll(ctx, err, r.plan, r.o)
		}
		if err := r.begin(ctx); err != nil {
			return nil, err
		}
	}
	r.tellStart(resumed)
	heard := r.hearStop(ctx)
	err := r.work(ctx)
	heard()
	if err != nil {
		return nil, r.stop(ctx, err)
	}
	r.report.say(RunEnded, string(state.Done))
	receipt := r.receipt(state.Done, resumed)
	r.o.log().Info("done", "run", r.id, "rows_copied", receipt.Copied, "rows_kept", receipt.Kept, "seconds", receipt.Seconds)
	for _, t := range receipt.Tables {
		r.o.log().Info("table", "intent", t.Intent, "table", t.Name, "planned", t.Planned, "copied", t.Copied, "kept", t.Kept)
	}
	return receipt, nil
}

// check proves that the plan still fits, or gives up where the run is asked to
// stop: nothing is in flight yet.
func (r *run) check(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var group errgroup.Group
	group.Go(func() error {
		select {
		case <-r.o.Stop:
			cancel()
		case <-ctx.Done():
		}
		return nil
	})
	err := r.sites.check(ctx, r.program, r.done, r.o)
	if err != nil && r.o.stopping() {
		err = context.Canceled
	}
	cancel()
	group.Wait()
	return err
}

// hearStop tells when the run is asked to stop. The function that it gives ends
// the listening.
func (r *run) hearStop(ctx context.Context) (end func()) {
	ctx, cancel := context.WithCancel(ctx)
	var group errgroup.Group
	group.Go(func() error {
		select {
		case <-r.o.Stop:
			r.report.stopping()
		case <-ctx.Done():
		}
		return nil
	})
	return func() {
		cancel()
		group.Wait()
	}
}

// staleAfterAll adds to a stale plan's changes that the plan has been applied,
// where it has: then they are its own.
func staleAfterAll(ctx context.Context, err error, p *plan.Plan, o Options) error {
	var stale *StaleError
	if !errors.As(err, &stale) || o.Store == nil {
		return err
	}
	runs, _ := o.Store.Runs(ctx)
	for _, past := range runs {
		if past.PlanID == p.ID && past.Status == state.Done {
			stale.Changes = append(stale.Changes, fmt.Sprintf("run %s has applied this plan already, on %s", past.ID,
				past.EndedAt.Format("2006-01-02 15:04:05 MST")))
			break
		}
	}
	return err
}

// staleRun adds to a stale plan the run that has begun, and can't go on for it.
func staleRun(err error, r *run) error {
	var stale *StaleError
	if errors.As(err, &stale) {
		stale.Run, stale.Position = r.id, r.position()
	}
	return err
}

// work does all that is left of the run, to its end.
func (r *run) work(ctx context.Context) error {
	if r.record.run.Ending == "" {
		for _, in := range r.intents {
			if err := r.carryOut(ctx, in); err != nil {
				return err
			}
		}
		if err := r.insistOnTargets(ctx, r.inPlace); err != nil {
			return err
		}
	}
	return r.clear(ctx, state.Done)
}

// tellStart tells that the run begins or goes on, and what was done before.
func (r *run) tellStart(resumed bool) {
	message := ""
	if resumed {
		before := r.record.before
		message = fmt.Sprintf("resuming run %s, last run by %s@%s %s ago", r.id, before.Holder.User, before.Holder.Host,
			time.Since(before.UpdatedAt).Round(time.Second))
	}
	r.report.say(RunStarted, message)
	if r.record.run.Ending != "" {
		return // the state had it all, the ledger may be gone
	}
	for i := range r.plan.Steps {
		s := &r.plan.Steps[i]
		e, done := r.entry(s)
		if m := r.madeBy(s); m != nil {
			e.Rows, e.Bytes, done = m.rows(), m.entry.Size, true
		}
		if done {
			r.report.keep(s, e.Rows, e.Bytes)
		}
		if done && s.Kind == plan.Restore {
			r.report.restored(s, restoredRows(e), true)
		}
	}
}

// stop saves how the run stopped and says so. A run that has done nothing is no
// run: it is taken back.
func (r *run) stop(ctx context.Context, cause error) error {
	interrupted := ctx.Err() != nil || errors.Is(cause, errInterrupted)
	r.o.log().Warn("stopped", "run", r.id, "interrupted", interrupted, "reason", logged(cause))
	if !interrupted && r.takeBack(ctx, cause) {
		r.report.say(RunEnded, string(state.Failed))
		return cause
	}
	status, err := state.Failed, error(&StoppedError{Run: r.id, Position: r.position(), Err: cause})
	if interrupted {
		status, err = state.Interrupted, &InterruptedError{Run: r.id, Position: r.position()}
		cause = nil
	}
	if saved := r.end(ctx, status, cause); saved != nil {
		r.report.say(Notice, fmt.Sprintf("the state was not saved: %v. The ledger on the target holds what the run has done", saved))
	}
	r.report.say(RunEnded, string(status))
	return err
}

// takeBack ends a run whose ledgers hold nothing, and reports whether it did. Where
// another process has the targets' locks by now, the run is that one's.
func (r *run) takeBack(ctx context.Context, cause error) bool {
	for _, s := range r.sites.distinct(r.targets()) {
		if err := postgres.LockTarget(ctx, s.control, holderText(r.o.Holder)); err != nil {
			return false
		}
	}
	if err := r.takeOver(ctx); err != nil {
		return false
	}
	if r.anyDone() {
		return false
	}
	if err := r.endLedgers(ctx); err != nil {
		return false
	}
	return r.end(ctx, state.Aborted, cause) == nil
}

func (r *run) anyDone() bool {
	for _, done := range r.done {
		if len(done) > 0 {
			return true
		}
	}
	return len(r.made) > 0
}

func (r *run) receipt(status state.Status, resumed bool) *Receipt {
	total, tables, bytes := r.report.position(r.program)
	receipt := &Receipt{Run: r.id, Plan: r.plan.ID, Status: status, Resumed: resumed, Planned: total.Rows, Exact: total.Exact,
		Tables: tables, Bytes: bytes, Seconds: time.Since(r.report.started).Seconds()}
	receipt.sum()
	receipt.Backups, receipt.Pruned, receipt.Notes = r.backupsMade(), r.prunedFiles(), r.takeNotes()
	return receipt
}
