package command

import "github.com/spf13/cobra"

// commands are poco's commands, in the order in which help lists them.
func commands(a *app) []*cobra.Command {
	return []*cobra.Command{
		newInit(a),
		newValidate(a),
		newFmt(a),
		newTables(a),
		newGraph(a),
		newPlan(a),
		newShow(a),
		newApply(a),
		newAbort(a),
		newVerify(a),
		newBackup(a),
		newBackups(a),
		newRestore(a),
		newUI(a),
		newRuns(a),
		newUnlock(a),
		newDemo(a),
		newVersion(a),
	}
}
