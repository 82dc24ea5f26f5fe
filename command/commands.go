package command

import "github.com/spf13/cobra"

// commands are poco's commands, in the order in which help lists them.
func commands(a *app) []*cobra.Command {
	return []*cobra.Command{
		newVersion(a),
	}
}
