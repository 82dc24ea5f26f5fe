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

// ReceiptOptions are what a receipt says besides what the run came to.
type ReceiptOptions struct {
	// Plan is what ran.
	Plan *plan.Plan
	// Verify is the command that compares the databases; empty where there is nothing
	// to compare.
	Verify string
	// Restore gives the command that brings a backup back, and ByHand the ones that do
	// so without poco.
	Restore func(executor.BackupMade) string
	ByHand  func(executor.BackupMade) []string
}

// Receipt says what a finished run came to: the backups that it has made, planned
// rows against actual ones, table by table where they differ, and what to do next.
func Receipt(w io.Writer, r *executor.Receipt, o ReceiptOptions, s Style) {
	receiptFiles(w, r, o, s)
	tables := receiptTables(r.Tables, onlyRestores(o.Plan))
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
	fmt.Fprintf(w, "  %s done in %s:  %s\n", s.adds("✓"), seconds(r.Seconds), strings.Join(receiptTotals(r, o.Plan), ", "))
	if o.Verify != "" {
		fmt.Fprintf(w, "  Compare the databases with:  %s\n", o.Verify)
	}
}

// receiptTotals are what a run came to, in a few words.
func receiptTotals(r *executor.Receipt, p *plan.Plan) (parts []string) {
	if n := len(r.Backups); n > 0 {
		parts = append(parts, plural(n, "backup"))
	}
	if n := len(r.Pruned); n > 0 {
		parts = append(parts, plural(n, "older backup")+" removed")
	}
	if len(r.Tables) == 0 && len(parts) > 0 {
		return parts
	}
	verb := "copied"
	if onlyRestores(p) {
		verb = "restored"
	}
	parts = append(parts, plural(r.Copied, "row")+" "+verb)
	if r.Kept > 0 {
		parts = append(parts, plan.Thousands(r.Kept)+" kept")
	}
	if onlyRestores(p) && slices.ContainsFunc(p.Tables, func(t plan.Table) bool { return !t.Rows.SourceExact }) {
		return parts // how many there would be, the file has not told
	}
	return append(parts, counted(r.Planned, r.Exact)+" planned")
}

// onlyRestores reports whether all rows that a plan brings are those of files.
func onlyRestores(p *plan.Plan) bool {
	return p != nil && len(p.Tables) > 0 && !slices.ContainsFunc(p.Tables, func(t plan.Table) bool { return t.Mode != plan.Restored })
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
func receiptTables(tables []state.Table, restored bool) *grid {
	g := &grid{indent: "  ", gap: "   ", right: []bool{false, true, true, true}}
	head := []string{"table", "planned", "copied"}
	if restored {
		head = []string{"table", "in the file", "restored"}
	}
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
		planned := counted(t.Planned, t.Exact)
		if restored {
			planned = inFile(plan.Rows{Source: t.Planned, SourceExact: t.Exact})
		}
		g.add(plainCells(Safe(t.Name), planned, plan.Thousands(t.Copied), kept)...)
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
	return s.destroys("This destroys "+listed(parts)+".") + "\n" + savedWords(p)
}

// savedWords says whether what a plan destroys is backed up before.
func savedWords(p *plan.Plan) string {
	var folders, without []string
	for _, in := range p.Intents {
		if d := destroyedOn(p, in.Name); d.rows == 0 && d.exact {
			continue
		}
		dumps := guarded(p, in.Name)
		if len(dumps) == 0 {
			without = append(without, Safe(in.Name))
		}
		for _, d := range dumps {
			if f := folder(d.Directory); !slices.Contains(folders, f) {
				folders = append(folders, f)
			}
		}
	}
	switch {
	case len(folders) == 0:
		return "No backup is made of it."
	case len(without) > 0:
		return "A backup is made before, in " + listed(folders) + ", but none for " + listed(without) + "."
	}
	return "A backup of it is made before, in " + listed(folders) + "."
}

// Copies is the sentence of the confirmation where nothing is destroyed on any
// database.
func Copies(p *plan.Plan) string {
	if len(p.Tables) == 0 && backingWords(p) != "" {
		return "No database is changed: " + strings.TrimSuffix(backingWords(p), ".") + "."
	}
	if onlyRestores(p) {
		return "This restores " + restoredWords(p.Tables) + "; nothing is destroyed."
	}
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
