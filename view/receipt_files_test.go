package view

import (
	"bytes"
	"strings"
	"testing"

	"poco/executor"
	"poco/plan"
	"poco/state"
)

var madeBackup = executor.BackupMade{Step: "backup.qa_before/backup", Intent: "backup.qa_before", Database: "qa",
	File: "backups/backup_qa_20261123_071500.sql", Format: "plain", Bytes: 214958080,
	SHA256: "3f2a9b1c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8", Tables: 4, Rows: 310063, Seconds: 11}

var bringBack = ReceiptOptions{
	Restore: func(b executor.BackupMade) string { return "poco restore " + b.Database + " " + b.File },
	ByHand: func(executor.BackupMade) []string {
		return []string{"cd /srv/shop/backups", "psql -X -1 -v ON_ERROR_STOP=1 -d shop -f backup_qa_20261123_071500.sql"}
	},
}

func TestReceiptOfABackupSaysHowToBringItBack(t *testing.T) {
	r := &executor.Receipt{Run: "7f3c", Seconds: 11, Status: state.Done, Backups: []executor.BackupMade{madeBackup},
		Pruned: []string{"backups/backup_qa_20261001_071500.sql"}}
	o := bringBack
	o.Plan = backups()
	golden(t, "receipt_backup.txt", func(w *bytes.Buffer) { Receipt(w, r, o, Style{}) })
}

func TestReceiptOfARestoreCountsTheRowsThatCame(t *testing.T) {
	r := &executor.Receipt{Run: "7f3c", Seconds: 31, Planned: 316600, Copied: 316600, Exact: true, Status: state.Done,
		Backups: []executor.BackupMade{madeBackup}}
	for _, table := range restoredTables() {
		r.Tables = append(r.Tables, state.Table{Name: table.Target.String(), Planned: table.Rows.Source, Exact: true, Copied: table.Rows.Source, Done: true})
	}
	o := bringBack
	o.Plan = restoring()
	golden(t, "receipt_restore.txt", func(w *bytes.Buffer) { Receipt(w, r, o, Style{}) })
}

func TestTheQuestionSaysWhetherThereIsABackup(t *testing.T) {
	for name, test := range map[string]struct {
		plan *plan.Plan
		want string
	}{
		"none":     {shop(), "qa (app@db-qa.internal:5432/shop).\nNo backup is made of it."},
		"guarded":  {guardedCopy(), "A backup of it is made before, in backups/."},
		"restored": {restoring(), "This destroys ≈ 328,972 rows in 3 tables of qa (app@db-qa.internal:5432/shop).\nA backup of it is made before, in backups/."},
		"bare":     {bareRestore(), "No backup is made of it."},
	} {
		if got := Destroys(test.plan, Style{}); !strings.HasSuffix(got, test.want) {
			t.Errorf("%s: %s", name, got)
		}
	}
	if got := Copies(backups()); got != "No database is changed: 2 backups, ≈ 840 MB (48 GB free). 2 older backups are removed." {
		t.Errorf("backups alone: %s", got)
	}
}
