package backup

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Path is where the entry's file or folder is.
func (e Entry) Path() string { return filepath.Join(e.Dir, e.Name) }

// HasManifest reports whether there is a manifest beside it, believed or not.
func (e Entry) HasManifest() bool {
	_, err := os.Lstat(filepath.Join(e.Dir, manifestName(e.Name)))
	return err == nil
}

// List lists what has the name of a backup in a folder, newest first. What is no
// complete backup has a Problem. A folder that is not there is empty.
func List(dir string) ([]Entry, error) {
	names, err := namesIn(dir)
	if err != nil {
		return nil, fmt.Errorf("list the backups: %w", err)
	}
	var entries []Entry
	seen := map[string]bool{}
	for _, file := range names {
		file = strings.TrimSuffix(file, ".json")
		name, err := ParseName(file)
		if err != nil || seen[file] {
			continue
		}
		seen[file] = true
		if e, there := inspect(dir, name); there {
			entries = append(entries, e)
		}
	}
	slices.SortFunc(entries, newerFirst)
	return entries, nil
}

func newerFirst(a, b Entry) int {
	return cmp.Or(b.Time.Compare(a.Time), cmp.Compare(b.number, a.number), cmp.Compare(a.Name, b.Name))
}

// At looks at the one backup at path. It fails where that isn't the name of one, or
// nothing is there.
func At(path string) (Entry, error) {
	name, err := ParseName(filepath.Base(path))
	if err != nil {
		return Entry{}, err
	}
	e, there := inspect(filepath.Dir(path), name)
	if !there {
		return Entry{}, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
	}
	return e, nil
}

// inspect looks at one backup. The manifest is read first: one that is there after
// the file has gone is being removed, one that came after the file was seen, made.
func inspect(dir string, name Name) (e Entry, there bool) {
	e = Entry{Dir: dir, Name: name.String(), Time: name.Time, number: name.Number}
	m, err := readManifest(filepath.Join(dir, manifestName(e.Name)), e.Name)
	missing := errors.Is(err, fs.ErrNotExist)
	if err == nil {
		e.Manifest = m
	}
	info, statErr := os.Lstat(e.Path())
	switch {
	case missing && errors.Is(statErr, fs.ErrNotExist):
		return e, false // both have gone
	case missing:
		e.Problem = "there is no manifest beside it: it is not of poco's making, or was never completed"
	case err != nil:
		e.Problem = err.Error()
	case errors.Is(statErr, fs.ErrNotExist):
		e.Problem = "only the manifest is there, the backup itself is gone"
	}
	if statErr != nil {
		if e.Problem == "" {
			e.Problem = statErr.Error()
		}
		return e, true
	}
	problem := e.measure(info, name.Format)
	if e.Problem == "" {
		e.Problem = problem
	}
	return e, true
}

// measure counts the bytes that are there, and says how they differ from the
// manifest's.
func (e *Entry) measure(info fs.FileInfo, format Format) string {
	if format == Directory {
		return e.measureFolder(info)
	}
	if !info.Mode().IsRegular() {
		return "it is no file"
	}
	e.Size = info.Size()
	return e.compareSize()
}

func (e *Entry) measureFolder(info fs.FileInfo) string {
	if !info.IsDir() {
		return "it is no folder"
	}
	files, err := filesOf(e.Path())
	e.Size = sizeOf(files)
	if err != nil {
		return err.Error()
	}
	if e.Manifest == nil {
		return ""
	}
	same := slices.EqualFunc(files, e.Manifest.Files, func(a, b File) bool { return a.Path == b.Path && a.Size == b.Size })
	if e.Size == e.Manifest.Size && !same {
		return "its files are not those of the manifest"
	}
	return e.compareSize()
}

func (e *Entry) compareSize() string {
	if e.Manifest == nil || e.Manifest.Size == e.Size {
		return ""
	}
	return fmt.Sprintf("it has %d bytes, and had %d when it was made", e.Size, e.Manifest.Size)
}
