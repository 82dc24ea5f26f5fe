package postgres

import (
	"os/exec"
	"syscall"
)

// isolateTool puts a tool into a process group of its own, out of reach of the
// terminal's Ctrl-C, and has it told to end when this process has been killed.
func isolateTool(cmd *exec.Cmd, tool string) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: endSignal(tool)}
}
