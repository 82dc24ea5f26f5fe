package view

import (
	"fmt"
	"io"
	"strings"

	"poco/plan"
)

// PlanOptions says how much of a plan is shown.
type PlanOptions struct {
	// Whole is the command that shows all of the plan, for where it is cut.
	Whole string
	// Unfinished is true where errors kept the plan from being made to its end: what
	// it lacks was not decided.
	Unfinished bool
}

// Plan writes a plan for people: for each intent the databases, the totals, the
// tables, what else is touched and the steps in words; then the warnings; and
// last of all what is destroyed. Long lists are cut, but nothing that is
// destroyed and nothing that blocks.
func Plan(w io.Writer, p *plan.Plan, o PlanOptions, s Style) {
	if o.Whole == "" {
		o.Whole = "poco plan --json"
	}
	v := &planView{w: w, p: p, o: o, s: s}
	for i, in := range p.Intents {
		if i > 0 {
			v.line("")
		}
		v.intent(in)
	}
	v.warnings()
	v.line("")
	v.backing()
	v.destroyed()
}

// A planView writes one plan.
type planView struct {
	w io.Writer
	p *plan.Plan
	o PlanOptions
	s Style
}

func (v *planView) line(format string, args ...any) {
	text := format
	if len(args) > 0 {
		text = fmt.Sprintf(format, args...)
	}
	io.WriteString(v.w, text+"\n")
}

func (v *planView) intent(in plan.Intent) {
	switch in.Kind {
	case "backup":
		v.backup(in)
	case "restore":
		v.restore(in)
	default:
		v.copy(in)
	}
}

// copy shows an intent that copies rows.
func (v *planView) copy(in plan.Intent) {
	v.intentHead(in)
	v.databases(in)
	tables := tablesOf(v.p, in.Name)
	v.totals(in, tables)
	v.tables(in, tables)
	v.pointingHere(in, tables)
	v.cycles(in, tables)
	v.differences(in, tables)
	v.steps(in)
}

// tablesOf are the tables of one intent, in the plan's order.
func tablesOf(p *plan.Plan, intent string) []plan.Table {
	var tables []plan.Table
	for _, t := range p.Tables {
		if t.Intent == intent {
			tables = append(tables, t)
		}
	}
	return tables
}

// blocking says what stands in the way of a copy, empty where nothing does.
func blocking(tables []plan.Table) string {
	differences, keys := 0, 0
	for _, t := range tables {
		for _, d := range t.Diff {
			if d.Blocks {
				differences++
			}
		}
		for _, r := range t.ReferencedByOutside {
			if r.Dangling > 0 {
				keys++
			}
		}
	}
	var parts []string
	if differences > 0 {
		parts = append(parts, plural(differences, "schema difference"))
	}
	if keys > 0 {
		parts = append(parts, plural(keys, "foreign key"))
	}
	return listed(parts)
}

// short gives a table's name without the schema where that is the database's
// default one.
func (v *planView) short(label string, n plan.Name) string { return shortName(v.p, label, n) }

func shortName(p *plan.Plan, label string, n plan.Name) string {
	if db, ok := p.Databases[label]; ok && db.Schema == n.Schema {
		return Safe(bare(n.Name))
	}
	return Safe(n.String())
}

// bare is an unqualified name, quoted as plan.Name quotes its parts.
func bare(name string) string {
	return strings.TrimPrefix(plan.Name{Name: name}.String(), `"".`)
}
