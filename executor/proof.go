package executor

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"poco/plan"
	"poco/postgres"
)

// A resumed run reads under a new snapshot. What was copied under an older one
// counts only where the source's table is proved to be unchanged between the two;
// then all that the target gets is of the new one. A table that has changed is
// copied again, where that can be done without guessing: it is emptied first, or
// its rows are updated. Before anything is copied under the new snapshot, the
// ledger forgets what no longer counts, so that a further crash finds no rows of
// two moments taken for one.

// A ChangedError says that a run can't be resumed as it is: rows that it has
// added to tables of the target can't be told from those that were there, and
// their source has changed since.
type ChangedError struct {
	Tables []string // with the reasons
}

func (e *ChangedError) Error() string {
	return fmt.Sprintf("the source has changed since these tables were copied: %s. "+
		"The mode of their copy only adds rows, so they can't be copied again. Take the rows as they are, of two moments, "+
		"with --resume=fast, or give the run up with poco abort", strings.Join(e.Tables, "; "))
}

// prove looks at the copies that are done, and voids those that don't count.
func (a *attempt) prove(ctx context.Context) error {
	done := a.copies(true)
	if len(done) == 0 {
		return nil
	}
	if a.run.o.FastResume {
		a.run.report.say(Notice, fmt.Sprintf("%d copies of an earlier part of the run are kept without proof that %s has not changed since",
			len(done), a.in.Source))
		return nil
	}
	changed, err := a.changes(ctx, done)
	if err != nil {
		return err
	}
	void, err := a.run.voids(a.in, done, changed)
	if err != nil {
		return err
	}
	a.tellProof(done, changed)
	return a.void(ctx, void)
}

// changes tells, of the steps whose source is not proved to be unchanged, why.
func (a *attempt) changes(ctx context.Context, done []*plan.Step) (map[*plan.Step]string, error) {
	queue := make(chan *plan.Step, len(done))
	for _, s := range done {
		queue <- s
	}
	close(queue)
	changed := map[*plan.Step]string{}
	var mu sync.Mutex
	group, ctx := errgroup.WithContext(ctx)
	for range min(a.jobs(), len(done)) {
		group.Go(func() error {
			c, err := a.snapshot.Join(ctx)
			if err != nil {
				return fmt.Errorf("database %q: %w", a.in.Source, err)
			}
			defer c.Close(ctx)
			for s := range queue {
				same, why, err := a.unchanged(ctx, c, s)
				if err != nil {
					return err
				}
				if !same {
					mu.Lock()
					changed[s] = why
					mu.Unlock()
				}
			}
			return nil
		})
	}
	return changed, group.Wait()
}

func (a *attempt) unchanged(ctx context.Context, c *postgres.Conn, s *plan.Step) (same bool, why string, err error) {
	entry, _ := a.run.entry(s)
	t := a.run.table(s)
	evidence := entry.Evidence
	if evidence.Filenode == 0 {
		return false, "no proof was taken", nil
	}
	evidence.Where, evidence.Set = t.Where, expressions(t)
	same, why, err = postgres.Unchanged(ctx, c, t.Source, evidence)
	if err != nil {
		err = fmt.Errorf("prove that %s.%s is unchanged: %w", a.in.Source, t.Source, err)
	}
	return same, why, err
}

// voids are the done steps that must be done again since the sources of some
// copies have changed. It fails where that can't be done.
func (g *program) voids(in *intent, done []*plan.Step, changed map[*plan.Step]string) ([]*plan.Step, error) {
	var void []*plan.Step
	var refused ChangedError
	for _, s := range done {
		why, is := changed[s]
		if !is {
			continue
		}
		t := g.table(s)
		truncate := g.truncateOf(s)
		switch {
		case truncates(s), g.madeByRun(s), t.Mode == plan.Update:
			void = append(void, s)
		case truncate != nil:
			void = append(append(void, truncate), g.reliant(truncate)...)
		default:
			refused.Tables = append(refused.Tables, fmt.Sprintf("%s.%s (%s)", in.Source, t.Source, why))
		}
	}
	if refused.Tables != nil {
		return nil, &refused
	}
	slices.SortFunc(void, func(a, b *plan.Step) int { return strings.Compare(a.ID, b.ID) })
	return slices.Compact(void), nil
}

// truncateOf is the step by which a copy's table is emptied for it; nil where
// there is none.
func (g *program) truncateOf(s *plan.Step) *plan.Step {
	for _, t := range g.intent(s.Intent).filling {
		if t.Kind == plan.Truncate && slices.Contains(g.reliant(t), s) {
			return t
		}
	}
	return nil
}

// void takes steps out of the ledger, in one transaction. Of a copy the ledger
// keeps how many rows it wrote: so many the run may remove again.
func (a *attempt) void(ctx context.Context, steps []*plan.Step) error {
	steps = slices.DeleteFunc(steps, func(s *plan.Step) bool { return !a.run.isDone(s) })
	if len(steps) == 0 {
		return nil
	}
	control := a.run.sites[a.in.Target].control
	a.run.o.checkpoint("void " + a.in.Name)
	err := control.Tx(ctx, "", func() error {
		for _, s := range steps {
			if err := a.voidOne(ctx, control, s); err != nil {
				return fmt.Errorf("void %s in the ledger of %s: %w", s.ID, a.in.Target, err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	a.run.o.checkpoint("voided " + a.in.Name)
	for _, s := range steps {
		entry, _ := a.run.entry(s)
		a.run.report.void(s, entry.Rows, entry.Bytes)
	}
	return a.run.readLedger(ctx, a.run.sites[a.in.Target])
}

func (a *attempt) voidOne(ctx context.Context, control *postgres.Conn, s *plan.Step) error {
	if err := a.ledger.Forget(ctx, control, a.run.id, s.ID); err != nil || s.Kind != plan.Copy {
		return err
	}
	entry, _ := a.run.entry(s)
	if err := a.ledger.Forget(ctx, control, a.run.id, voided(s.ID)); err != nil {
		return err
	}
	return a.ledger.Record(ctx, control, postgres.Entry{Run: a.run.id, Step: voided(s.ID), Chunk: entry.Chunk, Rows: entry.Rows})
}

// tellProof says what became of the copies that an earlier part of the run made.
func (a *attempt) tellProof(done []*plan.Step, changed map[*plan.Step]string) {
	var afresh []string
	for _, s := range done {
		if why, is := changed[s]; is {
			afresh = append(afresh, fmt.Sprintf("%s (%s)", a.run.table(s).Source, why))
		}
	}
	message := fmt.Sprintf("%d of %d finished copies are proved unchanged and kept", len(done)-len(afresh), len(done))
	if afresh != nil {
		message = fmt.Sprintf("%s has changed since: %s; copied afresh. %s", a.in.Source, strings.Join(afresh, ", "), message)
	}
	a.run.report.say(Notice, message)
	a.run.o.log().Info("resume", "intent", a.in.Name, "finished", len(done), "changed", len(afresh))
}
