package planner

import (
	"slices"

	"poco/plan"
	"poco/postgres"
)

// A comparison is what differs between a table of the source and the table of
// the target that takes its rows, and what follows for the copy.
type comparison struct {
	// Differences are in the order of the source's columns, then the target's own
	// columns, then keys and constraints, then indexes.
	Differences []plan.Difference
	// Columns are the columns to copy, in the source's order.
	Columns []string
	// Fits are the counts that decide differences; see settle.
	Fits []fitCheck
}

// A fitCheck asks whether rows of the source fit the target's table.
type fitCheck struct {
	Difference int // its index in comparison.Differences
	// Condition is SQL over the source's table that is true for the rows that do
	// not fit. It takes the copy's set expressions into account; the copy's where
	// belongs beside it.
	Condition string
	found     func(rows int64) string // "3 values would not fit"
	none      string                  // what to say where there are none
	// lenient is true where a count that could not be made does not block.
	lenient bool
}

// diffOptions are what the recipe says about the table.
type diffOptions struct {
	Mode       plan.Mode
	OnMismatch string            // fail, common_columns
	Where      string            // narrows the source's rows
	Set        map[string]string // column → expression on the source
}

// diffTable compares s with t. A difference blocks where rows could not be
// copied, or where a part of them would be left behind and the recipe does not
// say common_columns; see docs/schema-differences.md. In mode recreate the
// target's table makes way for the source's, and nothing blocks.
func diffTable(source, target *postgres.Catalog, s, t *postgres.Table, l labels, m mapping, o diffOptions) comparison {
	d := &differ{source: source, target: target, s: s, t: t, labels: l, names: m, options: o}
	for i := range s.Columns {
		d.sourceColumn(&s.Columns[i])
	}
	for i := range t.Columns {
		d.targetColumn(&t.Columns[i])
	}
	d.partition()
	d.primaryKey()
	d.uniques()
	d.checks()
	d.exclusions()
	d.foreignKeys()
	d.indexes()
	if o.Mode == plan.Recreate {
		d.becomesSource()
	}
	return d.comparison
}

// A differ compares one table of the source with one of the target.
type differ struct {
	comparison
	source, target *postgres.Catalog
	s, t           *postgres.Table
	labels         labels
	names          mapping
	options        diffOptions
}

// add appends a difference and gives its index.
func (d *differ) add(kind, name, text string, blocks bool, mend ...string) int {
	d.Differences = append(d.Differences, plan.Difference{Kind: kind, Name: name, Text: text, Blocks: blocks, Mend: mend})
	return len(d.Differences) - 1
}

// check adds a difference that a count decides.
func (d *differ) check(kind, name, text string, f fitCheck, mend ...string) {
	f.Difference = d.add(kind, name, text, !f.lenient, mend...)
	d.Fits = append(d.Fits, f)
}

// commonColumns reports whether the recipe leaves columns behind knowingly.
func (d *differ) commonColumns() bool { return d.options.OnMismatch == "common_columns" }

// becomesSource turns the comparison into that of a recreated table: it becomes
// as it is on the source, with all of the source's columns.
func (d *differ) becomesSource() {
	d.Fits, d.Columns = nil, nil
	for i := range d.Differences {
		d.Differences[i].Blocks = false
		d.Differences[i].Mend = nil
	}
	for _, c := range d.s.Columns {
		if c.Generated == "" {
			d.Columns = append(d.Columns, c.Name)
		}
	}
}

// settle tells the comparison how many rows a check counted, of its Fits; below
// 0 where the count could not be made. Such a difference blocks as long as
// nothing proves that the rows fit, unless only a constraint could tell.
func (c *comparison) settle(f fitCheck, rows int64) {
	x := &c.Differences[f.Difference]
	switch {
	case rows > 0:
		x.Blocks = true
		x.Text += ": " + f.found(rows)
	case rows == 0:
		x.Blocks = false
		x.Text += ": " + f.none
	case f.lenient:
		x.Blocks = false
		x.Text += ": not counted"
	default:
		x.Blocks = true
		x.Text += ": not counted, so that it is not known whether the rows fit"
	}
}

// leaveColumnsToParts is for a partitioned table whose partitions are copied one
// by one: each of them has the columns too, and counts its own rows. Constraints
// are compared here alone.
func (c *comparison) leaveColumnsToParts() {
	c.Fits = slices.DeleteFunc(c.Fits, func(f fitCheck) bool {
		x := &c.Differences[f.Difference]
		column := x.Kind == "type" || x.Kind == "nullability"
		if column {
			x.Blocks = false
			x.Text += ": its partitions decide"
		}
		return column
	})
}
