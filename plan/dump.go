package plan

// The kinds of steps that make, remove and restore backups.
const (
	Backup  Kind = "backup"  // Dump says what; changes nothing on any database
	Prune   Kind = "prune"   // Prune says which files
	Restore Kind = "restore" // Restoration says which file; SQL runs before its script, in one transaction
)

// Restored is the mode of the tables that a restore brings back: their rows on the
// target go, those of the file come.
const Restored Mode = "restore"

// A Dump says what a backup step writes, and where. A path is relative to the
// recipe's folder where it lies within.
type Dump struct {
	Database  string `json:"database"` // label
	Directory string `json:"directory"`
	Format    string `json:"format"` // plain, custom, directory
	// Schemas are dumped whole; where there are none, Tables are, and nothing else.
	Schemas []string `json:"schemas,omitempty"`
	Tables  []Name   `json:"tables,omitempty"`
	// Guards are the intents that destroy what this backup holds. None of them has
	// begun when it is made.
	Guards []string `json:"guards,omitempty"`
	// BytesEstimate is about how large the backup will be, of a plain dump's text.
	BytesEstimate int64 `json:"bytes_estimate"`
	// MaxSize is how many bytes all backups of the block may take, 0 for any. A
	// backup that would be larger by itself fails.
	MaxSize int64 `json:"max_size,omitempty"`
	Jobs    int   `json:"jobs,omitempty"`
	// Tool is the program that the plan found for it: "pg_dump 15.18". Apply may
	// find another one that fits.
	Tool string `json:"tool"`
}

// A Pruning says which backups of a block go once a new one is there.
type Pruning struct {
	Database  string `json:"database"` // label
	Directory string `json:"directory"`
	Keep      int    `json:"keep,omitempty"`
	MaxAge    int64  `json:"max_age,omitempty"`  // seconds
	MaxSize   int64  `json:"max_size,omitempty"` // bytes
	// Files are those that the rule takes as the folder is now. Apply removes no
	// other, and of these only what the rule still takes.
	Files []string `json:"files"`
}

// OmitOwners stands in Omit for every ALTER … OWNER TO.
const OmitOwners = "ALTER … OWNER TO"

// A Restoration says which file a restore step brings back, and how.
type Restoration struct {
	Database string `json:"database"` // label
	// File is the dump: a file, or the folder of a dump in the directory format.
	File   string `json:"file"`
	Format string `json:"format"` // plain, custom, tar, directory
	// SHA256 and Size are those of the file as it was read for the plan. Apply
	// rolls back where what it has restored was another one.
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
	// Of is the database that was dumped, and ServerVersion its server's, as far as
	// the file or its manifest tells.
	Of            string `json:"of,omitempty"`
	ServerVersion string `json:"server_version,omitempty"`
	// Omit are the statements of the file that are left out: "DROP SCHEMA public".
	Omit []string `json:"omit,omitempty"`
	// Allow are the codes of the dangers that people have let through.
	Allow []string `json:"allow,omitempty"`
	// Creates is what the file makes, by kind: "table": 17.
	Creates map[string]int `json:"creates"`
	// Drops are the objects of the target beside tables that are replaced, in
	// words: "function public.film_in_stock(integer)".
	Drops []string `json:"drops,omitempty"`
	// After runs after the file's script, in the same transaction: what puts back
	// the keys that SQL took away, and checks the rows that came.
	After []string `json:"after,omitempty"`
	Tool  string   `json:"tool"` // "psql 15.18"
}
