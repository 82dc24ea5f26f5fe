package executor

import (
	"context"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"poco/plan"
	"poco/postgres"
)

// Check proves that a plan still fits its databases: they are the same ones, what
// the plan saw of their tables holds, and no table that is to be emptied has more
// rows than the plan showed; and that the files to restore are there, as large as
// they were. It changes nothing. Where something differs it fails
// with a *StaleError that tells all of it.
func Check(ctx context.Context, p *plan.Plan, o Options) error {
	g, err := newProgram(p)
	if err != nil {
		return err
	}
	all, err := openSites(ctx, g, g.labels(), o)
	if err != nil {
		return err
	}
	defer all.close(ctx)
	return staleAfterAll(ctx, all.check(ctx, g, nil, o), p, o)
}

// check does Check's work for a run that has done some of its steps, by target.
// What those changed is no difference, and the tables that they emptied are not
// counted again: of a table that the run made, nothing is compared; of the foreign
// keys that it took away or put back, neither.
func (all sites) check(ctx context.Context, g *program, done ledgers, o Options) error {
	if err := all.readCatalogs(ctx); err != nil {
		return err
	}
	var stale StaleError
	for _, label := range g.labels() {
		s := all[label]
		own := g.ownChanges(label, func(step *plan.Step) bool { return done[label].has(step.ID) })
		stale.Changes = append(stale.Changes, s.factChanges(own)...)
	}
	stale.Changes = append(stale.Changes, g.fileChanges(done, o)...)
	if len(stale.Changes) > 0 {
		return &stale // counting takes long, and would count the wrong tables
	}
	var mu sync.Mutex
	group, ctx := errgroup.WithContext(ctx)
	for _, label := range g.targets() {
		group.Go(func() error {
			changes, err := all[label].rowChanges(ctx, g, done[label], o)
			mu.Lock()
			defer mu.Unlock()
			stale.Changes = append(stale.Changes, changes...)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	if len(stale.Changes) > 0 {
		slices.Sort(stale.Changes)
		return &stale
	}
	return nil
}

// entries are what a ledger holds of a run, by step.
type entries map[string]postgres.Entry

func (e entries) has(step string) bool {
	_, there := e[step]
	return there
}

// ledgers are the entries of a run on each of its targets, by label.
type ledgers map[string]entries
