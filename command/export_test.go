package command

import "github.com/spf13/cobra"

// Tree is the tree of commands, for the test of the documentation.
func Tree() *cobra.Command {
	root := newRoot(newApp(Environment{}))
	root.InitDefaultCompletionCmd()
	return root
}
