package view

import (
	"sort"
	"strings"

	"poco/plan"
)

// A tableList lays out the tables of one intent: aligned columns, and after them
// the reasons, which go on below where the line ends.
type tableList struct {
	v     *planView
	in    plan.Intent
	grid  grid
	notes [][]string // per row, what follows the columns
	// destroys and keeps say what the tables' modes do with the target's rows;
	// where both occur each number says which.
	destroys, keeps bool
	restores        bool              // the rows come from a file
	chunks          map[plan.Name]int // by the table of the target
}

func newTableList(v *planView, in plan.Intent, tables []plan.Table) *tableList {
	l := &tableList{v: v, in: in, grid: grid{indent: "  ", gap: "   ", right: []bool{false, true, true, true}}}
	l.chunks = map[plan.Name]int{}
	for _, s := range v.p.Steps {
		if s.Intent == in.Name && s.Kind == plan.Copy && s.Table != nil {
			l.chunks[*s.Table]++
		}
	}
	for _, t := range tables {
		l.restores = l.restores || t.Mode == plan.Restored
		if replaces(t.Mode) {
			l.destroys = true
		} else {
			l.keeps = true
		}
	}
	there := "rows there"
	switch {
	case l.destroys && l.keeps:
		there = "rows of " + Safe(in.Target)
	case l.destroys:
		there = "rows destroyed"
	}
	if l.restores {
		l.grid.add(plainCells("table", "rows of the file", there)...)
	} else {
		l.grid.add(plainCells("table", "rows to copy", "size", there)...)
	}
	l.notes = append(l.notes, []string{"because"})
	for _, t := range tables {
		l.grid.add(l.cells(t)...)
		l.notes = append(l.notes, l.reasons(t))
	}
	return l
}

func (l *tableList) cells(t plan.Table) []cell {
	if l.restores {
		return []cell{{text: l.v.short(l.in.Target, t.Target)}, {text: inFile(t.Rows)}, l.there(t)}
	}
	name := l.v.short(l.in.Target, t.Target)
	if source := l.v.short(l.in.Source, t.Source); source != name {
		name = source + " → " + name
	}
	return []cell{
		{text: name},
		{text: counted(t.Rows.Source, t.Rows.SourceExact)},
		{text: plan.Size(t.Bytes)},
		l.there(t),
	}
}

// inFile is how many rows the file holds for a table, where that is known.
func inFile(r plan.Rows) string {
	if r.Source == 0 && !r.SourceExact {
		return "not told"
	}
	return counted(r.Source, r.SourceExact)
}

// there is the last number: what becomes of the rows that the target has.
func (l *tableList) there(t plan.Table) cell {
	s := l.v.s
	switch {
	case t.Created:
		return cell{text: "new table", paint: s.adds}
	case t.Rows.Target == nil:
		return cell{text: "missing", paint: s.destroys}
	}
	text := counted(*t.Rows.Target, t.Rows.TargetExact)
	switch mixed := l.destroys && l.keeps; {
	case destroys(t) && mixed:
		return cell{text: text + " destroyed", paint: s.destroys}
	case destroys(t):
		return cell{text: text, paint: s.destroys}
	case mixed:
		return cell{text: text + " stay"}
	}
	return cell{text: text}
}

// reasons are why the table is there and what is special about its copy.
func (l *tableList) reasons(t plan.Table) []string {
	var parts []string
	if t.Why != "" {
		parts = append(parts, Safe(t.Why))
	}
	if t.Mode != l.in.Mode && t.Mode != plan.Restored {
		parts = append(parts, "mode "+string(t.Mode))
	}
	if n := l.chunks[t.Target]; n > 1 {
		parts = append(parts, "in "+plural(n, "chunk"))
	}
	if t.Where != "" {
		parts = append(parts, "where "+oneLine(t.Where))
	}
	if len(t.Set) > 0 {
		parts = append(parts, "set "+strings.Join(setColumns(t.Set), ", "))
	}
	if c := t.Rows.Collide; c != nil && *c > 0 {
		parts = append(parts, l.v.s.destroys(plural(*c, "key exists", "keys exist")+" already"))
	}
	return parts
}

// setColumns are the columns that get another value, each with its expression.
func setColumns(set map[string]string) []string {
	var parts []string
	for column, expression := range set {
		parts = append(parts, Safe(bare(column))+" = "+oneLine(expression))
	}
	sort.Strings(parts)
	return parts
}

// oneLine gives SQL of several lines as one.
func oneLine(sql string) string { return Safe(strings.Join(strings.Fields(sql), " ")) }

// write lays the rows out. A name too long for the terminal has a line for
// itself; reasons that do not fit go on below, indented.
func (l *tableList) write() {
	widths := l.grid.widths()
	total := l.v.s.Width
	if total > 0 {
		rest := len(l.grid.indent)
		for _, w := range widths[1:] {
			rest += len(l.grid.gap) + w
		}
		widths[0] = min(widths[0], max(20, total-rest))
	}
	for i, row := range l.grid.rows {
		if name := row[0].text; columns(name) > widths[0] {
			l.v.line("  %s", name)
			row[0].text = ""
		}
		l.writeRow(l.grid.line(row, widths), l.notes[i])
	}
}

func (l *tableList) writeRow(line string, notes []string) {
	total := l.v.s.Width
	for i, note := range notes {
		if total <= 0 || columns(line)+3+columns(note) <= total {
			line += "   " + note
			continue
		}
		l.v.line("%s", line)
		if i == 0 && l.headOnly(notes) {
			return
		}
		lines := wrap(note, max(20, total-6))
		for _, wrapped := range lines[:len(lines)-1] {
			l.v.line("      %s", wrapped)
		}
		line = "      " + lines[len(lines)-1]
	}
	l.v.line("%s", line)
}

// headOnly reports whether notes are the heading of their column, which needs no
// line of its own where they stand below.
func (l *tableList) headOnly(notes []string) bool { return len(notes) == 1 && notes[0] == "because" }
