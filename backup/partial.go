package backup

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A partial is the folder in which a backup is written, of mode 0700 and named
// after it: .backup_qa_20261123_071500.partial. Making it reserves the name, since
// of two processes only one can; whoever holds it alone makes files of that name.
// A symbolic link planted in its place makes mkdir fail.
const partialEnd = ".partial"

// The files of a partial.
const (
	ownerFile    = "owner.json"
	dataFile     = "data" // the dump, a file or a folder
	manifestFile = "manifest.json"
)

// An Owner is whose partial it is.
type Owner struct {
	Run   string    `json:"run_id"`
	Step  string    `json:"step_id"`
	PID   int       `json:"pid"`
	Host  string    `json:"host"`
	Since time.Time `json:"since"`
}

// partialName is that of the partial of a backup.
func partialName(n Name) string { return "." + n.stem() + partialEnd }

// parsePartial reads a partial's name; false for any other.
func parsePartial(s string) (Name, bool) {
	stem, ours := strings.CutSuffix(s, partialEnd)
	stem, hidden := strings.CutPrefix(stem, ".")
	if !ours || !hidden {
		return Name{}, false
	}
	n, err := ParseName(stem)
	return n, err == nil && n.Format == Directory // that is, without an extension
}

// mostTries is more backups in one second than there can be.
const mostTries = 1000

// reserve takes the first free name of the second, and makes its partial. Whether
// the name is free is looked at once it is reserved: before, another process might
// still take it.
func reserve(dir string, n Name) (Name, error) {
	for n.Number = 1; n.Number <= mostTries; n.Number++ {
		err := os.Mkdir(filepath.Join(dir, partialName(n)), 0o700)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return n, err
		}
		free, err := unused(dir, n)
		if err == nil && free {
			return n, nil
		}
		os.Remove(filepath.Join(dir, partialName(n)))
		if err != nil {
			return n, err
		}
	}
	return n, fmt.Errorf("the folder %s has %d backups of one second", dir, mostTries)
}

// unused reports whether nothing has the name, in any format, nor its manifest's.
func unused(dir string, n Name) (bool, error) {
	for _, format := range []Format{Plain, Custom, Directory} {
		n.Format = format
		for _, name := range []string{n.String(), manifestName(n.String()), removingName(n.String())} {
			_, err := os.Lstat(filepath.Join(dir, name))
			if err == nil {
				return false, nil
			}
			if !errors.Is(err, fs.ErrNotExist) {
				return false, err
			}
		}
	}
	return true, nil
}

// A Partial is a backup that is being written, or was when its process ended.
type Partial struct {
	Path  string
	Owner Owner // empty where the process ended too soon
}

// Partials lists those of a folder.
func Partials(dir string) ([]Partial, error) {
	names, err := namesIn(dir)
	if err != nil {
		return nil, err
	}
	var found []Partial
	for _, name := range names {
		if _, ok := parsePartial(name); ok {
			path := filepath.Join(dir, name)
			owner, _ := readOwner(path)
			found = append(found, Partial{Path: path, Owner: owner})
		}
	}
	return found, nil
}

// readOwner fails where there is none, and where the partial is no folder.
func readOwner(partial string) (o Owner, err error) {
	path := filepath.Join(partial, ownerFile)
	for _, p := range []string{partial, path} {
		info, err := os.Lstat(p)
		if err != nil {
			return o, err
		}
		if info.Mode()&fs.ModeType != 0 && (p == path || !info.IsDir()) {
			return o, fmt.Errorf("%s is not of poco's making", p)
		}
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return o, err
	}
	return o, json.Unmarshal(data, &o)
}

// namesIn lists a folder; one that is not there is empty.
func namesIn(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	names := make([]string, len(entries))
	for i, entry := range entries {
		names[i] = entry.Name()
	}
	return names, nil
}
