package config

// A Pattern is a glob over table names. Schema is empty for an unqualified one,
// which means the database's default schema. * and ? stand for any characters
// and any one; nothing is folded to lower case. A part in double quotes, as in
// SQL, is taken literally.
type Pattern struct {
	Text   string // as written
	Schema Glob
	Name   Glob
}

// A Glob is one part of a pattern.
type Glob struct {
	Text    string // unquoted
	Literal bool   // written in quotes: no character is special
}
