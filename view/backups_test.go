package view

import (
	"bytes"
	"testing"
	"time"

	"github.com/hashicorp/hcl/v2"
)

func listedBackups() []BackupFolder {
	made := time.Date(2026, 11, 23, 7, 15, 0, 0, time.UTC)
	rows := []BackedTable{{Name: public("orders"), Rows: 298113}, {Name: public("customers"), Rows: 11950}}
	return []BackupFolder{
		{Directory: "backups", FreeBytes: at(int64(48 << 30)), Backups: []ListedBackup{
			{File: "backups/backup_qa_20261123_071500.sql", Made: made, Database: "qa", Format: "plain", Bytes: 214958080,
				TableRows: rows, Intent: "backup.qa_before", Run: "7f3c", Complete: true},
			{File: "backups/backup_qa_20261122_071500", Made: made.AddDate(0, 0, -1), Database: "qa", Format: "directory", Bytes: 104958080,
				TableRows: rows, Intent: "copy.refresh", Run: "11aa", Complete: true, Checked: Right},
			{File: "backups/backup_qa_20261121_071500.dump", Made: made.AddDate(0, 0, -2), Database: "qa", Format: "custom", Bytes: 512,
				TableRows: rows, Intent: "backup.qa_before", Run: "99ab", Problem: "it has 512 bytes, its manifest says 104958080"},
			{File: "backups/backup_x_20261120_071500.sql", Made: made.AddDate(0, 0, -3), Format: "plain", Bytes: 9,
				Problem: "there is no manifest beside it: it is not of poco's making, or was never completed"},
			{File: "backups/backup_qa_20261119_071500.sql", Made: made.AddDate(0, 0, -4), Database: "qa", Format: "plain", Bytes: 214958080,
				TableRows: rows, Intent: "backup.qa_before", Run: "7f3c", Complete: true, Checked: "its content is not what was written: SHA-256 3f2a…, want 99ab…"},
		}},
		{Directory: "/var/empty"},
	}
}

func TestBackupsAreListed(t *testing.T) {
	now := time.Date(2026, 11, 24, 7, 15, 0, 0, time.UTC)
	for name, width := range map[string]int{"backups.txt": 0, "backups_80.txt": 80} {
		golden(t, name, func(w *bytes.Buffer) { Backups(w, listedBackups(), now, Style{Width: width}) })
	}
	golden(t, "backups_none.txt", func(w *bytes.Buffer) { Backups(w, []BackupFolder{{Directory: "backups"}}, now, Style{}) })
}

func TestWhatIsPrunedIsListedByItsRule(t *testing.T) {
	blocks := []PrunedBlock{
		{Intent: "backup.qa_before", Rule: "keep 3", Files: []string{"backups/backup_qa_20261119_071500.sql"}, Bytes: 214958080},
		{Intent: "backup.whole", Rule: "at most 30 days old"},
	}
	golden(t, "prunable.txt", func(w *bytes.Buffer) {
		Prunable(w, blocks, Style{})
		w.WriteString(RemovesBackups(blocks, Style{}) + "\n")
	})
}

// refused is a line of a dump.
type refused string

func (r refused) Quote() string { return string(r) }

func TestADiagnosticOfADumpShowsItsLine(t *testing.T) {
	diags := hcl.Diagnostics{{
		Severity: hcl.DiagError, Summary: "shop.sql would run a program", Detail: "psql would carry out this command.",
		Subject: &hcl.Range{Filename: "backups/shop.sql", Start: hcl.Pos{Line: 4711, Column: 1}, End: hcl.Pos{Line: 4711, Column: 1}},
		Extra:   refused("\\!\trm -rf ~\x1b[2J"),
	}}
	golden(t, "diagnostic_of_a_dump.txt", func(w *bytes.Buffer) { Diagnostics(w, diags, nil, Style{}) })
	golden(t, "diagnostic_of_a_dump.jsonl", func(w *bytes.Buffer) {
		if err := DiagnosticsJSON(w, diags); err != nil {
			t.Error(err)
		}
	})
}
