package planner

import (
	"cmp"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"poco/config"
	"poco/plan"
	"poco/postgres"
)

// A Graph is the foreign-key graph of some tables of one database.
type Graph struct {
	// Tables are in an order in which each comes after those that it references,
	// cycles aside: by depth, then by name.
	Tables []Node
	// Keys are sorted by table and name.
	Keys []Edge
	// Cycles are the groups of more than one table that reference each other.
	Cycles [][]plan.Name
}

// A Node is one table of a graph.
type Node struct {
	Table plan.Name
	Why   string // what put it into the selection
	Depth int    // 0 where it references no other table of the graph
}

// An Edge is one foreign key between two tables of a graph.
type Edge struct {
	Constraint string
	Table      plan.Name
	Columns    []string
	References plan.Name
	RefColumns []string
	InCycle    bool // between two different tables of one cycle
}

// ForeignKeys draws the graph of a selection's tables; a nil selection is the
// whole default schema. Partitions are left out: their tables stand for them.
func ForeignKeys(c *postgres.Catalog, s *config.Selection) (*Graph, hcl.Diagnostics) {
	r := newRelations(c)
	found := choose(r, s, nil)
	names := slices.DeleteFunc(found.names(), func(n plan.Name) bool {
		return r.representative(n, found.why) != n
	})
	o := orderTables(names, r.references(found.why))
	slices.SortFunc(names, o.compare)
	g := &Graph{Cycles: o.cycles()}
	for _, n := range names {
		g.Tables = append(g.Tables, Node{n, found.why[n], o.depth[n]})
		for _, k := range r.tables[n].ForeignKeys {
			to := r.representative(k.References, found.why)
			if _, has := found.why[to]; has {
				g.Keys = append(g.Keys, Edge{k.Name, n, k.Columns, k.References, k.RefColumns, o.sameCycle(n, to)})
			}
		}
	}
	slices.SortFunc(g.Keys, func(a, b Edge) int {
		return cmp.Or(a.Table.Compare(b.Table), cmp.Compare(a.Constraint, b.Constraint))
	})
	return g, found.problems
}
