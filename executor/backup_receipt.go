package executor

import (
	"fmt"
	"slices"

	"poco/plan"
)

// backupsMade are the backups that the run has made and that count, in the plan's
// order.
func (r *run) backupsMade() (list []BackupMade) {
	for _, s := range r.backups() {
		m := r.madeBy(s)
		if m == nil {
			continue
		}
		list = append(list, BackupMade{Step: s.ID, Intent: s.Intent, Database: s.Dump.Database, File: backupPath(s.Dump.Directory, m.entry.Name),
			Format: s.Dump.Format, Bytes: m.entry.Size, SHA256: m.entry.Manifest.SHA256, Tables: len(m.entry.Manifest.Tables),
			Rows: m.rows(), Seconds: m.seconds})
	}
	return list
}

// prunedFiles are those that this process has removed.
func (r *run) prunedFiles() (files []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, gone := range r.pruned {
		files = append(files, gone...)
	}
	slices.Sort(files)
	return files
}

// tellNote tells something that people should know, at once and in the receipt.
func (r *run) tellNote(text string) {
	r.report.say(Notice, text)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.notes = append(r.notes, text)
}

func (r *run) takeNotes() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.notes)
}

// dumpNotes tell what an abort leaves of backups and restores: a backup that was made
// stays, a restore that was not completed has changed nothing.
func (r *run) dumpNotes() (notes []string) {
	if r.unread != nil {
		notes = append(notes, fmt.Sprintf("Which backups the run has made can't be told: %v.", r.unread))
	}
	for _, b := range r.backupsMade() {
		notes = append(notes, fmt.Sprintf("The backup %s of %s that the run has made stays.", b.File, b.Database))
	}
	for i := range r.plan.Steps {
		s := &r.plan.Steps[i]
		switch {
		case s.Kind != plan.Restore:
		case r.isDone(s):
			notes = append(notes, fmt.Sprintf("%s is restored from %s.", s.Restoration.Database, s.Restoration.File))
		default:
			notes = append(notes, fmt.Sprintf("%s was not restored from %s: what it holds was not touched.", s.Restoration.Database, s.Restoration.File))
		}
	}
	return notes
}
