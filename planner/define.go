package planner

import (
	"fmt"

	"poco/plan"
)

// define compares the definitions of both sides, and collects what it takes to
// create the tables that the plan creates.
func (c *copying) define() {
	creation := creation{Source: c.source.catalog, Target: c.target.catalog, Labels: c.labels(), Names: c.names}
	for _, p := range c.pairs {
		if p.creates {
			creation.Tables = append(creation.Tables, p.source.Name)
		}
		if p.recreates() {
			creation.Dropped = append(creation.Dropped, p.name)
		}
		if p.target != nil {
			p.compare = diffTable(c.source.catalog, c.target.catalog, p.source, p.target, c.labels(), c.names,
				diffOptions{Mode: p.mode, OnMismatch: c.block.OnMismatch, Where: p.where, Set: p.values})
			p.columns = p.compare.Columns
			continue
		}
		p.columns = copiedColumns(p)
		if !p.creates {
			p.compare.Differences = []plan.Difference{{
				Kind: "missing_table", Blocks: true,
				Text: c.target.label() + " does not have the table; create_missing = true creates it",
			}}
		}
	}
	if len(creation.Tables) == 0 {
		return
	}
	c.definition = createTables(creation)
	for _, p := range c.definition.Problems {
		c.tellProblem(p, "create_missing")
	}
}

// tellProblem reports what stands against the statements of a table, or warns of
// what they leave out.
func (c *copying) tellProblem(p problem, attr string) {
	if !p.Blocks {
		c.warn(p.Code, p.Table, p.Message)
		return
	}
	detail := p.Message
	if len(p.Mend) > 0 {
		detail += fmt.Sprintf("\n\nThis mends it on %s:\n%s", c.target.label(), lines(p.Mend))
	}
	c.fail(attr, "cannot prepare "+p.Table.String()+" on "+c.target.label(), "%s", detail)
}

// copiedColumns are all columns of a table that the plan creates, but for those
// that it computes itself.
func copiedColumns(p *pair) []string {
	columns := []string{}
	for _, column := range p.source.Columns {
		if column.Generated == "" {
			columns = append(columns, column.Name)
		}
	}
	return columns
}

// refuseDifferences reports the differences that block the copy; counting has
// settled by now which do.
func (c *copying) refuseDifferences() {
	var blocking, mend []string
	columns := false // of the source that the target lacks are among them
	for _, p := range c.pairs {
		for _, d := range p.compare.Differences {
			if d.Blocks && d.Kind != "missing_table" {
				blocking = append(blocking, shortName(p.name, c.target.catalog.Schema)+": "+d.Text)
				mend = append(mend, d.Mend...)
				columns = columns || d.Kind == "missing_column"
			}
		}
	}
	if len(blocking) == 0 {
		return
	}
	detail := lines(blocking)
	if len(mend) > 0 {
		detail += fmt.Sprintf("\n\nThese statements mend %s:\n%s", c.target.label(), lines(mend))
	}
	if columns && c.block.OnMismatch != "common_columns" {
		detail += "\n\nOr set on_mismatch = \"common_columns\" to copy the columns that both sides have, where the target can do without the others."
	}
	c.fail("on_mismatch", fmt.Sprintf("the target's tables do not fit (%s the copy)",
		plural(int64(len(blocking)), "difference blocks", "differences block")), "%s", detail)
}
