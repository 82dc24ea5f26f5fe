package planner

import (
	"poco/plan"
	"poco/postgres"
)

// A definition is everything that the target needs to hold the tables that it
// lacks, ready to become steps. Nothing in it replaces or drops anything: where
// the target already has an object of that name, it is used as it is.
type definition struct {
	// Before are schemas, types, functions, sequences and tables, in an order in
	// which each finds what it needs.
	Before []ddl
	// After are, for when the rows are in: checks that call functions, primary
	// keys, unique and exclusion constraints, indexes, triggers.
	After []ddl
	// ForeignKeys are added (plan.AddForeignKey) and then validated
	// (plan.ValidateForeignKey), once all rows and all of After are in.
	ForeignKeys []ddl
	Problems    []problem
}

// A ddl is one object's statements, to be run on the target in one transaction.
type ddl struct {
	// ID is unique in the definition and the same in every plan of the same
	// catalogs: create_table/public.orders.
	ID   string
	Kind plan.Kind
	// Name is the table that the object belongs to; of an object that belongs to
	// none (schema, type, function, sequence) its own name. Of a schema only
	// Name.Schema is set.
	Name plan.Name
	// Object is the constraint, index, trigger, type, function or sequence; empty
	// for a table or a schema.
	Object string
	SQL    []string
	// Needs are the IDs of the ddl of this definition that must be done first.
	// Those of After moreover need the rows of their table, and of its partitions
	// and children.
	Needs []string
}

// A problem is something that stands against the statements of a definition, or
// that they leave out.
type problem struct {
	Code    string    // missing_extension, type_differs, …
	Table   plan.Name // on the target
	Message string    // in words, with the databases' labels
	Mend    []string  // SQL for the target that takes the problem away
	// Blocks is true where the definition can't be carried out; else the problem
	// is a warning.
	Blocks bool
}

// labels are the recipe's names of the two databases.
type labels struct{ source, target string }

// A creation says which tables to create.
type creation struct {
	Source, Target *postgres.Catalog
	Labels         labels
	Names          mapping
	// Tables are the tables to create, by their names on the source. A
	// partitioned table's partitions are not implied: list them.
	Tables []plan.Name
	// Dropped are tables of the target that the plan drops before it creates
	// anything (recreate), by their names on the target. What belongs to them
	// (indexes, owned sequences) is taken as gone.
	Dropped []plan.Name
}

// createTables writes the statements that create the tables as the source
// defines them, with all that they need and the target lacks. Tables get the
// connected role as owner; grants, policies, rules and views are left out, and
// Problems says so where the source has them.
func createTables(c creation) definition {
	b := newBuilder(c)
	b.tables()
	return b.finish()
}
