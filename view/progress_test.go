package view

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"poco/executor"
	"poco/plan"
	"poco/state"
)

// story is the events of one whole run of the plan: each step a second long,
// copies with a look in their middle.
func story(p *plan.Plan) []executor.Event {
	at := time.Date(2026, 11, 23, 7, 15, 0, 0, time.UTC)
	total := executor.Totals{Steps: len(p.Steps)}
	for _, s := range p.Steps {
		total.Rows += s.Rows
	}
	position := func() *executor.Totals { t := total; return &t }
	events := []executor.Event{{At: at, Type: executor.RunStarted, Run: "7f3c", Total: position()}}
	for _, s := range p.Steps {
		e := executor.Event{At: at, Type: executor.StepStarted, Step: s.ID, Kind: string(s.Kind), Object: s.Object}
		if s.Table != nil {
			e.Table = s.Table.String()
		}
		events = append(events, e)
		if s.Kind == plan.Copy {
			at = at.Add(6 * time.Second)
			total.RowsDone, total.BytesDone = total.RowsDone+s.Rows/2, total.BytesDone+s.Rows*50
			e.At, e.Type, e.Rows, e.Bytes, e.Total = at, executor.Progress, s.Rows/2, s.Rows*50, position()
			events = append(events, e)
			total.RowsDone, total.BytesDone = total.RowsDone+s.Rows-s.Rows/2, total.BytesDone+s.Rows*50
		}
		at = at.Add(6 * time.Second)
		total.StepsDone++
		e.At, e.Type, e.Rows, e.Bytes, e.Total, e.Seconds = at, executor.StepDone, s.Rows, s.Rows*100, position(), 6
		events = append(events, e)
	}
	return append(events, executor.Event{At: at, Type: executor.RunEnded, Message: "done"})
}

func TestProgressAsLines(t *testing.T) {
	golden(t, "progress_lines.txt", func(w *bytes.Buffer) {
		p := NewLines(w, shop())
		defer p.Close()
		for _, e := range story(shop()) {
			p.Event(e)
		}
	})
}

func TestProgressAsJSONIsOneObjectALine(t *testing.T) {
	golden(t, "progress.jsonl", func(w *bytes.Buffer) {
		p := NewJSONProgress(w)
		for _, e := range story(shop())[:4] {
			p.Event(e)
		}
	})
}

func TestProgressTellsFailureAndStopping(t *testing.T) {
	lines := written(func(w *bytes.Buffer) {
		p := NewLines(w, shop())
		for _, e := range []executor.Event{
			{Type: executor.StepStarted, Step: "a"}, {Type: executor.StepStarted, Step: "b"},
			{Type: executor.RunStarted, Run: "7f3c", Message: "resuming run 7f3c"},
			{Type: executor.Notice, Message: "orders is copied afresh"},
			{Type: executor.Retrying, Table: "public.orders", Message: "the connection was lost"},
			{Type: executor.Retrying, Message: "lock timeout\nblocked by process 7"},
			{Type: executor.StepFailed, Kind: "copy", Table: "public.orders", Message: "bad\x1b[2J\nmore"},
			{Type: executor.Stopping},
		} {
			p.Event(e)
		}
	})
	want := []string{
		"  Resuming run 7f3c", "  Orders is copied afresh", "  ! public.orders: the connection was lost",
		"  ! lock timeout; blocked by process 7",
		`  ✗ copy public.orders: bad\x1b[2J`, "  Finishing 2 steps in flight; press Ctrl-C again to stop at once.",
	}
	if got := strings.Join(lines, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
}

// A screen is a terminal: it keeps what would be seen.
type screen struct {
	mu    sync.Mutex
	lines []string
	row   int
	codes string
}

var sequence = regexp.MustCompile(`^\x1b\[([?0-9;]*)([A-Za-z])`)

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	text := string(p)
	for text != "" {
		for len(s.lines) <= s.row {
			s.lines = append(s.lines, "")
		}
		if m := sequence.FindStringSubmatch(text); m != nil {
			s.obey(m[1], m[2])
			text = text[len(m[0]):]
			continue
		}
		switch text[0] {
		case '\n':
			s.row++
		case '\r':
		default:
			s.lines[s.row] += text[:1]
		}
		text = text[1:]
	}
	return len(p), nil
}

