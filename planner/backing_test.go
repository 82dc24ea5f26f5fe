package planner

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/plan"
)

// stepOf is the one step of a kind.
func stepOf(t *testing.T, p *plan.Plan, kind plan.Kind) plan.Step {
	t.Helper()
	var found []plan.Step
	for _, s := range p.Steps {
		if s.Kind == kind {
			found = append(found, s)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d steps of kind %s", len(found), kind)
	}
	return found[0]
}

// guarded is a copy of a selection with a backup block of a body.
func (w *world) guarded(selection, body string) (*plan.Plan, string) {
	w.t.Helper()
	p, diags := w.plan(w.recipe(selection+"\nmode = \"overwrite\"\nbackup = backup.before",
		"backup \"before\" {\n database = database.qa\n"+body+"\n}"))
	if diags.HasErrors() {
		return nil, told(diags)
	}
	sound(w.t, p)
	return p, ""
}

func TestABackupRunsBeforeItsCopyAndHoldsWhatThatDestroys(t *testing.T) {
	w := servers(t, []string{shopSchema, shopRows}, []string{shopSchema, oldRows, "CREATE VIEW busier AS SELECT * FROM busy;"})
	p, problems := w.guarded("selection { include = [\"orders\"] }", "")
	if p == nil {
		t.Fatal(problems)
	}
	var names []string
	for _, in := range p.Intents {
		names = append(names, in.Name+" "+in.Kind)
	}
	if diff := cmp.Diff([]string{"backup.before backup", "copy.refresh copy"}, names); diff != "" {
		t.Error(diff)
	}
	step := stepOf(t, p, plan.Backup)
	want := &plan.Dump{Database: "qa", Directory: "backups", Format: "plain", Schemas: []string{"public"}, Guards: []string{"copy.refresh"}}
	got := *step.Dump
	if !strings.HasPrefix(got.Tool, "pg_dump 1") || got.BytesEstimate <= 0 {
		t.Errorf("tool %q, %d bytes", got.Tool, got.BytesEstimate)
	}
	got.Tool, got.BytesEstimate = "", 0
	if diff := cmp.Diff(want, &got); diff != "" {
		t.Error(diff)
	}
	if p.Summary.Backups != 1 || p.Summary.BackupBytesEstimate != step.Dump.BytesEstimate || p.Summary.DiskFreeBytes <= 0 {
		t.Errorf("summary: %+v", p.Summary)
	}
	for _, s := range p.Steps {
		if s.Intent == "copy.refresh" && len(s.Needs) == 0 {
			t.Errorf("%s does not wait for the backup", s.ID)
		}
	}
}

// TestASelectionOfABackupIsWidened holds a backup of fewer tables than its copy
// destroys to all of them, with the views that would have to go with them.
func TestASelectionOfABackupIsWidened(t *testing.T) {
	w := servers(t, []string{shopSchema, shopRows}, []string{shopSchema, oldRows, "CREATE VIEW busier AS SELECT * FROM busy;"})
	p, problems := w.guarded("selection {\n include = [\"orders\", \"invoices\", \"order_items\", \"products\", \"customers\"]\n related = \"none\"\n}", "selection {\n include = [\"orders\"]\n related = \"none\"\n}")
	if p == nil {
		t.Fatal(problems)
	}
	var names []string
	for _, name := range stepOf(t, p, plan.Backup).Dump.Tables {
		names = append(names, name.Name)
	}
	if diff := cmp.Diff([]string{"busier", "busy", "customers", "invoices", "order_items", "orders", "products"}, names); diff != "" {
		t.Error(diff)
	}
	if len(p.Warnings) == 0 || p.Warnings[0].Code != "backup_widened" || !strings.Contains(p.Warnings[0].Message, "customers, invoices, order_items, products too") {
		t.Errorf("warnings: %v", p.Warnings)
	}
}

func TestAPartitionIsBackedUpWithItsTree(t *testing.T) {
	const tree = "CREATE TABLE log (id int, day date) PARTITION BY RANGE (day); CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM ('2026-01-01') TO ('2026-02-01'); CREATE TABLE log_2 PARTITION OF log DEFAULT; CREATE TABLE t (id int);"
	w := servers(t, []string{tree}, []string{tree})
	p, problems := w.guarded("selection { include = [\"t\"] }", "selection { include = [\"log_1\"] }")
	if p == nil {
		t.Fatal(problems)
	}
	var names []string
	for _, name := range stepOf(t, p, plan.Backup).Dump.Tables {
		names = append(names, name.Name)
	}
	if diff := cmp.Diff([]string{"log", "log_1", "log_2", "t"}, names); diff != "" {
		t.Error(diff)
	}
}

func TestBackupsThatCanNotBeMadeAreRefused(t *testing.T) {
	w := servers(t, []string{shopSchema}, []string{shopSchema, oldRows,
		"CREATE SCHEMA other; CREATE TABLE other.t (id int);"})
	for body, want := range map[string]string{
		"directory = \"refresh.poco.hcl/sub\"":       "the folder for the backup can't be looked at",
		"selection { include = [\"nothing_here\"] }": "no table matches \"nothing_here\"",
	} {
		if p, problems := w.guarded("selection { include = [\"*\"] }", body); p != nil {
			t.Errorf("%s: planned: %v", body, p.Steps[0])
		} else {
			says(t, problems, want)
		}
	}
}

func TestABackupOfAProtectedDatabaseIsPlannedAlone(t *testing.T) {
	w := servers(t, []string{shopSchema, shopRows}, nil)
	p, diags := w.plan(w.load(`database "dev" {
  url       = env("DEV_URL")
  protected = true
}
backup "nightly" {
  database  = database.dev
  format    = "directory"
  directory = "` + filepath.ToSlash(t.TempDir()) + `"
  keep      = 2
}`))
	if diags.HasErrors() {
		t.Fatal(told(diags))
	}
	sound(t, p)
	if len(p.Steps) != 2 || p.Steps[0].Kind != plan.Backup || p.Steps[1].Kind != plan.Prune || p.Steps[0].Dump.Jobs < 1 || len(p.Tables) != 0 {
		t.Errorf("%+v", p.Steps)
	}
}

// TestThePlanWithABackupIsTheSameWhateverIsFree makes a plan twice, with another
// room on the disk each time.
func TestThePlanWithABackupIsTheSameWhateverIsFree(t *testing.T) {
	w := servers(t, []string{shopSchema, shopRows}, []string{shopSchema, oldRows})
	first, problems := w.guarded("selection { include = [\"*\"] }", "")
	if first == nil {
		t.Fatal(problems)
	}
	if err := os.WriteFile(filepath.Join(w.dir, "large"), make([]byte, 8<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	second, _ := w.guarded("selection { include = [\"*\"] }", "")
	if first.ID != second.ID {
		t.Error("the plans differ")
	}
}
