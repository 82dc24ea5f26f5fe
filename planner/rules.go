package planner

import (
	"context"
	"maps"
	"slices"

	"poco/config"
	"poco/plan"
	"poco/postgres"
)

// ruleOf is the table block that holds for a table of the source: its own, or
// that of the partitioned table that it is a part of.
func (c *copying) ruleOf(name plan.Name) *config.TableRule {
	for _, n := range append([]plan.Name{name}, c.source.related.ancestors(name)...) {
		for _, rule := range c.block.Tables {
			if rule.Pattern.Match(n.Schema, n.Name, c.source.catalog.Schema) {
				return rule
			}
		}
	}
	return nil
}

// applyRules checks each table block against the tables that it is for.
func (c *copying) applyRules(ctx context.Context) {
	for _, rule := range c.block.Tables {
		var own *pair
		for _, p := range c.pairs {
			n := p.source.Name
			if rule.Pattern.Match(n.Schema, n.Name, c.source.catalog.Schema) {
				own = p
			}
		}
		if own == nil {
			c.unusedRule(rule)
			continue
		}
		if c.setsColumns(own) {
			c.checkExpressions(ctx, own)
		}
	}
}

// unusedRule reports a table block that is for no table of the copy.
func (c *copying) unusedRule(rule *config.TableRule) {
	var names []string
	for _, p := range c.pairs {
		names = append(names, shortName(p.source.Name, c.source.catalog.Schema))
	}
	detail := "The copy's selection holds no such table." + didYouMean(nearest(rule.Pattern.Text, names))
	for _, name := range c.chosen.names() {
		if root := c.source.related.representative(name, c.chosen.why); root != name &&
			rule.Pattern.Match(name.Schema, name.Name, c.source.catalog.Schema) {
			detail = "It is a partition of " + root.String() + ", which is copied as one table since the target's partitions differ. Write the block for " + root.Name + "."
		}
	}
	if c.diags.HasErrors() && len(c.pairs) == 0 {
		return // the selection's own problem says it all
	}
	c.diags = append(c.diags, failure(&rule.Source.Block, "table "+rule.Pattern.Text+" is not copied", "%s", detail))
}

// setsColumns checks the columns that set names; it reports whether the
// expressions are worth checking.
func (c *copying) setsColumns(p *pair) bool {
	fine := true
	for _, name := range slices.Sorted(maps.Keys(p.rule.Set)) {
		column := columnOf(p.source, name)
		switch {
		case column == nil:
			c.failSet(p, "no column "+name+" in "+p.source.Name.String(),
				"set gives a value to a column that the source's table does not have.%s", didYouMean(nearest(name, columnNames(p.source))))
		case column.Generated != "":
			c.failSet(p, "column "+name+" is generated", "The target computes it from other columns; give those a value instead.")
		case c.isKey(p, name):
			c.failSet(p, "column "+name+" is part of a key",
				"Rows are found, and referenced by other tables, by their key: %s must come over as it is.", p.source.Name.String()+"."+name)
		default:
			continue
		}
		fine = false
	}
	return fine
}

func (c *copying) failSet(p *pair, summary, detail string, args ...any) {
	c.diags = append(c.diags, failure(p.rule.Source.Attr("set"), summary, detail, args...))
}

// isKey reports whether a column belongs to a primary key, or to columns that
// foreign keys point at, on either side.
func (c *copying) isKey(p *pair, column string) bool {
	for _, t := range []*postgres.Table{p.source, p.target} {
		if t != nil && slices.Contains(primaryKey(t), column) {
			return true
		}
	}
	for _, l := range slices.Concat(c.source.related.pointingAt(p.source.Name), c.target.related.pointingAt(p.name)) {
		if slices.Contains(l.key.RefColumns, column) {
			return true
		}
	}
	return false
}

// checkExpressions has the source parse where and set.
func (c *copying) checkExpressions(ctx context.Context, p *pair) {
	if p.where == "" && len(p.set) == 0 {
		return
	}
	attr := "where"
	if p.where == "" {
		attr = "set"
	}
	if err := postgres.CheckExpression(ctx, c.source.conn, p.source.Name, p.where, p.set); err != nil {
		c.diags = append(c.diags, failure(p.rule.Source.Attr(attr), "the expressions for "+p.source.Name.String()+" don't work on "+c.source.label(),
			"%s", postgres.Explain(err)))
	}
}

// valuesOf gives the expressions of set as values of their columns' types.
func valuesOf(t *postgres.Table, set map[string]string) map[string]string {
	values := map[string]string{}
	for name, expression := range set {
		if column := columnOf(t, name); column != nil {
			values[name] = valueSQL(expression, column.Type)
		}
	}
	return values
}

// primaryKey are the columns of a table's primary key; nil where it has none.
func primaryKey(t *postgres.Table) []string {
	for _, constraint := range t.Constraints {
		if constraint.Kind == postgres.PrimaryKey {
			return constraint.Columns
		}
	}
	return nil
}

func columnNames(t *postgres.Table) []string {
	var names []string
	for _, column := range t.Columns {
		names = append(names, column.Name)
	}
	return names
}
