//go:build unix

package state

import (
	"errors"
	"syscall"
)

// processLives reports whether a process of that number runs on this machine.
func processLives(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
