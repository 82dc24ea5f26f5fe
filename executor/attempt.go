package executor

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"

	"poco/plan"
	"poco/postgres"
)

// errInterrupted is met where a run was asked to stop before its work was done.
var errInterrupted = errors.New("interrupted")

// An attempt is one try to carry out what is left of an intent, under one
// snapshot of its source.
type attempt struct {
	run      *run
	in       *intent
	ledger   postgres.Ledger
	snapshot *postgres.Snapshot
	watch    *watch
}

// carryOut does what is left of an intent. Where a server was lost it begins
// again from the ledger, with new sessions and a new snapshot.
func (r *run) carryOut(ctx context.Context, in *intent) error {
	left := func() int { return len(r.pending(in.all())) }
	return r.insist(ctx, r.targetOf(in), left, func(ctx context.Context) error { return r.attempt(ctx, in) })
}

// targetOf is the target of an intent, which a backup has not.
func (r *run) targetOf(in *intent) []*site {
	if in.Target == "" {
		return nil
	}
	return []*site{r.sites[in.Target]}
}

// attempt does the steps of an intent that are not done. First come those up to
// the last row, then, with the snapshot let go, those that need all rows.
func (r *run) attempt(ctx context.Context, in *intent) error {
	if len(r.pending(in.all())) == 0 {
		return nil
	}
	if err := r.keepFolders(ctx, in); err != nil || len(r.pending(slices.DeleteFunc(in.all(), onlyInFolder))) == 0 {
		return err
	}
	a := &attempt{run: r, in: in}
	control := r.sites[in.Target].control
	var err error
	if a.ledger, err = postgres.OpenLedger(ctx, control, a.run.sites[in.Target].seen.Ledger); err != nil {
		return fmt.Errorf("database %q: %w", in.Target, err)
	}
	if err := a.takeSnapshot(ctx); err != nil {
		return err
	}
	defer a.dropSnapshot(ctx)
	return a.watched(ctx, a.steps)
}

// watched does work while the watch looks on, and gives up when the watch says
// that the target's lock was lost.
func (a *attempt) watched(ctx context.Context, work func(context.Context) error) error {
	watched, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	a.watch = newWatch(a.run, a.run.sites[a.in.Target].control, cancel)
	var group errgroup.Group
	watching, stop := context.WithCancel(watched)
	group.Go(func() error { a.watch.run(watching); return nil })
	err := work(watched)
	stop()
	group.Wait()
	var lost *lostError
	if ctx.Err() == nil && errors.As(context.Cause(watched), &lost) {
		return lost
	}
	return err
}

func (a *attempt) steps(ctx context.Context) error {
	if err := a.do(ctx, a.in.filling); err != nil {
		return err
	}
	if err := a.leftOver(ctx); err != nil {
		return err
	}
	a.dropSnapshot(ctx) // a snapshot keeps the source from cleaning up
	begun := len(a.run.pending(a.in.closing)) < len(a.in.closing)
	if !begun { // else people may have mended rows, for a key that they violated
		if err := a.arrived(ctx); err != nil {
			return err
		}
	}
	return a.do(ctx, a.in.closing)
}

// do does the steps of a list that are not done.
func (a *attempt) do(ctx context.Context, steps []*plan.Step) error {
	pending := a.run.pending(steps)
	jobs := max(1, min(a.jobs(), len(pending)))
	q := newSchedule(pending, a.run.weight, a.run.o.stopping)
	err := q.run(ctx, jobs, func(next func() *plan.Step, finish func(*plan.Step, error)) {
		w := &worker{attempt: a}
		w.work(ctx, next, finish)
	})
	switch {
	case err != nil:
		return err
	case ctx.Err() != nil:
		return ctx.Err()
	case len(a.run.pending(steps)) > 0:
		return errInterrupted
	}
	return nil
}

func (a *attempt) jobs() int {
	if a.run.o.Jobs > 0 {
		return a.run.o.Jobs
	}
	return max(1, a.in.Jobs)
}

// takeSnapshot takes the snapshot where rows are left to be copied, and proves
// that those copied under an earlier one still count.
func (a *attempt) takeSnapshot(ctx context.Context) error {
	if len(a.copies(false)) == 0 {
		return nil
	}
	site := a.run.sites[a.in.Source]
	err := a.run.retry(ctx, func() (err error) {
		a.snapshot, err = postgres.OpenSnapshot(ctx, site.config, site.session("snapshot "+a.run.id, a.run.o), a.sources()...)
		return postgres.LockWaited(ctx, site.control, err)
	})
	if err != nil {
		return fmt.Errorf("database %q: %w", a.in.Source, err)
	}
	a.run.o.log().Info("snapshot", "database", a.in.Source, "id", a.snapshot.ID(), "xmin", a.snapshot.Xmin())
	a.run.o.checkpoint("snapshot " + a.in.Name)
	if err := a.prove(ctx); err != nil {
		a.dropSnapshot(ctx)
		return err
	}
	return nil
}

func (a *attempt) dropSnapshot(ctx context.Context) {
	if a.snapshot != nil {
		a.snapshot.Close(ctx)
		a.snapshot = nil
	}
}

// sources are the tables that the intent's copies read, each once. The snapshot
// locks them, so that none is emptied or rewritten before it is read or proved.
func (a *attempt) sources() (names []plan.Name) {
	for _, s := range a.in.filling {
		if s.Kind == plan.Copy {
			names = append(names, a.run.table(s).Source)
		}
	}
	slices.SortFunc(names, plan.Name.Compare)
	return slices.Compact(names)
}

// copies are the intent's copies that are done, or those that are not.
func (a *attempt) copies(done bool) (list []*plan.Step) {
	for _, s := range a.in.filling {
		if s.Kind == plan.Copy && a.run.isDone(s) == done {
			list = append(list, s)
		}
	}
	return list
}
