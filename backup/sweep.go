package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Sweep clears a folder of what processes that ended too soon have left: the partial
// backups of the run, which no process may be working on, and what was being removed,
// by whatever run. It touches nothing else. A backup of the run that lacked only its
// last rename it completes, once it has read the file and found it right.
func Sweep(ctx context.Context, dir, run string) error {
	names, err := namesIn(dir)
	if err != nil {
		return fmt.Errorf("sweep the backups: %w", err)
	}
	var errs []error
	for _, file := range names {
		if name, ok := parsePartial(file); ok {
			errs = append(errs, sweepPartial(ctx, dir, name, run))
		} else if name, ok := parseRemoving(file); ok {
			errs = append(errs, sweepRemoval(dir, name.String()))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("sweep the backups: %w", err)
	}
	return nil
}

// ownerless is after what time a partial without an owner's name is stale: its
// process ended between two system calls.
const ownerless = time.Hour

func sweepPartial(ctx context.Context, dir string, name Name, run string) error {
	partial := filepath.Join(dir, partialName(name))
	owner, err := readOwner(partial)
	if err != nil {
		return sweepOwnerless(partial)
	}
	if run == "" || owner.Run != run {
		return nil
	}
	if err := completeLate(ctx, dir, partial); err != nil {
		return err
	}
	return removePartial(partial)
}

// completeLate does the last rename of a Commit, where it is all that is missing.
func completeLate(ctx context.Context, dir, partial string) error {
	proof := filepath.Join(partial, manifestFile)
	if _, err := os.Lstat(filepath.Join(partial, dataFile)); err == nil {
		return nil // the dump has not got its name
	}
	m, err := readProof(proof)
	if err != nil {
		return nil
	}
	name, _ := ParseName(m.File)
	if partialName(name) != filepath.Base(partial) {
		return nil
	}
	e := Entry{Dir: dir, Name: m.File, Manifest: m}
	info, err := os.Lstat(e.Path())
	if err != nil || e.measure(info, m.Format) != "" {
		return nil
	}
	if err := Check(ctx, e, nil); err != nil {
		return ctx.Err() // another's file: it stays as it is
	}
	target := filepath.Join(dir, manifestName(m.File))
	if _, err := os.Lstat(target); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Rename(proof, target); err != nil {
		return err
	}
	return syncDir(dir)
}

// sweepOwnerless removes what a process leaves that ends before it has written
// whose partial it is.
func sweepOwnerless(partial string) error {
	info, err := os.Lstat(partial)
	if err != nil || !info.IsDir() || time.Since(info.ModTime()) < ownerless {
		return nil
	}
	return removePartial(partial)
}

// removePartial removes a partial. The owner's name goes last, so that a crash leaves
// what a sweep still knows. A folder with foreign files in it stays, with them.
func removePartial(partial string) error {
	if info, err := os.Lstat(partial); err != nil || !info.IsDir() {
		return nil
	}
	names, err := namesIn(partial)
	if err != nil {
		return err
	}
	for _, name := range names {
		if !slices.Contains([]string{ownerFile, dataFile, manifestFile}, name) {
			return fmt.Errorf("%s in the partial backup %s is not of poco's making", name, partial)
		}
	}
	for _, name := range []string{manifestFile, dataFile, ownerFile} {
		if err := os.RemoveAll(filepath.Join(partial, name)); err != nil {
			return err
		}
	}
	if err := os.Remove(partial); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// sweepRemoval goes on with a removal that was cut short. A manifest that proves
// nothing, or beside which there is a new one, removes nothing.
func sweepRemoval(dir, name string) error {
	m, err := readManifest(filepath.Join(dir, removingName(name)), name)
	if err != nil {
		return nil
	}
	if _, err := os.Lstat(filepath.Join(dir, manifestName(name))); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if path := filepath.Join(dir, name); !restOf(path, m) {
		return fmt.Errorf("%s was being removed, and has changed since: it stays", path)
	}
	return finishRemoval(dir, name, func(string) {})
}

// restOf reports whether what is at path is what was, or what a removal has left of
// it.
func restOf(path string, m *Manifest) bool {
	info, err := os.Lstat(path)
	if err != nil {
		return errors.Is(err, fs.ErrNotExist)
	}
	if m.Format != Directory {
		return info.Mode().IsRegular() && info.Size() == m.Size
	}
	files, err := filesOf(path)
	return err == nil && !slices.ContainsFunc(files, func(f File) bool { return !m.lists(f) })
}

// lists reports whether a file of that path and size is one of the folder's.
func (m *Manifest) lists(f File) bool {
	i, found := slices.BinarySearchFunc(m.Files, f.Path, func(f File, path string) int { return strings.Compare(f.Path, path) })
	return found && m.Files[i].Size == f.Size
}
