package command

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// rootHelp is what `poco` and `poco --help` print: the usual order of commands
// first, then all of them in the order of use. cobra would sort them by name.
func rootHelp(root *cobra.Command, inOrder []*cobra.Command, w io.Writer) {
	fmt.Fprintf(w, "%s\n\nUsage:  poco COMMAND [flags]\n\nCommands:\n", overview)
	listed := map[string]bool{}
	line := func(c *cobra.Command) {
		if !listed[c.Name()] && c.IsAvailableCommand() {
			listed[c.Name()] = true
			fmt.Fprintf(w, "  %-12s %s\n", c.Name(), c.Short)
		}
	}
	for _, c := range inOrder {
		line(c)
	}
	for _, c := range root.Commands() {
		line(c)
	}
	fmt.Fprintf(w, "\nFlags of every command:\n%s\n", strings.TrimRight(root.PersistentFlags().FlagUsages(), "\n"))
	fmt.Fprint(w, "\npoco COMMAND --help says more.\n")
}
