package state

import "os"

// processLives reports whether a process of that number runs on this machine:
// Windows opens no other.
func processLives(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	p.Release()
	return true
}
