package web

import "poco/plan"

// A Session is what the page is told of the process: GET /api/session.
type Session struct {
	Process  string `json:"process"` // another one after a restart
	Version  string `json:"version"`
	Folder   string `json:"folder"` // the recipe's
	User     string `json:"user"`   // user@host, as runs will name them
	ReadOnly bool   `json:"read_only"`
	// Formats are those that a backup can have.
	Formats []string `json:"formats"`
}

// A Recipe is what stands in the folder: GET /api/recipe. It is also the answer to
// whatever changes it.
type Recipe struct {
	Digest    string    `json:"digest"`
	Files     []File    `json:"files"`
	Databases []Card    `json:"databases"`
	Copies    []Draft   `json:"copies"`
	Intents   []Intent  `json:"intents"`
	Problems  []Problem `json:"problems"`
}

// A File is one file of the recipe. Passwords in it are covered.
type File struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// An Intent is one block to run: copy.refresh.
type Intent struct {
	Name      string `json:"name"`
	Kind      string `json:"kind"`     // copy, backup, restore
	Database  string `json:"database"` // the one that is written or backed up
	Directory string `json:"directory,omitempty"`
	Format    string `json:"format,omitempty"`
	Keep      int    `json:"keep,omitempty"`
	MaxAge    string `json:"max_age,omitempty"`
	MaxSize   int64  `json:"max_size,omitempty"` // bytes
}

// A Card is a database block. Its URL is never sent.
type Card struct {
	Label     string `json:"label"`
	Address   string `json:"address"` // user@host:port/dbname; empty where the URL can't be read
	Schema    string `json:"schema"`
	Protected bool   `json:"protected"`
	// HasURL is true where the URL has a value, HasPassword where a password stands in it.
	HasURL      bool `json:"has_url"`
	HasPassword bool `json:"has_password"`
	// Variable is the environment's variable that holds the URL, empty where the
	// recipe gives it otherwise.
	Variable string `json:"variable,omitempty"`
	File     string `json:"file,omitempty"` // where the block stands
}

// A CardForm adds or changes a database block: POST /api/databases. An empty URL
// leaves that of a known one as it is.
type CardForm struct {
	// Was is the label of the card to change, empty for a new one.
	Was       string `json:"was,omitempty"`
	Label     string `json:"label"`
	URL       string `json:"url,omitempty"`
	Schema    string `json:"schema"`
	Protected bool   `json:"protected"`
}

// A LabelForm names a database: POST /api/connect, /api/databases/remove.
type LabelForm struct {
	Database string `json:"database"`
}

// A ConnectedServer is a connected database: the answer to POST /api/connect. The
// page calls it Server.
type ConnectedServer struct {
	Database      string        `json:"database"` // label
	Address       string        `json:"address"`
	ServerVersion string        `json:"server_version"`
	Role          string        `json:"role"`
	Superuser     bool          `json:"superuser"`
	Bytes         int64         `json:"bytes"`
	Schema        string        `json:"schema"`
	Protected     bool          `json:"protected"`
	Standby       bool          `json:"standby"`
	Tables        []ServerTable `json:"tables"`
}

// A ServerTable is one table of a connected database.
type ServerTable struct {
	Name        plan.Name     `json:"name"`
	Kind        string        `json:"kind"` // table, partitioned table, partition, foreign table, view, materialized view
	Rows        int64         `json:"rows"` // the server's estimate, -1 where it has none
	Bytes       int64         `json:"bytes"`
	Comment     string        `json:"comment,omitempty"`
	Columns     []TableColumn `json:"columns"`
	ForeignKeys []TableKey    `json:"foreign_keys"`
}

// A TableColumn is one column.
type TableColumn struct {
	Name    string `json:"name"`
	Type    string `json:"type"`
	NotNull bool   `json:"not_null"`
	Default string `json:"default,omitempty"`
	Key     bool   `json:"key,omitempty"` // of the primary key
}

