package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"poco/backup"
	"poco/dump"
)

// uploadsDir is where uploads are kept: each a file that the server has named, and
// what is known of it beside it.
func (s *Server) uploadsDir() string { return filepath.Join(s.o.Dir, ".poco", "uploads") }

const aboutUpload = ".json"

// upload takes a file and looks through it. What it is called is shown, and names
// nothing here.
func (s *Server) upload(w http.ResponseWriter, r *http.Request) {
	u, err := s.receive(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	reply(w, http.StatusOK, u)
}

func (s *Server) receive(r *http.Request) (u Upload, err error) {
	// One at a time: each may take what is free on the disk.
	s.uploading.Lock()
	defer s.uploading.Unlock()
	dir := s.uploadsDir()
	if err := errors.Join(os.MkdirAll(dir, 0o700), sweepUploads(dir)); err != nil {
		return u, err
	}
	room, err := s.room(dir, r.ContentLength)
	if err != nil {
		return u, err
	}
	id := make([]byte, 12)
	rand.Read(id)
	u = Upload{ID: hex.EncodeToString(id), Name: shortName(r.URL.Query().Get("name")), Uploaded: time.Now().UTC().Truncate(time.Second), Findings: []dump.Finding{}}
	path := filepath.Join(dir, u.ID)
	defer func() {
		if err != nil {
			err = errors.Join(err, gone(os.Remove(path)), gone(os.Remove(path+aboutUpload)))
		}
	}()
	if u.Bytes, err = s.save(path, r.Body, room); err != nil {
		return u, err
	}
	if u.SHA256, _, err = backup.Digest(r.Context(), path); err != nil {
		return u, err
	}
	if err := s.judge(r.Context(), path, &u); err != nil {
		return u, err
	}
	text, err := json.Marshal(u, toPage)
	if err != nil {
		return u, err
	}
	return u, os.WriteFile(path+aboutUpload, text, 0o600)
}

// sweepUploads removes what a process left that ended in the middle of an upload: what
// has nothing beside it that tells of it.
func sweepUploads(dir string) error {
	files, err := os.ReadDir(dir)
	for _, f := range files {
		if strings.HasSuffix(f.Name(), aboutUpload) {
			continue
		}
		if _, missing := os.Stat(filepath.Join(dir, f.Name()+aboutUpload)); errors.Is(missing, fs.ErrNotExist) {
			err = errors.Join(err, gone(os.Remove(filepath.Join(dir, f.Name()))))
		}
	}
	return err
}

// room is how many bytes an upload may have: what the disk can take.
func (s *Server) room(dir string, announced int64) (int64, error) {
	free, err := backup.Free(dir)
	if errors.Is(err, errors.ErrUnsupported) {
		return 1 << 40, nil
	}
	if err == nil && announced > free {
		err = &conflict{"the disk is too full for this file", fmt.Sprintf("It has %d bytes, and %d may be written into %s.", announced, free, dir)}
	}
	return free, err
}

func (s *Server) save(path string, from io.Reader, room int64) (int64, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, err
	}
	n, err := io.Copy(f, io.LimitReader(from, room+1))
	if err == nil && n > room {
		err = &conflict{"the disk is too full for this file", fmt.Sprintf("%d bytes may be written there. Nothing was kept.", room)}
	}
	if err == nil {
		err = f.Sync()
	}
	return n, errors.Join(err, f.Close())
}

// judge says what the file is, and what in it would leave the database. Archives are
// judged by the plan that restores them, which reads them with pg_restore.
func (s *Server) judge(ctx context.Context, path string, u *Upload) error {
	format, err := dump.Detect(path)
	if err != nil {
		u.Problem = s.o.Hide(strings.ReplaceAll(err.Error(), path, u.Name))
		return nil
	}
	u.Format = string(format)
	if format != dump.Plain {
		return nil
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	holds, err := dump.Scan(ctx, f, dump.Options{})
	if err != nil {
		return err
	}
	u.Findings = append(u.Findings, holds.Refused(nil)...)
	return nil
}

// uploads are those that are there, as they were judged.
func (s *Server) uploads() ([]Upload, error) {
	all := []Upload{}
	files, err := filepath.Glob(filepath.Join(s.uploadsDir(), "*"+aboutUpload))
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return all, err
		}
		var u Upload
		if json.Unmarshal(text, &u, fromPage) == nil && u.ID+aboutUpload == filepath.Base(file) {
			all = append(all, u)
		}
	}
	return all, err
}

func (s *Server) removeUpload(w http.ResponseWriter, r *http.Request) {
	form, err := body[FileForm](w, r)
	if err == nil {
		err = s.dropUpload(r.Context(), form.File)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.getBackups(w, r)
}

// dropUpload removes an upload that is listed, unless an unfinished run restores it.
func (s *Server) dropUpload(ctx context.Context, id string) error {
	uploads, err := s.uploads()
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(uploads, func(u Upload) bool { return u.ID == id }) {
		return &notFound{"such upload any more"}
	}
	recipe, _ := s.o.Load()
	store, err := s.o.OpenStore(ctx, recipe)
	if err != nil {
		return err
	}
	defer store.Close(context.WithoutCancel(ctx))
	if err := notNeeded(ctx, store, nil, id); err != nil {
		return err
	}
	path := filepath.Join(s.uploadsDir(), id)
	return errors.Join(gone(os.Remove(path)), gone(os.Remove(path+aboutUpload)))
}

// gone is fine where a file to remove is not there.
func gone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// shortName is a file's name for show.
func shortName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == '/' || r == '\\' {
			return '_'
		}
		return r
	}, name)
	return string([]rune(name)[:min(len([]rune(name)), 120)])
}
