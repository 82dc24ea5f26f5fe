package backup

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"time"
)

// Watch looks at the disk every lookEvery, and counts the bytes that are there
// every countEvery looks: a dump may be of thousands of files.
const (
	lookEvery  = 25 * time.Millisecond
	countEvery = 20
)

// Watch watches over a backup that another process writes, and tells progress of the
// bytes that are there, which may be nil. What it can it hashes meanwhile. It comes
// back with nil when the context ends, and with a *SpaceError or *SizeError when the
// tool must be stopped; then Discard, once it has ended.
func (w *Writer) Watch(ctx context.Context, progress func(written int64)) error {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	for i := 0; ; i++ {
		if err := w.look(); err != nil {
			return err
		}
		if i%countEvery == 0 {
			if err := w.count(progress); err != nil {
				return err
			}
		}
		if err := w.follow(ctx); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// look stops the tool before the disk is full, and where a file gets too large.
func (w *Writer) look() error {
	if w.file != nil {
		info, err := w.file.Stat()
		if err != nil {
			return err
		}
		w.written.Store(info.Size())
		if err := w.guard.fits(info.Size()); err != nil {
			return err
		}
	}
	return w.guard.allows(w.Written(), 0)
}

// follow hashes what has been written, and looks at the disk in between.
func (w *Writer) follow(ctx context.Context) error {
	if w.behind == nil || w.Written() < w.behind.size+followStep {
		return nil
	}
	for more := true; more && ctx.Err() == nil; {
		var err error
		if more, err = w.behind.step(); err != nil {
			return err
		}
		if err := w.look(); err != nil {
			return err
		}
	}
	w.pass("followed")
	return nil
}

// count counts the bytes of the folder as it is now.
func (w *Writer) count(progress func(int64)) error {
	if w.file == nil {
		w.written.Store(bytesIn(w.Folder()))
	}
	if progress != nil {
		progress(w.Written())
	}
	return w.guard.fits(w.Written())
}

// bytesIn counts what can be seen of a folder that others write in: files may go
// while it looks.
func bytesIn(folder string) (size int64) {
	filepath.WalkDir(folder, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil {
			if entry != nil && entry.IsDir() && !errors.Is(err, fs.ErrNotExist) {
				return fs.SkipDir
			}
			return nil
		}
		if info, err := entry.Info(); err == nil && info.Mode().IsRegular() {
			size += info.Size()
		}
		return nil
	})
	return size
}
