package backup

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
)

// removingName is that of the manifest of a backup that is being removed.
func removingName(name string) string { return "." + manifestName(name) + ".removing" }

func parseRemoving(s string) (Name, bool) {
	name, ours := strings.CutSuffix(s, ".json.removing")
	name, hidden := strings.CutPrefix(name, ".")
	if !ours || !hidden {
		return Name{}, false
	}
	n, err := ParseName(name)
	return n, err == nil
}

// Remove removes a complete backup, as it was listed; one that has changed since
// stays.
//
// The manifest is renamed first: from that step on, which a crash finds done or not
// done, it is no backup any more, however little of the file has gone. The manifest
// goes last: a process that ends in between leaves it as the proof that the rest is
// poco's own, and Sweep removes that.
func Remove(e Entry) error { return remove(e, func(string) {}) }

func remove(e Entry, pass func(string)) error {
	if !e.Complete() {
		return fmt.Errorf("%s is no complete backup of poco's making, and stays", e.Path())
	}
	now, err := At(e.Path())
	if err != nil {
		return fmt.Errorf("remove a backup: %w", err)
	}
	if !now.Complete() || !reflect.DeepEqual(now.Manifest.identity(), e.Manifest.identity()) {
		return fmt.Errorf("%s has changed since it was listed, and stays", e.Path())
	}
	removing := filepath.Join(e.Dir, removingName(e.Name))
	if err := os.Rename(filepath.Join(e.Dir, manifestName(e.Name)), removing); err != nil {
		return fmt.Errorf("remove a backup: %w", err)
	}
	pass("condemned")
	if err := syncDir(e.Dir); err != nil {
		return fmt.Errorf("remove a backup: %w", err)
	}
	return finishRemoval(e.Dir, e.Name, pass)
}

// identity is what tells one backup from another of the same name.
func (m *Manifest) identity() [5]string {
	return [5]string{m.File, m.SHA256, m.Intent, m.Database.Label, m.RunID}
}

// finishRemoval removes the file or folder, and then the manifest that condemns it.
func finishRemoval(dir, name string, pass func(string)) error {
	if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
		return fmt.Errorf("remove a backup: %w", err)
	}
	pass("dump removed")
	if err := syncDir(dir); err != nil {
		return fmt.Errorf("remove a backup: %w", err)
	}
	if err := os.Remove(filepath.Join(dir, removingName(name))); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove a backup: %w", err)
	}
	pass("manifest removed")
	return nil
}
