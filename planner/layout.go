package planner

import (
	"fmt"
	"slices"

	"poco/plan"
)

// lookUp records the tables that the plan rests on: those of the copy, and those
// at the other end of foreign keys that it takes away and puts back.
func (c *copying) lookUp() {
	for _, p := range c.pairs {
		c.source.see(p.source.Name)
		c.target.see(p.name)
		for _, part := range c.source.related.parts(p.source.Name) {
			c.source.see(part)
		}
		gone := c.lostParts(p) // there is no such fact once the copy is done
		for _, part := range c.target.related.parts(p.name) {
			if !slices.Contains(gone, part) {
				c.target.see(part)
			}
		}
	}
	for _, k := range c.keys {
		c.target.see(k.child.Name)
		c.target.see(k.key.References)
	}
}

// layOut lays out the copy's steps. Each part adds its own; they find each other
// by ID.
func (c *copying) layOut() {
	c.steps = newSteps(c.intent())
	c.lastCyclic = map[plan.Kind]string{}
	for i, p := range c.pairs {
		c.steps.rank[p.name] = i
	}
	c.indexDefinition()
	c.layKeys()
	c.layDrops()
	c.layDefinition()
	c.layTruncation()
	c.layOwnTruncation()
	c.layCopies()
	c.laySequences()
	c.layAnalyze()
}

// The local IDs of steps.
func copyID(name plan.Name, chunk int) string {
	return fmt.Sprintf("copy/%s/%d", name, chunk)
}
func dropTableID(name plan.Name) string { return "drop_table/" + name.String() }
func keyID(kind plan.Kind, l link) string {
	return string(kind) + "/" + l.child.Name.String() + "/" + l.key.Name
}

// copyIDs are the copies that a table's rows come by.
func (c *copying) copyIDs(name plan.Name) []string {
	var ids []string
	for _, p := range c.holders[name] {
		ids = append(ids, c.pairCopyIDs(p)...)
	}
	return ids
}

// pairCopyIDs are the copies of a pair, one for each chunk.
func (c *copying) pairCopyIDs(p *pair) []string {
	ids := make([]string, len(p.chunks))
	for i, chunk := range p.chunks {
		ids[i] = c.steps.id(copyID(p.name, chunk.Number))
	}
	return ids
}

// layKeys takes the dropped keys away, and puts them back when the rows of both
// their tables are in.
func (c *copying) layKeys() {
	for _, k := range c.keys {
		if k.fate != dropped && k.fate != beforeTable {
			continue
		}
		sql := foreignKeySQL(k.child.Name, k.child.Kind, k.key, c.target.catalog.Server.VersionNum)
		drop := c.keyStep(plan.DropForeignKey, k, []string{sql.Drop})
		if k.fate == beforeTable {
			drop.RestoredBy = c.defining[c.droppedWith(k.child.Name)]
			c.oneByOne(drop)
			continue
		}
		add := c.keyStep(plan.AddForeignKey, k, sql.Add)
		drop.RestoredBy = []string{add.ID}
		c.steps.need(add, drop.ID)
		c.steps.need(add, c.copyIDs(k.child.Name)...)
		c.steps.need(add, c.copyIDs(k.key.References)...)
		c.steps.need(add, c.structure[k.key.References]...)
		if k.cyclic {
			c.oneByOne(drop)
			c.oneByOne(add)
		}
		if len(sql.Validate) > 0 {
			validate := c.keyStep(plan.ValidateForeignKey, k, sql.Validate)
			c.steps.need(validate, add.ID)
			drop.RestoredBy = append(drop.RestoredBy, validate.ID)
			add.RestoredBy = []string{validate.ID}
		}
	}
}

// oneByOne keeps the steps of a kind that lock tables of a cycle from running at
// the same time, when each could hold what the other waits for.
func (c *copying) oneByOne(step *plan.Step) {
	c.steps.need(step, c.lastCyclic[step.Kind])
	c.lastCyclic[step.Kind] = step.ID
}

func (c *copying) keyStep(kind plan.Kind, k *keyPlan, sql []string) *plan.Step {
	name := k.child.Name
	return c.steps.add(plan.Step{
		ID: c.steps.id(keyID(kind, k.link)), Kind: kind, Table: &name, Object: k.key.Name, SQL: sql,
	})
}

// indexDefinition finds the steps of a definition by their table: all of them,
// and those that complete its keys, constraints and indexes.
func (c *copying) indexDefinition() {
	c.defining, c.structure = map[plan.Name][]string{}, map[plan.Name][]string{}
	for _, d := range slices.Concat(c.definition.Before, c.definition.After, c.definition.ForeignKeys) {
		id := c.steps.id(d.ID)
		c.defining[d.Name] = append(c.defining[d.Name], id)
		if d.Kind == plan.AddConstraint || d.Kind == plan.CreateIndex {
			c.structure[d.Name] = append(c.structure[d.Name], id)
		}
	}
}

