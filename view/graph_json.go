package view

import (
	"io"

	"poco/plan"
	"poco/planner"
)

type jsonGraph struct {
	Tables      []jsonNode    `json:"tables"`
	ForeignKeys []jsonEdge    `json:"foreign_keys"`
	Cycles      [][]plan.Name `json:"cycles"`
}

type jsonNode struct {
	Table plan.Name `json:"table"`
	Why   string    `json:"why"`
	Depth int       `json:"depth"`
}

type jsonEdge struct {
	Name       string    `json:"name"`
	Table      plan.Name `json:"table"`
	Columns    []string  `json:"columns"`
	References plan.Name `json:"references"`
	RefColumns []string  `json:"ref_columns"`
	InCycle    bool      `json:"in_cycle"`
}

// GraphJSON writes the graph as one document.
func GraphJSON(w io.Writer, g *planner.Graph) error {
	j := jsonGraph{Tables: []jsonNode{}, ForeignKeys: []jsonEdge{}, Cycles: [][]plan.Name{}}
	for _, t := range g.Tables {
		j.Tables = append(j.Tables, jsonNode{t.Table, t.Why, t.Depth})
	}
	for _, k := range g.Keys {
		j.ForeignKeys = append(j.ForeignKeys, jsonEdge{k.Constraint, k.Table, k.Columns, k.References, k.RefColumns, k.InCycle})
	}
	j.Cycles = append(j.Cycles, g.Cycles...)
	return Document(w, j)
}
