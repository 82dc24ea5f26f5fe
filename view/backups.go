package view

import (
	"fmt"
	"io"
	"time"

	"poco/plan"
)

// A BackupFolder is one folder of backups, for a listing.
type BackupFolder struct {
	Directory string         `json:"directory"`
	FreeBytes *int64         `json:"free_bytes"` // nil where the system does not tell
	Backups   []ListedBackup `json:"backups"`    // newest first
}

// A ListedBackup is one backup of a folder, or what looks like one.
type ListedBackup struct {
	File      string        `json:"file"` // as poco restore takes it
	Made      time.Time     `json:"made_at"`
	Database  string        `json:"database,omitempty"` // label
	Of        *BackedUp     `json:"of,omitempty"`
	Format    string        `json:"format"`
	Bytes     int64         `json:"bytes"`
	SHA256    string        `json:"sha256,omitempty"`
	TableRows []BackedTable `json:"tables,omitempty"`
	Intent    string        `json:"intent,omitempty"`
	Run       string        `json:"run,omitempty"`
	// Complete is false for what Problem says.
	Complete bool   `json:"complete"`
	Problem  string `json:"problem,omitempty"`
	// Checked is what reading all of it has shown: "right", or what is wrong; empty
	// where it was not read.
	Checked string `json:"checked,omitempty"`
}

// BackedUp is the database that a backup is of, as it was then.
type BackedUp struct {
	Host          string `json:"host"`
	Port          int    `json:"port"`
	DBName        string `json:"dbname"`
	ServerVersion string `json:"server_version"`
}

// A BackedTable is a table of a backup.
type BackedTable struct {
	Name plan.Name `json:"name"`
	Rows int64     `json:"rows"`
}

// Right is what Checked says of a backup whose checksum is the one that was written.
const Right = "right"

// Backups lists the backups of some folders. What is no complete backup is told
// below its line. now is for their ages.
func Backups(w io.Writer, folders []BackupFolder, now time.Time, s Style) {
	shown := 0
	for _, f := range folders {
		if len(f.Backups) == 0 {
			continue
		}
		if shown++; shown > 1 {
			fmt.Fprintln(w)
		}
		backupFolder(w, f, now, s)
	}
	if shown == 0 {
		fmt.Fprintln(w, "No backup yet.")
	}
}

func backupFolder(w io.Writer, f BackupFolder, now time.Time, s Style) {
	bytes, complete := int64(0), 0
	for _, b := range f.Backups {
		if b.Complete {
			bytes, complete = bytes+b.Bytes, complete+1
		}
	}
	text := plural(complete, "backup") + ", " + plan.Size(bytes)
	if f.FreeBytes != nil {
		text += "; " + plan.Size(*f.FreeBytes) + " free"
	}
	fmt.Fprintf(w, "%s   %s\n\n", s.heads(folder(f.Directory)), text)
	g := backupGrid(f.Backups, now, s)
	widths := g.widths()
	fmt.Fprintln(w, g.line(g.rows[0], widths))
	for i, b := range f.Backups {
		fmt.Fprintln(w, g.line(g.rows[i+1], widths))
		backupTrouble(w, b, s)
	}
}

// backupGrid lays backups out. On a narrow terminal the last columns are left out:
// the first one names the file, and with it the database, the time and the format.
func backupGrid(backups []ListedBackup, now time.Time, s Style) *grid {
	g := &grid{indent: "  ", gap: "   ", right: []bool{false, false, false, true, true, true}}
	head := plainCells("file", "database", "made", "size", "tables", "rows", "by")
	g.add(head...)
	for _, b := range backups {
		g.add(backupCells(b, now, s)...)
	}
	for n := len(head); s.Width > 0 && n > 4 && total(g) > s.Width; n-- {
		for i := range g.rows {
			g.rows[i] = g.rows[i][:n-1]
		}
	}
	return g
}

// total is how wide a grid is.
func total(g *grid) int {
	n := len(g.indent) - len(g.gap)
	for _, w := range g.widths() {
		n += w + len(g.gap)
	}
	return n
}

func backupCells(b ListedBackup, now time.Time, s Style) []cell {
	file := cell{text: Safe(b.File)}
	if !b.Complete {
		file.paint = s.warns
	}
	cells := []cell{file, {text: Safe(b.Database)}, {text: ago(b.Made, now)}, {text: plan.Size(b.Bytes)}}
	if b.Intent == "" {
		return append(cells, plainCells("", "", "")...)
	}
	rows := int64(0)
	for _, t := range b.TableRows {
		rows += t.Rows
	}
	return append(cells, plainCells(plan.Thousands(int64(len(b.TableRows))), plan.Thousands(rows), Safe(b.Intent)+", run "+Safe(b.Run))...)
}

// backupTrouble says below a backup what is wrong with it, or that it was found
// right.
func backupTrouble(w io.Writer, b ListedBackup, s Style) {
	mark, text := s.warns("!"), b.Problem
	switch {
	case b.Checked == Right:
		mark, text = s.adds("✓"), "all of it was read: its checksum is the one that was written"
	case b.Checked != "":
		mark, text = s.destroys("✗"), b.Checked
	case text == "":
		return
	}
	for i, line := range wrap(Safe(text), max(30, s.prose()-6)) {
		if i > 0 {
			mark = " "
		}
		fmt.Fprintf(w, "    %s %s\n", mark, line)
	}
}

// A PrunedBlock is what the rule of one backup block takes.
type PrunedBlock struct {
	Intent string   `json:"intent"`
	Rule   string   `json:"rule"`
	Files  []string `json:"files"`
	Bytes  int64    `json:"bytes"`
}

// Prunable lists what the rules of a recipe take.
func Prunable(w io.Writer, blocks []PrunedBlock, s Style) {
	for i, b := range blocks {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "%s   %s\n\n", s.heads(Safe(b.Intent)), Safe(b.Rule))
		if len(b.Files) == 0 {
			fmt.Fprintln(w, "  Nothing is to be removed.")
			continue
		}
		for _, f := range b.Files {
			fmt.Fprintf(w, "  %s\n", s.destroys(Safe(f)))
		}
		fmt.Fprintf(w, "\n  %s, %s\n", plural(len(b.Files), "backup is to be removed", "backups are to be removed"), plan.Size(b.Bytes))
	}
}

// PruneRule is the rule of a backup block in words.
func PruneRule(r plan.Pruning) string { return rule(&r) }

// RemovesBackups is the question before backups are removed.
func RemovesBackups(blocks []PrunedBlock, s Style) string {
	n, bytes := 0, int64(0)
	for _, b := range blocks {
		n, bytes = n+len(b.Files), bytes+b.Bytes
	}
	return s.destroys(fmt.Sprintf("This removes %s, %s.", plural(n, "backup"), plan.Size(bytes)))
}
