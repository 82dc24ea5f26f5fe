package backup

import (
	"context"
	"fmt"
	"path/filepath"
)

// A ContentError is a backup whose bytes are not those that were written.
type ContentError struct {
	Path      string // of a folder's backup, the file in it
	Want, Got string // SHA-256
}

func (e *ContentError) Error() string {
	return fmt.Sprintf("%s is damaged: its SHA-256 is %s, and was %s when it was made", e.Path, e.Got, e.Want)
}

// Check reads a backup to its end, in constant memory, and compares it with its
// manifest. It tells progress of the bytes that it has read, which may be nil.
func Check(ctx context.Context, e Entry, progress func(done int64)) error {
	if !e.Complete() {
		return fmt.Errorf("%s is no complete backup: %s", e.Path(), e.Problem)
	}
	var done int64
	read := func(n int) {
		done += int64(n)
		if progress != nil {
			progress(done)
		}
	}
	if e.Manifest.Format != Directory {
		return checkFile(ctx, e.Path(), e.Manifest.SHA256, read)
	}
	for _, f := range e.Manifest.Files {
		if err := checkFile(ctx, filepath.Join(e.Path(), filepath.FromSlash(f.Path)), f.SHA256, read); err != nil {
			return err
		}
	}
	return nil
}

func checkFile(ctx context.Context, path, want string, read func(int)) error {
	got, _, err := hashFile(ctx, path, read)
	if err != nil {
		return fmt.Errorf("check a backup: %w", err)
	}
	if got != want {
		return &ContentError{Path: path, Want: want, Got: got}
	}
	return nil
}
