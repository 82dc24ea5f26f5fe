package backup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// digestOf is the digest of a folder: that of what `sha256sum` prints of its files,
// in the order of their paths' bytes.
func digestOf(files []File) string {
	h := sha256.New()
	for _, f := range files {
		fmt.Fprintf(h, "%s  %s\n", f.SHA256, f.Path)
	}
	return sum(h)
}

func sum(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }

// filesOf lists the files of a folder with their sizes, without digests. A folder of
// a dump holds files and folders, and nothing else.
func filesOf(folder string) ([]File, error) {
	var files []File
	err := filepath.WalkDir(folder, func(p string, entry fs.DirEntry, err error) error {
		if err != nil || (entry.IsDir() && p != folder) {
			return err
		}
		if p == folder {
			return notFolder(entry)
		}
		within, err := filepath.Rel(folder, p)
		if err != nil {
			return err
		}
		f := File{Path: filepath.ToSlash(within)}
		if !entry.Type().IsRegular() || !validPath(f.Path) {
			return fmt.Errorf("%q in it is no file of a dump", f.Path)
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		f.Size = info.Size()
		files = append(files, f)
		return nil
	})
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return files, err
}

func notFolder(entry fs.DirEntry) error {
	if !entry.IsDir() {
		return fmt.Errorf("%s is no folder", entry.Name())
	}
	return nil
}

func sizeOf(files []File) (size int64) {
	for _, f := range files {
		size += f.Size
	}
	return size
}

// hashFile reads a file to its end, in constant memory, and tells read of the bytes.
func hashFile(ctx context.Context, path string, read func(int)) (digest string, size int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	h := sha256.New()
	size, err = io.CopyBuffer(onlyWriter{h}, &contextReader{ctx, f, read}, make([]byte, 1<<20))
	return sum(h), size, err
}

// onlyWriter hides what else a writer can do, so that the buffer is used.
type onlyWriter struct{ io.Writer }

// A contextReader ends with its context.
type contextReader struct {
	ctx  context.Context
	from io.Reader
	read func(int)
}

func (r *contextReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := r.from.Read(p)
	if r.read != nil && n > 0 {
		r.read(n)
	}
	return n, err
}
