package command

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"poco/plan"
)

// savePlan writes a plan to a file, whole or not at all: an older file of that
// name stays as it is until the new one is complete on disk. A plan that would
// hold a secret is not written.
func (a *app) savePlan(p *plan.Plan, path string) error {
	err := a.keepsSecrets(p)
	if err == nil {
		err = writeFile(a.path(path), 0o644, p.Encode)
	}
	var problem *problem
	if err == nil || errors.As(err, &problem) {
		return err
	}
	return noPlanSaved(path, err)
}

func noPlanSaved(path string, err error) error {
	var at *os.PathError
	if errors.As(err, &at) {
		err = at.Err // the path is said already, and a temporary name helps nobody
	}
	return &problem{
		summary: fmt.Sprintf("cannot write the plan to %s: %v", path, err),
		detail:  "No plan was saved, and nothing was changed. Make room or name another file with --out, then plan again.",
		err:     err,
	}
}

// keepsSecrets refuses a plan whose document holds a secret of the recipe.
func (a *app) keepsSecrets(p *plan.Plan) error {
	found := false
	w := writerFunc(func(b []byte) { found = found || a.secrets.known.Found(string(b)) })
	if err := p.Encode(w); err != nil {
		return err
	}
	if found {
		return &problem{
			summary: "the plan would hold a secret, so it was not saved",
			detail: "A value of an env() that is hidden elsewhere stands in a where, a set or a name of the plan.\n" +
				"Give it as an ordinary variable, or change the password that is the same as a word of the plan.",
		}
	}
	return nil
}

type writerFunc func([]byte)

func (f writerFunc) Write(b []byte) (int, error) { f(b); return len(b), nil }

// writeFile replaces a file by what write writes, atomically: it writes beside
// it, syncs and renames. What is no regular file, as /dev/stdout, is written to
// directly.
func writeFile(path string, mode os.FileMode, write func(io.Writer) error) (err error) {
	defer func() {
		var at *os.PathError
		if errors.As(err, &at) {
			err = &os.PathError{Op: "write", Path: path, Err: at.Err} // a temporary name helps nobody
		}
	}()
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		if info.IsDir() {
			return errors.New("it is a folder")
		}
		return writeDirect(path, write)
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = f.Close()
			_ = os.Remove(f.Name())
		}
	}()
	if err := write(f); err != nil {
		return err
	}
	if err := f.Chmod(mode); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

func writeDirect(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}

// readPlan reads a saved plan. Each way in which a file is no plan of this poco's
// has its own words.
// meant are the names of intents that may have been meant instead of a file.
func (a *app) readPlan(path string, meant ...string) (*plan.Plan, error) {
	f, err := os.Open(a.path(path))
	if errors.Is(err, os.ErrNotExist) {
		return nil, &problem{
			summary: "there is no plan file " + path,
			detail:  suggestion(path, meant) + "poco plan --out " + path + " makes one.",
		}
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	p, err := plan.Decode(f)
	if err == nil {
		return p, nil
	}
	return nil, &problem{summary: path + ": " + err.Error(), detail: unreadable(err), err: err}
}

func unreadable(err error) string {
	switch {
	case errors.Is(err, plan.ErrEdited):
		return "A plan runs as it was reviewed or not at all. Take the file as poco plan wrote it, or plan again."
	case errors.Is(err, plan.ErrFormat):
		return "Plan again with this poco, or use the version of poco that made the plan."
	case errors.Is(err, plan.ErrNotPlan):
		return "The file is cut short, or is no plan. Nothing was changed. Plan again: poco plan --out FILE."
	}
	return ""
}
