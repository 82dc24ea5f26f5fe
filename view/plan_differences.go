package view

import (
	"strings"

	"poco/plan"
)

// maxDifferences is how many differences that block nothing are listed.
const maxDifferences = 20

// differences lists how source and target define the tables differently: first
// what blocks, with the SQL that would mend the target, then the rest.
func (v *planView) differences(in plan.Intent, tables []plan.Table) {
	blocks, rest := v.splitDifferences(in, tables)
	if len(blocks)+len(rest) == 0 {
		return
	}
	v.line("")
	head := "  schema differences"
	if len(blocks) > 0 {
		head += "   " + v.s.destroys("✗ blocks the copy")
	}
	v.line("%s", head)
	names := 0
	for _, d := range append(blocks, rest[:min(len(rest), maxDifferences)]...) {
		names = max(names, columns(d.table))
	}
	names = min(names, 24)
	for _, d := range blocks {
		v.difference(d, names)
	}
	for i, d := range rest {
		if i == maxDifferences {
			v.line("  … and %s that block nothing: %s", plural(len(rest)-i, "more difference"), v.o.Whole)
			break
		}
		v.difference(d, names)
	}
}

// A tableDifference is a difference and the table that it is of.
type tableDifference struct {
	table string
	plan.Difference
}

func (v *planView) splitDifferences(in plan.Intent, tables []plan.Table) (blocks, rest []tableDifference) {
	for _, t := range tables {
		for _, d := range t.Diff {
			td := tableDifference{v.short(in.Target, t.Target), d}
			if d.Blocks {
				blocks = append(blocks, td)
			} else {
				rest = append(rest, td)
			}
		}
	}
	return blocks, rest
}

func (v *planView) difference(d tableDifference, names int) {
	if !d.Blocks {
		v.labelled("  ", d.table, names, Safe(d.Text))
		return
	}
	v.labelled(v.s.destroys("✗")+" ", d.table, names, Safe(d.Text))
	for _, sql := range d.Mend { // never wrapped: it is there to be copied
		for i, line := range strings.Split(SafeLines(terminated(sql)), "\n") {
			label := "mend: "
			if i > 0 {
				label = "      "
			}
			v.line("    %s   %s%s", strings.Repeat(" ", names), label, line)
		}
	}
}

// labelled writes text beside a label, or below a label that is too long.
func (v *planView) labelled(mark, label string, width int, text string) {
	if columns(label) > width {
		v.line("  %s%s", mark, label)
		mark, label = "  ", ""
	}
	room := 1 << 20
	if v.s.Width > 0 {
		room = max(30, v.s.Width-width-7)
	}
	for _, line := range wrap(text, room) {
		v.line("  %s%s   %s", mark, padRight(label, width), line)
		mark, label = "  ", ""
	}
}
