package dump

// A Code says what kind of danger a finding is. Codes are stable: recipes and
// flags name them.
type Code string

const (
	MetaCommand   Code = "meta-command"
	Variable      Code = "variable"
	CopyProgram   Code = "copy-program"
	CopyFile      Code = "copy-file"
	ServerFile    Code = "server-file"
	Language      Code = "language"
	Extension     Code = "extension"
	Foreign       Code = "foreign"
	AlterSystem   Code = "alter-system"
	Role          Code = "role"
	Database      Code = "database"
	Setting       Code = "setting"
	Transaction   Code = "transaction"
	NoTransaction Code = "no-transaction"
	EventTrigger  Code = "event-trigger"
	Replication   Code = "replication"
	RunsCode      Code = "runs-code"
	Cascade       Code = "cascade"
	Unusual       Code = "unusual"
	Ambiguous     Code = "ambiguous"
	Encoding      Code = "encoding"
	Binary        Code = "binary"
	TooLong       Code = "too-long"
	Unfinished    Code = "unfinished"
	Truncated     Code = "truncated"
)

// Codes lists all codes, in the order of the manual.
func Codes() []Code {
	return []Code{
		MetaCommand, Variable, CopyProgram, CopyFile, ServerFile, Language, Extension, Foreign,
		AlterSystem, Role, Database, Setting, Transaction, NoTransaction, EventTrigger, Replication,
		RunsCode, Cascade, Unusual, Ambiguous, Encoding, Binary, TooLong, Unfinished, Truncated,
	}
}

// Allowable tells whether a flag may let a code through. It may not where the
// scanner would no longer know what psql reads.
func (c Code) Allowable() bool {
	switch c {
	case Encoding, Binary, TooLong, Unfinished:
		return false
	}
	return true
}

// Why says in words what is dangerous about a code.
func (c Code) Why() string { return why[c] }

var why = map[Code]string{
	MetaCommand:   "psql would carry out this command on the machine that restores: run programs, read and write files, or connect elsewhere",
	Variable:      "psql would replace this by the value of a variable",
	CopyProgram:   "COPY … PROGRAM runs a program on the database server",
	CopyFile:      "COPY reads or writes a file of the database server",
	ServerFile:    "it reaches files, programs or other servers from the database server",
	Language:      "code in this language is not confined to the database",
	Extension:     "this extension reaches beyond the database",
	Foreign:       "it reaches other servers or files",
	AlterSystem:   "it changes the settings of the whole server",
	Role:          "it changes roles, what they may do, or who the session is",
	Database:      "it changes a database or tablespace, not what is in the database",
	Setting:       "it changes a setting that no dump needs",
	Transaction:   "it would end or undo the one transaction in which a restore runs",
	NoTransaction: "it cannot run in the one transaction in which a restore runs",
	EventTrigger:  "an event trigger runs code at later statements of anybody",
	Replication:   "it changes what is replicated, or from where",
	RunsCode:      "it runs arbitrary code at once",
	Cascade:       "CASCADE removes whatever depends on it, which no plan can show",
	Unusual:       "neither pg_dump nor an ordinary SQL file writes this",
	Ambiguous:     "psql and the server, or their versions, would read this differently",
	Encoding:      "in this encoding of characters a backslash or quote may be half a character",
	Binary:        "it is not text that psql can read line by line",
	TooLong:       "it is too long to be judged as a whole",
	Unfinished:    "the file ends in the middle of it",
	Truncated:     "pg_dump did not get to the end of this file",
}

// A Finding is something dangerous in a file.
type Finding struct {
	Code Code   `json:"code"`
	Line int    `json:"line"` // from 1; of a listing, the line of the listing
	Text string `json:"text"` // the text in question, cut short
	Why  string `json:"why"`
}
