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

// A ChangedError says that a run can't be resumed as it is: the source has changed
// since some tables were copied, and what the run wrote of them can't be told for
// certain from what was there.
type ChangedError struct {
	Tables []string // with the reasons
}

func (e *ChangedError) Error() string {
	return fmt.Sprintf("the source has changed since these tables were copied: %s. "+
		"They can't be copied again without guessing. Take the rows as they are, of two moments, "+
		"with --resume=fast, or give the run up with poco abort", strings.Join(e.Tables, "; "))
}

// prove looks at the copies that are done, and voids those that don't count.
func (a *attempt) prove(ctx context.Context) error {
	done := a.copies(true)
	if len(done) == 0 {
		return nil
	}
	if a.run.o.FastResume {
		a.run.report.say(Notice, fmt.Sprintf("what an earlier part of the run has copied is kept without proof that %s has not changed since", a.in.Source))
		return nil
	}
	changed, err := a.changes(ctx, done)
	if err != nil {
		return err
	}
	again := a.run.redoOf(a.in, done, changed)
	if err := a.void(ctx, again); err != nil {
		return err
	}
	a.tellProof(done, again)
	return nil
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
				return &lostError{fmt.Errorf("database %q: %w", a.in.Source, err)}
			}
			defer c.Close(ctx)
			for s := range queue {
				same, why, err := a.unchanged(ctx, c, s)
				if err != nil {
					return err
				}
				if !same && s.Chunk != nil && s.Chunk.Of > 1 {
					why = fmt.Sprintf("chunk %d: %s", s.Chunk.Number, why)
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
	if entry.Evidence.Filenode == 0 {
		return false, "no proof was taken", nil
	}
	same, why, err = a.snapshot.Unchanged(ctx, c, a.run.reading(s), entry.Evidence)
	if err != nil {
		err = fmt.Errorf("prove that %s.%s is unchanged: %w", a.in.Source, t.Source, err)
		if isCollision(err) { // a standby ends what is in the way of its primary, and the snapshot with it
			err = &lostError{err}
		}
	}
	return same, why, err
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

// tellProof says of each table what became of the copies that an earlier part of
// the run made.
func (a *attempt) tellProof(done []*plan.Step, again redo) {
	redone := map[*plan.Step]bool{}
	for _, s := range again.all() {
		redone[s] = true
	}
	var kept, continued, afresh []string
	for table, copies := range byTable(done) {
		left, of := 0, copies[0].Chunk.Of
		for _, s := range copies {
			if !redone[s] {
				left++
			}
		}
		why := again.why[table]
		if why == "" {
			why = "it is copied with a table that has changed"
		}
		switch {
		case left == of:
			kept = append(kept, table.String())
		case left > 0 && left == len(copies):
			continued = append(continued, fmt.Sprintf("%s (%d of %d chunks kept)", table, left, of))
		case left > 0:
			continued = append(continued, fmt.Sprintf("%s (%d of %d chunks kept; %s)", table, left, of, why))
		default:
			afresh = append(afresh, fmt.Sprintf("%s (%s)", table, why))
		}
	}
	var parts []string
	for _, p := range []struct {
		word   string
		tables []string
	}{{"proved unchanged and kept", kept}, {"continued", continued}, {"copied afresh", afresh}} {
		a.run.o.log().Info("resume", "intent", a.in.Name, p.word, p.tables)
		if p.tables != nil {
			parts = append(parts, p.word+": "+few(p.tables))
		}
	}
	a.run.report.say(Notice, strings.Join(parts, "; "))
}

// mostNamed is how many tables a notice names; the log has all.
const mostNamed = 20

func few(names []string) string {
	slices.Sort(names)
	if len(names) <= mostNamed {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:mostNamed], ", "), len(names)-mostNamed)
}
