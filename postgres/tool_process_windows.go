package postgres

import (
	"os"
	"os/exec"
	"syscall"
)

// endsWithParent says that a tool is signalled when this process has been killed.
const endsWithParent = false

// isolateTool keeps the console's Ctrl-C from a tool.
func isolateTool(cmd *exec.Cmd, _ toolCommand) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}
}

// endTool kills a tool: Windows has no signal that asks.
func endTool(cmd *exec.Cmd, _ toolCommand) { cmd.Process.Kill() }

// killTool kills a tool; its workers are threads of it.
func killTool(cmd *exec.Cmd) { cmd.Process.Kill() }

// exitSignal is 0: Windows has none.
func exitSignal(*os.ProcessState) int { return 0 }
