package backup

import (
	"errors"

	"golang.org/x/sys/windows"
)

// noSpace reports whether the system refused a write because the disk, or what the
// user may have of it, is full.
func noSpace(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL) ||
		errors.Is(err, windows.ERROR_DISK_QUOTA_EXCEEDED)
}
