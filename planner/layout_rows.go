package planner

import (
	"slices"

	"poco/plan"
)

// layTruncation empties by one statement the tables whose keys stay between
// them, where the role may not drop those.
func (c *copying) layTruncation() {
	for _, group := range c.jointGroups() {
		first := group[0].name
		step := c.steps.add(plan.Step{ID: c.steps.id("truncate/" + first.String()), Kind: plan.Truncate, Table: &first})
		sql := "TRUNCATE "
		for i, t := range group {
			if i > 0 {
				sql += ", "
			}
			sql += truncateTarget(c.target.catalog.Table(t.name))
			for _, p := range c.holders[t.name] {
				p.truncation = step.ID
				step.Destroys = append(step.Destroys, p.destroys())
				c.needDrops(step, p)
			}
		}
		step.SQL = []string{sql}
	}
}

// asReplica keeps a transaction from firing triggers.
const asReplica = "SET LOCAL session_replication_role = replica"

// layOwnTruncation empties before the first of its chunks a table that is copied
// in several: each of them commits by itself.
func (c *copying) layOwnTruncation() {
	for _, p := range c.pairs {
		if !p.split() || !p.empties() || p.creates || p.truncation != "" {
			continue
		}
		name := p.name
		sql := []string{"TRUNCATE " + truncateTarget(p.target)}
		if c.stopperOf(p, c.ownKeys[p]) == byReplica {
			sql = slices.Insert(sql, 0, asReplica)
		}
		step := c.steps.add(plan.Step{
			ID: c.steps.id("truncate/" + name.String()), Kind: plan.Truncate, Table: &name,
			SQL: sql, Destroys: []plan.Destroys{p.destroys()},
		})
		p.truncation = step.ID
		c.needDrops(step, p)
	}
}

// layCopies brings the rows over: a table that is copied in one piece in one
// transaction with what empties it and keeps its triggers from firing, others
// chunk by chunk.
func (c *copying) layCopies() {
	for _, p := range c.pairs {
		var stopped []string
		if p.split() && c.stopperOf(p, c.ownKeys[p]) == byDisabling {
			stopped = c.layTriggers(p)
			if empties := c.steps.byID[p.truncation]; empties != nil {
				c.steps.need(empties, stopped...) // a trigger may be for TRUNCATE
			}
		}
		for _, chunk := range p.chunks {
			step := c.layCopy(p, chunk)
			c.steps.need(step, stopped...)
			c.steps.need(step, p.truncation, c.steps.id("create_table/"+p.name.String()))
			c.needDrops(step, p)
			for _, k := range c.ownKeys[p] {
				if k.fate == stays || k.fate == joint {
					c.steps.need(step, c.copyIDs(k.key.References)...)
				}
			}
		}
	}
}

// layTriggers takes the triggers of a table and of its partitions out of action
// while its chunks are copied, and gives the steps that do. Each chunk doing it by
// itself would lock out the others.
func (c *copying) layTriggers(p *pair) (stopped []string) {
	stops := map[plan.Name][2]*plan.Step{}
	for _, t := range c.firing(p) {
		pair, has := stops[t.table]
		if !has {
			name := t.table
			pair[0] = c.steps.add(plan.Step{ID: c.steps.id("disable_triggers/" + name.String()), Kind: plan.DisableTriggers, Table: &name})
			pair[1] = c.steps.add(plan.Step{ID: c.steps.id("enable_triggers/" + name.String()), Kind: plan.EnableTriggers, Table: &name})
			pair[0].RestoredBy = []string{pair[1].ID}
			c.steps.need(pair[1], pair[0].ID)
			c.steps.need(pair[1], c.pairCopyIDs(p)...)
			stops[t.table] = pair
			stopped = append(stopped, pair[0].ID)
		}
		pair[0].SQL, pair[1].SQL = append(pair[0].SQL, t.stop()), append(pair[1].SQL, t.restore())
	}
	return stopped
}

// layCopy is the copy of one chunk.
func (c *copying) layCopy(p *pair, chunk plan.Chunk) *plan.Step {
	sql, copyIn, destroys := c.copySQL(p)
	name := p.name
	return c.steps.add(plan.Step{
		ID: c.steps.id(copyID(name, chunk.Number)), Kind: plan.Copy, Table: &name,
		Read: p.readSQL(chunk), SQL: sql, CopyIn: copyIn, Destroys: destroys,
		Chunk: &chunk, Rows: shareOf(p.rows.Source, chunk), Bytes: shareOf(c.bytesOf(p), chunk),
	})
}

// shareOf is a chunk's part of a number that is the whole table's. The parts add
// up to it.
func shareOf(n int64, chunk plan.Chunk) int64 {
	number, of := int64(chunk.Number), int64(chunk.Of)
	upTo := func(i int64) int64 { return n/of*i + n%of*i/of }
	return upTo(number) - upTo(number-1)
}

// copySQL are the statements of a copy step.
func (c *copying) copySQL(p *pair) (sql []string, copyIn int, destroys []plan.Destroys) {
	var before, after []string
	stopper := c.stopperOf(p, c.ownKeys[p])
	switch {
	case stopper == byDisabling && !p.split():
		// Deferred checks would be pending when the triggers come back, and then
		// the table could not be altered.
		before = append(before, "SET CONSTRAINTS ALL IMMEDIATE")
		for _, t := range c.firing(p) {
			before, after = append(before, t.stop()), append(after, t.restore())
		}
	case stopper == byReplica:
		before = append(before, asReplica)
	}
	if p.empties() && !p.creates && p.truncation == "" {
		before = append(before, "TRUNCATE "+truncateTarget(p.target))
		destroys = []plan.Destroys{p.destroys()}
	}
	write, at := p.writeSQL()
	return slices.Concat(before, write, after), len(before) + at, destroys
}
