package postgres

import "poco/plan"

// A Catalog is what one database holds, read in one snapshot and a constant
// number of queries. Expressions and definitions are deparsed with the default
// schema as the only one on the search path: what stands in it is written bare,
// all else qualified, so that two databases whose default schemas differ in name
// compare equal, and a definition runs where another default schema is set.
type Catalog struct {
	Server     Server
	Schema     string // the default schema
	Schemas    []Schema
	Tables     []*Table // sorted by name: ordinary, partitioned, foreign; views too
	Types      []Type
	Sequences  []Sequence
	Functions  []Function // those that tables, types, indexes or triggers depend on
	Extensions []string
	// Collations are those that work with the database's encoding, written as
	// Column.Collation writes them, sorted: "C", public."german".
	Collations []string

	byName map[plan.Name]*Table // nil in a catalog that ReadCatalog did not make
}

// An Incoming is a foreign key of another table.
type Incoming struct {
	Table *Table
	Key   ForeignKey
}

// Table finds a table by name; nil where there is none.
func (c *Catalog) Table(name plan.Name) *Table {
	if c.byName != nil {
		return c.byName[name]
	}
	for _, t := range c.Tables {
		if t.Name == name {
			return t
		}
	}
	return nil
}

// ReferencedBy lists the foreign keys of other tables that point at the named
// one, by table and name.
func (c *Catalog) ReferencedBy(name plan.Name) []Incoming {
	if c.byName != nil {
		if t := c.byName[name]; t != nil {
			return t.Incoming
		}
		return nil
	}
	var incoming []Incoming
	for _, t := range c.Tables {
		for _, key := range t.ForeignKeys {
			if key.References == name && t.Name != name {
				incoming = append(incoming, Incoming{Table: t, Key: key})
			}
		}
	}
	return incoming
}

// A Server is the server and session behind a catalog.
type Server struct {
	Host             string
	Port             int
	DBName           string
	User             string // the connected role
	Version          string // 15.18
	VersionNum       int    // 150018
	SystemIdentifier string // empty where the role may not read it
	DatabaseOID      uint32
	Encoding         string // UTF8
	BlockSize        int64
	Superuser        bool
	BypassRLS        bool // superuser or BYPASSRLS
	InRecovery       bool // a standby
	ReadOnly         bool // default_transaction_read_only is on
	// FreeConnections is how many more connections this role may open now: the
	// least of the server's, the database's and the role's limits, less what is in
	// use and reserved.
	FreeConnections    int
	Tablespaces        []string
	AccessMethods      []string // of tables: heap
	CreateSchema       bool     // CREATE on the database
	CreateTemp         bool     // TEMP on the database
	SetReplicationRole bool     // may set session_replication_role
	LargeObjects       bool     // the database has some
}

// A Schema is one schema and what the role may do in it.
type Schema struct {
	Name    string
	Comment string
	Usage   bool
	Create  bool
	Owned   bool // the role may alter and drop it
}

// TableKind is pg_class.relkind.
type TableKind byte

// The kinds of relations that a catalog lists among its tables.
const (
	Ordinary         TableKind = 'r'
	Partitioned      TableKind = 'p'
	Foreign          TableKind = 'f'
	View             TableKind = 'v'
	MaterializedView TableKind = 'm'
)

// A Table is one relation.
type Table struct {
	OID             uint32
	Name            plan.Name
	Kind            TableKind
	Unlogged        bool
	Owner           string
	Owned           bool // the role is, or is a member of, the owner
	Privileges      Privileges
	RowSecurity     bool   // policies apply to this role, so that a read may see less than there is
	HasPolicies     bool   // row security is enabled on the table, for whomever
	HasRules        bool   // a rewrite rule on a table
	Extension       string // the extension that owns it, if any
	Comment         string
	AccessMethod    string   // heap
	Tablespace      string   // empty: the database's
	Options         []string // storage parameters, key=value
	ReplicaIdentity byte     // d, n, f, i
	// Extensions are those whose types, functions, operator classes, operators,
	// access methods or collations its columns, defaults, constraints and indexes
	// depend on (pg_depend), sorted.
	Extensions []string

	// PartitionOf is the parent of a partition, with the bound as
	// FOR VALUES …; Inherits are the parents of plain inheritance.
	PartitionOf    *plan.Name
	PartitionBound string
	PartitionKey   string // RANGE (payment_date); empty unless partitioned
	Inherits       []plan.Name

	Columns     []Column
	Constraints []Constraint // primary key, unique, check, exclusion
	ForeignKeys []ForeignKey // a partition's copies of its parent's are left out
	Indexes     []Index
	Triggers    []Trigger // internal ones left out
	// Incoming are the foreign keys of other tables that point here.
	Incoming []Incoming

	// Dependents are what stands in the way of DROP TABLE without CASCADE, foreign
	// keys apart, in words: "view customer_list".
	Dependents []string
	// Losses are what goes with DROP TABLE unasked and does not come back with the
	// definitions here, in words: "policy p", "grant of SELECT to app".
	Losses []string
	// NeedsTypes and NeedsTables are the types of users and extensions, and the
	// tables by their row types, that its columns and constraints are made of.
	// NeedsObjects are other objects of users, in words: "operator ===(text,text)".
	NeedsTypes   []plan.Name
	NeedsTables  []plan.Name
	NeedsObjects []string

	Rows       float64 // pg_class.reltuples; -1 where never analyzed
	Pages      int64   // the heap's present size in pages
	HeapBytes  int64
	TotalBytes int64 // heap and TOAST, without indexes
	IndexBytes int64
	Filenode   uint32
}

// Privileges are what the connected role may do with a table. Select and Insert
// hold for all its columns.
type Privileges struct {
	Select, Insert, Update, Delete, Truncate, References, Trigger bool
}
