package planner

import (
	"cmp"
	"slices"

	"poco/plan"
	"poco/postgres"
)

// A keyPlan says what happens to one foreign key of the target that concerns
// the copy.
type keyPlan struct {
	link
	fate fate
	// cyclic is true where dropping it could deadlock with the drop of another
	// key, since the tables reference each other.
	cyclic bool
	// lost is true where it could not be put back, which is a problem of the plan.
	lost bool
}

// fate is what becomes of a foreign key while rows are copied.
type fate int

const (
	stays       fate = iota // rows are copied in its order
	dropped                 // and put back after the rows
	joint                   // stays, so that its tables must be emptied by one statement
	withTable               // goes with the table that declares it, which is recreated
	beforeTable             // the same, but dropped first, for its tables reference each other
)

// decideKeys decides the fate of each foreign key of the target that has to do
// with the copied rows. Keys of tables whose rows are replaced are dropped: for
// speed, and since a table can't be emptied while another references it. Where
// the role may not drop them, the tables are emptied together and filled in the
// keys' order.
func (c *copying) decideKeys() {
	for _, t := range c.target.catalog.Tables {
		for _, key := range t.ForeignKeys {
			if len(c.holders[t.Name]) == 0 && len(c.holders[key.References]) == 0 &&
				!c.goes(t.Name) && !c.goes(key.References) {
				continue
			}
			k := &keyPlan{link: link{t, key}}
			k.fate = c.fateOf(k.link)
			c.keys = append(c.keys, k)
		}
	}
	slices.SortFunc(c.keys, func(a, b *keyPlan) int {
		return cmp.Or(a.child.Name.Compare(b.child.Name), cmp.Compare(a.key.Name, b.key.Name))
	})
	c.breakCycles()
	c.markCycles()
	c.keysReturn()
}

// goes reports whether the plan drops a table: to recreate it, or as a part of
// one that it recreates.
func (c *copying) goes(name plan.Name) bool {
	for _, n := range append([]plan.Name{name}, c.target.related.ancestors(name)...) {
		if p := c.byName[n]; p != nil && p.recreates() {
			return true
		}
	}
	return false
}

// fateOf decides for one key, without regard to the others.
func (c *copying) fateOf(l link) fate {
	parentEmpty := c.goes(l.key.References) || slices.ContainsFunc(c.holders[l.key.References], (*pair).empties)
	childEmpty := slices.ContainsFunc(c.holders[l.child.Name], (*pair).empties)
	switch {
	case c.goes(l.child.Name):
		return withTable
	case !parentEmpty && !childEmpty:
		return stays
	case c.droppable(l):
		return dropped
	case !parentEmpty:
		return stays
	case c.goes(l.key.References) || !c.emptiesWhole(l.child.Name):
		c.keyInTheWay(l)
		return stays
	default:
		return joint
	}
}

// droppable reports whether the role can drop a key and put it back.
func (c *copying) droppable(l link) bool {
	parent := c.target.catalog.Table(l.key.References)
	return l.child.Owned && l.child.Extension == "" &&
		(parent == nil || parent.Owned || parent.Privileges.References || c.goes(parent.Name))
}

// keyInTheWay reports a key that keeps a table from being emptied.
func (c *copying) keyInTheWay(l link) {
	role := c.target.catalog.Server.User
	c.fail("mode", "foreign key "+l.key.Name+" keeps "+l.key.References.String()+" from being emptied",
		"%s references it. The role %s can't drop the key and put it back: that takes the ownership of %s and REFERENCES on %s. Connect as a role that may, for instance after\n%s\nor select %s too.",
		l.arrow(c.target.catalog.Schema), role, l.child.Name, l.key.References,
		lines([]string{"GRANT " + postgres.Quote(l.child.Owner) + " TO " + postgres.Quote(role) + ";"}),
		shortName(l.child.Name, c.target.catalog.Schema))
}

// emptiesWhole reports whether the copy empties a table with all its partitions.
func (c *copying) emptiesWhole(name plan.Name) bool {
	if p := c.byName[name]; p != nil && p.holds {
		return p.empties()
	}
	parts := c.target.related.parts(name)
	for _, part := range parts {
		t := c.target.catalog.Table(part)
		if p := c.byName[part]; t.Kind != postgres.Partitioned && (p == nil || !p.empties()) {
			return false
		}
	}
	return len(parts) > 0
}

// breakCycles drops the keys that would leave no order in which the tables could
// be filled.
func (c *copying) breakCycles() {
	edges := map[plan.Name][]plan.Name{}
	var nodes []plan.Name
	for name := range c.holders {
		nodes = append(nodes, c.top(name))
	}
	for _, k := range c.keys {
		if k.fate == stays || k.fate == joint {
			from := c.top(k.child.Name)
			edges[from] = append(edges[from], c.top(k.key.References))
		}
	}
	slices.SortFunc(nodes, plan.Name.Compare)
	o := orderTables(slices.Compact(nodes), edges)
	for _, k := range c.keys {
		child, parent := c.top(k.child.Name), c.top(k.key.References)
		circular := o.sameCycle(child, parent) || child == parent && len(c.holders[k.key.References]) > 1
		if (k.fate != stays && k.fate != joint) || !circular {
			continue
		}
		if c.droppable(k.link) {
			k.fate = dropped
			continue
		}
		c.fail("mode", "no order satisfies foreign key "+k.key.Name,
			"%s is part of a cycle, so that the key has to be dropped while the rows are copied. That takes a role that owns %s, and %s does not.",
			k.arrow(c.target.catalog.Schema), k.child.Name, c.target.catalog.Server.User)
	}
}

// top is the table that stands for a partition on the target.
func (c *copying) top(name plan.Name) plan.Name {
	if up := c.target.related.ancestors(name); len(up) > 0 {
		return up[len(up)-1]
	}
	return name
}

// markCycles finds the dropped keys whose tables reference each other. A
// statement on a key locks the table that declares it, then the one that it
// references; only in a cycle can two such statements wait for each other.
func (c *copying) markCycles() {
	edges := map[plan.Name][]plan.Name{}
	var nodes []plan.Name
	for _, k := range c.keys {
		child, parent := c.top(k.child.Name), c.top(k.key.References)
		edges[child] = append(edges[child], parent)
		nodes = append(nodes, child, parent)
	}
	slices.SortFunc(nodes, plan.Name.Compare)
	o := orderTables(slices.Compact(nodes), edges)
	for _, k := range c.keys {
		k.cyclic = o.sameCycle(c.top(k.child.Name), c.top(k.key.References))
		if k.cyclic && k.fate == withTable && c.goes(k.key.References) {
			k.fate = beforeTable
		}
	}
}

// keysOf are the keys of the target that hold for a pair's rows or point at
// them, by whether they do.
func (c *copying) keysByHolder() (own, incoming map[*pair][]*keyPlan) {
	own, incoming = map[*pair][]*keyPlan{}, map[*pair][]*keyPlan{}
	for _, k := range c.keys {
		for _, p := range c.holders[k.child.Name] {
			own[p] = append(own[p], k)
		}
		for _, p := range c.holders[k.key.References] {
			incoming[p] = append(incoming[p], k)
		}
	}
	return own, incoming
}
