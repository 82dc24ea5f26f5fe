package backup

import (
	"context"
	"os"
	"path/filepath"
)

// Digest reads a dump of whatever origin, a file or a folder, and gives its SHA-256
// and size as a manifest has them: of a folder that of its files' digests.
func Digest(ctx context.Context, path string) (digest string, size int64, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", 0, err
	}
	if !info.IsDir() {
		return hashFile(ctx, path, nil)
	}
	files, err := filesOf(path)
	if err != nil {
		return "", 0, err
	}
	for i := range files {
		f := &files[i]
		if f.SHA256, f.Size, err = hashFile(ctx, filepath.Join(path, filepath.FromSlash(f.Path)), nil); err != nil {
			return "", 0, err
		}
	}
	return digestOf(files), sizeOf(files), nil
}

// Size is how many bytes a dump has, as Digest counts them, without reading it.
func Size(path string) (int64, error) {
	info, err := os.Stat(path)
	if err != nil || !info.IsDir() {
		if err == nil {
			return info.Size(), nil
		}
		return 0, err
	}
	files, err := filesOf(path)
	return sizeOf(files), err
}
