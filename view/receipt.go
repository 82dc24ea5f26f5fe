package view

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"poco/executor"
	"poco/plan"
	"poco/state"
)

// Receipt says what a finished run came to: planned rows against actual ones,
// table by table where they differ, and what to do next. verify is the command
// that compares the databases.
func Receipt(w io.Writer, r *executor.Receipt, verify string, s Style) {
	tables := receiptTables(r.Tables)
	if len(tables.rows) > 1 {
		fmt.Fprintln(w)
		tables.write(w)
	}
	if n := len(r.Tables) - (len(tables.rows) - 1); n > 0 && len(tables.rows) > 1 {
		fmt.Fprintf(w, "  … and %s as planned\n", plural(n, "more table"))
	}
	fmt.Fprintln(w)
	for _, note := range r.Notes {
		marked(w, note, s)
	}
	parts := []string{plural(r.Copied, "row") + " copied"}
	if r.Kept > 0 {
		parts = append(parts, plan.Thousands(r.Kept)+" kept")
	}
	parts = append(parts, counted(r.Planned, r.Exact)+" planned")
	fmt.Fprintf(w, "  %s done in %s:  %s\n", s.adds("✓"), seconds(r.Seconds), strings.Join(parts, ", "))
	if verify != "" {
		fmt.Fprintf(w, "  Compare the databases with:  %s\n", verify)
	}
}

// marked writes something to heed, wrapped under its mark.
func marked(w io.Writer, note string, s Style) {
	for i, line := range wrap(Safe(note), s.prose()-4) {
		mark := " "
		if i == 0 {
			mark = s.warns("!")
		}
		fmt.Fprintf(w, "  %s %s\n", mark, line)
	}
}

// receiptTables lists the tables of a receipt: all where they are few, else
// those whose rows are not as planned.
func receiptTables(tables []state.Table) *grid {
	g := &grid{indent: "  ", gap: "   ", right: []bool{false, true, true, true}}
	head := []string{"table", "planned", "copied"}
	if slices.ContainsFunc(tables, func(t state.Table) bool { return t.Kept > 0 }) {
		head = append(head, "kept")
	}
	g.add(plainCells(head...)...)
	for _, t := range tables {
		if len(tables) > maxTables && t.Copied+t.Kept == t.Planned {
			continue
		}
		kept := ""
		if t.Kept > 0 {
			kept = plan.Thousands(t.Kept)
		}
		g.add(plainCells(Safe(t.Name), counted(t.Planned, t.Exact), plan.Thousands(t.Copied), kept)...)
	}
	return g
}

func seconds(n float64) string { return lasted(time.Duration(n * float64(time.Second))) }

// Stopped says where an unfinished run is and how to go on, which is its last
// word but one: the last is how to give up.
func Stopped(w io.Writer, p executor.Position, resume, abort string, s Style) {
	parts := []string{fmt.Sprintf("%d of %d steps are done", p.StepsDone, p.Steps)}
	if p.Chunks > 0 {
		are := "are"
		if p.ChunksDone == 1 {
			are = "is"
		}
		parts = []string{fmt.Sprintf("%d of %s %s on %s", p.ChunksDone, plural(p.Chunks, "chunk"), are,
			Safe(strings.Join(p.Targets, ", ")))}
		if p.ChunksDone == p.Chunks {
			parts = append(parts, fmt.Sprintf("%d of %d steps are done", p.StepsDone, p.Steps))
		}
	}
	switch {
	case p.KeysMissing == 1:
		parts = append(parts, "1 foreign key is not back yet")
	case p.KeysMissing > 1:
		parts = append(parts, plural(p.KeysMissing, "foreign key")+" are not back yet")
	}
	fmt.Fprintf(w, "\n  %s %s.\n", s.warns("Stopped."), strings.Join(parts, ", "))
	fmt.Fprintf(w, "  Give up with:  %s\n", abort)
	fmt.Fprintf(w, "  Go on with:    %s\n", resume)
}

// Aborted says what an abort put back and what stays.
func Aborted(w io.Writer, r *executor.Receipt, s Style) {
	for _, line := range r.Restored {
		fmt.Fprintf(w, "  %s %s\n", s.adds("✓"), Safe(line))
	}
	for _, note := range r.Notes {
		marked(w, note, s)
	}
	fmt.Fprintf(w, "  Run %s is aborted. The rows that it copied stay: %s.\n", Safe(r.Run), plural(r.Copied+r.Kept, "row"))
}

// Destroys is the sentence of the confirmation; empty where nothing is
// destroyed.
func Destroys(p *plan.Plan, s Style) string {
	var parts []string
	for _, d := range destructions(p) {
		if d.rows > 0 || !d.exact {
			parts = append(parts, fmt.Sprintf("%s in %s of %s (%s)", countedRows(d.rows, d.exact),
				plural(d.tables, "table"), Safe(d.label), Address(p.Databases[d.label])))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return s.destroys("This destroys " + listed(parts) + ".")
}

// Copies is the sentence of the confirmation where nothing is destroyed.
func Copies(p *plan.Plan) string {
	var parts []string
	for _, in := range p.Intents {
		if tables := tablesOf(p, in.Name); len(tables) > 0 {
			parts = append(parts, fmt.Sprintf("%s to %s (%s)", copiedWords(tables), Safe(in.Target),
				Address(p.Databases[in.Target])))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "This copies " + listed(parts) + "; nothing is destroyed."
}
