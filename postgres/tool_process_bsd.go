//go:build unix && !linux

package postgres

import (
	"os/exec"
	"syscall"
)

// endsWithParent says that a tool is signalled when this process has been killed.
const endsWithParent = false

// isolateTool puts a tool into a process group of its own, out of reach of the
// terminal's Ctrl-C.
func isolateTool(cmd *exec.Cmd, _ toolCommand) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
}
