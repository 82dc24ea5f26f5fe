package view

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"poco/executor"
	"poco/plan"
)

// fileStory are the events of a restore with its guard: each step 20 seconds
// long, with a look every second.
func fileStory(p *plan.Plan) []executor.Event {
	at := time.Date(2026, 11, 23, 7, 15, 0, 0, time.UTC)
	events := []executor.Event{{At: at, Type: executor.RunStarted, Run: "7f3c", Total: &executor.Totals{Steps: len(p.Steps), Rows: 316600}}}
	for _, s := range p.Steps {
		e := executor.Event{At: at, Type: executor.StepStarted, Step: s.ID, Kind: string(s.Kind)}
		events = append(events, e)
		for i := range int64(20) {
			at = at.Add(time.Second)
			e.At, e.Type, e.Bytes, e.Table = at, executor.Progress, s.Bytes/20*(i+1), ""
			if s.Kind == plan.Backup {
				e.Table = s.Dump.Tables[i/5].String()
			}
			events = append(events, e)
		}
		e.At, e.Type, e.Table, e.Seconds = at, executor.StepDone, "", 20
		events = append(events, e)
	}
	return append(events, executor.Event{At: at, Type: executor.RunEnded, Message: "done"})
}

func TestProgressOfFilesAsLines(t *testing.T) {
	golden(t, "progress_files_lines.txt", func(w *bytes.Buffer) {
		p := NewLines(w, restoring())
		defer p.Close()
		for _, e := range fileStory(restoring()) {
			p.Event(e)
		}
	})
}

func TestBarsFollowTheBytesOfAFile(t *testing.T) {
	for name, upTo := range map[string]int{"backup": 14, "restore": 33} {
		s := &screen{}
		p := NewBars(s, restoring(), func() int { return 100 }, false)
		for _, e := range fileStory(restoring())[:upTo] {
			p.Event(e)
		}
		p.Event(executor.Event{At: fileStory(restoring())[upTo-1].At, Type: executor.Notice, Message: "a line that stays"})
		golden(t, "progress_bars_"+name+".txt", func(w *bytes.Buffer) { w.WriteString(s.text() + "\n") })
		p.Close()
	}
}

func TestAFileThatIsLargerThanEstimatedIsNeverCalledComplete(t *testing.T) {
	p := restoring()
	tally := newTally(p)
	at := time.Now()
	tally.take(executor.Event{At: at, Type: executor.StepStarted, Step: p.Steps[0].ID, Kind: "backup"})
	tally.take(executor.Event{At: at.Add(time.Minute), Type: executor.Progress, Step: p.Steps[0].ID, Bytes: p.Steps[0].Bytes * 2})
	if got := tally.file.percent(); got != 99 {
		t.Errorf("%d %%", got)
	}
	if got := strings.Join(tally.file.position(at.Add(time.Minute)), "   "); got != "420 MB of ≈ 210 MB" {
		t.Errorf("%q", got)
	}
	tally.take(executor.Event{At: at.Add(time.Minute), Type: executor.StepFailed, Step: p.Steps[0].ID})
	if tally.file != nil {
		t.Error("a failed step still moves")
	}
}
