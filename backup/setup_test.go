package backup

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"poco/internal/pgcluster/pgtest"
	"poco/plan"
)

// victimEnv makes the test binary a process that writes or removes backups, and
// kills itself at a checkpoint.
const victimEnv = "POCO_TEST_VICTIM"

func TestMain(m *testing.M) {
	if job := os.Getenv(victimEnv); job != "" {
		os.Exit(runVictim(job))
	}
	pgtest.Main(m)
}

// A victim is the work of such a process.
type victim struct {
	Dir    string
	Format Format
	Run    string
	Remove bool // the newest backup, instead of writing one
	Times  int  // how many backups it writes
	Die    int  // at which checkpoint, from 1; 0: at none
}

func runVictim(job string) int {
	var v victim
	if err := json.Unmarshal([]byte(job), &v); err != nil {
		panic(err)
	}
	passed := 0
	pass := func(name string) {
		if passed++; passed == v.Die {
			fmt.Println(name)
			self, err := os.FindProcess(os.Getpid())
			if err == nil {
				err = self.Kill()
			}
			if err != nil {
				panic(err)
			}
			select {}
		}
	}
	if err := v.work(pass); err != nil {
		fmt.Println(err)
		return 3
	}
	return 0
}

func (v victim) work(pass func(string)) error {
	if v.Remove {
		e, _, err := Newest(v.Dir, Of{})
		if err != nil {
			return err
		}
		return remove(e, pass)
	}
	for range max(v.Times, 1) {
		if _, err := write(v.Dir, Options{Label: "qa", Format: v.Format, Now: noon, Run: v.Run, checkpoint: pass}, text); err != nil {
			return err
		}
	}
	return nil
}

// dies runs the victim, and reports where it died; empty where it got through.
func dies(t *testing.T, v victim) string {
	t.Helper()
	c := v.command(t)
	out, err := c.CombinedOutput()
	switch {
	case err == nil:
		return ""
	case c.ProcessState.ExitCode() == -1: // killed
		return strings.TrimSpace(string(out))
	}
	t.Fatalf("the process did not die: %v\n%s", err, out)
	return ""
}

func (v victim) command(t *testing.T) *exec.Cmd {
	t.Helper()
	job, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), victimEnv+"="+string(job))
	return c
}

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

const text = "SELECT 1;\nSELECT 2;\nSELECT 3;\n"

// sample is a manifest as a caller hands it in.
func sample() Manifest {
	return Manifest{
		Intent: "backup.qa_before", PlanID: "plan_1", RunID: "run_1", StepID: "backup.qa_before/backup", Poco: "0.1.0", Tool: "pg_dump 15.18",
		Database: Database{Label: "qa", Host: "db.example", Port: 5432, Name: "shop", User: "app", ServerVersion: "15.18"},
		Snapshot: noon.In(time.FixedZone("", 3600)), Complete: true, Schemas: []string{"public"},
		Tables: []Table{{plan.Name{Schema: "public", Name: "orders"}, 3}},
	}
}

// write writes a backup of content, each line by itself, in any format.
func write(dir string, o Options, content string) (Entry, error) {
	m := sample()
	m.RunID, m.Database.Label = o.Run, o.Label
	return writeWith(dir, o, content, m)
}

func writeWith(dir string, o Options, content string, m Manifest) (Entry, error) {
	w, err := Create(dir, o)
	if err != nil {
		return Entry{}, err
	}
	defer w.Discard()
	lines := slices.Collect(strings.Lines(content))
	if o.Format == Directory {
		if err := os.MkdirAll(filepath.Join(w.Folder(), "deep"), 0o755); err != nil {
			return Entry{}, err
		}
		for i, line := range lines {
			if err := os.WriteFile(filepath.Join(w.Folder(), fmt.Sprintf("deep/%d.dat", i)), []byte(line), 0o644); err != nil {
				return Entry{}, err
			}
		}
		if err := os.WriteFile(filepath.Join(w.Folder(), "toc.dat"), []byte(content), 0o644); err != nil {
			return Entry{}, err
		}
		return w.Commit(context.Background(), m)
	}
	for _, line := range lines {
		if _, err := w.File().WriteString(line); err != nil {
			return Entry{}, err
		}
	}
	return w.Commit(context.Background(), m)
}

// put writes a backup that must come to be.
func put(t *testing.T, dir string, format Format, now time.Time) Entry {
	t.Helper()
	e, err := write(dir, Options{Label: "qa", Format: format, Now: now, Run: "run_1"}, text)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func list(t *testing.T, dir string) []Entry {
	t.Helper()
	entries, err := List(dir)
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

// names are those of all files of a folder, hidden ones as well.
func names(t *testing.T, dir string) []string {
	t.Helper()
	found, err := namesIn(dir)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func file(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
