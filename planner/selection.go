package planner

import (
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"poco/config"
	"poco/plan"
	"poco/postgres"
)

// A chosen set is what a selection means on one catalog.
type chosen struct {
	// why says for each table what put it there.
	why map[plan.Name]string
	// excluded are the tables that a pattern of exclude matches.
	excluded map[plan.Name]bool
	warnings []plan.Warning
	problems hcl.Diagnostics
}

// names are the chosen tables, sorted.
func (c *chosen) names() []plan.Name {
	var names []plan.Name
	for name := range c.why {
		names = append(names, name)
	}
	slices.SortFunc(names, plan.Name.Compare)
	return names
}

// choose finds the tables of a selection: those that its patterns match, their
// partitions, and what their foreign keys pull in. A nil selection is the whole
// default schema. block is where problems are shown that no attribute of the
// selection caused.
func choose(r *relations, s *config.Selection, block *hcl.Range) *chosen {
	if s == nil {
		s = wholeSchema(block)
	}
	c := &chooser{relations: r, selection: s, chosen: chosen{
		why: map[plan.Name]string{}, excluded: map[plan.Name]bool{},
	}}
	c.exclude()
	c.include()
	c.pull()
	slices.SortFunc(c.warnings, compareWarnings)
	c.warnings = slices.Compact(c.warnings)
	return &c.chosen
}

// wholeSchema is the selection of a copy that names none.
func wholeSchema(block *hcl.Range) *config.Selection {
	s := &config.Selection{
		Include: []config.Pattern{{Text: "*", Name: config.Glob{Text: "*"}}},
		Related: config.RelatedAll,
	}
	if block != nil {
		s.Source.Block = *block
	}
	return s
}

// A chooser is a selection under way.
type chooser struct {
	*relations
	selection *config.Selection
	chosen
	fresh []plan.Name // chosen since pull began its present level
}

// matches are the relations that a pattern names.
func (c *chooser) matches(p config.Pattern) []*postgres.Table {
	var found []*postgres.Table
	for _, t := range c.catalog.Tables {
		if p.Match(t.Name.Schema, t.Name.Name, c.catalog.Schema) && !isLedger(t.Name) {
			found = append(found, t)
		}
	}
	return found
}

// isLedger reports whether a table is Poco's own, which is never copied.
func isLedger(n plan.Name) bool {
	return n.Schema == ledgerSchema && (n.Name == "ledger" || n.Name == "run") || n.Name == "poco_ledger" || n.Name == "poco_run"
}

// ledgerSchema is where runs keep their ledger on a target.
const ledgerSchema = "poco"

func (c *chooser) exclude() {
	for _, p := range c.selection.Exclude {
		found := c.matches(p)
		for _, t := range found {
			c.excluded[t.Name] = true
			for _, part := range c.parts(t.Name) {
				c.excluded[part] = true
			}
		}
		if len(found) == 0 {
			c.warn("exclude_unmatched", plan.Name{}, fmt.Sprintf("exclude = %q matches no table.%s", p.Text, didYouMean(c.near(p))))
		}
	}
}

func (c *chooser) include() {
	var tables []plan.Name
	for _, p := range c.selection.Include {
		found := c.matches(p)
		if len(found) == 0 {
			c.report("no table matches %q", p, "The source has no such table.%s", didYouMean(c.near(p)))
			continue
		}
		copied := 0
		for _, t := range found {
			if hasRows(t) {
				tables = append(tables, t.Name)
				copied++
			}
		}
		if copied == 0 {
			c.onlyOthers(p, found)
		}
	}
	for _, name := range tables {
		c.add(name, "selected")
	}
	c.partitionsSayWhy()
	if len(c.why) == 0 && len(c.problems) == 0 {
		c.problems = append(c.problems, failure(c.selection.Source.Attr("exclude"), "nothing is selected",
			"Every table that include matches is excluded, belongs to an extension or can't be copied."))
	}
}

// partitionsSayWhy gives a partition of a selected table that reason, whatever
// pattern matches it too.
func (c *chooser) partitionsSayWhy() {
	for name := range c.why {
		if root := c.representative(name, c.why); root != name {
			c.why[name] = c.partOf(root)
		}
	}
}

// onlyOthers reports a pattern that matches nothing with rows of its own.
func (c *chooser) onlyOthers(p config.Pattern, found []*postgres.Table) {
	var names []string
	what := "views"
	for _, t := range found {
		names = append(names, shortName(t.Name, c.catalog.Schema))
		if t.Kind == postgres.Foreign {
			what = "views and foreign tables"
		}
	}
	c.report("%q matches no table with rows of its own", p,
		"It matches %s. The rows of %s are kept elsewhere, so they are not copied: select the tables that they read.", listed(names), what)
}

func (c *chooser) report(summary string, p config.Pattern, detail string, args ...any) {
	c.problems = append(c.problems,
		failure(c.selection.Source.Attr("include"), fmt.Sprintf(summary, p.Text), detail, args...))
}

// near are names that the pattern may have meant.
func (c *chooser) near(p config.Pattern) []string {
	var names []string
	for _, t := range c.catalog.Tables {
		if hasRows(t) && !isLedger(t.Name) {
			names = append(names, shortName(t.Name, c.catalog.Schema))
		}
	}
	return nearest(p.Text, names)
}

// hasRows reports whether a relation holds rows that can be copied.
func hasRows(t *postgres.Table) bool {
	return t.Kind == postgres.Ordinary || t.Kind == postgres.Partitioned
}

// add chooses a table and its partitions, unless it is chosen already. What is excluded, an extension's or not of a kind to be copied stays
// out.
func (c *chooser) add(name plan.Name, why string) {
	t := c.tables[name]
	if _, has := c.why[name]; has || t == nil || c.excluded[name] || isLedger(name) {
		return
	}
	if !hasRows(t) {
		if t.Kind == postgres.Foreign {
			c.warn("foreign_table", name, "It is a foreign table: its rows are kept elsewhere and are not copied.")
		}
		return
	}
	if t.Extension != "" {
		c.warn("extension_table", name, fmt.Sprintf("It belongs to the extension %s and is left out.", t.Extension))
		return
	}
	c.why[name] = why
	c.fresh = append(c.fresh, name)
	for _, part := range c.parts(name) {
		c.add(part, c.partOf(c.representative(name, c.why)))
	}
}

func (c *chooser) partOf(parent plan.Name) string {
	return "partition of " + shortName(parent, c.catalog.Schema)
}

func (c *chooser) warn(code string, table plan.Name, message string) {
	w := plan.Warning{Code: code, Message: message}
	if table != (plan.Name{}) {
		w.Table = table.String()
	}
	c.warnings = append(c.warnings, w)
}

// pull follows foreign keys from what is chosen until nothing new is found. It
// goes by levels, sorted, so that the reason given for a table is always the
// same one of several, and one of the shortest.
func (c *chooser) pull() {
	up := c.selection.Related == config.RelatedAll || c.selection.Related == config.RelatedReferenced
	down := c.selection.Related == config.RelatedAll || c.selection.Related == config.RelatedReferencing
	for level := c.names(); len(level) > 0; {
		c.fresh = nil
		for _, name := range level {
			if up {
				for _, l := range c.outgoing(name) {
					c.add(l.key.References, l.arrow(c.catalog.Schema))
				}
			}
			if down {
				for _, l := range c.pointingAt(name) {
					c.add(l.child.Name, l.arrow(c.catalog.Schema))
				}
			}
		}
		level = slices.SortedFunc(slices.Values(c.fresh), plan.Name.Compare)
	}
}
