package planner

import (
	"slices"
	"strings"

	"poco/plan"
	"poco/postgres"
)

// match pairs each chosen table with the target's table of its name.
func (c *copying) match() {
	var missing []string
	trees := c.trees()
	for _, name := range c.chosen.names() {
		root := c.source.related.representative(name, c.chosen.why)
		byParts := trees[root]
		if root != name && !byParts {
			continue // its rows are read and written through the root
		}
		p := c.pair(name)
		p.holds = p.source.Kind != postgres.Partitioned || !byParts
		if !c.acceptable(p) {
			continue
		}
		if p.target == nil && !p.creates {
			missing = append(missing, p.name.String())
		}
		c.pairs = append(c.pairs, p)
		c.byName[p.name] = p
	}
	if len(missing) > 0 {
		c.failSelection("include", c.target.label()+" lacks "+plural(int64(len(missing)), "table", "tables"),
			"%s\n\nSet create_missing = true to have %s created as %s defines them, or leave them out with exclude.",
			lines(missing), them(len(missing)), c.source.label())
	}
	c.findHolders()
}

func them(n int) string {
	if n == 1 {
		return "it"
	}
	return "them"
}

// pair looks a chosen table up on both sides.
func (c *copying) pair(name plan.Name) *pair {
	p := &pair{
		source: c.source.catalog.Table(name),
		name:   c.names.toTarget(name),
		why:    c.chosen.why[name],
		mode:   c.block.Mode,
	}
	p.target = c.target.catalog.Table(p.name)
	if p.rule = c.ruleOf(name); p.rule != nil {
		p.where, p.set, p.values = p.rule.Where, p.rule.Set, valuesOf(p.source, p.rule.Set)
		if p.rule.Mode != "" {
			p.mode = p.rule.Mode
		}
	}
	p.creates = p.mode == plan.Recreate || p.target == nil && c.block.CreateMissing
	return p
}

// acceptable reports what can't take a table's rows.
func (c *copying) acceptable(p *pair) bool {
	if other := c.byName[p.name]; other != nil {
		c.failSelection("include", "two tables would become one",
			"%s and %s of %s both belong into %s of %s. Exclude one of them.",
			other.source.Name, p.source.Name, c.source.label(), p.name, c.target.label())
		return false
	}
	if p.target == nil || hasRows(p.target) {
		return true
	}
	kind := map[postgres.TableKind]string{
		postgres.View: "a view", postgres.MaterializedView: "a materialized view", postgres.Foreign: "a foreign table",
	}[p.target.Kind]
	c.failSelection("include", p.name.String()+" is "+kind+" on "+c.target.label(),
		"The rows of the source's table have nowhere to go. Exclude the table, or rename what stands in its place.")
	return false
}

// trees says for each partitioned table that stands for its partitions whether
// they are copied one by one.
func (c *copying) trees() map[plan.Name]bool {
	trees := map[plan.Name]bool{}
	for _, name := range c.chosen.names() {
		t := c.source.catalog.Table(name)
		if t.Kind == postgres.Partitioned && c.source.related.representative(name, c.chosen.why) == name {
			trees[name] = c.samePartitions(name)
			if !trees[name] {
				c.wholeTree(name)
			}
		}
	}
	return trees
}

// samePartitions reports whether the partitions below a table can be copied one
// by one: the target has the same ones, or the plan creates what is missing.
func (c *copying) samePartitions(root plan.Name) bool {
	p := c.pair(root)
	if p.target == nil || p.mode == plan.Recreate {
		return true
	}
	if p.target.Kind != postgres.Partitioned || p.target.PartitionKey != p.source.PartitionKey {
		return false
	}
	parts := c.source.related.parts(root)
	for _, name := range parts {
		s, t := c.source.catalog.Table(name), c.target.catalog.Table(c.names.toTarget(name))
		if _, chosen := c.chosen.why[name]; t == nil && (!chosen || c.block.CreateMissing) {
			continue
		}
		if t == nil || t.Kind != s.Kind || t.PartitionKey != s.PartitionKey || t.PartitionBound != s.PartitionBound ||
			t.PartitionOf == nil || *t.PartitionOf != c.names.toTarget(*s.PartitionOf) {
			return false
		}
	}
	for _, name := range c.target.related.parts(p.name) {
		if !slices.Contains(parts, c.names.toSource(name)) {
			return false
		}
	}
	return true
}

// wholeTree reports what can't be had where a partitioned table is copied as one.
func (c *copying) wholeTree(root plan.Name) {
	var left []string
	for _, part := range c.source.related.parts(root) {
		if _, has := c.chosen.why[part]; !has {
			left = append(left, shortName(part, c.source.catalog.Schema))
		}
	}
	if len(left) > 0 {
		c.failSelection("exclude", "partitions of "+root.String()+" can't be left out",
			"%s has other partitions than %s, so that the rows of %s are copied through the table itself, those of %s among them. Exclude the whole table, or give both databases the same partitions.",
			c.target.label(), c.source.label(), root.Name, strings.Join(left, ", "))
		return
	}
	c.warn("partitions_differ", c.names.toTarget(root),
		"The partitions differ, so that its rows are copied through the table itself; a row that no partition of "+c.target.label()+" takes stops the copy.")
}

// findHolders fills in which pairs the rows of a table go through.
func (c *copying) findHolders() {
	c.holders = map[plan.Name][]*pair{}
	for _, p := range c.pairs {
		if !p.holds {
			continue
		}
		names := map[plan.Name]bool{p.name: true}
		for _, up := range c.source.related.ancestors(p.source.Name) {
			if c.byName[c.names.toTarget(up)] != nil {
				names[c.names.toTarget(up)] = true
			}
		}
		for _, up := range c.target.related.ancestors(p.name) {
			names[up] = true
		}
		for _, part := range c.target.related.parts(p.name) {
			names[part] = true
		}
		for name := range names {
			c.holders[name] = append(c.holders[name], p)
		}
	}
}

// arrange orders the pairs by their foreign keys: those of the source, which
// say what belongs together, and those of the target, which must hold.
func (c *copying) arrange() {
	onSource, onTarget := map[plan.Name]string{}, map[plan.Name]string{}
	represents := map[plan.Name]plan.Name{}
	for _, p := range c.pairs {
		onSource[p.source.Name], onTarget[p.name] = p.why, p.why
	}
	edges := map[plan.Name][]plan.Name{}
	var nodes []plan.Name
	for _, p := range c.pairs {
		root := c.names.toTarget(c.source.related.representative(p.source.Name, onSource))
		represents[p.name] = root
		if root == p.name {
			nodes = append(nodes, root)
		}
	}
	for from, to := range c.source.related.references(c.chosen.why) {
		for _, name := range to {
			edges[c.names.toTarget(from)] = append(edges[c.names.toTarget(from)], c.names.toTarget(name))
		}
	}
	for from, to := range c.target.related.references(onTarget) {
		for _, name := range to {
			edges[represents[from]] = append(edges[represents[from]], represents[name])
		}
	}
	c.order = orderTables(nodes, edges)
	for name, root := range represents {
		c.order.depth[name], c.order.group[name] = c.order.depth[root], c.order.group[root]
	}
	slices.SortFunc(c.pairs, func(a, b *pair) int { return c.order.compare(a.name, b.name) })
}
