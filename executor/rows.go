package executor

import (
	"context"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"

	"poco/plan"
	"poco/postgres"
)

// An emptying is a table that a step empties or drops, with the rows that it may
// lose: as many as the plan showed, or as the run itself has put there.
type emptying struct {
	table plan.Name
	shown int64
	exact bool
	limit int64
}

// emptyings are the tables that a step empties. A truncate step may be for
// several: all whose copies rely on it.
func (g *program) emptyings(s *plan.Step, ledger entries) []emptying {
	if !empties(s) {
		return nil
	}
	var names []plan.Name
	if s.Table != nil {
		names = append(names, *s.Table)
	}
	for _, d := range s.Destroys {
		names = append(names, d.Table)
	}
	if s.Kind == plan.Truncate {
		for _, c := range g.reliant(s) {
			names = append(names, *c.Table)
		}
	}
	slices.SortFunc(names, plan.Name.Compare)
	var all []emptying
	for _, name := range slices.Compact(names) {
		all = append(all, g.emptying(s, name, ledger))
	}
	return all
}

// emptying gives the limit for one table. An estimate may be off by a tenth.
func (g *program) emptying(s *plan.Step, name plan.Name, ledger entries) emptying {
	e := emptying{table: name, exact: true}
	if t := g.tables[tableKey{s.Intent, name}]; t != nil && t.Rows.Target != nil {
		e.shown, e.exact = *t.Rows.Target, t.Rows.TargetExact
	}
	for _, d := range s.Destroys {
		if d.Table == name {
			e.shown, e.exact = d.Rows, d.Exact
		}
	}
	e.limit = e.shown
	if !e.exact {
		e.limit += e.shown / 10
	}
	e.limit = max(e.limit, g.ownRows(s.Intent, name, ledger))
	return e
}

// ownRows is how many rows the run has put into a table by copies that no longer
// count.
func (g *program) ownRows(intent string, table plan.Name, ledger entries) (rows int64) {
	for _, s := range g.intent(intent).filling {
		if s.Kind == plan.Copy && *s.Table == table {
			rows += ledger[voided(s.ID)].Rows
		}
	}
	return rows
}

// reliant are the copies that rely on a truncate step to have emptied their
// tables: those that need it by name. What merely comes after them does not.
func (g *program) reliant(truncate *plan.Step) []*plan.Step {
	var copies []*plan.Step
	for _, s := range g.intent(truncate.Intent).filling {
		if s.Kind == plan.Copy && slices.Contains(s.Needs, truncate.ID) &&
			!truncates(s) && g.table(s).Mode.Destroys() && !g.madeByRun(s) {
			copies = append(copies, s)
		}
	}
	return copies
}

// check counts the table's rows and fails with a *MoreRowsError where there are
// more than may go. Counting stops one row behind the limit; only for the error
// are all rows counted.
func (e emptying) check(ctx context.Context, c *postgres.Conn, label string) error {
	only, err := postgres.Standalone(ctx, c, e.table)
	if err != nil {
		return err
	}
	n, err := postgres.Count(ctx, c, e.table, "", only, e.limit+1)
	if err != nil || n <= e.limit {
		return err
	}
	if n, err = postgres.Count(ctx, c, e.table, "", only, 0); err != nil {
		return err
	}
	return &MoreRowsError{Table: label + "." + e.table.String(), Shown: e.shown, Exact: e.exact, Now: n}
}

// lock takes the lock under which the table is counted and emptied, so that no
// row can come in between.
func (e emptying) lock(ctx context.Context, c *postgres.Conn) error {
	target, err := e.target(ctx, c)
	if err != nil {
		return err
	}
	_, err = c.Exec(ctx, "LOCK TABLE "+target+" IN ACCESS EXCLUSIVE MODE")
	return err
}

// target names the table without those that inherit from it.
func (e emptying) target(ctx context.Context, c *postgres.Conn) (string, error) {
	only, err := postgres.Standalone(ctx, c, e.table)
	target := postgres.Quote(e.table.Schema, e.table.Name)
	if only {
		target = "ONLY " + target
	}
	return target, err
}

// rowChanges counts, on one target, the tables that steps still to be done will
// empty, over a few sessions, and tells which hold more rows than the plan showed.
func (s *site) rowChanges(ctx context.Context, g *program, done entries, o Options) ([]string, error) {
	var todo []emptying
	for _, in := range g.intents {
		for _, step := range in.filling {
			if _, is := done[step.ID]; !is && in.Target == s.label {
				todo = append(todo, g.emptyings(step, done)...)
			}
		}
	}
	todo = slices.DeleteFunc(todo, func(e emptying) bool { return s.catalog.Table(e.table) == nil })
	changes := make([]string, len(todo))
	queue := make(chan int, len(todo))
	for i := range todo {
		queue <- i
	}
	close(queue)
	group, ctx := errgroup.WithContext(ctx)
	for range min(len(todo), max(1, g.jobs(s.label, o))) {
		group.Go(func() error { return s.countThem(ctx, todo, queue, changes, o) })
	}
	if err := group.Wait(); err != nil {
		return nil, fmt.Errorf("count rows of %s: %w", s.label, err)
	}
	return slices.DeleteFunc(changes, func(c string) bool { return c == "" }), nil
}

// countThem takes tables off the queue and counts them on a session of its own.
func (s *site) countThem(ctx context.Context, todo []emptying, queue <-chan int, changes []string, o Options) error {
	c, err := s.connect(ctx, "count", o)
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	for i := range queue {
		err := todo[i].check(ctx, c, s.label)
		if more, ok := err.(*MoreRowsError); ok {
			changes[i] = more.sentence()
			continue
		}
		if err != nil {
			return fmt.Errorf("%s: %w", todo[i].table, err)
		}
	}
	return nil
}

// jobs is how many steps may run at once on a target.
func (g *program) jobs(label string, o Options) int {
	jobs := o.Jobs
	for _, in := range g.intents {
		if in.Target == label && o.Jobs == 0 {
			jobs = max(jobs, in.Jobs)
		}
	}
	return max(jobs, 1)
}
