package planner

import "poco/plan"

// laySequences sets the sequences of the copied tables once their rows are in.
func (c *copying) laySequences() {
	var pairs []tablePair
	for _, p := range c.pairs {
		if p.target == nil && !p.creates {
			continue
		}
		pair := tablePair{Source: p.source, Target: p.target, Columns: p.columns, Mode: p.mode}
		if p.creates {
			pair.Target = nil
		}
		pairs = append(pairs, pair)
	}
	set, problems := sequenceSteps(c.source.catalog, c.target.catalog, c.labels(), c.names, pairs)
	for _, s := range set {
		step := c.steps.add(plan.Step{
			ID: c.steps.id("set_sequence/" + s.Target.String()), Kind: plan.SetSequence,
			Object: s.Target.String(), Read: s.Read, SQL: []string{s.SQL},
		})
		for _, t := range s.Tables {
			c.steps.need(step, c.copyIDs(t)...)
		}
		c.steps.need(step, c.steps.id("create_sequence/"+s.Target.String()))
	}
	for _, p := range problems {
		c.tellProblem(p, "target")
	}
}

// layAnalyze brings the planner's statistics up to date. A partitioned table's
// cover its partitions.
func (c *copying) layAnalyze() {
	for _, p := range c.pairs {
		if p.target == nil && !p.creates || c.analyzedWithParent(p) {
			continue
		}
		if p.target != nil && !p.recreates() && !p.target.Owned {
			c.warn("not_analyzed", p.name, c.target.catalog.Server.User+" does not own it and may not ANALYZE it after the copy.")
			continue
		}
		name := p.name
		step := c.steps.add(plan.Step{
			ID: c.steps.id("analyze/" + name.String()), Kind: plan.Analyze, Table: &name,
			SQL: []string{"ANALYZE " + quoteName(name)},
		})
		c.steps.need(step, c.copyIDs(name)...)
		c.steps.need(step, c.structure[name]...)
	}
}

func (c *copying) analyzedWithParent(p *pair) bool {
	for _, up := range c.source.related.ancestors(p.source.Name) {
		if c.byName[c.names.toTarget(up)] != nil {
			return true
		}
	}
	return false
}
