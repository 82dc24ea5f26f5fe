// Package plan holds the plan document: everything that an apply will do, in
// an order and a form that people review and git can diff. The document is all
// that an executor needs; it holds no secret. The package imports nothing else
// of Poco.
package plan

import "time"

// FormatVersion is the version of the document that this package writes, and
// the only one that it reads.
const FormatVersion = 1

// A Plan is the whole document. The same recipe on the same databases gives the
// same bytes, CreatedAt aside.
type Plan struct {
	FormatVersion int `json:"format_version"`
	// ID is the digest of everything below but CreatedAt; see Seal.
	ID          string              `json:"id"`
	CreatedAt   time.Time           `json:"created_at"`
	PocoVersion string              `json:"poco_version"`
	Recipe      Recipe              `json:"recipe"`
	Databases   map[string]Database `json:"databases"`
	Summary     Summary             `json:"summary"`
	Intents     []Intent            `json:"intents"`
	Steps       []Step              `json:"steps"`
	Tables      []Table             `json:"tables"`
	// Cycles are the strongly connected groups of more than one table in the
	// foreign-key graph of the selected tables, by their names on the target.
	Cycles   [][]Name  `json:"cycles"`
	Warnings []Warning `json:"warnings"`
}

// Recipe says which files the plan was made from.
type Recipe struct {
	Digest string   `json:"digest"`
	Files  []string `json:"files"`
}

// A Database is one database as the plan saw it.
type Database struct {
	Host             string `json:"host"`
	Port             int    `json:"port"`
	DBName           string `json:"dbname"`
	User             string `json:"user"`
	Schema           string `json:"schema"`
	ServerVersion    string `json:"server_version"`
	SystemIdentifier string `json:"system_identifier"`
	DatabaseOID      uint32 `json:"database_oid"`
	// Ledger is, of a target, the schema that holds the ledger of a run.
	Ledger string `json:"ledger,omitempty"`
	// Fingerprint is the digest of Seen.
	Fingerprint string `json:"fingerprint"`
	// Seen holds, for each table that the plan touches on this database (under
	// its Name's text), the facts that the plan rests on, one a line and sorted:
	// "column id: bigint not null". Apply reads them again and stops where they
	// differ. A table that the plan found missing has a nil list.
	Seen map[string][]string `json:"seen"`
}

// Summary holds the plan's totals. Bytes are of the heap and its TOAST on the
// source.
type Summary struct {
	Tables              int   `json:"tables"`
	RowsToCopy          int64 `json:"rows_to_copy"`
	BytesToCopy         int64 `json:"bytes_to_copy"`
	RowsOverwritten     int64 `json:"rows_overwritten"`
	TablesOverwritten   int   `json:"tables_overwritten"`
	TablesCreated       int   `json:"tables_created"`
	ForeignKeysDropped  int   `json:"foreign_keys_dropped"`
	IndexesRebuilt      int   `json:"indexes_rebuilt"`
	Backups             int   `json:"backups"`
	Restores            int   `json:"restores"`
	BackupBytesEstimate int64 `json:"backup_bytes_estimate"`
	DiskFreeBytes       int64 `json:"disk_free_bytes"`
	// Exact is true where every row count above was counted, not estimated.
	Exact bool `json:"exact"`
}

// An Intent is one copy, backup or restore block of the recipe.
type Intent struct {
	Name      string   `json:"name"` // copy.refresh
	Kind      string   `json:"kind"` // copy, backup, restore
	Source    string   `json:"source,omitempty"`
	Target    string   `json:"target,omitempty"`
	Mode      Mode     `json:"mode,omitempty"`
	Jobs      int      `json:"jobs,omitempty"`
	DependsOn []string `json:"depends_on,omitempty"`
}

// Mode says what a copy does to the rows that the target has.
type Mode string

// The modes of a copy. See docs/recipe.md.
const (
	Append    Mode = "append"
	Overwrite Mode = "overwrite"
	Recreate  Mode = "recreate"
	Update    Mode = "update"
	Skip      Mode = "skip"
)

// Destroys reports whether the mode removes the rows that the target has.
func (m Mode) Destroys() bool { return m == Overwrite || m == Recreate || m == Restored }

// A Table is one table of one copy, with what the plan knows of it.
type Table struct {
	Intent string `json:"intent"`
	Source Name   `json:"source"`
	Target Name   `json:"target"`
	Mode   Mode   `json:"mode"`
	// Why says what put the table into the selection: "selected",
	// "orders.customer_id → customers.id", "partition of payment".
	Why  string `json:"why"`
	Rows Rows   `json:"rows"`
	// Bytes is the size of the table's heap and TOAST on the source.
	Bytes int64 `json:"bytes"`
	// Depth is 0 for a table that references no other table of the copy, else one
	// more than the deepest that it references; tables of one cycle share a depth.
	Depth int `json:"depth"`
	// Created is true where the target lacks the table and the plan creates it.
	Created bool `json:"created,omitempty"`
	// Columns are the columns that are copied, in the source's order.
	Columns []string `json:"columns"`
	// Key is the primary key on the target, empty where there is none.
	Key   []string          `json:"key,omitempty"`
	Where string            `json:"where,omitempty"`
	Set   map[string]string `json:"set,omitempty"`
	Diff  []Difference      `json:"diff,omitempty"`
	// ReferencedByOutside are the tables of the target outside the copy whose
	// foreign keys point at this one, where its rows are replaced.
	ReferencedByOutside []Reference `json:"referenced_by_outside,omitempty"`
}

// Rows are a table's row counts.
type Rows struct {
	// Source is how many rows would be copied, after the where.
	Source int64 `json:"source"`
	// Target is how many rows the target's table holds; nil where it is missing.
	Target *int64 `json:"target"`
	// Exact is true where both were counted.
	Exact       bool `json:"exact"`
	SourceExact bool `json:"source_exact"`
	TargetExact bool `json:"target_exact"`
	// Collide is how many rows to copy have a key that the target holds already,
	// where the mode makes that matter (append); nil where it was not counted.
	Collide *int64 `json:"collide,omitempty"`
}

// A Difference is one way in which source and target define a table
// differently.
type Difference struct {
	// Kind is one of missing_table, missing_column, extra_column, type,
	// nullability, default, generated, identity, primary_key, unique, check,
	// exclusion, foreign_key, index, partition.
	Kind string `json:"kind"`
	// Name is the column, constraint or index.
	Name string `json:"name,omitempty"`
	// Text says it in words, with the databases' labels.
	Text string `json:"text"`
	// Blocks is true where the copy cannot go on as the recipe stands.
	Blocks bool `json:"blocks,omitempty"`
	// Mend is the SQL that would bring the target in line with the source.
	Mend []string `json:"mend,omitempty"`
}

// A Reference is a foreign key from a table outside the copy to one in it.
type Reference struct {
	Constraint string   `json:"constraint"`
	Table      Name     `json:"table"`
	Columns    []string `json:"columns"`
	References []string `json:"references"`
	// Rows is how many rows the referencing table holds; they stay.
	Rows  int64 `json:"rows"`
	Exact bool  `json:"exact"`
	// Dangling is how many of them would point at nothing after the copy, and
	// Keys the first of their keys.
	Dangling int64    `json:"dangling"`
	Keys     []string `json:"keys,omitempty"`
}

// A Warning is something that people should know and that stops nothing.
type Warning struct {
	Code    string `json:"code"`
	Table   string `json:"table,omitempty"`
	Message string `json:"message"`
}
