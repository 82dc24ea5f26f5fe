package executor

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	"poco/plan"
	"poco/postgres"
)

// A run is one plan being carried out by this process.
type run struct {
	*program
	id     string
	o      Options
	sites  sites
	report *report
	record *record

	mu   sync.Mutex
	done ledgers // what the ledgers of the targets hold
	// made are the backups of the run that count, by step; pruned are the steps that
	// this process has pruned by, with what went.
	made   map[string]*made
	pruned map[string][]string
	// unread is why the folders of backups could not be read: without that no run goes
	// on, but one can be given up.
	unread error
	notes  []string // what people should know at the end
	// interrupted is true where the run has been begun more than once.
	interrupted bool
}

// isDone reports whether the ledger of its target holds the step; of a backup,
// whether its folder does.
func (r *run) isDone(s *plan.Step) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch s.Kind {
	case plan.Backup:
		return r.made[s.ID] != nil
	case plan.Prune:
		_, done := r.pruned[s.ID]
		return done
	}
	return r.done[r.intent(s.Intent).Target].has(s.ID)
}

// ledgerOf is a copy of what the ledger of a target holds.
func (r *run) ledgerOf(label string) entries {
	r.mu.Lock()
	defer r.mu.Unlock()
	return maps.Clone(r.done[label])
}

func (r *run) note(label string, e postgres.Entry) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done[label][e.Step] = e
}

// entry is what the ledger holds of a step.
func (r *run) entry(s *plan.Step) (postgres.Entry, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	e, there := r.done[r.intent(s.Intent).Target][s.ID]
	return e, there
}

// pending are the steps of a list that are not done.
func (r *run) pending(steps []*plan.Step) []*plan.Step {
	return slices.DeleteFunc(slices.Clone(steps), r.isDone)
}

// newEntry is an entry of the ledger in the name of this process.
func (r *run) newEntry(step string) postgres.Entry {
	return postgres.Entry{Run: r.id, Step: step, Holder: holderText(r.o.Holder)}
}

// takeOver makes this process the run's holder in the ledgers that have it, and
// reads what they hold: no other process adds to that any more.
func (r *run) takeOver(ctx context.Context) error {
	for _, s := range r.sites.distinct(r.targets()) {
		what := "take over the run in the ledger of " + s.label
		err := r.persist(ctx, s, what, func() error {
			ledger, err := postgres.FindLedger(ctx, s.control)
			if err == nil && ledger != nil {
				err = ledger.TakeOver(ctx, s.control, r.id, holderText(r.o.Holder))
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
	}
	return r.readLedgers(ctx)
}

// readLedgers reads again what the ledgers of all targets hold of the run.
func (r *run) readLedgers(ctx context.Context) error {
	for _, label := range r.targets() {
		if err := r.readLedger(ctx, r.sites[label]); err != nil {
			return err
		}
	}
	return nil
}

// readLedger reads again what the ledger of a target holds of the run.
func (r *run) readLedger(ctx context.Context, s *site) error {
	found, err := postgres.FindLedger(ctx, s.control)
	done := entries{}
	if err == nil && found != nil {
		done, err = found.Done(ctx, s.control, r.id)
	}
	if err != nil {
		return fmt.Errorf("read the ledger of %s: %w", s.label, err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done[s.label] = done
	return nil
}

// position is how far the run is, for the errors that tell of its end.
func (r *run) position() Position {
	p := Position{Steps: len(r.plan.Steps), Targets: r.targets()}
	missing := map[string]bool{}
	for i := range r.plan.Steps {
		s := &r.plan.Steps[i]
		done := r.isDone(s)
		if done {
			p.StepsDone++
		}
		switch s.Kind {
		case plan.Copy:
			p.Chunks++
			if done {
				p.ChunksDone++
			}
		case plan.DropForeignKey:
			if done && len(r.pending(r.restorers(s))) > 0 {
				missing[s.ID] = true
			}
		}
	}
	p.KeysMissing = len(missing)
	return p
}

// restorers are the steps that must be done once s is.
func (g *program) restorers(s *plan.Step) []*plan.Step {
	var list []*plan.Step
	for _, id := range s.RestoredBy {
		list = append(list, g.steps[id])
	}
	return list
}
