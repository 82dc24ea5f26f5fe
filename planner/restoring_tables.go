package planner

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"poco/dump"
	"poco/plan"
	"poco/postgres"
)

// replace finds which tables of the target go for those of the file, and counts
// them: those of the same names, those that the file drops by itself, and the
// partitions of either.
func (r *restoring) replace(ctx context.Context) {
	comes := map[plan.Name]*replacement{}
	for _, o := range r.holds.Objects {
		if name := r.nameOf(o.Schema, o.Name); o.Kind == "TABLE" && comes[name] == nil {
			comes[name] = &replacement{name: name, created: true, why: "in the file", target: r.side.catalog.Table(name),
				rows: plan.Rows{SourceExact: r.step.Format == string(dump.Plain)}}
			r.replaced = append(r.replaced, comes[name])
		}
	}
	r.bringRows(comes)
	goes := func(name plan.Name, why string) {
		t := r.side.catalog.Table(name)
		if _, comes := comes[name]; comes || t == nil || !hasRows(t) || r.goes(name) {
			return
		}
		r.replaced = append(r.replaced, &replacement{name: name, target: t, why: why, rows: plan.Rows{SourceExact: true}})
	}
	for _, name := range r.removed() {
		goes(name, "the file changes it")
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

// bringRows notes how many rows the file brings. Rows for a table that it does not
// make come to those that are there, which would be no restore.
func (r *restoring) bringRows(comes map[plan.Name]*replacement) {
	for _, rows := range r.holds.Tables {
		name := r.nameOf(rows.Schema, rows.Name)
		t := comes[name]
		if t == nil {
			r.fail(r.inFile(rows.Line), fmt.Sprintf("the file brings rows for %s, which it does not make", name),
				"Rows would be added to those that are there, and nothing be brought back as it was. Restore a dump with definitions, not made by pg_dump --data-only; or load it with psql.")
			continue
		}
		t.rows.Source += rows.Copied + rows.Inserted
		t.rows.SourceExact = t.rows.SourceExact && !rows.Unknown
	}
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
		if m, known := r.manifest.Table(t.name); known && !t.rows.SourceExact {
			t.rows.Source, t.rows.SourceExact = m.Rows, true
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
	kinds := map[postgres.TableKind][]string{}
	for _, o := range r.holds.Objects {
		name := r.nameOf(o.Schema, o.Name)
		if slices.Contains(parts, o.Kind) || r.dropsItself(o) {
			continue
		}
		if there := r.side.catalog.Table(name); there != nil && (o.Kind == "TABLE" || strings.HasSuffix(o.Kind, "VIEW")) {
			kinds[there.Kind] = append(kinds[there.Kind], quoteName(name))
		} else if in := r.there(o, name); in != "" {
			r.fail(r.inFile(o.Line), "the file makes what is there already",
				"%s is on %s, and the file has no DROP of it. Make the dump with pg_dump --clean --if-exists, or in the custom format, which poco restores over what is there; or restore into an empty database.",
				in, r.side.label())
		}
	}
	for _, drop := range []struct{ kinds, sql string }{
		{"v", "DROP VIEW "}, {"m", "DROP MATERIALIZED VIEW "}, {"rp", "DROP TABLE "}, {"f", "DROP FOREIGN TABLE "},
	} {
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
