package command

import (
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"poco/config"
	"poco/planner"
)

type backupOptions struct {
	directory string
	format    string
	selection string
	jobs      int
}

// backupFormats are those of a backup block.
var backupFormats = []string{"plain", "custom", "directory"}

func newBackup(a *app) *cobra.Command {
	var o backupOptions
	cmd := &cobra.Command{
		Use:   "backup DATABASE",
		Short: "Back up a database now, as a backup block would",
		Long: "Back up one of the recipe's databases into a new file, without a block in the recipe. The whole\n" +
			"default schema is taken, or the tables of a selection. Nothing is changed on the database, and no\n" +
			"older backup is removed. poco backups lists what there is.",
		Args:              exactly(1),
		ValidArgsFunction: a.completeDatabase,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.check(cmd); err != nil {
				return err
			}
			return a.do(cmd.Context(), deed{
				command: "poco backup " + args[0], database: args[0], approve: a.showShort,
				add:     func(r *config.Recipe, db *config.Database) (string, error) { return a.addBackup(r, db, o) },
				options: applyOptions{autoApprove: true, planningOptions: planningOptions{countTimeout: planner.DefaultCountBudget, jobs: o.jobs}},
			})
		},
	}
	cmd.Flags().StringVar(&o.directory, "directory", "", "where the file is put: `DIR`, relative to where you are (default backups beside the recipe)")
	cmd.Flags().StringVar(&o.format, "format", "plain", "`FORMAT` is plain (an SQL script), custom or directory, as pg_dump names them")
	cmd.Flags().StringVar(&o.selection, "selection", "", "only the tables of the recipe's selection `NAME`")
	cmd.Flags().IntVar(&o.jobs, "jobs", 0, "how many tables are dumped at once, in the directory format")
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(backupFormats, cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("selection", a.completeSelection)
	return cmd
}

func (o backupOptions) check(cmd *cobra.Command) error {
	switch {
	case !slices.Contains(backupFormats, o.format):
		return usageError(cmd, "--format is plain, custom or directory, not "+quoted(o.format))
	case cmd.Flags().Changed("jobs") && o.jobs < 1:
		return usageError(cmd, "--jobs is a whole number from 1 on, not "+strconv.Itoa(o.jobs))
	case o.jobs > 1 && o.format != "directory":
		return usageError(cmd, "--jobs needs --format directory: a single file is written by one job")
	case cmd.Flags().Changed("directory") && o.directory == "":
		return usageError(cmd, "--directory is empty")
	}
	return nil
}

// addBackup adds what is asked for to the recipe.
func (a *app) addBackup(recipe *config.Recipe, db *config.Database, o backupOptions) (string, error) {
	b := config.Backup{Database: db, Format: o.format, Jobs: o.jobs}
	if o.directory != "" {
		b.Directory = a.path(o.directory)
	}
	if o.selection != "" {
		s, err := selectionNamed(recipe, o.selection)
		if err != nil {
			return "", err
		}
		b.Selection = s
	}
	return recipe.AddBackup(b), nil
}

// selectionNamed finds one of the recipe's selections, as "shop" or
// "selection.shop".
func selectionNamed(recipe *config.Recipe, name string) (*config.Selection, error) {
	name = strings.TrimPrefix(name, "selection.")
	var names []string
	for _, s := range recipe.Selections {
		if s.Name == name {
			return s, nil
		}
		names = append(names, s.Name)
	}
	if len(names) == 0 {
		return nil, &problem{summary: "no selection named " + quoted(name), detail: "The recipe declares none."}
	}
	return nil, &problem{
		summary: "no selection named " + quoted(name),
		detail:  suggestion(name, names) + "Declared: " + strings.Join(names, ", ") + ".",
	}
}
