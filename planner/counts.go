package planner

import (
	"context"
	"fmt"
	"strings"

	"golang.org/x/sync/errgroup"

	"poco/plan"
	"poco/postgres"
)

// exactPages is how many pages a table may have to be counted in any case:
// 512 MiB, about half a second.
const exactPages = 65536

// mostCounters is how many sessions count on each side at most, and counterPages
// how many pages are worth one more: a session first has to learn of its tables.
const (
	mostCounters = 4
	counterPages = 8192
)

// A tally is one count to be made, and what to do with it.
type tally struct {
	query    postgres.CountQuery
	estimate bool // don't count: too large to be cheap
	// found takes the count. exact is false where it is an estimate; rows is below
	// 0 where there is none either.
	found func(rows int64, exact bool)
	// optional is true where no estimate can stand for the count.
	optional bool
	// needed is true where a count that fails fails the plan: rows that are
	// destroyed, and a where that the copy will run as well.
	needed bool
}

// fatal reports whether the plan fails with a count's error: where the count is
// needed, and where it is not the table's error but the session's.
func (t tally) fatal(err error) bool {
	return t.needed || postgres.Code(err) == "" || postgres.IsLost(err)
}

// uncounted warns of a count that failed.
func (t tally) uncounted(err error) plan.Warning {
	text := "its rows can't be counted and are estimated: "
	if t.optional {
		text = "it can't be counted whether its rows fit: "
	}
	reason, _, _ := strings.Cut(postgres.Explain(err), "\n")
	return aboutTable("not_counted", t.query.Table, text+reason)
}

// A telling is what became of the counts of one side, beside the counts.
type telling struct {
	late   []string // the tables that the budget was too short for
	failed []plan.Warning
}

// count fills in how many rows each pair has on both sides, each side in one
// snapshot, both at the same time. What is large on the source is estimated;
// what the copy would destroy is always counted, unless the budget runs out.
func (c *copying) count(ctx context.Context) {
	if !c.readable() {
		c.guess()
		return
	}
	c.progress("counting the rows of %s", plural(int64(len(c.pairs)), "table", "tables"))
	source, target := c.sourceTallies(), c.targetTallies()
	var told [2]telling
	var group errgroup.Group
	var errs [2]error
	group.Go(func() error { told[0], errs[0] = c.tell(ctx, c.source, source); return nil })
	group.Go(func() error { told[1], errs[1] = c.tell(ctx, c.target, target); return nil })
	group.Wait()
	for i, s := range []*side{c.source, c.target} {
		if errs[i] != nil {
			c.fail([]string{"source", "target"}[i], "the rows of "+s.label()+" can't be counted", "%s", postgres.Explain(errs[i]))
		}
		c.warnings = append(c.warnings, told[i].failed...)
		if late := told[i].late; len(late) > 0 {
			c.warnings = append(c.warnings, warning("count_budget", fmt.Sprintf(
				"The time for counting (%s) ran out; these tables of %s are estimated: %s. --count-timeout gives it more.",
				c.CountBudget, s.label(), listed(late))))
		}
	}
	c.guess()
	for _, p := range c.pairs {
		c.shareWithParts(p)
		p.rows.Exact = p.rows.SourceExact && (p.rows.Target == nil || p.rows.TargetExact)
	}
	c.refuseDifferences()
}

// guess takes the servers' own estimates for what was not counted, so that a plan
// that fails shows no table with rows as empty, and none that is there as missing.
func (c *copying) guess() {
	for _, p := range c.pairs {
		if p.holds && !p.rows.SourceExact && p.rows.Source == 0 {
			p.rows.Source = max(int64(p.source.Rows), 0)
		}
		if p.target != nil && p.rows.Target == nil {
			rows := max(int64(p.target.Rows), 0)
			p.rows.Target, p.held = &rows, rows
		}
	}
}

// shareWithParts leaves to a partitioned table that is dropped with all its
// partitions only those rows that no partition in the plan shows as its own.
func (c *copying) shareWithParts(p *pair) {
	if p.holds || p.rows.Target == nil || !p.recreates() {
		return
	}
	left := p.held
	for _, part := range c.target.related.parts(p.name) {
		if child := c.byName[part]; child != nil && child.holds {
			left -= child.held
		}
	}
	*p.rows.Target = max(left, 0)
}

