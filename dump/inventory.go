package dump

// An Inventory is what a file holds. It grows with the number of objects in the
// file, never with its rows.
type Inventory struct {
	Format          Format `json:"format"`
	DatabaseVersion string `json:"database_version,omitempty"` // as pg_dump wrote it: "15.18 (Debian …)"
	ToolVersion     string `json:"tool_version,omitempty"`     // of pg_dump
	DatabaseName    string `json:"database_name,omitempty"`    // of a listing
	Cluster         bool   `json:"cluster,omitempty"`          // pg_dumpall wrote it

	Objects      []Object    `json:"objects,omitempty"` // what it creates, in the file's order
	Tables       []TableRows `json:"tables,omitempty"`  // what it brings rows for
	Removals     []Removal   `json:"removals,omitempty"`
	Altered      []Object    `json:"-"`                // tables, views and sequences that it alters, or puts something on, once each
	Owners       []string    `json:"owners,omitempty"` // roles named as owners, sorted
	LargeObjects int         `json:"large_objects,omitempty"`
	Sequences    int         `json:"sequences_set,omitempty"` // calls of setval
	Transaction  bool        `json:"transaction,omitempty"`   // it has BEGIN or COMMIT of its own
	Complete     bool        `json:"complete"`                // it ends as it should

	Bytes    int64        `json:"bytes"`
	Lines    int          `json:"lines"`
	Findings []Finding    `json:"findings,omitempty"` // the first of each code
	More     map[Code]int `json:"more,omitempty"`     // how many of a code are not listed
}

// An Object is one thing that a file creates. Schema is "" for what is in no
// schema and for unqualified names where no search_path was set.
type Object struct {
	Kind   string `json:"kind"` // as the statement says it: "TABLE", "MATERIALIZED VIEW"
	Schema string `json:"schema,omitempty"`
	Name   string `json:"name"`
	Args   string `json:"args,omitempty"` // of functions, where pg_dump's comment tells: "integer, text"
	Owner  string `json:"owner,omitempty"`
	Line   int    `json:"line"`
}

// TableRows are the rows that a file brings for one table.
type TableRows struct {
	Schema   string `json:"schema,omitempty"`
	Name     string `json:"name"`
	Copied   int64  `json:"copied"`            // lines of COPY data; in CSV format about as many rows
	Inserted int64  `json:"inserted"`          // rows of INSERT … VALUES
	Unknown  bool   `json:"unknown,omitempty"` // there is INSERT … SELECT, or a listing that has no counts
	Bytes    int64  `json:"bytes"`             // of COPY data
	Line     int    `json:"line"`              // of the first
}

// A Removal is something that a file drops, truncates, deletes from or updates.
// Repeated ones of the same thing are counted.
type Removal struct {
	Action   string `json:"action"` // "DROP", "TRUNCATE", "DELETE", "UPDATE", "MERGE"
	Kind     string `json:"kind"`   // "TABLE", "SCHEMA", "CONSTRAINT", …
	Schema   string `json:"schema,omitempty"`
	Table    string `json:"table,omitempty"` // of a constraint, column, trigger, policy or rule
	Name     string `json:"name"`
	IfExists bool   `json:"if_exists,omitempty"`
	Cascade  bool   `json:"cascade,omitempty"`
	Count    int    `json:"count"`
	Line     int    `json:"line"` // of the first
}

// listed is how many findings of one code are kept.
const listed = 20

// add keeps a finding, or counts it where there are many of its code.
func (inv *Inventory) add(f Finding) {
	n := 0
	for _, known := range inv.Findings {
		if known.Code == f.Code {
			n++
		}
	}
	if n < listed {
		inv.Findings = append(inv.Findings, f)
		return
	}
	if inv.More == nil {
		inv.More = map[Code]int{}
	}
	inv.More[f.Code]++
}

// Refused are the findings that are not allowed.
func (inv *Inventory) Refused(allow map[Code]bool) []Finding {
	var refused []Finding
	for _, f := range inv.Findings {
		if !allow[f.Code] || !f.Code.Allowable() {
			refused = append(refused, f)
		}
	}
	return refused
}

// SchemasCreated are the names of the schemas that the file creates.
func (inv *Inventory) SchemasCreated() []string { return inv.created("SCHEMA") }

// Extensions are the names of the extensions that the file creates.
func (inv *Inventory) Extensions() []string { return inv.created("EXTENSION") }

func (inv *Inventory) created(kind string) []string {
	var names []string
	for _, o := range inv.Objects {
		if o.Kind == kind {
			names = append(names, o.Name)
		}
	}
	return names
}

// SchemasDropped are the names of the schemas that the file drops.
func (inv *Inventory) SchemasDropped() []string {
	var names []string
	for _, r := range inv.Removals {
		if r.Action == "DROP" && r.Kind == "SCHEMA" {
			names = append(names, r.Name)
		}
	}
	return names
}
