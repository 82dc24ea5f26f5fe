package executor

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"poco/plan"
	"poco/state"
)

// progressEvery is the least time between two Progress events of a step.
const progressEvery = 100 * time.Millisecond

// A report keeps count of a run and tells its events, one at a time. All its
// methods may be called at once from anywhere.
type report struct {
	mu      sync.Mutex
	events  func(Event)
	run     string
	started time.Time
	total   Totals
	tables  map[tableKey]*state.Table
	running map[string]*running
	kept    map[string]bool  // steps that an earlier process of the run did
	chunks  map[tableKey]int // how many chunks of a table are done
	bytes   int64            // by this process
}

// A running step.
type running struct {
	kind        plan.Kind
	since, told time.Time
	rows, bytes int64
	at          string // the table that a tool is at
}

func newReport(g *program, run string, events func(Event)) *report {
	r := &report{events: events, run: run, started: time.Now(), tables: map[tableKey]*state.Table{},
		running: map[string]*running{}, kept: map[string]bool{}, chunks: map[tableKey]int{}}
	r.total = Totals{Steps: len(g.plan.Steps), Rows: g.plan.Summary.RowsToCopy, Exact: g.plan.Summary.Exact}
	var rows int64
	for i := range g.plan.Tables {
		t := &g.plan.Tables[i]
		rows += t.Rows.Source
		r.tables[tableKey{t.Intent, t.Target}] = &state.Table{Intent: t.Intent, Name: t.Target.String(),
			Planned: t.Rows.Source, Exact: t.Rows.SourceExact}
	}
	r.total.Rows = max(r.total.Rows, rows) // with those that restores bring back
	return r
}

// tell sends one event. r.mu is held.
func (r *report) tell(e Event) {
	if r.events == nil {
		return
	}
	e.At, e.Run = time.Now(), r.run
	switch e.Type {
	case RunStarted, Progress, StepDone, StepKept, RunEnded:
		total := r.withRunning()
		e.Total = &total
	}
	r.events(e)
}

// withRunning are the totals with what steps have moved that are not done yet.
func (r *report) withRunning() Totals {
	total := r.total
	for _, s := range r.running {
		if s.kind != plan.Backup { // what a backup reads is not sent to a target
			total.RowsDone += s.rows
			total.BytesDone += s.bytes
		}
	}
	return total
}

// say sends an event that is about the whole run.
func (r *report) say(t EventType, message string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	e := Event{Type: t, Message: message}
	if t == RunEnded {
		e.Seconds = time.Since(r.started).Seconds()
	}
	r.tell(e)
}

// stopping tells that the run was asked to stop, and what it still waits for. A
// backup or a restore in flight, which runs alone, is given up.
func (r *report) stopping() {
	r.mu.Lock()
	defer r.mu.Unlock()
	steps := "steps"
	if len(r.running) == 1 {
		steps = "step"
	}
	message := fmt.Sprintf("finishing %d %s in flight", len(r.running), steps)
	for _, s := range r.running {
		switch s.kind {
		case plan.Backup:
			message = "discarding the backup in flight: it can't be continued, and is made again when the run goes on"
		case plan.Restore:
			message = "rolling back the restore in flight: it is one transaction, and begins again when the run goes on"
		}
	}
	r.tell(Event{Type: Stopping, Message: message})
}

func stepEvent(t EventType, s *plan.Step) Event {
	e := Event{Type: t, Step: s.ID, Kind: string(s.Kind), Intent: s.Intent, Object: s.Object}
	if s.Table != nil {
		e.Table = s.Table.String()
	}
	if s.Chunk != nil {
		e.Chunk, e.Chunks = s.Chunk.Number, s.Chunk.Of
	}
	return e
}

func (r *report) start(s *plan.Step) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.running[s.ID] = &running{kind: s.Kind, since: time.Now()}
	r.tell(stepEvent(StepStarted, s))
}

// at notes which table a tool is at.
func (r *report) at(s *plan.Step, table string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if at := r.running[s.ID]; at != nil {
		at.at = table
	}
}

// moved notes how far a copy, a backup or a restore is. The world hears of it now and
// then.
func (r *report) moved(s *plan.Step, rows, bytes int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	at := r.running[s.ID]
	if at == nil {
		return
	}
	at.rows, at.bytes = rows, bytes
	if now := time.Now(); now.Sub(at.told) >= progressEvery {
		at.told = now
		e := stepEvent(Progress, s)
		e.Rows, e.Bytes, e.Message = rows, bytes, at.at
		r.tell(e)
	}
}

