package edit

// A Database is a database block as a card shows it.
type Database struct {
	Label     string
	Variable  string // of the environment, that holds the URL; empty: leave the url as it is
	Schema    string // empty: public
	Protected bool
}

// SetDatabase adds a database block, or changes the one labelled was.
func (r *Recipe) SetDatabase(was string, d Database) error { return nil }

// RemoveDatabase takes a database block out. It refuses while blocks refer to it.
func (r *Recipe) RemoveDatabase(label string) error { return nil }

// Variable is the name in a block's url = env("NAME"), empty where its url is
// written otherwise.
func (r *Recipe) Variable(label string) string { return "" }

// NewVariable is a free name for the variable of a new database.
func (r *Recipe) NewVariable(label string) string { return "" }

// SetSecret gives a variable a value in .env.
func (r *Recipe) SetSecret(variable, value string) error { return nil }
