package backup

import (
	"os"

	"golang.org/x/sys/windows"
)

// disk asks for the volume of a folder that is there, and for what of it the user
// may have.
func disk(dir string) (free, total int64, err error) {
	path, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0, 0, err
	}
	var mine, all, unused uint64
	if err := windows.GetDiskFreeSpaceEx(path, &mine, &all, &unused); err != nil {
		return 0, 0, &os.PathError{Op: "GetDiskFreeSpaceEx", Path: dir, Err: err}
	}
	return int64(mine), int64(all), nil
}
