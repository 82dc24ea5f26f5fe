//go:build !windows

package backup

import (
	"errors"
	"syscall"
)

// noSpace reports whether the system refused a write because the disk, or what the
// user may have of it, is full.
func noSpace(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}
