package command

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"poco/config"
	"poco/planner"
)

type restoreOptions struct {
	file         string
	noBackup     bool
	allow        []string
	noOwner      bool
	autoApprove  bool
	countTimeout time.Duration
}

func newRestore(a *app) *cobra.Command {
	var o restoreOptions
	cmd := &cobra.Command{
		Use:   "restore DATABASE FILE|latest",
		Short: "Restore a file into a database, as a restore block would",
		Long: "Restore a backup, or any dump of pg_dump's, into one of the recipe's databases: show what it holds\n" +
			"and what it will destroy, ask, back up what is there, and restore in one transaction. Where anything\n" +
			"fails the database is as it was. FILE is a path from where you are, or the name of a backup that\n" +
			"poco backups lists; latest is the newest backup of DATABASE but for those that restores have made\n" +
			"of what they replaced.\n\n" +
			"A file is looked through before anything runs: what would leave the database, as a command of psql\n" +
			"or a COPY to a program, is refused with its line.",
		Args:              exactly(2),
		ValidArgsFunction: a.completeRestore,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.file = args[1]
			return a.do(cmd.Context(), deed{
				command: "poco restore " + args[0], database: args[0], approve: a.approve,
				add:     func(r *config.Recipe, db *config.Database) (string, error) { return a.addRestore(r, db, o) },
				options: applyOptions{autoApprove: o.autoApprove, planningOptions: planningOptions{countTimeout: o.countTimeout}},
			})
		},
	}
	cmd.Flags().BoolVar(&o.noBackup, "no-backup", false, "don't back up what the restore overwrites")
	cmd.Flags().StringSliceVar(&o.allow, "allow", nil, "let through what is refused as `CODE`; may be repeated")
	cmd.Flags().BoolVar(&o.noOwner, "no-owner", false, "what the file creates belongs to the role that restores")
	cmd.Flags().BoolVar(&o.autoApprove, "auto-approve", false, "don't ask")
	cmd.Flags().DurationVar(&o.countTimeout, "count-timeout", planner.DefaultCountBudget,
		"how long to count rows; what is not counted by then is estimated")
	return cmd
}

// addRestore adds what is asked for to the recipe.
func (a *app) addRestore(recipe *config.Recipe, db *config.Database, o restoreOptions) (string, error) {
	file, err := a.fileToRestore(recipe, db, o.file)
	if err != nil {
		return "", err
	}
	return recipe.AddRestore(config.Restore{
		Database: db, File: file, BackupFirst: !o.noBackup, Allow: o.allow, NoOwner: o.noOwner,
	}), nil
}

// fileToRestore finds the file that is meant: the newest backup of a database, a
// path, or the name of a backup in one of the recipe's folders.
func (a *app) fileToRestore(recipe *config.Recipe, db *config.Database, file string) (string, error) {
	if file == "latest" {
		return a.latestBackup(recipe, db.Label)
	}
	path := a.path(file)
	_, err := os.Stat(path)
	if err == nil {
		return path, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", &problem{summary: "cannot read " + file, detail: unwrapped(err) + ".", err: err}
	}
	if filepath.Base(file) == file {
		for _, dir := range recipe.BackupFolders() {
			if _, err := os.Stat(filepath.Join(dir, file)); err == nil {
				return filepath.Join(dir, file), nil
			}
		}
	}
	return "", &problem{
		summary: "there is no file " + file,
		detail: "FILE is a path from " + a.env.Dir + ", or the name of a backup; latest is the newest backup of " + db.Label + ".\n" +
			a.commandLine("backups", db.Label) + " lists what there is. Nothing was changed.",
		err: err,
	}
}

// unwrapped is what the system said of a path, without the path.
func unwrapped(err error) string {
	var at *fs.PathError
	if errors.As(err, &at) {
		err = at.Err
	}
	return err.Error()
}

// latestBackup is the newest complete backup of a database, whichever block or
// command made it. What a restore has saved before it began is none: it holds what
// people want to get away from, and would be taken when that restore was stopped
// and is begun again.
func (a *app) latestBackup(recipe *config.Recipe, label string) (string, error) {
	all, err := listBackups(recipe, label)
	if err != nil {
		return "", err
	}
	newest := ""
	var made time.Time
	var looked []string
	for _, f := range all {
		looked = append(looked, a.shown(f.dir))
		for _, e := range f.entries {
			if e.Complete() && !strings.HasPrefix(e.Manifest.Intent, "restore.") && e.Time.After(made) {
				newest, made = e.Path(), e.Time
			}
		}
	}
	if newest != "" {
		return newest, nil
	}
	return "", &problem{
		summary: "there is no backup of " + quoted(label),
		detail:  "Looked in " + strings.Join(looked, ", ") + ". Nothing was changed.\nOne is made with:  " + a.commandLine("backup", label),
	}
}
