package planner

import (
	"fmt"
	"slices"
	"strings"

	"poco/plan"
	"poco/postgres"
)

// A link is one foreign key of a catalog with the table that declares it.
type link struct {
	child *postgres.Table
	key   postgres.ForeignKey
}

// arrow writes a link as people read it: orders.customer_id → customers.id. The
// default schema is left out.
func (l link) arrow(schema string) string {
	return columnsText(l.child.Name, l.key.Columns, schema) + " → " +
		columnsText(l.key.References, l.key.RefColumns, schema)
}

func columnsText(table plan.Name, columns []string, schema string) string {
	if len(columns) == 1 {
		return shortName(table, schema) + "." + columns[0]
	}
	return fmt.Sprintf("%s.(%s)", shortName(table, schema), strings.Join(columns, ", "))
}

// relations answers how the tables of one catalog belong together: by foreign
// keys, by partitioning and by inheritance.
type relations struct {
	catalog  *postgres.Catalog
	incoming map[plan.Name][]link      // by the referenced table
	children map[plan.Name][]plan.Name // partitions, by their parent, sorted
	heirs    map[plan.Name][]plan.Name // plain inheritance, by the parent, sorted
	tables   map[plan.Name]*postgres.Table
}

func newRelations(c *postgres.Catalog) *relations {
	r := &relations{
		catalog:  c,
		incoming: map[plan.Name][]link{},
		children: map[plan.Name][]plan.Name{},
		heirs:    map[plan.Name][]plan.Name{},
		tables:   map[plan.Name]*postgres.Table{},
	}
	for _, t := range c.Tables { // sorted, so are the lists
		r.tables[t.Name] = t
		if t.PartitionOf != nil {
			r.children[*t.PartitionOf] = append(r.children[*t.PartitionOf], t.Name)
		}
		for _, parent := range t.Inherits {
			r.heirs[parent] = append(r.heirs[parent], t.Name)
		}
		for _, key := range t.ForeignKeys {
			r.incoming[key.References] = append(r.incoming[key.References], link{t, key})
		}
	}
	return r
}

// ancestors are the partitioned tables that a table is a part of, the nearest
// first.
func (r *relations) ancestors(name plan.Name) []plan.Name {
	var up []plan.Name
	for t := r.tables[name]; t != nil && t.PartitionOf != nil; t = r.tables[*t.PartitionOf] {
		up = append(up, *t.PartitionOf)
	}
	return up
}

// parts are all the partitions below a table, each before its own partitions.
func (r *relations) parts(name plan.Name) []plan.Name {
	var down []plan.Name
	for _, child := range r.children[name] {
		down = append(append(down, child), r.parts(child)...)
	}
	return down
}

// isOrHolds reports whether a table is another one, or has it as a part.
func (r *relations) isOrHolds(name, other plan.Name) bool {
	return name == other || slices.Contains(r.ancestors(other), name)
}

// outgoing are the foreign keys that hold for a table's rows: its own, and those
// of the partitioned tables that it is a part of.
func (r *relations) outgoing(name plan.Name) []link {
	var links []link
	for _, n := range append([]plan.Name{name}, r.ancestors(name)...) {
		if t := r.tables[n]; t != nil {
			links = append(links, ownLinks(t)...)
		}
	}
	return links
}

// pointingAt are the foreign keys that a table's rows may satisfy: those to it,
// and those to the partitioned tables that it is a part of.
func (r *relations) pointingAt(name plan.Name) []link {
	links := r.incoming[name]
	for _, n := range r.ancestors(name) {
		links = append(links[:len(links):len(links)], r.incoming[n]...)
	}
	return links
}

// representative is the table that stands for a partition in the graph: the
// topmost of the tables that it is a part of that is in the set, else itself.
func (r *relations) representative(name plan.Name, set map[plan.Name]string) plan.Name {
	for _, up := range slices.Backward(r.ancestors(name)) {
		if _, has := set[up]; has {
			return up
		}
	}
	return name
}

// references are the edges of the graph of the tables in the set, between their
// representatives.
func (r *relations) references(set map[plan.Name]string) map[plan.Name][]plan.Name {
	edges := map[plan.Name][]plan.Name{}
	for name := range set {
		from := r.representative(name, set)
		links := r.outgoing(name)
		if from != name { // the representative has those of what it stands for
			links = ownLinks(r.tables[name])
		}
		for _, l := range links {
			for _, to := range r.inSet(l.key.References, set) {
				edges[from] = append(edges[from], r.representative(to, set))
			}
		}
	}
	return edges
}

// inSet is the table itself where it is in the set, else those of its partitions
// that are.
func (r *relations) inSet(name plan.Name, set map[plan.Name]string) []plan.Name {
	if _, has := set[name]; has {
		return []plan.Name{name}
	}
	var found []plan.Name
	for _, part := range r.parts(name) {
		if _, has := set[part]; has {
			found = append(found, part)
		}
	}
	return found
}

func ownLinks(t *postgres.Table) []link {
	var links []link
	for _, key := range t.ForeignKeys {
		links = append(links, link{t, key})
	}
	return links
}
