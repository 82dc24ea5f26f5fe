package view

import (
	"io"
	"slices"
	"time"

	"poco/executor"
	"poco/plan"
)

// A Progress shows a run while it goes on. Events come one at a time; Close ends
// it and leaves the terminal as it was. Both may be called by one goroutine
// while the view redraws itself in another.
type Progress interface {
	Event(executor.Event)
	Close()
}

// NewJSONProgress writes each event as one JSON object on a line.
func NewJSONProgress(w io.Writer) Progress { return jsonProgress{w} }

type jsonProgress struct{ w io.Writer }

func (j jsonProgress) Event(e executor.Event) { _ = Line(j.w, e) }
func (jsonProgress) Close()                   {}

// A tally follows a run: which phases are done, which steps are running, how
// fast rows and bytes move.
type tally struct {
	plan    *plan.Plan
	phases  []*phaseTally
	byStep  map[string]*phaseTally
	rows    map[string]int64 // planned, by step
	running []*runningStep   // in the order in which they started
	total   executor.Totals
	// first is the position at which this process began to copy, and since when:
	// the pace is that of its own work.
	first   executor.Totals
	since   time.Time
	now     time.Time
	begun   bool
	moving  bool // the first copy of this process has begun
	recent  []sample
	stopped bool
	// files are the steps that write or read a file; file is the one that runs.
	files map[string]plan.Step
	file  *fileTally
}

type phaseTally struct {
	*phase
	done, kept  int
	rows, bytes int64
	since       time.Time
}

type runningStep struct {
	executor.Event
	since time.Time
}

// A sample is how much had been moved at a moment.
type sample struct {
	at    time.Time
	bytes int64
	rows  int64
}

// window is how far back the shown rate looks.
const window = 10 * time.Second

func newTally(p *plan.Plan) *tally {
	t := &tally{plan: p, byStep: map[string]*phaseTally{}, rows: map[string]int64{}, files: map[string]plan.Step{}}
	for _, in := range p.Intents {
		for _, ph := range phases(p, in.Name) {
			pt := &phaseTally{phase: ph}
			t.phases = append(t.phases, pt)
			for _, s := range ph.steps {
				t.byStep[s.ID], t.rows[s.ID] = pt, s.Rows
				if movesFile(s) {
					t.files[s.ID] = s
				}
			}
		}
	}
	return t
}

// take follows one event. It gives the phase that the event ended, if any.
func (t *tally) take(e executor.Event) (ended *phaseTally) {
	t.now = e.At
	t.followFile(e)
	if e.Total != nil {
		t.total = *e.Total
		t.begun = true
		if !t.moving {
			t.first = *e.Total
		}
		t.remember()
	}
	switch e.Type {
	case executor.StepStarted:
		t.running = append(t.running, &runningStep{Event: e, since: e.At})
		if e.Kind == string(plan.Copy) && !t.moving {
			t.moving, t.since = true, e.At
		}
		if ph := t.byStep[e.Step]; ph != nil && ph.since.IsZero() {
			ph.since = e.At
		}
	case executor.Progress:
		for _, r := range t.running {
			if r.Step == e.Step {
				r.Rows, r.Bytes = e.Rows, e.Bytes
			}
		}
	case executor.StepDone, executor.StepKept:
		return t.finish(e)
	case executor.StepFailed:
		t.drop(e.Step)
	case executor.Stopping:
		t.stopped = true
	}
	return nil
}

func (t *tally) finish(e executor.Event) *phaseTally {
	t.drop(e.Step)
	ph := t.byStep[e.Step]
	if ph == nil {
		return nil
	}
	ph.done++
	if e.Type == executor.StepKept {
		ph.kept++
	} else {
		ph.rows, ph.bytes = ph.rows+e.Rows, ph.bytes+e.Bytes
	}
	if ph.done == len(ph.steps) {
		return ph
	}
	return nil
}

func (t *tally) drop(step string) {
	t.running = slices.DeleteFunc(t.running, func(r *runningStep) bool { return r.Step == step })
}

// remember keeps the samples of the last seconds.
func (t *tally) remember() {
	t.recent = remembered(t.recent, sample{at: t.now, bytes: t.total.BytesDone, rows: t.total.RowsDone})
}

// remembered adds a sample to those of the last seconds.
func remembered(recent []sample, s sample) []sample {
	if n := len(recent); n > 0 && s.at.Sub(recent[n-1].at) < 200*time.Millisecond {
		return recent
	}
	recent = append(recent, s)
	for len(recent) > 2 && s.at.Sub(recent[0].at) > window {
		recent = recent[1:]
	}
	return recent
}

// rate is bytes a second over the last seconds, 0 where it is not known.
func (t *tally) rate() int64 { return bytesPerSecond(t.recent) }

func bytesPerSecond(recent []sample) int64 {
	if len(recent) < 2 {
		return 0
	}
	first, last := recent[0], recent[len(recent)-1]
	seconds := last.at.Sub(first.at).Seconds()
	if seconds <= 0 || last.bytes < first.bytes {
		return 0
	}
	return int64(float64(last.bytes-first.bytes) / seconds)
}

// left is how long the rest of the rows will take at the pace of this process;
// ok is false while that can't be told.
func (t *tally) left() (left time.Duration, ok bool) {
	done := t.total.RowsDone - t.first.RowsDone
	spent := t.now.Sub(t.since)
	if !t.moving || done <= 0 || spent < 2*time.Second || t.total.Rows <= t.total.RowsDone {
		return 0, false
	}
	return time.Duration(float64(spent) / float64(done) * float64(t.total.Rows-t.total.RowsDone)), true
}

// position is where the run is, in words: "968,114 of ≈ 1,531,856 rows   41
// MB/s   2 s left".
func (t *tally) position() []string {
	parts := []string{plan.Thousands(t.total.RowsDone) + " of " + countedRows(t.total.Rows, t.total.Exact),
		plan.Size(t.total.BytesDone)}
	if rate := t.rate(); rate > 0 {
		parts = append(parts, plan.Size(rate)+"/s")
	}
	if left, ok := t.left(); ok {
		parts = append(parts, lasted(left.Round(time.Second))+" left")
	}
	return parts
}

// copying reports whether rows are still to come.
func (t *tally) copying() bool { return t.total.Rows > 0 && t.total.RowsDone < t.total.Rows }
