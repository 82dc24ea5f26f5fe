//go:build unix

package postgres

import (
	"os"
	"os/exec"
	"syscall"
)

// endSignal is the signal at which a tool cancels what the server does for it, and
// ends: pg_dump also ends its workers at SIGTERM; psql would end at SIGTERM without
// a word to the server.
func endSignal(tool string) syscall.Signal {
	if tool == "psql" {
		return syscall.SIGINT
	}
	return syscall.SIGTERM
}

// endTool tells a tool to end. It tells its workers.
func endTool(cmd *exec.Cmd, tool string) { cmd.Process.Signal(endSignal(tool)) }

// killTool kills a tool and all that it has started.
func killTool(cmd *exec.Cmd) { syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }

// exitSignal is the signal that ended a process, 0 for none.
func exitSignal(state *os.ProcessState) int {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return int(status.Signal())
	}
	return 0
}
