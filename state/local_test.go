package state

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// localState is a store with one run, and its path.
func localState(t *testing.T) (Store, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), ".poco", "state.json")
	store := open(t, path)
	save(t, store, run("a001", 1, Running))
	return store, path
}

func overwrite(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func contents(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestFilesAreTheUsersOnly(t *testing.T) {
	store, path := localState(t)
	if err := store.SavePlan(t.Context(), "ab12", []byte("{}")); err != nil {
		t.Fatal(err)
	}
	lock, err := store.Lock(t.Context(), someone(1), 0)
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Release(t.Context())
	dir := filepath.Dir(path)
	got := map[string]string{}
	filepath.Walk(dir, func(file string, info os.FileInfo, err error) error {
		if err != nil {
			t.Fatal(err)
		}
		name, _ := filepath.Rel(dir, file)
		got[name] = info.Mode().String()
		return nil
	})
	want := map[string]string{".": "drwx------", "plans": "drwx------", "plans/ab12.json": "-rw-------",
		"state.json": "-rw-------", "state.json.lock": "-rw-------", "state.json.holder": "-rw-------"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

func TestDamagedStateIsKeptAsideAndTheNextCommandGoesOn(t *testing.T) {
	for name, damage := range map[string]func(string) string{
		"cut in half":          func(s string) string { return s[:len(s)/2] },
		"empty":                func(string) string { return "" },
		"another document":     func(string) string { return `{"hello": 1}` },
		"followed by garbage":  func(s string) string { return s + "}" },
		"with a foreign field": func(s string) string { return strings.Replace(s, `"steps": 9`, `"steps": "nine"`, 1) },
	} {
		t.Run(name, func(t *testing.T) {
			store, path := localState(t)
			broken := damage(contents(t, path))
			overwrite(t, path, broken)
			err := store.Save(t.Context(), run("b002", 2, Running))
			var damaged *DamagedError
			if !errors.As(err, &damaged) || damaged.Kept == "" {
				t.Fatalf("saving over it: %v", err)
			}
			for _, part := range []string{path, damaged.Kept, "ledger", "apply"} {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("the message lacks %q: %v", part, err)
				}
			}
			if kept := contents(t, damaged.Kept); kept != broken {
				t.Errorf("kept aside is %q, want %q", kept, broken)
			}
			save(t, store, run("b002", 2, Running))
			if runs := list(t, store); len(runs) != 1 || runs[0].ID != "b002" {
				t.Errorf("afterwards the runs are %v", runs)
			}
		})
	}
}

func TestDamagedStateStaysWhileAnotherProcessHoldsTheLock(t *testing.T) {
	store, path := localState(t)
	lockingProcess(t, path)
	overwrite(t, path, "{")
	_, err := store.Runs(t.Context())
	var damaged *DamagedError
	if !errors.As(err, &damaged) || damaged.Kept != "" || contents(t, path) != "{" {
		t.Errorf("got %v", err)
	}
}

func TestEachDamagedStateIsKept(t *testing.T) {
	store, path := localState(t)
	for n := range 2 {
		overwrite(t, path, fmt.Sprintf("broken %d", n))
		if _, err := store.Runs(t.Context()); err == nil {
			t.Fatal("no error")
		}
	}
	for n := range 2 {
		if got := contents(t, fmt.Sprintf("%s.damaged-%d", path, n+1)); got != fmt.Sprintf("broken %d", n) {
			t.Errorf("kept %d is %q", n+1, got)
		}
	}
}

func TestStateOfAnotherVersionIsLeftAlone(t *testing.T) {
	store, path := localState(t)
	later := strings.Replace(contents(t, path), `"version": 1`, `"version": 7`, 1)
	overwrite(t, path, later)
	err := store.Save(t.Context(), run("b002", 2, Running))
	var version *VersionError
	if !errors.As(err, &version) || version.Version != 7 || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v", err)
	}
	if contents(t, path) != later {
		t.Error("the file was changed")
	}
}

func TestOldFinishedRunsAreForgottenWithTheirPlans(t *testing.T) {
	store, path := localState(t) // a001 is unfinished, and older than all others
	for i := range keptRuns + 2 {
		r := run(fmt.Sprintf("%04x", i), 2+i, Done)
		r.PlanID = fmt.Sprintf("%064x", i)
		if err := store.SavePlan(t.Context(), r.PlanID, []byte("{}")); err != nil {
			t.Fatal(err)
		}
		save(t, store, r)
	}
	runs := list(t, store)
	if len(runs) != keptRuns+1 || runs[len(runs)-1].ID != "a001" || runs[0].ID != fmt.Sprintf("%04x", keptRuns+1) {
		t.Errorf("%d runs, from %s to %s", len(runs), runs[0].ID, runs[len(runs)-1].ID)
	}
	plans, err := os.ReadDir(filepath.Join(filepath.Dir(path), "plans"))
	if err != nil || len(plans) != keptRuns {
		t.Errorf("%d plans, %v", len(plans), err)
	}
}

func TestStateFileIsNoFolder(t *testing.T) {
	if _, err := OpenLocal(t.TempDir()); err == nil {
		t.Error("a folder was opened as the state file")
	}
}

func TestStateThatCantBeWrittenIsAnError(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	overwrite(t, file, "")
	store := open(t, filepath.Join(file, "state.json"))
	if err := store.Save(t.Context(), run("a001", 1, Running)); err == nil {
		t.Error("no error")
	}
	if _, err := store.Lock(t.Context(), someone(1), 0); err == nil {
		t.Error("no error of the lock")
	}
}
