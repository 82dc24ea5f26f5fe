package executor

import (
	"fmt"

	"poco/plan"
)

// A filling is how far the run has filled one table, by the ledger.
type filling struct {
	done, chunks int
	rows         int64
	emptied      bool // the run has removed what was there
	// stale are the rows of copies that no longer count, and still are in the table.
	stale int64
}

// fillings are those of all tables of the plan.
func (r *run) fillings() map[tableKey]*filling {
	all := map[tableKey]*filling{}
	for key := range r.tables {
		all[key] = &filling{}
	}
	for _, in := range r.intents {
		for _, s := range in.filling {
			r.fill(all, s)
		}
	}
	return all
}

// fill adds what has become of one step.
func (r *run) fill(all map[tableKey]*filling, s *plan.Step) {
	entry, done := r.entry(s)
	if done {
		for _, e := range r.emptyings(s, nil) {
			if f := all[tableKey{s.Intent, e.table}]; f != nil {
				f.emptied = true
			}
		}
	}
	if s.Kind == plan.Restore && done {
		for name, n := range restoredRows(entry) {
			if f := all[tableKey{s.Intent, name}]; f != nil {
				f.rows = n
			}
		}
	}
	if s.Kind != plan.Copy {
		return
	}
	f := all[tableKey{s.Intent, *s.Table}]
	f.chunks++
	if done {
		f.done, f.rows = f.done+1, f.rows+entry.Rows
		return
	}
	mark, is := r.entry(&plan.Step{ID: voided(s.ID), Intent: s.Intent})
	if !is {
		return
	}
	truncate := r.truncateOf(s)
	if truncates(s) || r.table(s).Mode == plan.Update || truncate != nil && !r.isDone(truncate) {
		f.stale += mark.Rows
	}
}

// keepRows reports how many rows that the run has copied its tables hold, by the
// ledger. Where a process before has noted the ending, the state knows it, and the
// ledger may be gone.
func (r *run) keepRows() {
	kept := map[tableKey]int64{}
	for key, f := range r.fillings() {
		kept[key] = f.rows + f.stale
	}
	r.report.keepTables(kept)
}

// contents tells which tables the run leaves without rows that were there, or with
// a part of those that it was to copy.
func (r *run) contents() (notes []string) {
	all := r.fillings()
	for i := range r.plan.Tables {
		t := &r.plan.Tables[i]
		name := r.intent(t.Intent).Target + "." + t.Target.String()
		if note := all[tableKey{t.Intent, t.Target}].note(name); note != "" {
			notes = append(notes, note)
		}
	}
	return notes
}

// note is empty where the table is filled, or was not touched.
func (f filling) note(table string) string {
	switch {
	case f.stale > 0:
		return fmt.Sprintf("%s holds rows that the run was about to copy again, %s of them: the source has changed since.",
			table, plan.Thousands(f.stale))
	case f.done == f.chunks || f.done == 0 && !f.emptied:
		return ""
	case f.done == 0:
		return table + " is empty: the run had removed its rows, and not copied any yet."
	}
	have, before := "have", ""
	if f.done == 1 {
		have = "has"
	}
	if f.emptied {
		before = ", and none from before the run"
	}
	return fmt.Sprintf("%s holds only a part of the copy: %s of it%s. %d of its %d chunks %s arrived.",
		table, rowsOf(f.rows), before, f.done, f.chunks, have)
}
