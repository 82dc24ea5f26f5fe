package command_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"poco/backup"
	"poco/plan"
	"poco/state"
)

// shelf is a recipe's folder with backups, and no server behind it.
func shelf(t *testing.T) *session {
	t.Helper()
	s := &session{t: t, dir: t.TempDir(), signals: make(chan os.Signal, 2),
		dev: "postgres://app@127.0.0.1:1/dev", qa: "postgres://app@127.0.0.1:1/qa"}
	s.write("main.poco.hcl", `
database "dev" { url = env("DEV_URL") }
database "qa" { url = env("QA_URL") }
backup "nightly" {
  database  = database.qa
  directory = "shelf"
  keep      = 2
}
backup "unlimited" { database = database.dev }
`)
	return s
}

// put makes a backup of some hour of a day.
func (s *session) put(dir, intent, label, run string, hour int) backup.Entry {
	s.t.Helper()
	w, err := backup.Create(filepath.Join(s.dir, dir), backup.Options{Label: label, Format: backup.Plain, Run: run, Step: intent + "/backup",
		Now: time.Date(2026, 11, 23, hour, 15, 0, 0, time.UTC)})
	if err != nil {
		s.t.Fatal(err)
	}
	defer w.Discard()
	if _, err := w.File().WriteString("SELECT 1;\n"); err != nil {
		s.t.Fatal(err)
	}
	e, err := w.Commit(context.Background(), backup.Manifest{Intent: intent, RunID: run, StepID: intent + "/backup", Complete: true, Compression: "none",
		PlanID: "cafe", Poco: "0.1.0", Tool: "pg_dump 15.18", Schemas: []string{"public"}, Snapshot: time.Date(2026, 11, 23, hour, 15, 0, 0, time.UTC),
		Database: backup.Database{Label: label, Host: "db", Port: 5432, Name: label, User: "app", ServerVersion: "15.8"},
		Tables:   []backup.Table{{Name: plan.Name{Schema: "public", Name: "orders"}, Rows: 41}, {Name: plan.Name{Schema: "public", Name: "notes"}, Rows: 1}}})
	if err != nil {
		s.t.Fatal(err)
	}
	return e
}

func TestBackupsOfAllFoldersAreListed(t *testing.T) {
	t.Parallel()
	s := shelf(t)
	if r := s.must("backups"); r.stdout != "No backup yet.\n" {
		t.Errorf("an empty shelf: %q", r.stdout)
	}
	s.put("backups", "backup.dev", "dev", "11aa", 1)
	s.put("shelf", "backup.nightly", "qa", "22bb", 2)
	s.write("shelf/backup_qa_20261123_031500.sql", "by hand")
	s.write("shelf/notes.txt", "not a backup")
	all := s.must("backups").stdout
	for _, want := range []string{"backups/   1 backup", "shelf/   1 backup", "backups/backup_dev_20261123_011500.sql", "42   backup.nightly, run 22bb",
		"! there is no manifest beside it"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not in\n%s", want, all)
		}
	}
	if strings.Contains(all, "notes.txt") {
		t.Errorf("a foreign file is listed:\n%s", all)
	}
	qa := s.must("backups", "qa").stdout
	if strings.Contains(qa, "backup_dev") || !strings.Contains(qa, "backup_qa_20261123_021500.sql") {
		t.Errorf("the backups of qa:\n%s", qa)
	}
	if r := s.poco("backups", "qaa"); r.code != 1 || !strings.Contains(r.stderr, "Did you mean qa?") {
		t.Errorf("an unknown database: exit %d\n%s", r.code, r.stderr)
	}
	if r := s.must("backups", "--json"); !strings.Contains(r.stdout, `"intent": "backup.nightly"`) || !strings.Contains(r.stdout, `"name": "public.orders"`) {
		t.Errorf("as JSON:\n%s", r.stdout)
	}
}

