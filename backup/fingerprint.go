package backup

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// Fingerprint reads a dump, a file or a folder of pg_dump's, to its end, in constant
// memory: its SHA-256 as a manifest has it, and its size in bytes. It tells progress
// of the bytes that it has read, which may be nil.
func Fingerprint(ctx context.Context, path string, progress func(done int64)) (digest string, size int64, err error) {
	var done int64
	read := func(n int) {
		if done += int64(n); progress != nil {
			progress(done)
		}
	}
	info, err := os.Stat(path)
	if err != nil {
		return "", 0, err
	}
	if !info.IsDir() {
		return hashFile(ctx, path, read)
	}
	files, err := filesOf(path)
	if err != nil {
		return "", 0, fmt.Errorf("read the folder %s: %w", path, err)
	}
	for i := range files {
		if files[i].SHA256, _, err = hashFile(ctx, filepath.Join(path, filepath.FromSlash(files[i].Path)), read); err != nil {
			return "", 0, err
		}
	}
	return digestOf(files), sizeOf(files), nil
}
