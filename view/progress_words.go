package view

import (
	"fmt"
	"strings"
	"time"

	"poco/executor"
	"poco/plan"
)

// doneWords says in a line what a finished phase did: "✓ drop    6 foreign keys
// 0.2 s".
func (ph *phaseTally) doneWords(now time.Time, s Style) string {
	return ph.doneHead(s) + ph.doneRest(now)
}

func (ph *phaseTally) doneHead(s Style) string {
	return s.adds("✓") + " " + padRight(ph.verb(), 8) + " "
}

func (ph *phaseTally) doneRest(now time.Time) string {
	text := ph.objects()
	if ph.kind == copyRows && ph.kept < len(ph.steps) {
		text += fmt.Sprintf("   %s   %s", plural(ph.rows, "row"), plan.Size(ph.bytes))
	}
	if (ph.kind == backUp || ph.kind == restoreFile) && ph.bytes > 0 {
		text += "   " + plan.Size(ph.bytes)
	}
	switch {
	case ph.kept == len(ph.steps):
		return text + "   done before"
	case ph.kept > 0:
		text += fmt.Sprintf("   %d of %d done before", ph.kept, len(ph.steps))
	}
	if !ph.since.IsZero() {
		text += "   " + lasted(now.Sub(ph.since))
	}
	return text
}

// eventTable is the table of an event for people.
func eventTable(e executor.Event) string {
	text := Safe(e.Table)
	if text == "" {
		text = Safe(e.Object)
	}
	if e.Chunks > 1 {
		text += fmt.Sprintf("   chunk %d of %d", e.Chunk, e.Chunks)
	}
	return text
}

// noteWords are the events that say something to people in a line of their own.
func noteWords(e executor.Event, t *tally, s Style) string {
	switch e.Type {
	case executor.RunStarted:
		if e.Message == "" {
			return "Run " + Safe(e.Run) + "."
		}
		return capital(Safe(e.Message))
	case executor.Notice:
		return capital(Safe(e.Message))
	case executor.Retrying:
		return s.warns("! ") + strings.TrimPrefix(eventTable(e)+": ", ": ") + Safe(strings.ReplaceAll(e.Message, "\n", "; "))
	case executor.StepFailed:
		what := strings.TrimSpace(strings.ReplaceAll(Safe(e.Kind), "_", " ") + " " + eventTable(e))
		return s.destroys("✗ ") + what + ": " + firstLine(e.Message)
	case executor.Stopping:
		if t.file != nil && e.Message != "" {
			return capital(Safe(e.Message)) + ". Press Ctrl-C again to stop at once."
		}
		return stoppingWords(len(t.running))
	}
	return ""
}

// stoppingWords are for who has just pressed Ctrl-C.
func stoppingWords(running int) string {
	if running == 0 {
		return "Stopping."
	}
	return "Finishing " + plural(running, "step") + " in flight; press Ctrl-C again to stop at once."
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return Safe(line)
}

// capital begins a sentence.
func capital(text string) string {
	for i, r := range text {
		return strings.ToUpper(string(r)) + text[i+len(string(r)):]
	}
	return text
}