func (s *screen) obey(number, code string) {
	switch code {
	case "A":
		up := 0
		fmt.Sscan(number, &up)
		s.row -= up
		s.lines[s.row] = ""
	case "J":
		s.lines = s.lines[:s.row+1]
		s.lines[s.row] = ""
	case "h", "l":
		s.codes += number + code
	}
}

func (s *screen) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.TrimRight(strings.Join(s.lines, "\n"), "\n")
}

func TestBarsShowTheRunningTablesAndLeaveTheTerminalClean(t *testing.T) {
	s := &screen{}
	p := NewBars(s, shop(), func() int { return 100 }, false)
	events := story(shop())
	middle := 0
	for i, e := range events {
		if e.Type == executor.Progress && e.Table == "public.orders" {
			middle = i
		}
	}
	for _, e := range events[:middle+1] {
		p.Event(e)
	}
	p.Event(executor.Event{At: events[middle].At, Type: executor.Notice, Message: "a line that stays"})
	golden(t, "progress_bars.txt", func(w *bytes.Buffer) { w.WriteString(s.text() + "\n") })
	for _, e := range events[middle+1:] {
		p.Event(e)
	}
	p.Close()
	if text := s.text(); strings.Contains(text, "█") || strings.Contains(text, "░") || !strings.Contains(text, "✓ analyze") {
		t.Errorf("after the end the terminal shows\n%s", text)
	}
	if s.codes != "?25l?25h" {
		t.Errorf("the cursor was hidden and shown as %q", s.codes)
	}
}

func TestBarsSurviveANarrowerTerminal(t *testing.T) {
	width := 100
	var b bytes.Buffer
	p := NewBars(&b, shop(), func() int { return width }, false).(*bars)
	defer p.Close()
	for _, e := range story(shop())[:7] {
		p.Event(e)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.draw("")
	long := len(p.drawn)
	width = 50
	if got := p.erase(); !strings.Contains(got, fmt.Sprintf("[%dA", long+1)) {
		t.Errorf("%d lines, one of them wrapped, are erased by %q", long, got)
	}
	for _, line := range p.moving(p.style()) {
		if columns(line) >= width {
			t.Errorf("a line has %d of %d columns: %q", columns(line), width, line)
		}
	}
}

func TestReceiptComparesPlannedWithActual(t *testing.T) {
	r := &executor.Receipt{Run: "7f3c", Seconds: 31, Planned: 1531856, Copied: 1531902, Kept: 12, Status: state.Done,
		Tables: []state.Table{
			{Name: "public.orders", Planned: 310227, Exact: true, Copied: 310227, Done: true},
			{Name: "public.order_items", Planned: 1204000, Copied: 1204046, Kept: 12, Done: true},
		}, Notes: []string{"the key x stays NOT VALID"}}
	golden(t, "receipt.txt", func(w *bytes.Buffer) {
		Receipt(w, r, ReceiptOptions{Plan: shop(), Verify: "poco verify refresh.plan.json"}, Style{})
	})
}

func TestStoppedEndsWithTheCommandThatResumes(t *testing.T) {
	at := executor.Position{Steps: 40, StepsDone: 20, Chunks: 7, ChunksDone: 5, KeysMissing: 3, Targets: []string{"qa"}}
	lines := written(func(w *bytes.Buffer) {
		Stopped(w, at, "poco apply refresh.plan.json", "poco abort 7f3c", Style{})
	})
	want := []string{"", "  Stopped. 5 of 7 chunks are on qa, 3 foreign keys are not back yet.",
		"  Give up with:  poco abort 7f3c", "  Go on with:    poco apply refresh.plan.json"}
	if strings.Join(lines, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(lines, "\n"))
	}
}
