package command

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"poco/plan"
	"poco/view"
)

func TestFailedWriteLeavesTheOldFileAndNoOther(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "plan.json")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	full := errors.New("no space left on device")
	err := writeFile(path, 0o644, func(w io.Writer) error {
		if _, err := io.WriteString(w, "half"); err != nil {
			return err
		}
		return full
	})
	if !errors.Is(err, full) {
		t.Errorf("the error is %v", err)
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != "old" {
		t.Errorf("the file holds %q, %v", text, err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
}

func TestWrittenFileIsWholeAndHasItsMode(t *testing.T) {
	path := filepath.Join(t.TempDir(), "plan.json")
	for _, text := range []string{"first", "second"} {
		if err := writeFile(path, 0o640, func(w io.Writer) error { _, err := io.WriteString(w, text); return err }); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != text {
			t.Errorf("the file holds %q, %v", got, err)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("the mode is %v, %v", info.Mode(), err)
	}
}

func TestPlanThatWouldHoldASecretIsNotSaved(t *testing.T) {
	a := newApp(Environment{Dir: t.TempDir()})
	a.secrets.known = view.NewSecrets([]string{"hunter2hunter2"}, nil)
	p := &plan.Plan{Tables: []plan.Table{{Where: "token = 'hunter2hunter2'"}}}
	if err := a.savePlan(p, "plan.json"); err == nil {
		t.Error("it was saved")
	}
	if _, err := os.Stat(filepath.Join(a.env.Dir, "plan.json")); !os.IsNotExist(err) {
		t.Errorf("there is a file: %v", err)
	}
	p.Tables[0].Where = ""
	if err := a.savePlan(p, "plan.json"); err != nil {
		t.Errorf("without the secret: %v", err)
	}
}
