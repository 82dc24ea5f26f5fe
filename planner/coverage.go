package planner

import (
	"fmt"
	"slices"
	"strings"

	"poco/plan"
	"poco/postgres"
)

// A coverage is what a dump holds of a database: whole schemas, or single tables
// with the views that stand on them. A dump that could not be restored in its place
// is none: of a partition goes the whole tree, of a table that others inherit from
// all of them.
type coverage struct {
	schemas []string    // dumped whole
	tables  []plan.Name // where there are no schemas: tables and views
	all     []plan.Name // the tables with rows, in either case; sorted
}

// cover decides what the backup holds: what its block says, and whatever more the
// copies that it guards destroy.
func (b *backing) cover() {
	var wanted []plan.Name
	for _, c := range b.guarded {
		for _, p := range c.pairs {
			if p.target != nil {
				wanted = append(wanted, p.name)
			}
		}
	}
	if b.block.Selection == nil {
		b.covered = b.side.coverSchemas(append(schemasOf(wanted), b.side.catalog.Schema))
		if len(b.covered.schemas) > 1 {
			more := slices.DeleteFunc(slices.Clone(b.covered.schemas), func(s string) bool { return s == b.side.catalog.Schema })
			schemas, them := "schema ", "it"
			if len(more) > 1 {
				schemas, them = "schemas ", "them"
			}
			b.warnings = append(b.warnings, warning("backup_widened", fmt.Sprintf("%s holds the %s too, since %s writes to %s.",
				b.intent(), schemas+strings.Join(more, ", "), strings.Join(b.dump.Guards, ", "), them)))
		}
		return
	}
	chosen := choose(b.side.related, b.block.Selection, b.block.Source.Attr("selection"))
	b.diags = append(b.diags, chosen.problems...)
	b.warnings = append(b.warnings, chosen.warnings...)
	names := chosen.names()
	var more []string
	for _, name := range wanted {
		if _, has := chosen.why[name]; !has {
			more = append(more, shortName(name, b.side.catalog.Schema))
		}
	}
	if len(more) > 0 {
		slices.Sort(more)
		b.warnings = append(b.warnings, warning("backup_widened", fmt.Sprintf(
			"%s holds %s too, which its selection leaves out: %s writes to %s.", b.intent(), listed(more), strings.Join(b.dump.Guards, ", "), them(len(more)))))
	}
	b.covered = b.side.coverTables(append(names, wanted...))
}

func schemasOf(names []plan.Name) []string {
	var schemas []string
	for _, n := range names {
		schemas = append(schemas, n.Schema)
	}
	return schemas
}

// coverSchemas covers all that some schemas hold.
func (s *side) coverSchemas(schemas []string) coverage {
	slices.Sort(schemas)
	c := coverage{schemas: slices.Compact(schemas)}
	for _, t := range s.catalog.Tables {
		if hasRows(t) && t.Extension == "" && !isLedger(t.Name) && slices.Contains(c.schemas, t.Name.Schema) {
			c.all = append(c.all, t.Name)
		}
	}
	return c
}

// coverTables covers some tables, their trees and the views on them.
func (s *side) coverTables(names []plan.Name) coverage {
	var c coverage
	held := map[plan.Name]bool{}
	var add func(plan.Name)
	add = func(name plan.Name) {
		t := s.catalog.Table(name)
		if t == nil || held[name] || t.Extension != "" || isLedger(name) {
			return
		}
		held[name] = true
		c.tables = append(c.tables, name)
		if hasRows(t) {
			c.all = append(c.all, name)
		}
		for _, n := range slices.Concat(t.Inherits, s.related.children[name], s.related.heirs[name], s.viewsOn(t)) {
			add(n)
		}
		if t.PartitionOf != nil {
			add(*t.PartitionOf)
		}
	}
	for _, name := range names {
		add(name)
	}
	slices.SortFunc(c.tables, plan.Name.Compare)
	slices.SortFunc(c.all, plan.Name.Compare)
	return c
}

// viewsOn are the views that stand on a table or view, and would have to be dropped
// with it.
func (s *side) viewsOn(t *postgres.Table) (views []plan.Name) {
	for _, d := range t.Dependents {
		text, is := strings.CutPrefix(d, "view ")
		if !is {
			text, is = strings.CutPrefix(d, "materialized view ")
		}
		if v := s.tableOf(text); is && v != nil {
			views = append(views, v.Name)
		}
	}
	return views
}

// tableOf finds a relation by its name as the server writes it, bare in the default
// schema.
func (s *side) tableOf(text string) *postgres.Table {
	return s.catalog.Table(nameIn(text, s.catalog.Schema))
}
