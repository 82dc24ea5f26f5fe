package planner

import (
	"cmp"
	"slices"

	"poco/plan"
)

// An order says in which order tables can be filled: each after those that it
// references, the tables of a cycle together.
type order struct {
	// groups are the strongly connected components, each sorted, a group after
	// those that it references.
	groups [][]plan.Name
	group  map[plan.Name]int
	depth  map[plan.Name]int
}

// cycles are the groups of more than one table.
func (o *order) cycles() [][]plan.Name {
	cycles := [][]plan.Name{}
	for _, g := range o.groups {
		if len(g) > 1 {
			cycles = append(cycles, g)
		}
	}
	slices.SortFunc(cycles, func(a, b []plan.Name) int { return a[0].Compare(b[0]) })
	return cycles
}

// sameCycle reports whether two different tables reference each other, directly
// or through others.
func (o *order) sameCycle(a, b plan.Name) bool {
	ga, known := o.group[a]
	gb, both := o.group[b]
	return a != b && known && both && ga == gb
}

// compare orders tables by depth, then by name.
func (o *order) compare(a, b plan.Name) int {
	return cmp.Or(cmp.Compare(o.depth[a], o.depth[b]), a.Compare(b))
}

// orderTables orders the nodes by the tables that each references. References to
// itself and to what is no node are left out. The result depends on the set of
// nodes and edges only, not on their order.
func orderTables(nodes []plan.Name, references map[plan.Name][]plan.Name) *order {
	nodes = slices.SortedFunc(slices.Values(nodes), plan.Name.Compare)
	t := tarjan{index: map[plan.Name]int{}, low: map[plan.Name]int{}, onStack: map[plan.Name]bool{}}
	isNode := make(map[plan.Name]bool, len(nodes))
	for _, n := range nodes {
		isNode[n] = true
	}
	t.next = func(n plan.Name) []plan.Name {
		var to []plan.Name
		for _, r := range references[n] {
			if r != n && isNode[r] {
				to = append(to, r)
			}
		}
		slices.SortFunc(to, plan.Name.Compare)
		return slices.Compact(to)
	}
	for _, n := range nodes {
		if _, seen := t.index[n]; !seen {
			t.visit(n)
		}
	}
	return t.ordered()
}

// tarjan finds strongly connected components; it meets each one after those that
// it leads to.
type tarjan struct {
	next    func(plan.Name) []plan.Name
	index   map[plan.Name]int
	low     map[plan.Name]int
	onStack map[plan.Name]bool
	stack   []plan.Name
	groups  [][]plan.Name
}

func (t *tarjan) visit(n plan.Name) {
	t.index[n] = len(t.index)
	t.low[n] = t.index[n]
	t.stack, t.onStack[n] = append(t.stack, n), true
	for _, to := range t.next(n) {
		if _, seen := t.index[to]; !seen {
			t.visit(to)
			t.low[n] = min(t.low[n], t.low[to])
		} else if t.onStack[to] {
			t.low[n] = min(t.low[n], t.index[to])
		}
	}
	if t.low[n] != t.index[n] {
		return
	}
	from := slices.Index(t.stack, n)
	group := slices.Clone(t.stack[from:])
	t.stack = t.stack[:from]
	for _, m := range group {
		t.onStack[m] = false
	}
	slices.SortFunc(group, plan.Name.Compare)
	t.groups = append(t.groups, group)
}

// ordered computes depths along the groups.
func (t *tarjan) ordered() *order {
	o := &order{groups: t.groups, group: map[plan.Name]int{}, depth: map[plan.Name]int{}}
	for i, group := range t.groups {
		for _, n := range group {
			o.group[n] = i
		}
		depth := 0
		for _, n := range group {
			for _, to := range t.next(n) {
				if o.group[to] != i {
					depth = max(depth, o.depth[to]+1)
				}
			}
		}
		for _, n := range group {
			o.depth[n] = depth
		}
	}
	return o
}
