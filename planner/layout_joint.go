package planner

import (
	"slices"

	"poco/plan"
)

// A jointTable is one that a joint TRUNCATE names.
type jointTable struct{ name plan.Name }

// jointGroups are the tables that have to be emptied together: those between
// which a key stays, and, through it, the others.
func (c *copying) jointGroups() [][]jointTable {
	neighbours := map[plan.Name][]plan.Name{}
	for _, k := range c.keys {
		if k.fate == joint && k.child.Name != k.key.References {
			a, b := c.top(k.child.Name), c.top(k.key.References)
			neighbours[a] = append(neighbours[a], b)
			neighbours[b] = append(neighbours[b], a)
		}
	}
	var names []plan.Name
	for name := range neighbours {
		names = append(names, name)
	}
	slices.SortFunc(names, plan.Name.Compare)
	seen := map[plan.Name]bool{}
	var groups [][]jointTable
	for _, name := range names {
		if !seen[name] {
			group := reach(name, neighbours, seen)
			slices.SortFunc(group, func(a, b jointTable) int { return a.name.Compare(b.name) })
			groups = append(groups, group)
		}
	}
	return groups
}

func reach(name plan.Name, neighbours map[plan.Name][]plan.Name, seen map[plan.Name]bool) []jointTable {
	seen[name] = true
	group := []jointTable{{name}}
	for _, n := range neighbours[name] {
		if !seen[n] {
			group = append(group, reach(n, neighbours, seen)...)
		}
	}
	return group
}
