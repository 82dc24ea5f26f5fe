package postgres

import (
	"os/exec"
	"syscall"
)

// endsWithParent says that a tool is signalled when this process has been killed.
const endsWithParent = true

// isolateTool puts a tool into a process group of its own, out of reach of the
// terminal's Ctrl-C, and has it end when this process has been killed. pg_dump is
// told to, since it then ends its workers and cancels what the server does for it.
// psql is killed: a signal that it handles could find it in the moment before it
// waits for input, and be forgotten.
func isolateTool(cmd *exec.Cmd, command toolCommand) {
	signal := syscall.SIGTERM
	if command.name == "psql" {
		signal = syscall.SIGKILL
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: signal}
}
