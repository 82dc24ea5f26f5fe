package executor

import (
	"context"
	"fmt"
	"path"
	"path/filepath"
	"slices"

	"poco/backup"
	"poco/plan"
)

// A made is a backup that the run has made. The folder in which it is is its ledger:
// what stands there, with a manifest that names the run and the step, is done.
type made struct {
	entry backup.Entry
	// seconds is how long this process took; 0 where an earlier one made it.
	seconds float64
	// gone is true where it is not there any more, nor needed.
	gone bool
}

// A NoBackupError says that the backup which guards rows against loss is gone, and
// can't be made again: what it guards has begun.
type NoBackupError struct {
	Directory string
	Guards    []string // the intents that it guards
}

func (e *NoBackupError) Error() string {
	return fmt.Sprintf("the backup that the run has made in %s, to guard what %s destroys, is not there any more, and can't be made again: "+
		"a part is destroyed already. Put it back, or give the run up with poco abort", e.Directory, e.Guards[0])
}

// readFolders looks which backups of the run there are, and clears away what its dead
// processes have left of others.
func (r *run) readFolders(ctx context.Context) error {
	for _, s := range r.backups() {
		dir := r.o.path(s.Dump.Directory)
		if err := backup.Sweep(ctx, dir, r.id); err != nil {
			return err
		}
		entries, err := backup.List(dir)
		if err != nil {
			return err
		}
		of := backup.Of{Run: r.id, Step: s.ID}
		i := slices.IndexFunc(entries, func(e backup.Entry) bool { return of.Matches(e) && e.Manifest.PlanID == r.plan.ID })
		if i >= 0 && r.stillGuards(s) {
			r.made[s.ID] = &made{entry: entries[i]}
		}
	}
	return nil
}

// stillGuards reports whether a backup that an earlier process has made counts. One
// that guards rows against loss does only where what it guards has begun: until then
// rows may have been written that it does not hold, and it is made anew.
func (r *run) stillGuards(s *plan.Step) bool {
	return len(s.Dump.Guards) == 0 || r.record.run.Ending != "" || r.guardedBegun(s)
}

// guardedBegun reports whether a step of what a backup guards is in a ledger, or was.
func (r *run) guardedBegun(s *plan.Step) bool {
	return slices.ContainsFunc(r.guarded(s), func(g *plan.Step) bool {
		_, voided := r.entry(&plan.Step{ID: voided(g.ID), Intent: g.Intent})
		return r.isDone(g) || voided
	})
}

// guarded are the steps that a backup guards against: those of the intents that
// destroy what it holds.
func (g *program) guarded(s *plan.Step) (steps []*plan.Step) {
	for _, in := range g.intents {
		if slices.Contains(s.Dump.Guards, in.Name) {
			steps = append(steps, slices.DeleteFunc(in.all(), onlyInFolder)...)
		}
	}
	return steps
}

// withoutGuard decides what becomes of a backup that is gone and can't be made again:
// where nothing is left to be destroyed, nobody needs it for the rest of the run.
func (r *run) withoutGuard(s *plan.Step) error {
	for _, g := range r.guarded(s) {
		if !r.isDone(g) && empties(g) {
			return &NoBackupError{Directory: s.Dump.Directory, Guards: s.Dump.Guards}
		}
	}
	r.report.say(Notice, fmt.Sprintf("the backup that the run has made in %s is not there any more", s.Dump.Directory))
	r.noteMade(s, &made{gone: true})
	return nil
}

func (r *run) noteMade(s *plan.Step, m *made) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.made[s.ID] = m
}

// madeBy is the backup that a step has made; nil where there is none.
func (r *run) madeBy(s *plan.Step) *made {
	r.mu.Lock()
	defer r.mu.Unlock()
	if m := r.made[s.ID]; m != nil && !m.gone {
		return m
	}
	return nil
}

// backupPath is the path of a file in the folder of a plan, as a plan writes it.
func backupPath(directory, name string) string {
	if filepath.IsAbs(directory) {
		return filepath.Join(directory, name)
	}
	return path.Join(filepath.ToSlash(directory), name)
}
