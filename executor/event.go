package executor

import "time"

// An Event is one thing that happened in a run. Events are all that the world
// sees of a run while it goes on: the terminal, the JSON lines and the page are
// made of them. They come one at a time, in order.
type Event struct {
	At   time.Time `json:"at"`
	Type EventType `json:"type"`
	Run  string    `json:"run,omitempty"`
	// Step, Kind, Intent, Table and Object are the step's, where there is one.
	Step   string `json:"step,omitempty"`
	Kind   string `json:"kind,omitempty"`
	Intent string `json:"intent,omitempty"`
	Table  string `json:"table,omitempty"`
	Object string `json:"object,omitempty"`
	Chunk  int    `json:"chunk,omitempty"`
	Chunks int    `json:"chunks,omitempty"`
	// Rows and Bytes are, in Progress and StepDone, those of the step so far.
	Rows  int64 `json:"rows,omitempty"`
	Bytes int64 `json:"bytes,omitempty"`
	// Total is the whole run's position; set on Progress, StepDone and RunStarted.
	Total *Totals `json:"total,omitempty"`
	// Seconds is how long a finished step or run took.
	Seconds float64 `json:"seconds,omitempty"`
	Message string  `json:"message,omitempty"`
}

// EventType tells events apart.
type EventType string

// The types of events.
const (
	RunStarted  EventType = "run_started"  // Message: "resuming, …" where it does
	StepStarted EventType = "step_started" //
	Progress    EventType = "progress"     // at most ten a second and step; Message: the table that pg_dump is at
	StepDone    EventType = "step_done"    // committed
	StepKept    EventType = "step_kept"    // done by an earlier process of this run
	StepFailed  EventType = "step_failed"  // Message: why
	Retrying    EventType = "retrying"     // Message: why, and what is waited for
	Notice      EventType = "notice"       // Message: something people should know
	Stopping    EventType = "stopping"     // the first Ctrl-C; Message: what becomes of the steps in flight
	RunEnded    EventType = "run_ended"    // Message: done, interrupted, failed, aborted
)

// Totals is the position of a whole run.
type Totals struct {
	StepsDone int   `json:"steps_done"`
	Steps     int   `json:"steps"`
	RowsDone  int64 `json:"rows_done"`
	Rows      int64 `json:"rows"`       // planned
	BytesDone int64 `json:"bytes_done"` // as sent
	Exact     bool  `json:"exact"`
}
