package edit

import "poco/plan"

// A Copy is a copy block as the page shows and writes it.
type Copy struct {
	Name    string
	Source  string // label
	Target  string // label
	Mode    string // empty: append
	Related string // empty: all
	// All is true for the whole default schema, less Unticked; else Ticked says which.
	All      bool
	Ticked   []plan.Name
	Unticked []plan.Name
	// Patterns are globs that a person wrote to include tables, kept as they are.
	Patterns []string
	// Excludes are globs that a person wrote to leave tables out. SetCopy does not
	// look at them: they stay.
	Excludes      []string
	Backup        bool   // back up the target first
	BackupFormat  string // empty: as it is, plain for a new one
	CreateMissing bool
	CommonColumns bool
	Jobs          int // 0: chosen by the planner
	Rules         []Rule
}

// A Rule is a table block of a copy.
type Rule struct {
	Table plan.Name
	Where string
	Set   map[string]string
	Mode  string // empty: the copy's
}

// SetCopy adds a copy block, or changes the one of that name.
func (r *Recipe) SetCopy(c Copy) error { return nil }

// RemoveCopy takes a copy block out. It refuses while blocks refer to it.
func (r *Recipe) RemoveCopy(name string) error { return nil }

// ReadCopy reads a copy block. foreign says why SetCopy can't write this block
// without losing what a person wrote; it is empty where it can.
func (r *Recipe) ReadCopy(name string) (c Copy, foreign string, err error) {
	return Copy{Name: name}, "", nil
}
