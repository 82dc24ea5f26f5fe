package state

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// A local store is one file and its neighbours: state.json, the lock
// state.json.lock with its holder in state.json.holder, and a folder plans.
type local struct {
	path string

	mu   sync.Mutex
	held bool // this store holds the lock
}

// OpenLocal opens the store in the file at path. The file, and its folder, are
// made by the first write.
func OpenLocal(path string) (Store, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("the state file %s: %w", path, err)
	}
	if info, err := os.Stat(absolute); err == nil && info.IsDir() {
		return nil, fmt.Errorf("the state file %s is a folder; state \"local\" takes the path of a file", path)
	}
	return &local{path: absolute}, nil
}

func (l *local) Where() string { return l.path }

func (l *local) Close(context.Context) error { return nil }

func (l *local) Runs(context.Context) ([]Run, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	doc, err := l.load()
	newestFirst(doc.Runs)
	return doc.Runs, err
}

func (l *local) Save(_ context.Context, run Run) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	doc, err := l.load()
	if err != nil {
		return err
	}
	dropped := doc.put(run)
	doc.Version = documentVersion
	data, err := json.MarshalIndent(doc, "", "  ")
	if err != nil {
		return err
	}
	if err := writeFile(l.path, append(data, '\n')); err != nil {
		return fmt.Errorf("write the state: %w", err)
	}
	for _, r := range dropped {
		if !doc.hasPlan(r.PlanID) && validPlanID(r.PlanID) {
			os.Remove(l.planPath(r.PlanID)) // a leftover costs only space
		}
	}
	return nil
}

// load reads the document. A damaged file is moved aside, so that the next
// command can go on, and reported; one of another version is left alone.
func (l *local) load() (document, error) {
	data, err := os.ReadFile(l.path)
	if errors.Is(err, os.ErrNotExist) {
		return document{}, nil
	}
	if err != nil {
		return document{}, fmt.Errorf("read the state: %w", err)
	}
	doc, err := decodeDocument(data)
	var version *VersionError
	switch {
	case err == nil:
		return doc, nil
	case errors.As(err, &version):
		version.Path = l.path
		return document{}, version
	}
	return document{}, &DamagedError{Path: l.path, Kept: l.setAside(), Err: err}
}

// setAside moves the damaged file to a name that is free, which it returns. It
// does so under the lock only; where another process has it, the file stays.
func (l *local) setAside() string {
	if !l.held {
		lock := l.flock()
		if ok, err := lock.TryLock(); err != nil || !ok {
			return ""
		}
		defer lock.Unlock()
	}
	for n := 1; n < 1000; n++ {
		kept := fmt.Sprintf("%s.damaged-%d", l.path, n)
		if _, err := os.Lstat(kept); !errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err := os.Rename(l.path, kept); err != nil {
			return ""
		}
		return kept
	}
	return ""
}

func (l *local) SavePlan(_ context.Context, id string, document []byte) error {
	if !validPlanID(id) {
		return fmt.Errorf("%q is not the id of a plan", id)
	}
	if err := writeFile(l.planPath(id), document); err != nil {
		return fmt.Errorf("keep the plan: %w", err)
	}
	return nil
}

func (l *local) Plan(_ context.Context, id string) ([]byte, error) {
	if !validPlanID(id) {
		return nil, fmt.Errorf("%q is not the id of a plan", id)
	}
	data, err := os.ReadFile(l.planPath(id))
	if errors.Is(err, os.ErrNotExist) {
		return nil, ErrNoPlan
	}
	return data, err
}

func (l *local) planPath(id string) string {
	return filepath.Join(filepath.Dir(l.path), "plans", id+".json")
}

// validPlanID reports whether id is a digest in hex, and so safe as a file name.
func validPlanID(id string) bool {
	return id != "" && strings.Trim(id, "0123456789abcdef") == ""
}
