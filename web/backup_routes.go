package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"poco/backup"
	"poco/config"
	"poco/executor"
	"poco/state"
)

func (s *Server) backupRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /api/backups", s.getBackups)
	mux.HandleFunc("POST /api/backups/check", s.checkBackup)
	mux.HandleFunc("POST /api/backups/remove", s.changes(s.removeBackup))
	mux.HandleFunc("POST /api/uploads", s.changes(s.upload))
	mux.HandleFunc("POST /api/uploads/remove", s.changes(s.removeUpload))
}

// checks are the last checks of this process, by the backup's ID.
type checks struct {
	sync.Mutex
	by map[string]BackupCheck
}

// idOf names a file to the page. It is no path, and leads to none but by looking
// through what is listed.
func idOf(path string) string {
	sum := sha256.Sum256([]byte(path))
	return hex.EncodeToString(sum[:12])
}

func (s *Server) getBackups(w http.ResponseWriter, r *http.Request) {
	recipe, _ := s.o.Load()
	answer, err := s.backups(recipe)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	reply(w, http.StatusOK, answer)
}

func (s *Server) backups(recipe *config.Recipe) (Backups, error) {
	answer := Backups{Folders: []BackupFolder{}}
	for _, dir := range recipe.BackupFolders() {
		entries, err := backup.List(dir)
		if err != nil {
			return answer, err
		}
		folder := BackupFolder{Directory: s.shown(dir), FreeBytes: -1, Intents: []Intent{}, Files: []StoredBackup{}}
		if free, err := backup.Free(dir); err == nil {
			folder.FreeBytes = free
		}
		for _, b := range recipe.Backups {
			if b.Directory == dir {
				folder.Intents = append(folder.Intents, backupIntent(b))
			}
		}
		partials, err := backup.Partials(dir)
		if err != nil {
			return answer, err
		}
		for _, p := range partials {
			folder.Files = append(folder.Files, halfBackup(p))
		}
		for _, e := range entries {
			folder.Bytes += e.Size
			folder.Files = append(folder.Files, s.storedBackup(e))
		}
		answer.Folders = append(answer.Folders, folder)
	}
	uploads, err := s.uploads()
	answer.Uploads = uploads
	return answer, err
}

// halfBackup is one that is being written, or was when its process ended.
func halfBackup(p backup.Partial) StoredBackup {
	return StoredBackup{ID: idOf(p.Path), Name: filepath.Base(p.Path), Created: p.Owner.Since, Run: p.Owner.Run,
		Problem: "half a backup: it is being written, or was when its process ended"}
}

func (s *Server) storedBackup(e backup.Entry) StoredBackup {
	b := StoredBackup{ID: idOf(e.Path()), Name: e.Name, Created: e.Time, Bytes: e.Size, Complete: e.Complete(), Problem: e.Problem}
	if name, err := backup.ParseName(e.Name); err == nil {
		b.Format, b.Database = string(name.Format), name.Label
	}
	s.checks.Lock()
	if c, ok := s.checks.by[b.ID]; ok {
		b.Check = &c
	}
	s.checks.Unlock()
	m := e.Manifest
	if m == nil {
		return b
	}
	b.Database, b.Format, b.SHA256, b.Intent, b.Run, b.ByHand = m.Database.Label, string(m.Format), m.SHA256, m.Intent, m.RunID, m.RestoreByHand.Old
	b.Tables, b.Contents = len(m.Tables), map[string]int64{}
	for _, t := range m.Tables {
		b.Rows += t.Rows
		b.Contents[t.Name.String()] = t.Rows
	}
	return b
}

// entry finds a backup by its ID, among those that are listed.
func (s *Server) entry(recipe *config.Recipe, id string) (backup.Entry, []backup.Entry, error) {
	for _, dir := range recipe.BackupFolders() {
		entries, err := backup.List(dir)
		if err != nil {
			return backup.Entry{}, nil, err
		}
		for _, e := range entries {
			if idOf(e.Path()) == id {
				return e, entries, nil
			}
		}
	}
	return backup.Entry{}, nil, &notFound{"such backup any more"}
}

// fileOf is the path of a backup or an upload.
func (s *Server) fileOf(recipe *config.Recipe, id string) (string, error) {
	uploads, err := s.uploads()
	if err != nil {
		return "", err
	}
	if slices.ContainsFunc(uploads, func(u Upload) bool { return u.ID == id }) {
		return filepath.Join(s.uploadsDir(), id), nil
	}
	e, _, err := s.entry(recipe, id)
	return e.Path(), err
}

func (s *Server) checkBackup(w http.ResponseWriter, r *http.Request) {
	form, err := body[FileForm](w, r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	recipe, _ := s.o.Load()
	e, _, err := s.entry(recipe, form.File)
	if err == nil {
		err = r.Context().Err()
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	check := BackupCheck{At: time.Now().UTC(), Intact: true}
	if err := backup.Check(r.Context(), e, nil); err != nil {
		if r.Context().Err() != nil {
			return
		}
		check.Intact, check.Problem = false, err.Error()
	}
	s.checks.Lock()
	s.checks.by[form.File] = check
	s.checks.Unlock()
	reply(w, http.StatusOK, check)
}

// removeBackup removes one, unless an unfinished run needs it.
func (s *Server) removeBackup(w http.ResponseWriter, r *http.Request) {
	form, err := body[FileForm](w, r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	recipe, _ := s.o.Load()
	e, entries, err := s.entry(recipe, form.File)
	if err == nil {
		err = s.mayGo(r.Context(), recipe, e, entries)
	}
	if err == nil {
		err = backup.Remove(e)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.o.Log.Info("removed a backup", "file", e.Path(), "bytes", e.Size)
	s.getBackups(w, r)
}

func (s *Server) mayGo(ctx context.Context, recipe *config.Recipe, e backup.Entry, entries []backup.Entry) error {
	if !e.Complete() {
		return &conflict{e.Name + " is no complete backup of poco's", "Poco removes no file that a manifest doesn't prove to be its own."}
	}
	store, err := s.o.OpenStore(ctx, recipe)
	if err != nil {
		return err
	}
	defer store.Close(context.WithoutCancel(ctx))
	return notNeeded(ctx, store, entries, e.Name)
}

// notNeeded refuses to let a file go that an unfinished run needs.
func notNeeded(ctx context.Context, store state.Store, entries []backup.Entry, name string) error {
	needed, err := executor.NeededBackups(ctx, store, entries)
	var unknown *executor.NeededError
	switch {
	case errors.As(err, &unknown):
		return &conflict{"run " + unknown.Run + " has not ended, and may need its backups", fmt.Sprintf("Its plan can't be read: %v. Nothing was removed.", unknown.Err)}
	case err != nil:
		return err
	case needed[name]:
		return &conflict{"an unfinished run needs " + name, "Go on with the run or give it up first."}
	}
	return nil
}
