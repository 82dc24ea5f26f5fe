package view

import (
	"fmt"
	"strings"

	"poco/plan"
)

// restore shows an intent that brings a file back: what it destroys before all
// else, then where the rows come from.
func (v *planView) restore(in plan.Intent) {
	tables := tablesOf(v.p, in.Name)
	v.intentHead(in)
	v.databases(in)
	v.restoreTotals(in, tables)
	v.tables(in, tables)
	v.pointingHere(in, tables)
	for _, s := range stepsOfKind(v.p, in.Name, plan.Restore) {
		v.restoration(s.Restoration)
	}
	v.steps(in)
}

// restoreTotals are the lines that a hurried reader needs first.
func (v *planView) restoreTotals(in plan.Intent, tables []plan.Table) {
	g := grid{indent: "  ", gap: "   "}
	v.addDestroyed(&g, in)
	g.add(plainCells("restores", restoredWords(tables))...)
	if n := created(tables); n > 0 {
		g.add(cell{text: "creates"}, cell{text: plural(n, "table"), paint: v.s.adds})
	}
	words, backed := guardWords(v.p, in.Name)
	if d := destroyedOn(v.p, in.Name); (d.rows > 0 || !d.exact) && (backed || !v.o.Unfinished) {
		c := cell{text: words}
		if !backed {
			c.paint = v.s.warns
		}
		g.add(cell{text: "backup"}, c)
	}
	for _, s := range stepsOfKind(v.p, in.Name, plan.Restore) {
		v.addFile(&g, s.Restoration)
	}
	v.line("")
	g.write(v.w)
}

// addFile says which file is read, and where that comes from.
func (v *planView) addFile(g *grid, r *plan.Restoration) {
	g.add(plainCells("file", Safe(r.File))...)
	g.add(plainCells("", fileWords(r))...)
	if of := originWords(r); of != "" {
		g.add(plainCells("of", of)...)
	}
}

// fileWords are a file's format, size, age and checksum.
func fileWords(r *plan.Restoration) string {
	text := Safe(r.Format) + ", " + plan.Size(r.Size)
	if at, ok := madeAt(r.File); ok {
		text += ", of " + at.Format("2006-01-02 15:04:05") + " UTC"
	}
	if r.SHA256 != "" {
		text += ", SHA-256 " + short256(r.SHA256)
	}
	return text
}

// originWords are the database and the server that were dumped, as far as the
// file tells.
func originWords(r *plan.Restoration) string {
	var parts []string
	if r.Of != "" {
		parts = append(parts, Safe(r.Of))
	}
	if r.ServerVersion != "" {
		parts = append(parts, "PostgreSQL "+release(r.ServerVersion))
	}
	return strings.Join(parts, "   ")
}

// restoredWords adds up what the file brings: "316,600 rows in 5 tables".
func restoredWords(tables []plan.Table) string {
	rows, told := int64(0), true
	for _, t := range tables {
		rows, told = rows+t.Rows.Source, told && t.Rows.SourceExact
	}
	switch {
	case told:
		return plural(rows, "row") + " in " + plural(len(tables), "table")
	case rows > 0:
		return fmt.Sprintf("≈ %s in %s", plural(rows, "row"), plural(len(tables), "table"))
	}
	return plural(len(tables), "table") + "; the file does not tell how many rows"
}

// restoration lists what else a restore replaces, and what becomes of the file's
// own statements.
func (v *planView) restoration(r *plan.Restoration) {
	v.replaced(r)
	if text := held(r.Creates); text != "" {
		v.line("")
		v.indented("the file makes " + text)
	}
	if n := len(r.Omit); n > 0 && n <= 3 {
		v.indented("left out of it: " + Safe(listed(r.Omit)))
		return
	}
	v.some("left out of the file:", r.Omit, nil)
}

// replaced lists what goes beside tables, and the dangers that are let through.
func (v *planView) replaced(r *plan.Restoration) {
	v.some("replaced as well, by what the file holds:", r.Drops, v.s.destroys)
	if len(r.Allow) > 0 {
		v.line("")
		v.line("  %s", v.s.warns("let through, because the recipe or --allow says so: "+Safe(strings.Join(r.Allow, ", "))))
	}
}

// some lists words under a heading, the first of many.
func (v *planView) some(head string, words []string, paint func(string) string) {
	if len(words) == 0 {
		return
	}
	v.line("")
	v.line("  %s", head)
	for i, w := range words {
		if i == maxNames {
			v.line("  … and %d more: %s", len(words)-i, v.o.Whole)
			break
		}
		for _, line := range wrap(Safe(w), max(30, v.s.prose()-2)) {
			if paint != nil {
				line = paint(line)
			}
			v.line("  %s", line)
		}
	}
}
