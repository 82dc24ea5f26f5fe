package pgcluster

import (
	"os"
	"os/exec"
	"syscall"
)

const hasSockets = false

// isolate keeps the console's Ctrl-C from a command.
func isolate(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}
}

// handOver does nothing: servers run as this process' user.
func handOver(string) error { return nil }

// checkReach has nothing to check: servers run as this process' user.
func checkReach(string) error { return nil }

// tempDir is the folder for temporary files.
func tempDir() string { return os.TempDir() }

// alive reports whether a process exists.
func alive(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	p.Release()
	return true
}

// A guard would end a server whose process is gone; Windows has none, and the
// server is stopped by Stop alone.
type guard struct{}

func newGuard(*Cluster) (*guard, error) { return &guard{}, nil }

func (*guard) dismiss() {}
