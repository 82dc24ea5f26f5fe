package command_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestInterruptedRestoreGoesOnByItsRun stops a restore that has no block in the
// recipe before the lock of a table: the database is as it was, and the command that
// is named goes on with it.
func TestInterruptedRestoreGoesOnByItsRun(t *testing.T) {
	t.Parallel()
	for name, signals := range map[string][]os.Signal{"one Ctrl-C": {os.Interrupt}, "two Ctrl-C": {os.Interrupt, os.Interrupt}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSession(t)
			s.must("backup", "qa")
			s.change("UPDATE customers SET name = 'changed'")
			release := s.hold("notes")
			wait := s.start("restore", "qa", "latest", "--auto-approve", "--lock-timeout", "1m")
			s.until(waitsForNotes, "t")
			for _, signal := range signals {
				s.signals <- signal
			}
			r := wait()
			release()
			if r.code != 130 {
				t.Fatalf("exit %d, want 130\n%s%s", r.code, r.stdout, r.stderr)
			}
			if len(signals) == 1 && !strings.Contains(r.stderr, "Rolling back the restore in flight") {
				t.Errorf("what becomes of the restore is not said:\n%s", r.stderr)
			}
			if got := s.query("SELECT DISTINCT name FROM customers"); got != "changed" {
				t.Errorf("the customers are %s", got)
			}
			again := regexp.MustCompile(`Go on with: +poco (apply [0-9a-f]+)`).FindStringSubmatch(r.stderr)
			if again == nil {
				t.Fatalf("no command goes on:\n%s", r.stderr)
			}
			if r := s.must(strings.Fields(again[1])...); !strings.Contains(r.stdout, "48 rows restored") {
				t.Errorf("the end:\n%s%s", r.stdout, r.stderr)
			}
			if got := s.query("SELECT count(*) FROM customers WHERE name LIKE 'qa %'"); got != "5" {
				t.Errorf("%s customers are back", got)
			}
		})
	}
}

func TestAFileThatChangesAfterThePlanIsNotRestored(t *testing.T) {
	t.Parallel()
	s := newSession(t)
	s.must("backup", "qa")
	files, err := filepath.Glob(filepath.Join(s.dir, "backups", "*.sql"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	data, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	s.write("copy.sql", string(data))
	s.write("back.poco.hcl", "restore \"back\" {\n  database = database.qa\n  file = \"copy.sql\"\n}\n")
	s.must("plan", "restore.back", "--out", "back.plan.json")
	s.write("copy.sql", strings.Replace(string(data), "qa 1", "qa X", 1))
	s.change("UPDATE customers SET name = 'changed'")
	r := s.poco("apply", "back.plan.json", "--auto-approve")
	if r.code == 0 || !strings.Contains(r.stderr, "copy.sql") || !strings.Contains(r.stderr, "the plan is stale") {
		t.Errorf("exit %d\n%s%s", r.code, r.stdout, r.stderr)
	}
	if got := s.query("SELECT DISTINCT name FROM customers"); got != "changed" {
		t.Errorf("the customers are %s", got)
	}
}

func TestABackupThatFailsTouchesNothing(t *testing.T) {
	t.Parallel()
	s := newSession(t)
	s.write("main.poco.hcl", strings.Replace(shopRecipe, `mode   = "overwrite"`, "mode = \"overwrite\"\n  backup = backup.before", 1)+
		"backup \"before\" {\n  database = database.qa\n  max_size = \"1kB\"\n}\n")
	s.must("plan") // it is an estimate only: the file may be small enough
	r := s.poco("apply", "--auto-approve")
	if r.code != 1 || !strings.Contains(r.stderr, "cannot back up qa") || !strings.Contains(r.stderr, "Nothing was changed.") {
		t.Errorf("exit %d\n%s%s", r.code, r.stdout, r.stderr)
	}
	if got := s.query("SELECT count(*) FROM customers"); got != "5" {
		t.Errorf("%s customers are left", got)
	}
	if left, _ := filepath.Glob(filepath.Join(s.dir, "backups", "*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
