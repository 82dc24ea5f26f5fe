package plan

// Kind says what a step does. The executor runs the SQL of every step the same
// way; the kinds that need more are told apart where they are declared.
type Kind string

// The kinds of steps, in the order in which a copy usually runs them.
const (
	DropForeignKey     Kind = "drop_foreign_key"
	DropTable          Kind = "drop_table"
	CreateSchema       Kind = "create_schema"
	CreateType         Kind = "create_type"
	CreateFunction     Kind = "create_function"
	CreateSequence     Kind = "create_sequence"
	CreateTable        Kind = "create_table"
	Truncate           Kind = "truncate"
	DisableTriggers    Kind = "disable_triggers"
	Copy               Kind = "copy" // reads by Read on the source, relays into SQL[CopyIn]
	AddConstraint      Kind = "add_constraint"
	CreateIndex        Kind = "create_index"
	SetSequence        Kind = "set_sequence" // Read gives last_value, is_called; SQL takes them as $1, $2
	AddForeignKey      Kind = "add_foreign_key"
	ValidateForeignKey Kind = "validate_foreign_key"
	EnableTriggers     Kind = "enable_triggers"
	CreateTrigger      Kind = "create_trigger"
	Comment            Kind = "comment"
	Analyze            Kind = "analyze"
)

// A Step is one thing that apply does and checkpoints: its SQL and its row in
// the ledger commit in one transaction on the intent's target.
type Step struct {
	// ID is unique in the plan and stable over plans of the same recipe:
	// copy.refresh/copy/public.orders/1.
	ID     string `json:"id"`
	Kind   Kind   `json:"kind"`
	Intent string `json:"intent"`
	// Needs are the steps that must be done before this one.
	Needs []string `json:"needs,omitempty"`
	// Table is the target's table that the step is about.
	Table *Name `json:"table,omitempty"`
	// Object is the constraint, index, sequence, type, function or trigger.
	Object string `json:"object,omitempty"`
	// Read is the one statement that the step runs on the source: for a copy,
	// COPY … TO STDOUT.
	Read string `json:"read,omitempty"`
	// SQL runs on the target, in this order, in one transaction.
	SQL []string `json:"sql"`
	// CopyIn is, for a copy, the index in SQL of the COPY … FROM STDIN that takes
	// what Read sends.
	CopyIn int `json:"copy_in,omitempty"`
	// Destroys are the tables that the step empties or drops, and how many rows
	// the plan showed: more than one where a single TRUNCATE empties tables that
	// reference each other. Apply counts each again under the lock and stops
	// before the step if one holds more.
	Destroys []Destroys `json:"destroys,omitempty"`
	// RestoredBy are the steps that must be done once this one is, whether the run
	// goes on or is aborted: they put back what it took away (a foreign key), or
	// complete what it began (the indexes of a table that it created).
	RestoredBy []string `json:"restored_by,omitempty"`
	// Chunk is which part of the table a copy step takes.
	Chunk *Chunk `json:"chunk,omitempty"`
	// Dump, Prune and Restoration are set for the kinds that make, remove and
	// restore backups.
	Dump        *Dump        `json:"dump,omitempty"`
	Prune       *Pruning     `json:"prune,omitempty"`
	Restoration *Restoration `json:"restoration,omitempty"`
	// Rows and Bytes are what the step is expected to move.
	Rows  int64 `json:"rows,omitempty"`
	Bytes int64 `json:"bytes,omitempty"`
}

// Destroys is what a step removes from one table.
type Destroys struct {
	Table Name  `json:"table"`
	Rows  int64 `json:"rows"`
	// Only is true where rows of the table's children are not meant: of those that
	// inherit from it, not of partitions.
	Only bool `json:"only,omitempty"`
	// Exact is true where Rows was counted; else Rows may be off by a tenth.
	Exact bool `json:"exact"`
}

// A Chunk is a part of one table that one transaction copies.
type Chunk struct {
	Number int `json:"number"` // from 1
	Of     int `json:"of"`
	// From and To are the pages of the source's table that the chunk takes, To not
	// among them. The last chunk has no end, its To is 0; so has the only one, which
	// takes all that Read gives.
	From int64 `json:"from,omitempty"`
	To   int64 `json:"to,omitempty"`
}