// layDrops drops the tables to recreate one after the other: those that
// reference or inherit from others before these. A partitioned table takes its
// partitions with it.
func (c *copying) layDrops() {
	seen := map[plan.Name]bool{}
	var drop func(p *pair)
	drop = func(p *pair) {
		if p == nil || seen[p.name] || !p.recreates() || c.dropsAncestor(p.name) {
			return
		}
		seen[p.name] = true
		for _, heir := range c.target.related.heirs[p.name] {
			drop(c.byName[heir])
		}
		c.layDrop(p)
	}
	for _, p := range slices.Backward(c.pairs) {
		drop(p)
	}
}

func (c *copying) layDrop(p *pair) {
	name := p.name
	step := c.steps.add(plan.Step{
		ID: c.steps.id(dropTableID(name)), Kind: plan.DropTable, Table: &name,
		SQL:      []string{"DROP TABLE " + quoteName(name)},
		Destroys: []plan.Destroys{p.destroys()},
	})
	c.steps.need(step, c.lastDrop)
	c.lastDrop = step.ID
	for _, part := range append([]plan.Name{name}, c.target.related.parts(name)...) {
		step.RestoredBy = append(step.RestoredBy, c.defining[part]...)
	}
	for _, k := range c.keys {
		pointsIn, pointsOut := c.target.related.isOrHolds(name, k.key.References), c.target.related.isOrHolds(name, k.child.Name)
		if k.fate == dropped && pointsIn || k.fate == beforeTable && (pointsIn || pointsOut) {
			c.steps.need(step, c.steps.id(keyID(plan.DropForeignKey, k.link)))
		}
	}
}

// dropsAncestor reports whether a table goes with one that it is a part of.
func (c *copying) dropsAncestor(name plan.Name) bool {
	return slices.ContainsFunc(c.target.related.ancestors(name), c.goes)
}

// layDefinition creates what the target lacks: before the rows what they need,
// after them what would slow them down.
func (c *copying) layDefinition() {
	for _, d := range c.definition.Before {
		if key := c.target.identity() + " " + d.ID; c.created[key] {
			continue // by an earlier copy of the plan, for which this one waits
		} else {
			c.created[key] = true
		}
		step := c.definitionStep(d)
		if len(d.Needs) == 0 {
			c.steps.need(step, c.lastDrop)
		}
		if d.Kind == plan.CreateTable {
			step.RestoredBy = c.defining[d.Name]
		}
	}
	for _, d := range c.definition.After {
		step := c.definitionStep(d)
		c.steps.need(step, c.rowsOfFamily(d.Name)...)
	}
	for _, d := range c.definition.ForeignKeys {
		step := c.definitionStep(d)
		if d.Kind != plan.AddForeignKey {
			continue
		}
		c.steps.need(step, c.rowsOfFamily(d.Name)...)
		for _, key := range c.byName[d.Name].source.ForeignKeys {
			if parent := c.names.toTarget(key.References); key.Name == d.Object {
				c.steps.need(step, c.copyIDs(parent)...)
				c.steps.need(step, c.structure[parent]...)
				if c.order.sameCycle(d.Name, parent) {
					c.oneByOne(step)
				}
			}
		}
	}
}

// rowsOfFamily are the copies of a table, its partitions and the tables that
// inherit from it.
func (c *copying) rowsOfFamily(name plan.Name) []string {
	ids := c.copyIDs(name)
	if p := c.byName[name]; p != nil {
		for _, heir := range c.source.related.heirs[p.source.Name] {
			ids = append(ids, c.rowsOfFamily(c.names.toTarget(heir))...)
		}
	}
	return ids
}

func (c *copying) definitionStep(d ddl) *plan.Step {
	step := plan.Step{ID: c.steps.id(d.ID), Kind: d.Kind, Object: d.Object, SQL: d.SQL}
	if c.byName[d.Name] != nil {
		name := d.Name
		step.Table = &name
	} else if step.Object == "" {
		step.Object = d.Name.Schema
	}
	for _, need := range d.Needs {
		step.Needs = append(step.Needs, c.steps.id(need))
	}
	return c.steps.add(step)
}

// destroys says what emptying a pair's table removes.
func (p *pair) destroys() plan.Destroys {
	return plan.Destroys{Table: p.name, Rows: p.held, Exact: p.rows.TargetExact, Only: p.targetOnly()}
}

// needDrops makes a step wait until no key is in its way.
func (c *copying) needDrops(step *plan.Step, p *pair) {
	for _, k := range slices.Concat(c.ownKeys[p], c.incomingKeys[p]) {
		switch k.fate {
		case dropped, beforeTable:
			c.steps.need(step, c.steps.id(keyID(plan.DropForeignKey, k.link)))
		case withTable:
			c.steps.need(step, c.steps.id(dropTableID(c.droppedWith(k.child.Name))))
		}
	}
}

// droppedWith is the table by whose DROP a table goes.
func (c *copying) droppedWith(name plan.Name) plan.Name {
	for _, up := range slices.Backward(c.target.related.ancestors(name)) {
		if c.goes(up) {
			return up
		}
	}
	return name
}
