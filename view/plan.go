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

func (v *planView) intentHead(in plan.Intent) {
	parts := []string{v.s.heads(Safe(in.Name))}
	switch {
	case in.Source != "" && in.Target != "":
		parts = append(parts, Safe(in.Source)+" → "+Safe(in.Target))
	case in.Target != "":
		parts = append(parts, Safe(in.Target))
	case in.Source != "":
		parts = append(parts, Safe(in.Source))
	}
	if in.Mode != "" {
		mode := "mode " + string(in.Mode)
		if in.Mode.Destroys() {
			mode = v.s.destroys(mode)
		}
		parts = append(parts, mode)
	}
	if in.Kind == "copy" {
		parts = append(parts, "from one snapshot of "+Safe(in.Source))
	}
	v.line("%s", strings.Join(parts, "   "))
}

// databases lists the databases of one intent, the source first.
func (v *planView) databases(in plan.Intent) {
	g := grid{indent: "  ", gap: "   "}
	for _, label := range []string{in.Source, in.Target} {
		db, ok := v.p.Databases[label]
		if !ok {
			continue
		}
		g.add(plainCells(Safe(label), Address(db),
			"PostgreSQL "+release(db.ServerVersion), "schema "+Safe(db.Schema))...)
	}
	v.line("")
	g.write(v.w)
}

// release is a server's version without what its packager added: 16.4.
func release(version string) string {
	number, _, _ := strings.Cut(version, " ")
	return Safe(number)
}

// Address is where a database is: app@db-qa.internal:5432/shop.
func Address(db plan.Database) string {
	return Safe(fmt.Sprintf("%s@%s:%d/%s", db.User, db.Host, db.Port, db.DBName))
}

// totals are the lines that a hurried reader needs first.
func (v *planView) totals(in plan.Intent, tables []plan.Table) {
	g := grid{indent: "  ", gap: "   "}
	g.add(plainCells("copies", copiedWords(tables))...)
	if n := created(tables); n > 0 {
		g.add(cell{text: "creates"}, cell{text: plural(n, "table"), paint: v.s.adds})
	}
	if d := destroyedOn(v.p, in.Name); d.rows > 0 || !d.exact {
		g.add(cell{text: "destroys"}, cell{text: fmt.Sprintf("%s rows in %s of %s",
			counted(d.rows, d.exact), plural(d.tables, "table"), Safe(in.Target)), paint: v.s.destroys})
	} else {
		g.add(plainCells("destroys", "nothing")...)
	}
	if blocks := blocking(tables); blocks != "" {
		g.add(cell{text: "blocked"}, cell{text: "by " + blocks, paint: v.s.destroys})
	}
	v.line("")
	g.write(v.w)
}

// copiedWords adds up what is copied: "≈ 1,531,856 rows in 5 tables, 205 MB".
func copiedWords(tables []plan.Table) string {
	rows, bytes, exact := int64(0), int64(0), true
	for _, t := range tables {
		rows, bytes, exact = rows+t.Rows.Source, bytes+t.Bytes, exact && t.Rows.SourceExact
	}
	return fmt.Sprintf("%s rows in %s, %s", counted(rows, exact), plural(len(tables), "table"), size(bytes))
}

func created(tables []plan.Table) int {
	n := 0
	for _, t := range tables {
		if t.Created {
			n++
		}
	}
	return n
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
