package command

import (
	"fmt"

	"github.com/spf13/cobra"

	"poco/view"
)

// validateResult is what `poco validate --json` prints.
type validateResult struct {
	Valid bool     `json:"valid"`
	Files []string `json:"files"`
}

func newValidate(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "validate",
		Short: "Check the recipe without a database",
		Args:  exactly(0),
		RunE: func(*cobra.Command, []string) error {
			recipe, diags := a.readRecipe()
			a.diagnose(diags, recipe.Sources)
			valid := !diags.HasErrors()
			if a.flags.json {
				if err := view.Document(a.out, validateResult{Valid: valid, Files: recipe.Files}); err != nil {
					return err
				}
			}
			if !valid {
				return told{exitError}
			}
			if !a.flags.json {
				fmt.Fprintf(a.out, "The recipe is valid: %s.\n", filesWords(recipe.Files))
			}
			return nil
		},
	}
}

func filesWords(files []string) string {
	if len(files) == 1 {
		return view.Safe(files[0])
	}
	return fmt.Sprintf("%d files", len(files))
}
