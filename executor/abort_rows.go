package executor

import (
	"fmt"
	"slices"

	"poco/plan"
)

// A filling is how far a run has filled a table of a target.
type filling struct {
	emptied      bool // the run had emptied the table, or made it anew
	done, chunks int
	rows         int64
}

// unfilled tells in which tables a run that is given up leaves fewer rows than it
// was to bring there.
func (r *run) unfilled() (notes []string) {
	for i := range r.plan.Tables {
		t := &r.plan.Tables[i]
		name := fmt.Sprintf("%s.%s", r.intent(t.Intent).Target, t.Target)
		if note := r.fillingOf(t).note(name); note != "" {
			notes = append(notes, note)
		}
	}
	return notes
}

func (r *run) fillingOf(t *plan.Table) (f filling) {
	for _, s := range r.intent(t.Intent).filling {
		of := slices.ContainsFunc(r.emptyings(s, nil), func(e emptying) bool { return e.table == t.Target })
		f.emptied = f.emptied || of && r.isDone(s)
		if s.Kind != plan.Copy || *s.Table != t.Target {
			continue
		}
		f.chunks++
		if e, done := r.entry(s); done {
			f.done, f.rows = f.done+1, f.rows+e.Rows
		}
	}
	return f
}

// note is empty where the table is filled, or was not touched.
func (f filling) note(table string) string {
	switch {
	case f.done == f.chunks || f.done == 0 && !f.emptied:
		return ""
	case f.done == 0:
		return table + " is empty: the run had removed its rows, and not copied any yet."
	}
	have := "have"
	if f.done == 1 {
		have = "has"
	}
	before := ""
	if f.emptied {
		before = ", and none from before the run"
	}
	return fmt.Sprintf("%s holds only a part of the copy: %s of it%s. %d of its %d chunks %s arrived.",
		table, rowsOf(f.rows), before, f.done, f.chunks, have)
}
