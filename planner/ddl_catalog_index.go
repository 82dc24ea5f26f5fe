package planner

import (
	"poco/plan"
	"poco/postgres"
)

// A catalogIndex finds the objects of a catalog by name.
type catalogIndex struct {
	types      map[plan.Name]*postgres.Type
	sequences  map[plan.Name]*postgres.Sequence
	functions  map[string]*postgres.Function
	schemas    map[string]*postgres.Schema
	extensions map[string]bool
	collations map[string]bool
	// structural and triggers are the functions that a table's columns,
	// constraints and indexes call, and those of its triggers.
	structural map[plan.Name][]*postgres.Function
	// drawn are the sequences that a table's columns own or draw from.
	drawn map[plan.Name][]*postgres.Sequence
	// partitions are the direct ones.
	partitions map[plan.Name][]*postgres.Table
}

func indexOf(c *postgres.Catalog) catalogIndex {
	x := catalogIndex{
		types:      map[plan.Name]*postgres.Type{},
		sequences:  map[plan.Name]*postgres.Sequence{},
		functions:  map[string]*postgres.Function{},
		schemas:    map[string]*postgres.Schema{},
		extensions: map[string]bool{},
		collations: map[string]bool{},
		structural: map[plan.Name][]*postgres.Function{},
		drawn:      map[plan.Name][]*postgres.Sequence{},
		partitions: map[plan.Name][]*postgres.Table{},
	}
	for i := range c.Types {
		x.types[c.Types[i].Name] = &c.Types[i]
	}
	for i := range c.Schemas {
		x.schemas[c.Schemas[i].Name] = &c.Schemas[i]
	}
	for _, name := range c.Extensions {
		x.extensions[name] = true
	}
	for _, name := range c.Collations {
		x.collations[name] = true
	}
	for _, t := range c.Tables {
		if t.PartitionOf != nil {
			x.partitions[*t.PartitionOf] = append(x.partitions[*t.PartitionOf], t)
		}
	}
	x.addFunctions(c)
	x.addSequences(c)
	return x
}

func (x *catalogIndex) addFunctions(c *postgres.Catalog) {
	for i := range c.Functions {
		f := &c.Functions[i]
		x.functions[f.Key()] = f
		for _, t := range f.Structural {
			x.structural[t] = append(x.structural[t], f)
		}
	}
}

func (x *catalogIndex) addSequences(c *postgres.Catalog) {
	for i := range c.Sequences {
		s := &c.Sequences[i]
		x.sequences[s.Name] = s
		tables := map[plan.Name]bool{}
		if s.OwnedBy != nil {
			tables[*s.OwnedBy] = true
		}
		for _, u := range s.UsedBy {
			tables[u.Table] = true
		}
		for t := range tables {
			x.drawn[t] = append(x.drawn[t], s)
		}
	}
}

// takenNames are the names of the target's relations, each with words for what
// it is, without those that go with the dropped tables.
func takenNames(c *postgres.Catalog, gone map[plan.Name]bool) map[plan.Name]string {
	taken := map[plan.Name]string{}
	for i := range c.Sequences {
		if s := &c.Sequences[i]; s.OwnedBy == nil || !gone[*s.OwnedBy] {
			taken[s.Name] = "a sequence"
		}
	}
	for i := range c.Types {
		taken[c.Types[i].Name] = "a type"
	}
	for _, t := range c.Tables {
		if gone[t.Name] {
			continue
		}
		taken[t.Name] = relationText(t.Kind)
		for _, x := range t.Indexes {
			taken[plan.Name{Schema: t.Name.Schema, Name: x.Name}] = "an index of " + t.Name.String()
		}
		for _, k := range t.Constraints {
			if k.Index != "" {
				taken[plan.Name{Schema: t.Name.Schema, Name: k.Index}] = "an index of " + t.Name.String()
			}
		}
	}
	return taken
}

func relationText(kind postgres.TableKind) string {
	switch kind {
	case postgres.View:
		return "a view"
	case postgres.MaterializedView:
		return "a materialized view"
	case postgres.Foreign:
		return "a foreign table"
	}
	return "a table"
}
