package view

import (
	"cmp"
	"time"

	"poco/executor"
	"poco/plan"
)

// A fileTally follows a step that writes or reads a whole file, by its bytes:
// there is no telling how many rows of it are done.
type fileTally struct {
	step    plan.Step
	planned int64 // about; 0 where nobody knows
	done    int64
	since   time.Time
	recent  []sample
}

// movesFile reports whether a step is followed by the bytes of a file.
func movesFile(s plan.Step) bool { return s.Dump != nil || s.Restoration != nil }

func newFileTally(s plan.Step, at time.Time) *fileTally {
	f := &fileTally{step: s, planned: s.Bytes, since: at}
	switch {
	case s.Dump != nil:
		f.planned = cmp.Or(f.planned, s.Dump.BytesEstimate)
	case s.Restoration != nil:
		f.planned = cmp.Or(f.planned, s.Restoration.Size)
	}
	return f
}

// take follows one event of the step.
func (f *fileTally) take(e executor.Event) {
	f.done = max(f.done, e.Bytes)
	f.recent = remembered(f.recent, sample{at: e.At, bytes: f.done})
}

// percent is how much is there: never all, since the end of a file is known only
// when the step is done.
func (f *fileTally) percent() int { return min(99, percent(f.done, f.planned)) }

// position is where the step is, in words: "130 MB of ≈ 210 MB   41 MB/s   2 s
// left".
func (f *fileTally) position(now time.Time) []string {
	text := plan.Size(f.done)
	if f.planned > 0 {
		text += " of " + about(f.planned)
	}
	parts := []string{text}
	if rate := bytesPerSecond(f.recent); rate > 0 {
		parts = append(parts, plan.Size(rate)+"/s")
	}
	if spent := now.Sub(f.since); f.done > 0 && f.planned > f.done && spent >= 2*time.Second {
		left := time.Duration(float64(spent) / float64(f.done) * float64(f.planned-f.done))
		parts = append(parts, lasted(left.Round(time.Second))+" left")
	}
	return parts
}

// verb is what the step does, in a word.
func (f *fileTally) verb() string { return (&phase{kind: phaseOf(f.step.Kind)}).verb() }

// followFile takes one event of a step that moves a file.
func (t *tally) followFile(e executor.Event) {
	s, ok := t.files[e.Step]
	switch {
	case !ok:
	case e.Type == executor.StepStarted:
		t.file = newFileTally(s, e.At)
	case t.file == nil || t.file.step.ID != e.Step:
	case e.Type == executor.Progress:
		t.file.take(e)
		for _, r := range t.running {
			if at := cmp.Or(e.Table, e.Message); r.Step == e.Step && at != "" {
				r.Table = at
			}
		}
	case e.Type == executor.StepDone, e.Type == executor.StepKept, e.Type == executor.StepFailed:
		t.file = nil
	}
}
