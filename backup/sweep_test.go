package backup

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestSweepLeavesForeignFiles: in folders named as partials are, and under their
// names.
func TestSweepLeavesForeignFiles(t *testing.T) {
	dir := t.TempDir()
	owned := `{"run_id": "run_1"}`
	file(t, filepath.Join(dir, ".backup_qa_20261123_120000.partial"), "a file")
	file(t, filepath.Join(dir, ".backup_qa.partial", ownerFile), owned)
	file(t, filepath.Join(dir, ".other_qa_20261123_120000.partial", ownerFile), owned)
	before := names(t, dir)
	if err := Sweep(t.Context(), dir, "run_1"); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, names(t, dir)); diff != "" {
		t.Error(diff)
	}
	mixed := filepath.Join(dir, ".backup_qa_20261123_130000.partial")
	file(t, filepath.Join(mixed, ownerFile), owned)
	file(t, filepath.Join(mixed, "notes"), "mine")
	if err := Sweep(t.Context(), dir, "run_1"); err == nil {
		t.Error("it is not said that a partial with foreign files stays")
	}
	if diff := cmp.Diff([]string{"notes", ownerFile}, names(t, mixed)); diff != "" {
		t.Error(diff)
	}
}

// TestSweepOfNobodysPartials: those whose process ended before it wrote its name
// stay while it may still be at it.
func TestSweepOfNobodysPartials(t *testing.T) {
	dir := t.TempDir()
	for _, test := range []struct {
		name  string
		age   time.Duration
		owner string
		gone  bool
	}{
		{"fresh", 0, "", false},
		{"old", 2 * ownerless, "", true},
		{"old, with half an owner's name", 2 * ownerless, `{"run_id": "run`, true},
		{"old, of a run that may go on", 2 * ownerless, `{"run_id": "run_2"}`, false},
	} {
		partial := filepath.Join(dir, ".backup_qa_20261123_120000.partial")
		if err := os.Mkdir(partial, 0o700); err != nil {
			t.Fatal(err)
		}
		if test.owner != "" {
			file(t, filepath.Join(partial, ownerFile), test.owner)
		}
		when := time.Now().Add(-test.age)
		if err := os.Chtimes(partial, when, when); err != nil {
			t.Fatal(err)
		}
		for _, run := range []string{"", "run_1"} {
			if err := Sweep(t.Context(), dir, run); err != nil {
				t.Errorf("%s: %v", test.name, err)
			}
		}
		if left := names(t, dir); (len(left) == 0) != test.gone {
			t.Errorf("%s: left %v", test.name, left)
		}
		if err := os.RemoveAll(partial); err != nil {
			t.Fatal(err)
		}
	}
}

// TestLateCompletionWantsTheBytes: a sweep completes no backup whose file is another
// one of the same size.
func TestLateCompletionWantsTheBytes(t *testing.T) {
	dir := t.TempDir()
	if at := dies(t, victim{Dir: dir, Format: Plain, Run: "run_1", Die: 6}); at != "dump renamed" {
		t.Fatalf("the process died at %q", at)
	}
	path := filepath.Join(dir, "backup_qa_20261123_120000.sql")
	other := text[:29] + "!"
	file(t, path, other)
	if err := Sweep(t.Context(), dir, "run_1"); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{filepath.Base(path)}, names(t, dir)); diff != "" {
		t.Error(diff)
	}
	if data, err := os.ReadFile(path); err != nil || string(data) != other {
		t.Errorf("the file is now %q, %v", data, err)
	}
}
