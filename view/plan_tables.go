package view

import (
	"fmt"
	"slices"
	"sort"

	"poco/plan"
)

// maxTables is how many tables of an intent are listed before the list is cut.
const maxTables = 40

// tables lists the tables of one intent.
func (v *planView) tables(in plan.Intent, tables []plan.Table) {
	if len(tables) == 0 {
		return
	}
	shown, rest := chooseTables(tables)
	t := newTableList(v, in, shown)
	v.line("")
	t.write()
	if len(rest) > 0 {
		for _, line := range wrap(restOf(rest, v.o.Whole), max(40, v.s.prose()-2)) {
			v.line("  %s", line)
		}
	}
}

// chooseTables keeps what a reader must see, whatever the length: rows that are
// destroyed, tables that are created, and all that is in the way. It fills the
// list up with the tables that differ and then the largest.
func chooseTables(tables []plan.Table) (shown, rest []plan.Table) {
	if len(tables) <= maxTables {
		return tables, nil
	}
	order := make([]int, len(tables))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(a, b int) bool {
		x, y := tables[order[a]], tables[order[b]]
		if w, u := weight(x), weight(y); w != u {
			return w > u
		}
		return x.Rows.Source > y.Rows.Source
	})
	keep := map[int]bool{}
	for n, i := range order {
		if n < maxTables || weight(tables[i]) == mustShow {
			keep[i] = true
		}
	}
	for i, t := range tables {
		if keep[i] {
			shown = append(shown, t)
		} else {
			rest = append(rest, t)
		}
	}
	return shown, rest
}

const (
	mustShow = 2
	differs  = 1
)

func weight(t plan.Table) int {
	switch {
	case destroys(t), t.Created, t.Rows.Target == nil, t.Rows.Collide != nil && *t.Rows.Collide > 0,
		slices.ContainsFunc(t.Diff, func(d plan.Difference) bool { return d.Blocks }),
		slices.ContainsFunc(t.ReferencedByOutside, func(r plan.Reference) bool { return r.Dangling > 0 }):
		return mustShow
	case len(t.Diff) > 0:
		return differs
	}
	return 0
}

// replaces reports whether a mode removes the rows that the target has.
func replaces(m plan.Mode) bool { return m.Destroys() || m == plan.Restored }

// destroys reports whether rows of the target's table are removed.
func destroys(t plan.Table) bool {
	return replaces(t.Mode) && t.Rows.Target != nil && *t.Rows.Target > 0
}

func restOf(rest []plan.Table, whole string) string {
	rows, exact, differ := int64(0), true, false
	for _, t := range rest {
		rows, exact = rows+t.Rows.Source, exact && t.Rows.SourceExact
		differ = differ || len(t.Diff) > 0
	}
	without := " without differences"
	if differ {
		without = ""
	}
	if rest[0].Mode == plan.Restored {
		return fmt.Sprintf("… and %s, nothing of which is destroyed: %s", plural(len(rest), "more table"), whole)
	}
	return fmt.Sprintf("… and %s%s, %s to copy, nothing destroyed: %s",
		plural(len(rest), "more table"), without, countedRows(rows, exact), whole)
}
