package view

import (
	"fmt"
	"strings"

	"poco/plan"
)

// steps says in words what an intent does, in numbered phases.
func (v *planView) steps(in plan.Intent) {
	all := phases(v.p, in.Name)
	if len(all) == 0 {
		return
	}
	number := map[phaseKind]int{}
	byStep := map[string]phaseKind{}
	for i, ph := range all {
		number[ph.kind] = i + 1
		for _, s := range ph.steps {
			byStep[s.ID] = ph.kind
		}
	}
	v.line("")
	v.line("  steps")
	for i, ph := range all {
		text := withBack(phaseWords(ph, in), restoredIn(ph, byStep, number))
		room := max(30, v.s.prose()-6)
		for j, line := range wrap(text, room) {
			if j == 0 {
				v.line("  %2d  %s", i+1, line)
			} else {
				v.line("      %s", line)
			}
		}
	}
}

// phaseWords says what a phase does, and how.
func phaseWords(ph *phase, in plan.Intent) string {
	switch ph.kind {
	case copyRows:
		return copyWords(ph, in)
	case restoreFile:
		return ph.words() + restoreWords(ph)
	case prune:
		return ph.words() + ", once the new one is complete"
	}
	return ph.words()
}

// copyWords says how the rows are copied: "copy 5 tables in 7 chunks with 4
// workers; 4 are emptied first, each in the transaction that fills it".
func copyWords(ph *phase, in plan.Intent) string {
	names := ph.tableNames()
	text := "copy " + plural(len(names), "table")
	if len(ph.steps) > len(names) {
		text += " in " + plural(len(ph.steps), "chunk")
	}
	if in.Jobs > 0 {
		text += " with " + plural(in.Jobs, "worker")
	}
	emptied := 0
	for _, s := range ph.steps {
		if len(s.Destroys) > 0 {
			emptied++
		}
	}
	switch {
	case emptied == len(ph.steps) && emptied > 0:
		text += ", each emptied in the transaction that fills it"
	case emptied == 1:
		text += "; 1 of them emptied in the transaction that fills it"
	case emptied > 0:
		text += fmt.Sprintf("; %d of them emptied in the transaction that fills them", emptied)
	}
	return text
}

// restoreWords says how files are restored, and which keys go and come back with
// them.
func restoreWords(ph *phase) string {
	text := " in one transaction"
	for _, s := range ph.steps {
		if s.Restoration == nil {
			continue
		}
		if s.Restoration.Tool != "" {
			text += ", by " + Safe(s.Restoration.Tool)
		}
		if n := len(s.Restoration.After); n > 0 && len(s.SQL) > 0 {
			text += "; " + plural(n, "statement") + " after it put back what it takes away"
		}
	}
	return text
}

// withBack adds where things come back, in the brackets that name them or in some
// of its own.
func withBack(text, back string) string {
	switch inside, named := strings.CutSuffix(text, ")"); {
	case back == "":
		return text
	case named:
		return inside + "; " + back + ")"
	}
	return text + "   (" + back + ")"
}

// restoredIn says where what a phase takes away comes back.
func restoredIn(ph *phase, byStep map[string]phaseKind, number map[phaseKind]int) string {
	undo, undone := undoneBy[ph.kind]
	if !undone {
		return ""
	}
	last := -1
	for _, s := range ph.steps {
		for _, id := range s.RestoredBy {
			if k, ok := byStep[id]; ok && k == undo.by {
				last = number[k]
			}
		}
	}
	if last < 0 {
		return ""
	}
	return fmt.Sprintf("%s in step %d", undo.words, last)
}

// undoneBy tells of the phases that are undone by another: which one, and in what
// words.
var undoneBy = map[phaseKind]struct {
	by    phaseKind
	words string
}{
	dropKeys:     {addKeys, "put back"},
	dropTables:   {create, "created again"},
	stopTriggers: {triggers, "for all clients; enabled again"},
}

// StepTitle is one step in words, for lists of steps: "copy public.orders, chunk
// 1 of 4".
func StepTitle(s plan.Step) string {
	words := strings.ReplaceAll(string(s.Kind), "_", " ")
	if s.Dump != nil || s.Prune != nil || s.Restoration != nil {
		ph := phase{kind: phaseOf(s.Kind), steps: []plan.Step{s}}
		return ph.words()
	}
	if s.Object != "" {
		words += " " + Safe(s.Object)
	}
	if s.Table != nil {
		if s.Object != "" {
			words += " of"
		}
		words += " " + Safe(s.Table.String())
	}
	if s.Chunk != nil && s.Chunk.Of > 1 {
		words += fmt.Sprintf(", chunk %d of %d", s.Chunk.Number, s.Chunk.Of)
	}
	return words
}
