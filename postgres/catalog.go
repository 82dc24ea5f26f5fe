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
}

// Table finds a table by name; nil where there is none.
func (c *Catalog) Table(name plan.Name) *Table {
	for _, t := range c.Tables { // replaced by an index by the catalog's reader
		if t.Name == name {
			return t
		}
	}
	return nil
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
	Superuser        bool
	BypassRLS        bool // superuser or BYPASSRLS
	InRecovery       bool // a standby
	ReadOnly         bool // default_transaction_read_only is on
	// MaxConnections is how many more connections this role may open now: the
	// least of the server's, the database's and the role's limits, less what is in
	// use and reserved.
	FreeConnections    int
	Tablespaces        []string
	AccessMethods      []string // of tables: heap
	CreateSchema       bool     // CREATE on the database
	CreateTemp         bool     // TEMP on the database
	SetReplicationRole bool     // may set session_replication_role
}

// A Schema is one schema and what the role may do in it.
type Schema struct {
	Name    string
	Comment string
	Usage   bool
	Create  bool
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

// A Column is one column, in the table's order.
type Column struct {
	Name             string
	Type             string    // format_type: character varying(80)
	TypeName         plan.Name // the base type's name, of an array its element's
	TypeKind         byte      // pg_type.typtype of TypeName: b, e, d, c, r, m
	NotNull          bool
	Default          string // empty: none
	Generated        string // the expression of a stored generated column
	Virtual          bool   // generated, but not stored (18)
	Identity         byte   // 0, 'a' always, 'd' by default
	IdentitySequence *plan.Name
	Collation        string // quoted, qualified; empty: the type's default
	Storage          byte   // where it is not the type's default, else 0
	Compression      string
	Statistics       int      // -1: the default
	Options          []string // pg_attribute.attoptions, key=value: n_distinct=100
	Comment          string
	Inherited        bool // not declared by this table itself
}

// ConstraintKind is pg_constraint.contype.
type ConstraintKind byte

// The kinds of constraints other than foreign keys.
const (
	PrimaryKey ConstraintKind = 'p'
	Unique     ConstraintKind = 'u'
	Check      ConstraintKind = 'c'
	Exclusion  ConstraintKind = 'x'
)

// A Constraint is a primary key, unique, check or exclusion constraint.
type Constraint struct {
	Name                       string
	Kind                       ConstraintKind
	Columns                    []string
	Definition                 string // pg_get_constraintdef
	Validated                  bool
	Deferrable                 bool
	Inherited                  bool     // comes with the parent, not declared here
	Index                      string   // the name of the index behind it, if any
	Options                    []string // that index's storage parameters, key=value
	Tablespace                 string   // that index's; empty: the database's
	Comment                    string
	ReplicaIdentity, Clustered bool
}

// A ForeignKey is one foreign key of a table.
type ForeignKey struct {
	Name                 string
	Columns              []string
	References           plan.Name
	RefColumns           []string
	Definition           string // pg_get_constraintdef, NOT VALID left out
	OnDelete, OnUpdate   byte   // a, r, c, n, d
	Match                byte   // s, f
	Deferrable, Deferred bool
	Validated            bool
	Enforced             bool // 18's NOT ENFORCED is false
	Comment              string
}

// An Index is one index that no constraint owns.
type Index struct {
	Name                       string
	Definition                 string // pg_get_indexdef
	Unique                     bool
	Valid                      bool
	Method                     string   // btree
	Columns                    []string // the key columns; nil where one is an expression
	Partial                    bool     // it has a WHERE
	Tablespace                 string
	Inherited                  bool // a partition's part of its parent's index
	Comment                    string
	ReplicaIdentity, Clustered bool
	Bytes                      int64
}

// A Trigger is one user trigger.
type Trigger struct {
	Name       string
	Definition string // pg_get_triggerdef
	Enabled    byte   // O origin, D disabled, R replica, A always
	Function   plan.Name
	Constraint bool // a constraint trigger
	Inherited  bool // a partition's copy of its parent's trigger
	Comment    string
}

// A Type is a type outside of pg_catalog and information_schema: an enum,
// domain, composite, range, or base type. Those of extensions are listed too,
// array types and multiranges and the row types of tables are not.
type Type struct {
	Name      plan.Name
	Kind      byte     // e, d, c, r, b
	Labels    []string // an enum's, in order
	Base      string   // a domain's
	NotNull   bool
	Default   string
	Collation string
	Checks    []TypeCheck
	Fields    []TypeField // a composite's
	Range     string      // the body of CREATE TYPE … AS RANGE (…)
	Needs     []plan.Name // the user types that it is made of
	// NeedsFunctions are the functions of the user's (by Key) that its checks,
	// default or range body call; Catalog.Functions lists them.
	NeedsFunctions []string
	Extension      string
	Comment        string
}

// A TypeCheck is one CHECK of a domain.
type TypeCheck struct{ Name, Definition string }

// A TypeField is one attribute of a composite type.
type TypeField struct{ Name, Type, Collation string }

// A Sequence is one sequence. Its present value is not part of the catalog.
type Sequence struct {
	Name                              plan.Name
	Type                              string // bigint
	Start, Increment, Min, Max, Cache int64
	Cycle                             bool
	OwnedBy                           *plan.Name  // the table whose column owns it
	Column                            string      // that column
	Identity                          bool        // belongs to an identity column
	UsedBy                            []ColumnRef // columns whose default calls it
	Usage, Update                     bool        // privileges: Usage or Select to read, Update to set
	Readable                          bool
	Unlogged                          bool
	Extension                         string
	Comment                           string
}

// A ColumnRef names a column of a table.
type ColumnRef struct {
	Table  plan.Name
	Column string
}

// A Function is one that a table, type, index or trigger depends on.
type Function struct {
	Name       plan.Name
	Arguments  string // pg_get_function_identity_arguments
	Definition string // pg_get_functiondef
	Language   string
	Trusted    bool
	// Needs are functions (by Key), tables and types that the catalog knows it to
	// depend on; what stands in a body of plpgsql is not among them.
	NeedsFunctions []string
	NeedsTables    []plan.Name
	NeedsTypes     []plan.Name
	// Of are the tables that depend on it by a default, generated column, check,
	// index or policy (Structural) or by a trigger.
	Structural []plan.Name
	Triggers   []plan.Name
	Extension  string
	Comment    string
}

// Key tells overloaded functions apart: name(arguments).
func (f Function) Key() string { return f.Name.String() + "(" + f.Arguments + ")" }
