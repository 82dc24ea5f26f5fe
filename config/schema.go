package config

import "fmt"

// A schema says what a block may hold.
type schema struct {
	labels     string            // what its label is, for the message where it lacks; empty: no label
	attributes []string          //
	required   map[string]string // attributes that must be there, with an example of each
	blocks     []string
	free       bool // any attribute: locals
}

// topLevel is the schema of a file.
var topLevel = schema{
	blocks: []string{"poco", "variable", "locals", "database", "selection", "backup", "copy", "restore"},
}

// referable are the blocks that a reference names.
var referable = []string{"database", "selection", "backup", "copy", "restore"}

// form is how a block is written.
func form(kind string) string {
	if label := schemas[kind].labels; label != "" {
		return fmt.Sprintf("%s %q { … }", kind, label)
	}
	return kind + " { … }"
}

// schemas are those of all blocks by type. The state block has one for each of
// its labels.
var schemas = map[string]schema{
	"poco": {
		attributes: []string{"required_version"},
		blocks:     []string{"state"},
	},
	"state": {labels: "local"},
	"state local": {
		attributes: []string{"path"},
	},
	"state postgres": {
		attributes: []string{"url"},
		required:   map[string]string{"url": `env("POCO_STATE_URL")`},
	},
	"variable": {
		labels:     "since",
		attributes: []string{"type", "description", "default", "sensitive", "nullable"},
		blocks:     []string{"validation"},
	},
	"validation": {
		attributes: []string{"condition", "error_message"},
		required:   map[string]string{"condition": `length(var.since) == 10`, "error_message": `"since is a day, as in 2026-01-31"`},
	},
	"locals": {free: true},
	"database": {
		labels:     "dev",
		attributes: []string{"url", "schema", "protected"},
		required:   map[string]string{"url": `env("DEV_DB_URI")`},
	},
	"selection": {
		labels:     "shop",
		attributes: []string{"include", "exclude", "related"},
		required:   map[string]string{"include": `["*"]`},
	},
	"backup": {
		labels: "before",
		attributes: []string{"database", "selection", "directory", "format", "keep", "max_age", "max_size",
			"jobs", "depends_on"},
		required: map[string]string{"database": "database.NAME"},
		blocks:   []string{"selection"},
	},
	"copy": {
		labels: "refresh",
		attributes: []string{"source", "target", "selection", "mode", "backup", "create_missing", "on_mismatch",
			"jobs", "chunk_size", "depends_on"},
		required: map[string]string{"source": "database.NAME", "target": "database.NAME"},
		blocks:   []string{"selection", "table"},
	},
	"table": {
		labels:     "orders",
		attributes: []string{"where", "set", "mode"},
	},
	"restore": {
		labels:     "rollback",
		attributes: []string{"database", "backup", "file", "backup_first", "allow", "no_owner", "depends_on"},
		required:   map[string]string{"database": "database.NAME"},
	},
}
