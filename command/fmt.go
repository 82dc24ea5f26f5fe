package command

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"poco/config"
	"poco/view"
)

type fmtOptions struct{ check, diff bool }

func newFmt(a *app) *cobra.Command {
	var o fmtOptions
	cmd := &cobra.Command{
		Use:   "fmt",
		Short: "Format the recipe's files",
		Long:  "Format the recipe's files in place, and list those that changed.",
		Args:  exactly(0),
		RunE:  func(*cobra.Command, []string) error { return a.runFmt(o) },
	}
	cmd.Flags().BoolVar(&o.check, "check", false, "change nothing; exit with 3 where a file is not formatted")
	cmd.Flags().BoolVar(&o.diff, "diff", false, "print what changes")
	return cmd
}

func (a *app) runFmt(o fmtOptions) error {
	if o.diff {
		a.readRecipe() // for its secrets: a line of a diff may hold one
	}
	results, sources, diags := config.Format(a.folder())
	changed := []string{}
	for _, r := range results {
		if r.Changed() {
			changed = append(changed, r.File)
			if err := a.formatted(r, o); err != nil {
				return err
			}
		}
	}
	if a.flags.json {
		if err := view.Document(a.out, map[string][]string{"changed": changed}); err != nil {
			return err
		}
	}
	a.diagnose(diags, sources)
	switch {
	case diags.HasErrors():
		return told{exitError}
	case o.check && len(changed) > 0:
		return told{exitUnformatted}
	}
	return nil
}

// formatted tells and writes one file whose layout changes.
func (a *app) formatted(r config.FormatResult, o fmtOptions) error {
	switch {
	case a.flags.json:
	case o.diff:
		io.WriteString(a.out, view.SafeLines(r.Diff()))
	default:
		fmt.Fprintln(a.out, view.Safe(r.File))
	}
	if o.check {
		return nil
	}
	return r.Write()
}
