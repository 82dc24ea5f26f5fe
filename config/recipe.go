// Package config turns the *.poco.hcl files of a folder into values: it finds
// the files, evaluates variables, locals and functions, resolves references and
// reports every mistake of a recipe at once. It speaks to no server.
package config

import (
	"time"

	"github.com/hashicorp/hcl/v2"

	"poco/plan"
)

// A Recipe is all the files of one folder, read together. Blocks are sorted by
// label.
type Recipe struct {
	Dir        string
	Files      []string // base names, sorted
	Digest     string   // of the files' bytes and the variables' values
	State      State
	Databases  []*Database
	Selections []*Selection
	Backups    []*Backup
	Copies     []*Copy
	Restores   []*Restore
	// Variables and Locals are what was declared, for listings.
	Variables []Variable
	// Sources are the parsed files, by the names that ranges carry.
	Sources map[string]*hcl.File
	// Secrets are all the sensitive values met, for whoever must hide them.
	Secrets []Secret
}

// State says where runs are remembered.
type State struct {
	Backend string // local, postgres
	Path    string // local: absolute
	URL     Secret // postgres
	Source  Source
}

// A Database is a labelled Postgres database.
type Database struct {
	Label     string
	URL       Secret // URL, key=value DSN or service=NAME
	Schema    string
	Protected bool
	Source    Source
}

// A Selection says which tables. Name is empty for one written inside a copy.
type Selection struct {
	Name    string
	Include []Pattern
	Exclude []Pattern
	Related Related
	Source  Source
}

// Related says how far foreign keys pull tables into a selection.
type Related string

// The values of related.
const (
	RelatedAll         Related = "all"
	RelatedReferenced  Related = "referenced"
	RelatedReferencing Related = "referencing"
	RelatedNone        Related = "none"
)

// A Backup is one backup block.
type Backup struct {
	Name      string
	Database  *Database
	Selection *Selection    // nil: the whole default schema
	Directory string        // absolute
	Format    string        // plain, custom, directory
	Keep      int           // 0: no limit
	MaxAge    time.Duration // 0: no limit
	MaxSize   int64         // bytes; 0: none
	Jobs      int           // of a parallel dump; 0: chosen by the planner
	DependsOn []string
	Source    Source
}

// A Copy is one copy block.
type Copy struct {
	Name          string
	Database      struct{ Source, Target *Database }
	Selection     *Selection
	Mode          plan.Mode
	Backup        *Backup
	CreateMissing bool
	OnMismatch    string // fail, common_columns
	Jobs          int    // 0: chosen by the planner
	ChunkSize     int64  // bytes; 0: chosen by the planner
	Tables        []*TableRule
	DependsOn     []string
	Source        Source
}

// A TableRule is a table block of a copy.
type TableRule struct {
	Pattern Pattern // the label; names one table
	Where   string
	Set     map[string]string
	Mode    plan.Mode // empty: the copy's
	Source  Source
}

// A Restore is one restore block: of a backup's newest file, or of File.
type Restore struct {
	Name        string
	Database    *Database
	Backup      *Backup
	File        string   // absolute
	BackupFirst bool     // what the restore overwrites is backed up before
	Allow       []string // codes of dangers that people let through
	NoOwner     bool     // ALTER … OWNER TO is left out
	DependsOn   []string
	Source      Source
}

// A Variable is one declared variable.
type Variable struct {
	Name, Type, Description string
	Sensitive               bool
	Source                  Source
}

// A Source is where a block or attribute stands, for diagnostics of later
// stages.
type Source struct {
	Block hcl.Range            // the block's header
	Attrs map[string]hcl.Range // an attribute's whole range, by name
}

// Attr is the range of an attribute, or of the block where it is not written.
func (s Source) Attr(name string) *hcl.Range {
	if r, ok := s.Attrs[name]; ok {
		return &r
	}
	return &s.Block
}

// A Secret is a string that never shows itself: formatting and encoding give
// "(sensitive)".
type Secret string

// Reveal gives the secret's value to whoever must use it.
func (s Secret) Reveal() string { return string(s) }

func (Secret) String() string               { return "(sensitive)" }
func (Secret) GoString() string             { return "(sensitive)" }
func (Secret) MarshalText() ([]byte, error) { return []byte("(sensitive)"), nil }