// readable reports whether the tables of both sides can be read; where they
// can't, that is a problem already and no count would succeed.
func (c *copying) readable() bool {
	for _, p := range c.pairs {
		if !p.holds {
			continue
		}
		if !p.source.Privileges.Select || p.source.RowSecurity ||
			p.target != nil && (!p.target.Privileges.Select || p.target.RowSecurity) {
			return false
		}
	}
	return true
}

// sourceTallies are the counts of the rows to copy, and of the values that would
// not fit the target.
func (c *copying) sourceTallies() []tally {
	var all []tally
	for _, p := range c.pairs {
		if !p.holds {
			p.rows.SourceExact = true
			p.compare.leaveColumnsToParts()
			all = append(all, c.fitTallies(p)...)
			continue
		}
		large := c.source.pages(p.source.Name) > exactPages
		all = append(all, tally{
			query:    postgres.CountQuery{Table: p.source.Name, Where: p.where, Only: p.sourceOnly()},
			estimate: large,
			needed:   p.where != "",
			found:    func(rows int64, exact bool) { p.rows.Source, p.rows.SourceExact = max(rows, 0), exact },
		})
		all = append(all, c.fitTallies(p)...)
	}
	return all
}

// fitTallies are the counts that decide a pair's differences.
func (c *copying) fitTallies(p *pair) []tally {
	var all []tally
	for _, fit := range p.compare.Fits {
		all = append(all, tally{
			query:    postgres.CountQuery{Table: p.source.Name, Where: both(p.where, fit.Condition), Only: p.sourceOnly()},
			found:    func(rows int64, _ bool) { p.compare.settle(fit, rows) },
			optional: true,
		})
	}
	return all
}

// both joins two conditions, either of which may be empty. A condition may end in
// a comment.
func both(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return "(" + a + "\n) AND (" + b + "\n)"
}

// targetTallies are the counts of the rows that the target has.
func (c *copying) targetTallies() []tally {
	var all []tally
	for _, p := range c.pairs {
		if p.target == nil {
			p.rows.TargetExact = true
			continue
		}
		if !p.holds && !p.recreates() {
			p.rows.Target, p.rows.TargetExact = new(int64), true
			continue
		}
		all = append(all, tally{
			query:    postgres.CountQuery{Table: p.name, Only: p.targetOnly()},
			needed:   p.empties(),
			estimate: !p.empties() && c.target.pages(p.name) > exactPages,
			found: func(rows int64, exact bool) {
				rows = max(rows, 0)
				p.rows.Target, p.rows.TargetExact, p.held = &rows, exact, rows
			},
		})
	}
	return all
}

// tell makes the counts of one side. The first error of a count that is needed
// ends it; another one leaves an estimate and a warning.
func (c *copying) tell(ctx context.Context, s *side, tallies []tally) (told telling, err error) {
	var queries []postgres.CountQuery
	var counted []int
	pages := int64(0)
	for i, t := range tallies {
		if !t.estimate {
			queries, counted = append(queries, t.query), append(counted, i)
			pages += s.pages(t.query.Table)
		}
	}
	jobs := min(mostCounters, 1+int(pages/counterPages))
	results := s.snapshot.Count(ctx, queries, jobs, c.deadline)
	done, failed := make([]bool, len(tallies)), make([]bool, len(tallies))
	for i, r := range results {
		t := tallies[counted[i]]
		switch {
		case r.Err != nil && t.fatal(r.Err):
			return told, fmt.Errorf("%s: %w", queries[i].Table, postgres.LockWaited(ctx, s.conn, r.Err))
		case r.Err != nil:
			failed[counted[i]] = true
			told.failed = append(told.failed, t.uncounted(r.Err))
		}
		if done[counted[i]] = r.Exact; r.Exact {
			tallies[counted[i]].found(r.Rows, true)
		}
	}
	for i, t := range tallies {
		switch {
		case done[i]:
			continue
		case t.optional:
			t.found(-1, false)
			continue
		}
		rows, err := postgres.EstimateWhere(ctx, s.snapshot.Conn(), t.query.Table, t.query.Where)
		if err != nil {
			return told, fmt.Errorf("%s: %w", t.query.Table, err)
		}
		t.found(rows, false)
		if !t.estimate && !failed[i] {
			told.late = append(told.late, t.query.Table.String())
		}
	}
	return told, nil
}

// bytesOf is the size of the rows to copy of a pair on the source.
func (c *copying) bytesOf(p *pair) int64 {
	if !p.holds {
		return 0
	}
	bytes := p.source.TotalBytes
	for _, part := range c.source.related.parts(p.source.Name) {
		bytes += c.source.catalog.Table(part).TotalBytes
	}
	return bytes
}
