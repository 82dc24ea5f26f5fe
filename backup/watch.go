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
	lookEvery  = 50 * time.Millisecond
	countEvery = 10
)

// Watch watches over a backup that another process writes, pg_dump in the directory
// format, and tells progress of the bytes that are there, which may be nil. It comes
// back with nil when the context ends, and with a *SpaceError or *SizeError when the
// tool must be stopped; then Discard, once it has ended.
func (w *Writer) Watch(ctx context.Context, progress func(written int64)) error {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	for i := 0; ; i++ {
		if i%countEvery == 0 {
			if err := w.count(progress); err != nil {
				return err
			}
		}
		if err := w.guard.allows(w.Written(), 0); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
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
