package view

import (
	"fmt"
	"strings"

	"poco/plan"
)

// maxPointing is how many harmless references from outside are listed.
const maxPointing = 20

// pointingHere lists the tables outside the copy that reference one whose rows
// are replaced: they keep their rows, and the plan says whether their keys will
// still be there.
func (v *planView) pointingHere(in plan.Intent, tables []plan.Table) {
	harmless, head := 0, false
	for _, t := range tables {
		for _, r := range t.ReferencedByOutside {
			if r.Dangling == 0 {
				if harmless++; harmless > maxPointing {
					continue
				}
			}
			if !head {
				v.line("")
				v.line("  %s, but pointing here:", outside(in))
				head = true
			}
			v.reference(in, t, r)
		}
	}
	if harmless > maxPointing {
		v.line("    … and %d more whose keys are all copied: %s", harmless-maxPointing, v.o.Whole)
	}
}

// outside is what the tables are that only point at those of the intent.
func outside(in plan.Intent) string {
	if in.Kind == "restore" {
		return "not in the file"
	}
	return "not selected"
}

// reference writes one of them, on one line where the terminal is wide enough.
func (v *planView) reference(in plan.Intent, t plan.Table, r plan.Reference) {
	mark, text := "  ", referenceWords(in, r)
	if r.Dangling > 0 {
		mark = v.s.destroys("✗ ")
	}
	arrow := v.arrow(in, t, r)
	if one := arrow + "   " + text; v.s.Width <= 0 || columns(one)+4 <= v.s.Width {
		v.line("  %s%s", mark, one)
		return
	}
	v.line("  %s%s", mark, arrow)
	for _, line := range wrap(text, max(30, v.s.Width-8)) {
		v.line("        %s", line)
	}
}

func (v *planView) arrow(in plan.Intent, t plan.Table, r plan.Reference) string {
	return fmt.Sprintf("%s.%s → %s.%s", v.short(in.Target, r.Table), keyColumns(r.Columns),
		v.short(in.Target, t.Target), keyColumns(r.References))
}

// referenceWords says what becomes of the rows that point at the copy.
func referenceWords(in plan.Intent, r plan.Reference) string {
	stay := " stay"
	if r.Rows == 1 {
		stay = " stays"
	}
	rows := countedRows(r.Rows, r.Exact) + " of " + Safe(in.Target) + stay
	switch {
	case in.Kind == "restore" && r.Dangling == 0:
		return rows + "; the key is taken away before, and checked when it is put back"
	case r.Dangling == 0:
		return rows + "; every key that they need is copied"
	}
	text := fmt.Sprintf("%s; %s of them would point at nothing by %s, which blocks the copy", rows,
		plan.Thousands(r.Dangling), Safe(r.Constraint))
	if len(r.Keys) > 0 {
		text += ": " + firstKeys(r)
	}
	return text
}

// firstKeys lists the first of the keys that would be missing.
func firstKeys(r plan.Reference) string {
	var keys []string
	for _, k := range r.Keys {
		keys = append(keys, Safe(k))
	}
	text := strings.Join(keys, ", ")
	if int64(len(r.Keys)) < r.Dangling {
		text += ", …"
	}
	return text
}

// keyColumns writes the columns of a key: order_id, or (tenant, order_id).
func keyColumns(names []string) string {
	var parts []string
	for _, n := range names {
		parts = append(parts, Safe(bare(n)))
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return "(" + strings.Join(parts, ", ") + ")"
}

// cycles lists the groups of this intent's tables that reference each other in a
// circle.
func (v *planView) cycles(in plan.Intent, tables []plan.Table) {
	mine := map[plan.Name]bool{}
	for _, t := range tables {
		mine[t.Target] = true
	}
	head := false
	for _, cycle := range v.p.Cycles {
		if len(cycle) == 0 || !mine[cycle[0]] {
			continue
		}
		if !head {
			v.line("")
			v.line("  foreign keys in a circle:")
			head = true
		}
		var names []string
		for _, n := range cycle {
			names = append(names, v.short(in.Target, n))
		}
		for _, line := range wrap(strings.Join(names, " ⇄ "), v.s.prose()-2) {
			v.line("  %s", line)
		}
	}
}
