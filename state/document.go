package state

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

// documentVersion is the version of the state file that this package writes,
// and the only one that it reads.
const documentVersion = 1

// keptRuns is how many finished runs a store remembers.
const keptRuns = 200

// ErrNoPlan is the error of Store.Plan where the store does not have the plan.
var ErrNoPlan = errors.New("the plan is not in the state")

// ledgerKnows ends the errors about a state that can't be read.
const ledgerKnows = "Nothing is lost with it: the ledger on the target knows what an unfinished run has done"

// A document is what the state file holds.
type document struct {
	Version int   `json:"version"`
	Runs    []Run `json:"runs"`
}

// A DamagedError says that a state file could not be read.
type DamagedError struct {
	Path string
	// Kept is where the damaged file was moved, empty where it stays at Path.
	Kept string
	Err  error
}

func (e *DamagedError) Error() string {
	next := "Move it away, then run the command again; apply with the plan that was running resumes its run"
	if e.Kept != "" {
		next = fmt.Sprintf("It was moved to %s. Run the command again; apply with the plan that was running resumes its run", e.Kept)
	}
	return fmt.Sprintf("the state file %s is damaged: %v. %s. %s.", e.Path, e.Err, ledgerKnows, next)
}

func (e *DamagedError) Unwrap() error { return e.Err }

// A VersionError says that a state was written by another version of poco.
type VersionError struct {
	Path    string
	Version int
}

func (e *VersionError) Error() string {
	return fmt.Sprintf("the state %s has format version %d, this poco reads version %d. "+
		"Use the poco that wrote it, or move it away. %s: apply with the plan that was running resumes its run.",
		e.Path, e.Version, documentVersion, ledgerKnows)
}

// errNotState is why bytes are no state document.
var errNotState = errors.New("it is not a state document")

// decodeDocument reads a state document whole. It fails with a *VersionError,
// its Path empty, on another version.
func decodeDocument(data []byte) (document, error) {
	var head struct {
		Version *int `json:"version"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return document{}, fmt.Errorf("%w: %v", errNotState, err)
	}
	if head.Version == nil {
		return document{}, fmt.Errorf("%w: it has no version", errNotState)
	}
	if *head.Version != documentVersion {
		return document{}, &VersionError{Version: *head.Version}
	}
	d := json.NewDecoder(bytes.NewReader(data))
	var doc document
	if err := d.Decode(&doc); err != nil {
		return document{}, fmt.Errorf("%w: %v", errNotState, err)
	}
	if _, err := d.Token(); err != io.EOF {
		return document{}, fmt.Errorf("%w: something follows it", errNotState)
	}
	return doc, nil
}

// put adds a run or replaces the one of its ID, and gives the runs that were
// dropped to keep the document small: finished ones only, the oldest first.
func (d *document) put(run Run) (dropped []Run) {
	i := slices.IndexFunc(d.Runs, func(r Run) bool { return r.ID == run.ID })
	if i >= 0 {
		d.Runs[i] = run
	} else {
		d.Runs = append(d.Runs, run)
	}
	newestFirst(d.Runs)
	finished := 0
	d.Runs = slices.DeleteFunc(d.Runs, func(r Run) bool {
		if r.Status.Finished() {
			finished++
		}
		drop := r.Status.Finished() && finished > keptRuns
		if drop {
			dropped = append(dropped, r)
		}
		return drop
	})
	return dropped
}

// hasPlan reports whether a run of the plan is remembered.
func (d *document) hasPlan(id string) bool {
	return slices.ContainsFunc(d.Runs, func(r Run) bool { return r.PlanID == id })
}

func newestFirst(runs []Run) {
	slices.SortStableFunc(runs, func(a, b Run) int {
		return cmp.Or(b.StartedAt.Compare(a.StartedAt), cmp.Compare(a.ID, b.ID))
	})
}