// A TableKey is one foreign key.
type TableKey struct {
	Name       string    `json:"name"`
	Columns    []string  `json:"columns"`
	References plan.Name `json:"references"`
	RefColumns []string  `json:"ref_columns"`
}

// A CountForm asks for exact counts: POST /api/count.
type CountForm struct {
	Database string      `json:"database"`
	Tables   []plan.Name `json:"tables"`
}

// Counts are exact row counts, of one moment.
type Counts struct {
	Tables []Count `json:"tables"`
}

// A Count is the number of rows of one table.
type Count struct {
	Name plan.Name `json:"name"`
	Rows int64     `json:"rows"`
	// Problem says why it could not be counted.
	Problem string `json:"problem,omitempty"`
}

// A SelectionForm asks what a selection comes to: POST /api/selection.
type SelectionForm struct {
	Database string      `json:"database"`
	Ticked   []plan.Name `json:"ticked"`
	Unticked []plan.Name `json:"unticked"` // pulled in by a foreign key, and not wanted
	Related  string      `json:"related"`  // all, referenced, referencing, none
}

// A Selection is the answer: which tables there will be, and the graph between them.
type Selection struct {
	Tables []SelectedTable `json:"tables"`
	Keys   []SelectedKey   `json:"keys"`
	Cycles [][]plan.Name   `json:"cycles"`
	// Follows are, of each unticked table, the foreign keys that will have rows whose
	// counterparts are not copied: sentences for people.
	Follows []string `json:"follows"`
}

// A SelectedTable is one of a selection.
type SelectedTable struct {
	Name  plan.Name `json:"name"`
	Why   string    `json:"why"`  // "selected", "orders.customer_id → customers.id"
	Auto  bool      `json:"auto"` // pulled in by a foreign key
	Depth int       `json:"depth"`
}

// A SelectedKey is a foreign key between two tables of the selection.
type SelectedKey struct {
	Constraint string    `json:"constraint"`
	Table      plan.Name `json:"table"`
	Columns    []string  `json:"columns"`
	References plan.Name `json:"references"`
	RefColumns []string  `json:"ref_columns"`
	InCycle    bool      `json:"in_cycle"`
}

// A Draft is a copy block as the page shows and writes it: POST /api/recipe/preview
// shows it, POST /api/recipe/save writes it.
type Draft struct {
	Name    string `json:"name"` // the block's label
	Source  string `json:"source"`
	Target  string `json:"target"`
	Mode    string `json:"mode"`
	Related string `json:"related"`
	// All is true for the whole default schema, less Unticked; else Ticked says which.
	All      bool        `json:"all"`
	Ticked   []plan.Name `json:"ticked"`
	Unticked []plan.Name `json:"unticked"`
	// Patterns are globs that a person wrote, kept as they are.
	Patterns      []string    `json:"patterns"`
	Backup        bool        `json:"backup"` // back up the target first
	BackupFormat  string      `json:"backup_format,omitempty"`
	CreateMissing bool        `json:"create_missing"`
	CommonColumns bool        `json:"common_columns"`
	Jobs          int         `json:"jobs,omitempty"`
	Rules         []TableRule `json:"rules"`
	// Foreign says why the page can't write this block, where a person wrote it in a
	// way that the page can't keep; it can be planned as it is.
	Foreign string `json:"foreign,omitempty"`
}

// A NameForm names a copy block: POST /api/recipe/remove.
type NameForm struct {
	Name string `json:"name"`
}

// A TableRule is a table block of a copy.
type TableRule struct {
	Table plan.Name         `json:"table"`
	Where string            `json:"where,omitempty"`
	Set   map[string]string `json:"set,omitempty"`
	Mode  string            `json:"mode,omitempty"`
}

// A Preview is what saving a draft would do to the files.
type Preview struct {
	Files    []FileChange `json:"files"`
	Problems []Problem    `json:"problems"`
}

// A FileChange is one file before and after, passwords covered, and the change in
// unified form.
type FileChange struct {
	Name   string `json:"name"`
	Before string `json:"before"`
	After  string `json:"after"`
	Diff   string `json:"diff"`
}
