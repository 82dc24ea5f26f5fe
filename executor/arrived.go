package executor

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"poco/plan"
	"poco/postgres"
)

// Of each copy both servers have counted the rows, in the transaction that recorded
// it. That they are still there when all are copied is looked at once more: of a run
// that was interrupted all are counted, of another one it is seen that each table
// holds some.

// arrived fails with a *MissingError where a table that the intent fills, or adds
// to, holds fewer rows than were copied into it.
func (a *attempt) arrived(ctx context.Context) error {
	want := a.copiedRows()
	queue := make(chan plan.Name, len(want))
	for name := range want {
		queue <- name
	}
	close(queue)
	var e MissingError
	var mu sync.Mutex
	group, ctx := errgroup.WithContext(ctx)
	for range min(a.jobs(), len(want)) {
		group.Go(func() error {
			c, err := a.run.sites[a.in.Target].connect(ctx, "count "+a.run.id, a.run.o)
			if err != nil {
				return err
			}
			defer c.Close(ctx)
			for name := range queue {
				lack, err := a.lacks(ctx, c, name, want[name])
				if err != nil {
					return fmt.Errorf("count the rows of %s.%s: %w", a.in.Target, name, err)
				}
				if lack != "" {
					mu.Lock()
					e.Missing = append(e.Missing, lack)
					mu.Unlock()
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	if e.Missing != nil {
		slices.Sort(e.Missing)
		return &e
	}
	return nil
}

// copiedRows are the rows that the ledger says were copied into each table of which
// all must then be there: not where a row may take the place of another.
func (a *attempt) copiedRows() map[plan.Name]int64 {
	want := map[plan.Name]int64{}
	for _, s := range a.in.filling {
		if s.Kind != plan.Copy {
			continue
		}
		if mode := a.run.table(s).Mode; mode == plan.Update || mode == plan.Skip {
			continue
		}
		if entry, done := a.run.entry(s); done && entry.Rows > 0 {
			want[*s.Table] += entry.Rows
		}
	}
	return want
}

// lacks says that a table holds fewer rows than it should.
func (a *attempt) lacks(ctx context.Context, c *postgres.Conn, name plan.Name, want int64) (string, error) {
	only, err := postgres.Standalone(ctx, c, name)
	if err != nil {
		return "", err
	}
	limit := want
	if !a.run.wasInterrupted() {
		limit = 1
	}
	n, err := postgres.Count(ctx, c, name, "", only, limit)
	if err != nil || n >= limit {
		return "", err
	}
	return fmt.Sprintf("%s.%s holds %s, the run has copied %s into it", a.in.Target, name, rowsOf(n), plan.Thousands(want)), nil
}

// wasInterrupted reports whether another process, or this one before it lost a
// server, has done a part of the run.
func (r *run) wasInterrupted() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.interrupted
}

func (r *run) noteInterruption() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.interrupted = true
}
