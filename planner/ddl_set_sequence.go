package planner

import (
	"poco/plan"
	"poco/postgres"
)

// A sequenceStep sets one sequence of the target after the rows of its tables
// are in.
type sequenceStep struct {
	// Target is the sequence that the target's column draws from; its name may
	// differ from the source's.
	Target plan.Name
	Tables []plan.Name // the copied tables that use it, by their names on the target
	// Read runs on the source and gives two columns, a bigint and a boolean; SQL
	// takes them as $1 and $2 on the target.
	Read, SQL string
}

// A tablePair is one table of a copy on both sides. Target is nil where the
// plan creates the table.
type tablePair struct {
	Source, Target *postgres.Table
	Columns        []string // those that are copied
	Mode           plan.Mode
}

// sequenceSteps finds the sequences behind the copied columns: owned, of an
// identity, or used by a default. Overwrite and recreate set the target's
// sequence to exactly the source's state; the other modes only forwards.
// Each sequence of the target is set once.
func sequenceSteps(source, target *postgres.Catalog, l labels, m mapping, pairs []tablePair) ([]sequenceStep, []problem) {
	return nil, nil
}
