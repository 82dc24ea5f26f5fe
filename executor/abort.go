package executor

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"poco/plan"
	"poco/postgres"
	"poco/state"
)

// abortMark is the ledger's row that says that a run is being aborted: from then
// on it can't be resumed, since steps that closed it may have been done.
const abortMark = "abort"

// Abort gives up an unfinished run: it puts back what the run took away and has
// not put back, completes the tables that it made, keeps the rows as they are,
// and forgets the run. A foreign key that rows violate is put back NOT VALID, and
// the receipt says so; so it does of a constraint or an index that rows violate and
// that the server knows no such form of. Without an ID the unfinished run is meant, where there is
// one only. Where Abort stops part-way, it fails with a *StoppedError and can be
// called again.
func Abort(ctx context.Context, runID string, o Options) (*Receipt, error) {
	lock, err := o.Store.Lock(ctx, o.Holder, o.LockTimeout)
	if err != nil {
		return nil, err
	}
	defer lock.Release(context.WithoutCancel(ctx))
	before, document, err := findAborted(ctx, runID, o)
	if err != nil {
		return nil, err
	}
	p, err := plan.Decode(bytes.NewReader(document))
	if err != nil {
		return nil, fmt.Errorf("the plan of run %s: %w", before.ID, err)
	}
	g, err := newProgram(p)
	if err != nil {
		return nil, err
	}
	o.log().Info("abort", "run", before.ID, "plan", p.ID, "by", o.Holder.String())
	all, err := openSites(ctx, g, g.targets(), o)
	if err != nil {
		return nil, err
	}
	defer all.close(ctx)
	if err := all.lock(ctx, g.targets(), o); err != nil {
		return nil, err
	}
	r, err := newRun(ctx, g, all, o, before.ID, before)
	if err != nil {
		return nil, err
	}
	return r.abort(ctx)
}

func (r *run) abort(ctx context.Context) (*Receipt, error) {
	r.report.say(RunStarted, "giving up run "+r.id)
	defer r.hearStop(ctx)()
	var restored, notes []string
	err := r.insistOnTargets(ctx, r.takeOver)
	if err == nil {
		restored, notes, err = r.putBack(ctx)
	}
	ending := state.Aborted
	switch r.record.run.Ending {
	case "":
		r.keepRows()
	case state.Done:
		ending, notes = state.Done, []string{"All work of the run was done; only its ledger was left to be cleared."}
	}
	if err == nil {
		err = r.insistOnTargets(ctx, r.markRestored)
	}
	if err == nil {
		err = r.clear(ctx, ending)
	}
	if err != nil {
		return nil, r.stop(ctx, err)
	}
	r.report.say(RunEnded, string(ending))
	receipt := r.receipt(ending, false)
	receipt.Restored, receipt.Notes = restored, append(notes, r.dumpNotes()...)
	return receipt, nil
}

// isAborting is asked by workers too, while others note what they have done.
func (r *run) isAborting() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.ContainsFunc(r.targets(), func(label string) bool { return r.done[label].has(abortMark) })
}

// putBack does the steps that restore what done steps took away. It tells what it
// did, and what people should know of the state that the targets are left in.
func (r *run) putBack(ctx context.Context) (restored, notes []string, err error) {
	if !r.anyDone() {
		return nil, nil, nil
	}
	if err := r.sites.readCatalogs(ctx); err != nil {
		return nil, nil, err
	}
	notes = r.contents()
	for _, in := range r.intents {
		left := func() int { return len(r.toRestore(in)) }
		todo := r.toRestore(in)
		var more []string
		if in.Target == "" {
			continue
		}
		err := r.insist(ctx, r.targetOf(in), left, func(ctx context.Context) (err error) {
			more, err = r.restore(ctx, in)
			return err
		})
		for _, s := range todo {
			if r.isDone(s) {
				restored = append(restored, title(s))
			}
		}
		notes = append(notes, more...)
		if err != nil {
			return restored, notes, err
		}
	}
	return restored, notes, nil
}

// toRestore are the steps of an intent that put something back and are not done,
// in the plan's order. A key that is put back is validated too.
func (r *run) toRestore(in *intent) []*plan.Step {
	wanted := map[string]bool{}
	for _, s := range in.all() {
		if r.isDone(s) {
			for _, id := range s.RestoredBy {
				wanted[id] = true
			}
		}
	}
	var todo []*plan.Step
	for _, s := range in.all() {
		follows := slices.ContainsFunc(s.Needs, func(id string) bool { return wanted[id] && r.steps[id].Kind == plan.AddForeignKey })
		if s.Kind == plan.ValidateForeignKey && follows {
			wanted[s.ID] = true
		}
		for _, id := range s.RestoredBy {
			wanted[id] = wanted[id] || wanted[s.ID]
		}
	}
	for _, s := range in.all() {
		if wanted[s.ID] && !r.isDone(s) && restores(s) && !r.stands(s, wanted) {
			todo = append(todo, s)
		}
	}
	return todo
}

// stands reports whether what a step would put back was never taken away: the key
// is there, or the step defines a table anew that the run has not dropped yet.
func (r *run) stands(s *plan.Step, wanted map[string]bool) bool {
	if s.Table == nil {
		return false
	}
	t := r.sites[r.intent(s.Intent).Target].catalog.Table(*s.Table)
	if t == nil {
		return false
	}
	switch s.Kind {
	case plan.AddForeignKey:
		return hasObject(t, s)
	case plan.ValidateForeignKey:
		return false
	}
	return slices.ContainsFunc(r.intent(s.Intent).filling, func(made *plan.Step) bool {
		return made.Kind == plan.CreateTable && *made.Table == *s.Table && wanted[made.ID] && !r.isDone(made)
	})
}

// restores leaves out the kinds of steps that are about rows: an abort keeps them
// as they are.
func restores(s *plan.Step) bool {
	switch s.Kind {
	case plan.Copy, plan.Truncate, plan.SetSequence, plan.Analyze:
		return false
	}
	return true
}

// restore does an intent's restoring steps. What rows violate makes notes.
func (r *run) restore(ctx context.Context, in *intent) (notes []string, err error) {
	a := &attempt{run: r, in: in}
	control := r.sites[in.Target].control
	if a.ledger, err = postgres.OpenLedger(ctx, control, r.sites[in.Target].seen.Ledger); err != nil {
		return nil, fmt.Errorf("database %q: %w", in.Target, err)
	}
	if err := a.markAborting(ctx); err != nil {
		return nil, err
	}
	err = a.watched(ctx, func(ctx context.Context) error { return a.do(ctx, r.toRestore(in)) })
	return r.unmetNotes(in, err)
}

// markAborting notes in the ledger that the run can't be resumed any more.
func (a *attempt) markAborting(ctx context.Context) error {
	if a.run.done[a.in.Target].has(abortMark) {
		return nil
	}
	s := a.run.sites[a.in.Target]
	entry := a.run.newEntry(abortMark)
	err := s.control.Tx(ctx, "", func() error { return a.ledger.Record(ctx, s.control, entry) })
	if err != nil {
		return fmt.Errorf("note the abort in the ledger of %s: %w", s.label, err)
	}
	a.run.note(a.in.Target, entry)
	a.run.o.checkpoint("abort marked on " + s.label)
	return nil
}
