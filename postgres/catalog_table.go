package postgres

import "poco/plan"

// A Column is one column, in the table's order.
type Column struct {
	Name             string
	Type             string    // format_type: character varying(80)
	TypeName         plan.Name // the type's name; of an array its element's, of a multirange its range's
	TypeKind         byte      // pg_type.typtype of TypeName: b, e, d, c, r, m
	NotNull          bool
	Default          string // empty: none
	Generated        string // the expression of a stored generated column
	Virtual          bool   // generated, but not stored (18)
	Identity         byte   // 0, 'a' always, 'd' by default
	IdentitySequence *plan.Name
	Collation        string // quoted, qualified; empty: the type's default
	Nondeterministic bool   // its collation takes other bytes for equal too
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
	Definition                 string // pg_get_constraintdef; of one not validated with NOT VALID
	Validated                  bool
	Enforced                   bool // 18's NOT ENFORCED is false
	Deferrable, Deferred       bool
	NoInherit                  bool     // a check that children don't get
	Inherited                  bool     // comes with the parent, not declared here
	Index                      string   // the name of the index behind it, if any
	Options                    []string // that index's storage parameters, key=value
	Tablespace                 string   // that index's; empty: the database's
	Parent                     string   // a partition's: the index of the parent that it is attached to
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
	Period               bool // 18's PERIOD: the last column is a range that is covered, not equal
	Comment              string
}

// An Index is one index that no constraint owns.
type Index struct {
	Name                       string
	Definition                 string // pg_get_indexdef; a partitioned table's says ON ONLY
	Unique                     bool
	Valid                      bool
	Method                     string   // btree
	Columns                    []string // the key columns; nil where one is an expression
	Partial                    bool     // it has a WHERE
	Tablespace                 string
	Inherited                  bool   // a partition's part of its parent's index
	Parent                     string // that index
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
