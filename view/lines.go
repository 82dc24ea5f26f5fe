package view

import (
	"fmt"
	"io"
	"strings"
	"time"

	"poco/executor"
	"poco/plan"
)

// NewLines shows progress as lines, for logs and pipes: one for each finished
// table and phase, and while rows move one every few seconds.
func NewLines(w io.Writer, p *plan.Plan) Progress { return &lines{w: w, tally: newTally(p)} }

// every is how often a line tells the position.
const every = 10 * time.Second

type lines struct {
	w     io.Writer
	tally *tally
	told  time.Time
}

func (l *lines) Event(e executor.Event) {
	ended := l.tally.take(e)
	if note := noteWords(e, l.tally, Style{}); note != "" {
		l.line(note)
	}
	if l.told.IsZero() {
		l.told = e.At
	}
	if e.Type == executor.StepDone && e.Kind == string(plan.Copy) {
		l.line(fmt.Sprintf("copied %s   %s   %s   %s", eventTable(e), plural(e.Rows, "row"), plan.Size(e.Bytes),
			lasted(time.Duration(e.Seconds*float64(time.Second)))))
	}
	if ended != nil {
		l.line(ended.doneWords(e.At, Style{}))
	}
	if f := l.tally.file; f != nil && e.At.Sub(l.told) >= every {
		l.told = e.At
		l.line(fmt.Sprintf("%s   %d %%   %s", f.verb(), f.percent(), strings.Join(f.position(e.At), "   ")))
	}
	if e.At.Sub(l.told) >= every && l.tally.copying() {
		l.told = e.At
		l.line(fmt.Sprintf("%d %%   %s", percent(l.tally.total.RowsDone, l.tally.total.Rows),
			strings.Join(l.tally.position(), "   ")))
	}
}

func (l *lines) line(text string) { io.WriteString(l.w, "  "+text+"\n") }

func (l *lines) Close() {}
