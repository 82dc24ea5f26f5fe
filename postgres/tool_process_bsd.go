//go:build unix && !linux

package postgres

import (
	"os/exec"
	"syscall"
)

// isolateTool puts a tool into a process group of its own, out of reach of the
// terminal's Ctrl-C.
func isolateTool(cmd *exec.Cmd, _ string) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
}
