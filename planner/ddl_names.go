package planner

import (
	"poco/plan"
	"poco/postgres"
)

// A mapping says which names of the two databases stand for each other: what
// stands in the source's default schema belongs into the target's; all other
// schemas map to themselves.
type mapping struct{ source, target string }

// mappingOf is the mapping between two catalogs.
func mappingOf(source, target *postgres.Catalog) mapping {
	return mapping{source: source.Schema, target: target.Schema}
}

// toTarget gives the name on the target of an object of the source.
func (m mapping) toTarget(n plan.Name) plan.Name {
	if n.Schema == m.source {
		n.Schema = m.target
	}
	return n
}

// toSource gives the name on the source of an object of the target. It undoes
// toTarget, but for the one schema that toTarget never leads to: the target's
// schema of the source's default name keeps its name.
func (m mapping) toSource(n plan.Name) plan.Name {
	if n.Schema == m.target {
		n.Schema = m.source
	}
	return n
}

// quoteName quotes a schema-qualified name for SQL.
func quoteName(n plan.Name) string { return postgres.Quote(n.Schema, n.Name) }