// done counts a step that is committed.
func (r *report) done(s *plan.Step, rows, bytes int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	e := stepEvent(StepDone, s)
	e.Rows, e.Bytes = rows, bytes
	if at := r.running[s.ID]; at != nil {
		e.Seconds = time.Since(at.since).Seconds()
	}
	delete(r.running, s.ID)
	if s.Kind != plan.Backup {
		r.bytes += bytes
	}
	r.count(s, rows, bytes)
	if t := r.table(s); t != nil {
		t.Copied += rows
	}
	r.tell(e)
}

// keep counts a step that an earlier process of the run has done, once.
func (r *report) keep(s *plan.Step, rows, bytes int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.kept[s.ID] {
		return
	}
	r.kept[s.ID] = true
	r.count(s, rows, bytes)
	if t := r.table(s); t != nil {
		t.Kept += rows
	}
	e := stepEvent(StepKept, s)
	e.Rows, e.Bytes = rows, bytes
	r.tell(e)
}

// void takes back what was counted of a step that must be done again.
func (r *report) void(s *plan.Step, rows, bytes int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	t := r.table(s)
	switch {
	case r.kept[s.ID]:
		delete(r.kept, s.ID)
		if t != nil {
			t.Kept -= rows
		}
	case t != nil:
		t.Copied -= rows
	}
	r.total.StepsDone--
	r.total.RowsDone -= rows
	r.total.BytesDone -= bytes
	if t != nil {
		r.chunks[tableKey{s.Intent, *s.Table}]--
		t.Done = false
	}
}

// restored notes the rows that a restore brought back, by table: by this process, or
// by an earlier one of the run.
func (r *report) restored(s *plan.Step, rows map[plan.Name]int64, kept bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for name, n := range rows {
		t := r.tables[tableKey{s.Intent, name}]
		if t == nil {
			continue
		}
		t.Copied, t.Kept, t.Done = n, 0, true
		if kept {
			t.Copied, t.Kept = 0, n
		}
	}
}

// keepTables sets how many rows tables hold that the run leaves as they are.
func (r *report) keepTables(rows map[tableKey]int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for key, t := range r.tables {
		t.Kept, t.Copied = rows[key], 0
	}
}

// fail ends a step that did not commit.
func (r *report) fail(s *plan.Step, message string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.running, s.ID)
	e := stepEvent(StepFailed, s)
	e.Message = message
	r.tell(e)
}

// rewind forgets how far a step was that begins again.
func (r *report) rewind(s *plan.Step, message string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if at := r.running[s.ID]; at != nil {
		at.rows, at.bytes = 0, 0
	}
	e := stepEvent(Retrying, s)
	e.Message = message
	r.tell(e)
}

// restore takes the position of a run whose work is done from the state.
func (r *report) restore(s state.Run) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.total.StepsDone, r.total.RowsDone = s.StepsDone, s.RowsDone
	for _, t := range s.Tables {
		for _, mine := range r.tables {
			if mine.Intent == t.Intent && mine.Name == t.Name {
				mine.Kept, mine.Done = t.Copied+t.Kept, t.Done
			}
		}
	}
}

func (r *report) count(s *plan.Step, rows, bytes int64) {
	r.total.StepsDone++
	if s.Kind != plan.Backup {
		r.total.RowsDone += rows
		r.total.BytesDone += bytes
	}
	if t := r.table(s); t != nil {
		key := tableKey{s.Intent, *s.Table}
		r.chunks[key]++
		t.Done = s.Chunk == nil || r.chunks[key] == s.Chunk.Of
	}
}

// table is the receipt that a copy step adds to; nil for other steps.
func (r *report) table(s *plan.Step) *state.Table {
	if s.Kind != plan.Copy {
		return nil
	}
	return r.tables[tableKey{s.Intent, *s.Table}]
}

// position is how far the run is: the totals and the receipts of its tables, in
// the plan's order.
func (r *report) position(g *program) (total Totals, tables []state.Table, bytes int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, t := range g.plan.Tables {
		tables = append(tables, *r.tables[tableKey{t.Intent, t.Target}])
	}
	return r.withRunning(), slices.Clip(tables), r.bytes
}
