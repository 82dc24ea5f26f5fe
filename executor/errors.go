package executor

import (
	"fmt"
	"strings"

	"poco/plan"
	"poco/postgres"
	"poco/state"
)

// A StaleError says that the databases are no longer as the plan saw them.
// Nothing was changed, but by the run that it names: that had begun before.
type StaleError struct {
	Changes  []string // sentences that name database, table and column
	Run      string   // empty where none had begun
	Position Position // of the run
}

func (e *StaleError) Error() string {
	return "the plan is stale: " + strings.Join(e.Changes, "; ")
}

// A StoppedError says that a run stopped part-way. What it did is kept; applying
// the plan again resumes it. The error may be several, joined.
type StoppedError struct {
	Run      string
	Position Position
	Err      error
}

func (e *StoppedError) Error() string { return fmt.Sprintf("run %s stopped: %v", e.Run, e.Err) }

func (e *StoppedError) Unwrap() error { return e.Err }

// An InterruptedError says that a run was asked to stop and did. Applying the
// plan again resumes it.
type InterruptedError struct {
	Run      string
	Position Position
}

func (e *InterruptedError) Error() string { return "run " + e.Run + " was interrupted" }

// A Position is how far an unfinished run got.
type Position struct {
	Steps, StepsDone   int
	Chunks, ChunksDone int // of copies
	// KeysMissing is how many foreign keys are not back in place.
	KeysMissing int
	Targets     []string // labels
}

// An UnfinishedError says that another plan's run on the target has not ended:
// it must be resumed or aborted first. Nothing was changed.
type UnfinishedError struct {
	Run    string // the unfinished run
	PlanID string
	Target string // the target's label
	Holder state.Holder
}

func (e *UnfinishedError) Error() string {
	return fmt.Sprintf("run %s of another plan (%.12s, by %s@%s) has not ended on %s; "+
		"apply that plan again to finish it, or give it up with: poco abort %s",
		e.Run, e.PlanID, e.Holder.User, e.Holder.Host, e.Target, e.Run)
}

// An AbortingError says that the plan's run is being given up, and that this is
// not finished. Nothing was changed.
type AbortingError struct {
	Run    string
	Holder state.Holder // who ran it last
}

func (e *AbortingError) Error() string {
	return fmt.Sprintf("run %s of this plan is being given up, and its foreign keys may not all be back; finish that with: poco abort %s",
		e.Run, e.Run)
}

// A NoRunError says that there is no unfinished run to abort, or not the one
// that was named.
type NoRunError struct {
	Run        string   // as asked for; empty for "the unfinished one"
	Unfinished []string // those that there are
}

func (e *NoRunError) Error() string {
	switch {
	case len(e.Unfinished) == 0 && e.Run == "":
		return "no run is unfinished"
	case e.Run == "":
		return fmt.Sprintf("several runs are unfinished, name one: %s", strings.Join(e.Unfinished, ", "))
	case len(e.Unfinished) == 0:
		return fmt.Sprintf("no unfinished run %s; no run is unfinished", e.Run)
	}
	return fmt.Sprintf("no unfinished run %s; unfinished: %s", e.Run, strings.Join(e.Unfinished, ", "))
}

// A StepError says which step failed, and why in the server's words.
type StepError struct {
	Step    string // the step's ID
	Title   string // in words: "copy public.orders, chunk 1 of 1"
	Where   string // the database: label
	Reason  string // the server's message with detail and context, one a line
	Hint    string // what to do, may be empty
	Blocked []string
	Err     error
}

func (e *StepError) Error() string {
	text := fmt.Sprintf("cannot %s (%s): %s", e.Title, e.Where, e.Reason)
	for _, b := range e.Blocked {
		text += "\nblocked by " + b
	}
	return text
}

func (e *StepError) Unwrap() error { return e.Err }

// A MoreRowsError says that a table to be emptied holds more rows than the plan
// showed. Nothing of it was destroyed.
type MoreRowsError struct {
	Table string // label and name: qa.public.orders
	Shown int64
	Exact bool  // whether Shown was counted
	Now   int64 // counted
}

func (e *MoreRowsError) Error() string { return e.sentence() + "; they were not touched" }

func (e *MoreRowsError) sentence() string {
	if !e.Exact {
		return fmt.Sprintf("%s now holds %s; the plan showed about %s", e.Table, rowsOf(e.Now), plan.Thousands(e.Shown))
	}
	return fmt.Sprintf("%s now holds %s, %s more than the %s that the plan showed",
		e.Table, rowsOf(e.Now), plan.Thousands(e.Now-e.Shown), plan.Thousands(e.Shown))
}

// rowsOf counts rows in words.
func rowsOf(n int64) string {
	if n == 1 {
		return "1 row"
	}
	return plan.Thousands(n) + " rows"
}

// rowsHave is "1 row of qa.public.orders has" or "2 rows of … have"; of may be empty.
func rowsHave(n int64, of string) string {
	text := rowsOf(n)
	if of != "" {
		text += " of " + of
	}
	if n == 1 {
		return text + " has"
	}
	return text + " have"
}

// A ForeignKeyError says that rows of the target violate a foreign key that was
// to be put in place. The rows are kept.
type ForeignKeyError struct {
	Constraint string
	Database   string // label
	Table      string
	Columns    []string
	References string
	RefColumns []string
	Rows       int64
	Keys       []string // the first of the missing keys
	// InPlace is true where the key is there, but NOT VALID. A key that can't be, as
	// a partitioned table's before 18, is not there, and which rows violate it only
	// the server's error says.
	InPlace bool
	mend    string // the statement that validates the key, or adds it
	Err     error
}

func (e *ForeignKeyError) Error() string {
	if !e.InPlace {
		return fmt.Sprintf("cannot add foreign key %s of %s.%s: %s", e.Constraint, e.Database, e.Table, postgres.Explain(e.Err))
	}
	return fmt.Sprintf("cannot validate foreign key %s: %s a key (%s) that %s.%s does not: %s",
		e.Constraint, rowsHave(e.Rows, e.Database+"."+e.Table), strings.Join(e.Columns, ", "),
		e.Database, e.References, strings.Join(e.Keys, ", "))
}

func (e *ForeignKeyError) Unwrap() error { return e.Err }
