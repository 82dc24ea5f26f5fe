package postgres

import "poco/plan"

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
	// Extensions, NeedsTables and NeedsObjects are as Table's.
	Extensions   []string
	NeedsTables  []plan.Name
	NeedsObjects []string
	Owned        bool
	Extension    string
	Comment      string
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
	Owned                             bool
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
	Definition string // pg_get_functiondef, the name bare in the default schema
	Language   string
	Trusted    bool
	// Needs are functions (by Key), tables and types that the catalog knows it to
	// depend on; what stands in a body of plpgsql is not among them.
	NeedsFunctions []string
	NeedsTables    []plan.Name
	NeedsTypes     []plan.Name
	// Extensions and NeedsObjects are as Table's.
	Extensions   []string
	NeedsObjects []string
	// Structural are the tables that themselves depend on it by a default, generated
	// column, check, index or partition key, Triggers those that do by a trigger.
	Structural []plan.Name
	Triggers   []plan.Name
	Owned      bool
	Extension  string
	Comment    string
}

// Key tells overloaded functions apart: name(arguments).
func (f Function) Key() string { return f.Name.String() + "(" + f.Arguments + ")" }
