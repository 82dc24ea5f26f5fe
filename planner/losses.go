package planner

import (
	"fmt"
	"slices"

	"poco/plan"
	"poco/postgres"
)

// losses tells what goes with a table to recreate and does not come back with the
// source's definition.
func (c *copying) losses(p *pair) {
	c.loseWith(p.target, p.source)
	for _, part := range c.lostParts(p) {
		c.loseWith(c.target.catalog.Table(part), nil)
	}
}

// loseWith compares a table of the target with what it becomes; nil where it goes
// for good.
func (c *copying) loseWith(t, becomes *postgres.Table) {
	lost := slices.Clone(t.Losses)
	if becomes != nil && becomes.HasPolicies {
		lost = slices.DeleteFunc(lost, func(what string) bool { return what == "row security" })
	}
	for _, trigger := range t.Triggers {
		if becomes == nil || !hasTrigger(becomes, trigger.Name) {
			lost = append(lost, "trigger "+trigger.Name)
		}
	}
	if len(lost) == 0 {
		return
	}
	slices.Sort(lost)
	c.warn("lost_with_table", t.Name, fmt.Sprintf(
		"Mode recreate drops it. With it go, and are not put back: %s.", listed(lost)))
}

func hasTrigger(t *postgres.Table, name string) bool {
	return slices.ContainsFunc(t.Triggers, func(other postgres.Trigger) bool { return other.Name == name })
}

// leftOut tells what the source's table has and a created one does not. Grants
// and publications are each database's own business.
func (b *builder) leftOut(t *postgres.Table, name plan.Name) {
	var statistics []string
	for _, what := range t.Losses {
		if kind := "statistics "; len(what) > len(kind) && what[:len(kind)] == kind {
			statistics = append(statistics, what[len(kind):])
		}
	}
	if len(statistics) > 0 {
		b.warn(t, "statistics_left_out", "%s has extended statistics in %s, which are not created: %s", name, b.Labels.source, listed(statistics))
	}
}
