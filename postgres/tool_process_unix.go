//go:build unix

package postgres

import (
	"os"
	"os/exec"
	"syscall"
)

// endTool tells a tool to cancel what the server does for it, and to end. pg_dump
// also ends its workers at SIGTERM; psql would end at SIGTERM without a word to the
// server.
func endTool(cmd *exec.Cmd, command toolCommand) {
	if command.name == "psql" {
		cmd.Process.Signal(syscall.SIGINT)
	} else {
		cmd.Process.Signal(syscall.SIGTERM)
	}
}

// killTool kills a tool and all that it has started.
func killTool(cmd *exec.Cmd) { syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }

// exitSignal is the signal that ended a process, 0 for none.
func exitSignal(state *os.ProcessState) int {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return int(status.Signal())
	}
	return 0
}
