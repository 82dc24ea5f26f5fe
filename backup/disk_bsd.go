//go:build darwin || freebsd

package backup

import (
	"os"

	"golang.org/x/sys/unix"
)

// disk asks for the file system of a folder that is there.
func disk(dir string) (free, total int64, err error) {
	var fs unix.Statfs_t
	if err := unix.Statfs(dir, &fs); err != nil {
		return 0, 0, &os.PathError{Op: "statfs", Path: dir, Err: err}
	}
	unit := int64(fs.Bsize)
	return int64(fs.Bavail) * unit, int64(fs.Blocks) * unit, nil
}
