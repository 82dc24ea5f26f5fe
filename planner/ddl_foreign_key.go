package planner

import (
	"poco/plan"
	"poco/postgres"
)

// foreignKeyStatements are the ways to take a foreign key away and to put it
// back exactly as it was.
type foreignKeyStatements struct {
	Drop string
	// Add puts the key back without looking at the rows, where the server can do
	// that, and restores its comment.
	Add []string
	// Validate then checks the rows; empty where the key was not valid before, is
	// not enforced, or Add had to check them.
	Validate []string
}

// foreignKeySQL builds a key's statements from its parts. The names in fk are
// those of the server that runs them; version is that server's version number.
func foreignKeySQL(table plan.Name, kind postgres.TableKind, fk postgres.ForeignKey, version int) foreignKeyStatements {
	return foreignKeyStatements{}
}
