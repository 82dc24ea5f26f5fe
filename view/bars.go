package view

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"poco/executor"
	"poco/plan"
)

// NewBars shows progress on a terminal: finished phases as lines that stay, and
// below them a bar for the whole run and the tables now running, drawn anew at
// most ten times a second. width gives the terminal's width now, so that a
// resize only costs one drawing.
func NewBars(w io.Writer, p *plan.Plan, width func() int, color bool) Progress {
	b := &bars{w: w, tally: newTally(p), width: width, color: color, done: make(chan struct{}), ended: make(chan struct{})}
	io.WriteString(w, hideCursor)
	go b.redraw()
	return b
}

const (
	hideCursor = "\x1b[?25l"
	showCursor = "\x1b[?25h"
	clearLine  = "\x1b[K"
	clearBelow = "\x1b[J"

	frame      = 100 * time.Millisecond
	barColumns = 32
	maxRunning = 8
)

type bars struct {
	w     io.Writer
	width func() int
	color bool

	mu    sync.Mutex
	tally *tally
	// drawn are the lines of the moving part as they stand on the terminal, drawn
	// at a terminal's width.
	drawn []string
	dirty bool
	// event is when the last event said that it was, heard when it came, shown
	// when the moving part was last drawn: between events the clock goes on.
	event, heard, shown time.Time
	// barCells is how long the bar is, on a terminal of barWidth columns.
	barCells, barWidth int

	close sync.Once
	done  chan struct{} // closed by Close
	ended chan struct{} // closed when redraw has returned
}

// redraw draws what has changed, a frame at a time, until Close.
func (b *bars) redraw() {
	defer close(b.ended)
	ticker := time.NewTicker(frame)
	defer ticker.Stop()
	for {
		select {
		case <-b.done:
			return
		case <-ticker.C:
			b.mu.Lock()
			b.tick(time.Now())
			b.mu.Unlock()
		}
	}
}

// tick draws what has changed since the last frame, and once a second the time
// that steps have been running.
func (b *bars) tick(now time.Time) {
	stale := len(b.drawn) > 0 && now.Sub(b.shown) >= time.Second
	if !b.dirty && !stale {
		return
	}
	if stale {
		b.tally.now = b.event.Add(now.Sub(b.heard))
	}
	b.shown = now
	b.draw("")
}

func (b *bars) Event(e executor.Event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.event, b.heard = e.At, time.Now()
	s := b.style()
	ended := b.tally.take(e)
	var stays []string
	if note := noteWords(e, b.tally, s); note != "" {
		stays = append(stays, wrap(note, s.prose()-2)...)
	}
	if ended != nil {
		stays = append(stays, wrapUnder(ended.doneHead(s), ended.doneRest(e.At), s.Width-3)...)
	}
	b.dirty = true
	if len(stays) > 0 {
		b.draw("  " + strings.Join(stays, "\n  ") + "\n")
	}
}

// Close takes the moving part away and gives the cursor back.
func (b *bars) Close() {
	b.close.Do(func() {
		close(b.done)
		<-b.ended
		b.mu.Lock()
		defer b.mu.Unlock()
		io.WriteString(b.w, b.erase()+showCursor)
		b.drawn = nil
	})
}

func (b *bars) style() Style { return Style{Width: max(b.width(), 40), Color: b.color} }

// draw replaces the moving part, after lines that stay. It goes out in one write,
// so that nothing flickers.
func (b *bars) draw(stays string) {
	erase := b.erase()
	b.drawn = b.moving(b.style())
	text := erase + stays
	for _, line := range b.drawn {
		text += line + clearLine + "\n"
	}
	io.WriteString(b.w, text)
	b.dirty = false
}

// erase goes back to where the moving part begins. Where the terminal became
// narrower, its lines have been wrapped and take more rows than were written.
func (b *bars) erase() string {
	rows, width := 0, b.style().Width
	for _, line := range b.drawn {
		rows += max(1, (columns(line)+width-1)/width)
	}
	if rows == 0 {
		return ""
	}
	return fmt.Sprintf("\r\x1b[%dA", rows) + clearBelow
}

// moving are the lines of the moving part, none wider than the terminal.
func (b *bars) moving(s Style) []string {
	t := b.tally
	if !t.begun || len(t.running) == 0 {
		return nil
	}
	var lines []string
	if t.total.Rows > 0 || t.file != nil {
		lines = append(lines, Cut("  "+b.bar(s.Width), s.Width-1))
	}
	names := 0
	running := t.running[:min(len(t.running), maxRunning)]
	for _, r := range running {
		names = max(names, columns(b.runningName(r)))
	}
	names = min(names, max(16, s.Width/2))
	for _, r := range running {
		lines = append(lines, Cut("    "+padRight(b.runningName(r), names)+"   "+b.runningWords(r), s.Width-1))
	}
	if n := len(t.running) - len(running); n > 0 {
		lines = append(lines, fmt.Sprintf("    … and %d more", n))
	}
	return lines
}

// bar is the whole run's line: words first where the terminal is too narrow for
// both.
func (b *bars) bar(width int) string {
	t := b.tally
	verb, done, position := "copy", percent(t.total.RowsDone, t.total.Rows), t.position
	if t.file != nil {
		verb, done = t.file.verb(), t.file.percent()
		position = func() []string { return t.file.position(t.now) }
	}
	words := fmt.Sprintf("%3d %%   %s", done, strings.Join(position(), "   "))
	cells := b.steady(width, min(barColumns, width-columns(words)-16))
	if cells < 8 {
		return padRight(verb, 8) + words
	}
	full := cells * done / 100
	return padRight(verb, 8) + strings.Repeat("█", full) + strings.Repeat("░", cells-full) + " " + words
}

// steady keeps the bar from growing and shrinking with the words beside it: on a
// terminal of one width it only shrinks.
func (b *bars) steady(width, cells int) int {
	if width != b.barWidth {
		b.barWidth, b.barCells = width, cells
	}
	b.barCells = min(b.barCells, cells)
	return b.barCells
}

func (b *bars) runningName(r *runningStep) string {
	if s, ok := b.tally.files[r.Step]; ok && r.Table == "" {
		return (&phase{kind: phaseOf(s.Kind), steps: []plan.Step{s}}).files()
	}
	return eventTable(r.Event)
}

func (b *bars) runningWords(r *runningStep) string {
	if r.Kind != string(plan.Copy) {
		return strings.ReplaceAll(Safe(r.Kind), "_", " ") + "   " + lasted(b.tally.now.Sub(r.since))
	}
	if planned := b.tally.rows[r.Step]; planned > 0 {
		return fmt.Sprintf("%3d %%   %s", percent(r.Rows, planned), plural(r.Rows, "row"))
	}
	return plural(r.Rows, "row")
}
