package planner

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"poco/plan"
	"poco/postgres"
)

// replace finds which tables of the target go for those of the file, and counts
// them: those of the same names, those that the file drops by itself, and the
// partitions of either.
func (r *restoring) replace(ctx context.Context) {
	comes := map[plan.Name]int64{}
	for _, t := range r.holds.Tables {
		comes[plan.Name{Schema: t.Schema, Name: t.Name}] = t.Rows
	}
	for name, rows := range comes {
		r.replaced = append(r.replaced, &replacement{name: name, created: true, why: "in the file",
			target: r.side.catalog.Table(name), rows: plan.Rows{Source: max(rows, 0), SourceExact: rows >= 0}})
	}
	goes := func(name plan.Name, why string) {
		t := r.side.catalog.Table(name)
		if _, comes := comes[name]; comes || t == nil || !hasRows(t) || r.goes(name) {
			return
		}
		r.replaced = append(r.replaced, &replacement{name: name, target: t, why: why, rows: plan.Rows{SourceExact: true}})
	}
	for _, d := range r.holds.Removals() {
		goes(plan.Name{Schema: d.Schema, Name: d.Name}, "the file drops it")
	}
	for _, t := range slices.Clone(r.replaced) {
		for _, part := range r.side.related.parts(t.name) {
			goes(part, "partition of "+shortName(t.name, r.side.catalog.Schema))
		}
	}
	slices.SortFunc(r.replaced, func(a, b *replacement) int { return a.name.Compare(b.name) })
	r.fillCounts()
	r.count(ctx)
	r.drops()
}

// goes reports whether a table is among those that are replaced.
func (r *restoring) goes(name plan.Name) bool {
	return slices.ContainsFunc(r.replaced, func(t *replacement) bool { return t.name == name })
}

// fillCounts takes the rows of the tables from the manifest where the file does not
// tell them.
func (r *restoring) fillCounts() {
	if r.manifest == nil {
		return
	}
	for _, t := range r.replaced {
		if rows, known := r.manifest.Rows(t.name); known && !t.rows.SourceExact {
			t.rows.Source, t.rows.SourceExact = rows, true
		}
	}
}

// count counts the rows that go. What is not counted in time is estimated, with a
// warning; apply counts again before it lets them go.
func (r *restoring) count(ctx context.Context) {
	var there []*replacement
	var queries []postgres.CountQuery
	for _, t := range r.replaced {
		switch {
		case t.target == nil:
			t.rows.TargetExact = true
		case !hasRows(t.target) || t.target.Kind == postgres.Partitioned:
			t.rows.Target, t.rows.TargetExact = new(int64), true // its partitions are counted
		default:
			there = append(there, t)
			queries = append(queries, postgres.CountQuery{Table: t.name, Only: true})
		}
	}
	var late []string
	for i, result := range r.side.snapshot.Count(ctx, queries, mostCounters, r.deadline) {
		t := there[i]
		if result.Err != nil {
			r.fail(r.block.Source.Attr("database"), "the rows of "+r.side.label()+" can't be counted", "%s: %s", t.name, postgres.Explain(result.Err))
			return
		}
		rows := result.Rows
		if t.rows.TargetExact = result.Exact; !result.Exact {
			rows = max(int64(t.target.Rows), 0)
			late = append(late, t.name.String())
		}
		t.rows.Target = &rows
	}
	if len(late) > 0 {
		r.warn("count_budget", fmt.Sprintf("The time for counting (%s) ran out; these tables of %s are estimated: %s. --count-timeout gives it more.",
			r.CountBudget, r.side.label(), listed(late)))
	}
	for _, t := range r.replaced {
		t.rows.Exact = t.rows.SourceExact && t.rows.TargetExact
		r.side.see(t.name)
	}
}

// drops drops what the file makes and does not drop itself, where it can: tables
// and views by their kind. Other objects that are in the way are refused.
func (r *restoring) drops() {
	if r.step.Format != "plain" {
		return // pg_restore writes the drops
	}
	kinds := map[postgres.TableKind][]string{}
	for _, t := range r.holds.Undropped() {
		name := plan.Name{Schema: t.Schema, Name: t.Name}
		there := r.side.catalog.Table(name)
		if there != nil {
			kinds[there.Kind] = append(kinds[there.Kind], quoteName(name))
		} else if in := r.inTheWay(t.Kind, name, t.Arguments); in != "" {
			r.fail(r.from(), "the file makes what is there already",
				"%s, line %d: %s is on %s, and the file has no DROP of it. Make the dump with pg_dump --clean --if-exists, or in the custom format, which Poco restores over what is there; or restore into an empty database.",
				r.fileText(), t.Line, in, r.side.label())
		}
	}
	for _, drop := range []struct {
		kinds string
		sql   string
	}{{"v", "DROP VIEW "}, {"m", "DROP MATERIALIZED VIEW "}, {"rp", "DROP TABLE "}, {"f", "DROP FOREIGN TABLE "}} {
		var names []string
		for _, k := range drop.kinds {
			names = append(names, kinds[postgres.TableKind(k)]...)
		}
		if len(names) > 0 {
			slices.Sort(names)
			r.before = append(r.before, drop.sql+strings.Join(names, ", "))
		}
	}
}

// inTheWay finds an object that is no table and that the file would make again.
func (r *restoring) inTheWay(kind string, name plan.Name, arguments string) string {
	c := r.side.catalog
	switch kind {
	case "type", "domain":
		for _, t := range c.Types {
			if t.Name == name {
				return kind + " " + name.String()
			}
		}
	case "sequence":
		for _, s := range c.Sequences {
			if s.Name == name && (s.OwnedBy == nil || !r.goes(*s.OwnedBy)) {
				return "sequence " + name.String()
			}
		}
	case "function":
		for _, f := range c.Functions {
			if f.Name == name && f.Arguments == arguments {
				return "function " + f.Key()
			}
		}
	}
	return ""
}
