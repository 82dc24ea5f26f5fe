package planner

import (
	"poco/plan"
	"poco/postgres"
)

// A comparison is what differs between a table of the source and the table of
// the target that takes its rows, and what follows for the copy.
type comparison struct {
	// Differences are in the order of the source's columns, then constraints,
	// then indexes.
	Differences []plan.Difference
	// Columns are the columns to copy, in the source's order.
	Columns []string
	// Fits are the counts that decide differences which block until they are
	// settled; see settle.
	Fits []fitCheck
}

// A fitCheck asks whether values of the source fit the target's column.
type fitCheck struct {
	Difference int // its index in comparison.Differences
	Column     string
	// Condition is SQL over the source's table that is true for the rows that do
	// not fit. It takes the copy's set expressions into account, not its where.
	Condition string
	// found says in words what so many rows mean: "3 values would not fit".
	found func(rows int64) string
	none  string // what to say where there are none
}

// diffOptions are what the recipe says about the table.
type diffOptions struct {
	Mode       plan.Mode
	OnMismatch string            // fail, common_columns
	Set        map[string]string // column → expression on the source
}

// diffTable compares s with t. A difference blocks where rows could not be
// copied, or where a part of them would be left behind and the recipe does not
// say common_columns; see docs/schema-differences.md.
func diffTable(source, target *postgres.Catalog, s, t *postgres.Table, l labels, m mapping, o diffOptions) comparison {
	return comparison{}
}

// settle tells the comparison how many rows a check counted; below 0 where the
// count could not be made in time, which leaves the difference blocking.
func (c *comparison) settle(f fitCheck, rows int64) {}
