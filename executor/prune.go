package executor

import (
	"context"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"time"

	"poco/backup"
	"poco/plan"
)

// prune removes the backups that a rule takes now, of those that the plan lists. That
// it could not is told, and stops nothing: the backup that it makes room for is made.
func (r *run) prune(ctx context.Context, s *plan.Step) error {
	r.report.start(s)
	r.o.checkpoint("begin " + s.ID)
	gone, err := r.pruneNow(ctx, s)
	if ctx.Err() != nil {
		r.report.fail(s, "stopped")
		return ctx.Err()
	}
	if err != nil {
		r.tellNote(fmt.Sprintf("not all old backups in %s were removed: %v", s.Prune.Directory, err))
		r.o.log().Warn("not pruned", "step", s.ID, "reason", err)
	}
	r.mu.Lock()
	r.pruned[s.ID] = gone
	r.mu.Unlock()
	r.report.done(s, 0, 0)
	return nil
}

func (r *run) pruneNow(ctx context.Context, s *plan.Step) (gone []string, err error) {
	dir := r.o.path(s.Prune.Directory)
	entries, err := backup.List(dir)
	if err != nil {
		return nil, err
	}
	needed, err := r.needed(ctx, entries)
	if err != nil {
		return nil, err
	}
	rule := backup.Rule{Intent: s.Intent, Database: s.Prune.Database, Keep: s.Prune.Keep, MaxSize: s.Prune.MaxSize,
		MaxAge: time.Duration(s.Prune.MaxAge) * time.Second}
	for _, e := range backup.ToPrune(entries, rule, needed, time.Now()) {
		if !slices.ContainsFunc(s.Prune.Files, func(file string) bool { return baseOf(file) == e.Name }) {
			continue
		}
		if err := backup.Remove(e); err != nil {
			return gone, err
		}
		file := backupPath(s.Prune.Directory, e.Name)
		gone = append(gone, file)
		r.report.say(Notice, "removed the old backup "+file)
		r.o.log().Info("pruned", "file", e.Path(), "bytes", e.Size)
		r.o.checkpoint("pruned " + e.Name)
	}
	return gone, nil
}

// baseOf is the last part of a path of a plan, whatever system wrote it.
func baseOf(file string) string { return path.Base(filepath.ToSlash(file)) }

// needed are the names of the backups that unfinished runs need, this one among them.
func (r *run) needed(ctx context.Context, entries []backup.Entry) (map[string]bool, error) {
	needed, err := NeededBackups(ctx, r.o.Store, entries)
	if err != nil {
		return nil, err
	}
	need(needed, entries, r.id, r.plan)
	return needed, nil
}
