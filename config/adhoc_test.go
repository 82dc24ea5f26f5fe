package config

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAddedBlocksRunByNameAndTakeNoOthersPlace(t *testing.T) {
	r := loaded(t, `
database "qa" {
  url = "postgres://localhost/qa"
}
backup "qa" {
  database = database.qa
}
`)
	qa := r.Database("qa")
	names := []string{
		r.AddBackup(Backup{Database: qa}),
		r.AddBackup(Backup{Database: qa, Directory: "elsewhere", Format: "custom"}),
		r.AddRestore(Restore{Database: qa, File: "a.sql", BackupFirst: true}),
	}
	if diff := cmp.Diff([]string{"backup.qa-2", "backup.qa-3", "restore.qa"}, names); diff != "" {
		t.Fatal(diff)
	}
	intents, diags := r.Choose(names)
	if diags.HasErrors() || len(intents) != 3 {
		t.Fatalf("chosen: %v, %v", intents, diags)
	}
	second, third, restore := intents[0].(*Backup), intents[1].(*Backup), intents[2].(*Restore)
	if second.Directory != filepath.Join(r.Dir, "backups") || second.Format != "plain" {
		t.Errorf("defaults: %s, %s", second.Directory, second.Format)
	}
	if third.Directory != filepath.Join(r.Dir, "elsewhere") || third.Format != "custom" {
		t.Errorf("what was given: %s, %s", third.Directory, third.Format)
	}
	if restore.File != filepath.Join(r.Dir, "a.sql") {
		t.Errorf("the file: %s", restore.File)
	}
}

func TestRestoreTakesABackupFirstUnlessToldNotTo(t *testing.T) {
	r := loaded(t, `
database "qa" {
  url = "postgres://localhost/qa"
}
restore "a" {
  database = database.qa
  file     = "a.sql"
}
restore "b" {
  database     = database.qa
  file         = "a.sql"
  backup_first = false
  allow        = ["role", "meta", "role"]
  no_owner     = true
}
`)
	a, b := r.Restores[0], r.Restores[1]
	if !a.BackupFirst || a.NoOwner || a.Allow != nil {
		t.Errorf("defaults: %+v", a)
	}
	if b.BackupFirst || !b.NoOwner || !cmp.Equal(b.Allow, []string{"role", "meta"}) {
		t.Errorf("what was written: %+v", b)
	}
}