func TestCheckFindsADamagedBackup(t *testing.T) {
	t.Parallel()
	s := shelf(t)
	s.put("shelf", "backup.nightly", "qa", "22bb", 1)
	e := s.put("shelf", "backup.nightly", "qa", "22bb", 2)
	if r := s.must("backups", "--check"); strings.Count(r.stdout, "✓") != 2 {
		t.Errorf("two right ones:\n%s", r.stdout)
	}
	s.write(filepath.Join("shelf", e.Name), "SELECT 2;\n")
	r := s.poco("backups", "--check")
	if r.code != 1 || strings.Count(r.stdout, "✓") != 1 || !strings.Contains(r.stdout, "✗ damaged: shelf/"+e.Name+" is not what was written") {
		t.Errorf("one of two damaged: exit %d\n%s%s", r.code, r.stdout, r.stderr)
	}
	s.write(filepath.Join("shelf", e.Name), "SELECT")
	if r := s.poco("backups", "--check"); r.code != 1 || !strings.Contains(r.stdout, "! ") {
		t.Errorf("one of two cut short: exit %d\n%s%s", r.code, r.stdout, r.stderr)
	}
}

func TestPruneRemovesWhatTheRuleTakesAfterAYes(t *testing.T) {
	t.Parallel()
	s := shelf(t)
	var names []string
	for hour := range 5 {
		names = append(names, s.put("shelf", "backup.nightly", "qa", "22bb", hour).Name)
	}
	other := s.put("shelf", "backup.qa", "qa", "22bb", 0).Name
	s.write("shelf/backup_qa_20261101_031500.sql", "by hand")
	r := s.poco("backups", "--prune")
	if r.code != 1 || !strings.Contains(r.stderr, "nobody can be asked") || !strings.Contains(r.stdout, "shelf/"+names[0]) {
		t.Errorf("off a terminal: exit %d\n%s%s", r.code, r.stdout, r.stderr)
	}
	s.tty, s.stdin = true, "y\n"
	if r := s.poco("backups", "--prune"); r.code != 1 || !strings.Contains(r.stderr, "Nothing was removed.") {
		t.Errorf("a hurried y: exit %d\n%s", r.code, r.stderr)
	}
	s.stdin = "yes\n"
	if r := s.must("backups", "--prune"); !strings.Contains(r.stderr, "This removes 3 backups") || !strings.Contains(r.stderr, "Removed 3 backups.") {
		t.Errorf("a yes:\n%s%s", r.stdout, r.stderr)
	}
	left, err := filepath.Glob(filepath.Join(s.dir, "shelf", "*.sql"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range left {
		left[i] = filepath.Base(left[i])
	}
	want := []string{"backup_qa_20261101_031500.sql", names[3], names[4], other}
	slices.Sort(want)
	if !slices.Equal(left, want) {
		t.Errorf("left are %v, want %v", left, want)
	}
	if r := s.must("backups", "--prune", "--json"); !strings.Contains(r.stdout, `"removed": []`) {
		t.Errorf("again:\n%s", r.stdout)
	}
}

func TestPruneKeepsWhatAnUnfinishedRunNeeds(t *testing.T) {
	t.Parallel()
	s := shelf(t)
	ctx := context.Background()
	var names []string
	for hour := range 5 {
		names = append(names, s.put("shelf", "backup.nightly", "qa", []string{"aaaa", "22bb", "22bb", "22bb", "22bb"}[hour], hour).Name)
	}
	store, err := state.OpenLocal(filepath.Join(s.dir, ".poco", "state.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close(ctx)
	p := &plan.Plan{FormatVersion: plan.FormatVersion, Steps: []plan.Step{{ID: "restore.qa/restore", Kind: plan.Restore, SQL: []string{},
		Restoration: &plan.Restoration{File: "shelf/" + names[1]}}}}
	if err := p.Seal(); err != nil {
		t.Fatal(err)
	}
	var document bytes.Buffer
	if err := p.Encode(&document); err != nil {
		t.Fatal(err)
	}
	if err := store.SavePlan(ctx, p.ID, document.Bytes()); err != nil {
		t.Fatal(err)
	}
	if err := store.Save(ctx, state.Run{ID: "aaaa", PlanID: p.ID, Status: state.Interrupted}); err != nil {
		t.Fatal(err)
	}
	r := s.must("backups", "--prune", "--auto-approve")
	if strings.Contains(r.stdout, names[0]) || strings.Contains(r.stdout, names[1]) || !strings.Contains(r.stdout, names[2]) {
		t.Errorf("the first two are needed:\n%s", r.stdout)
	}
}
