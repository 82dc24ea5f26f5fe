package command

import (
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"poco/backup"
	"poco/config"
)

// A backupFolder is one folder of backups with those that are meant.
type backupFolder struct {
	dir      string // absolute
	entries  []backup.Entry
	partials []backup.Partial
}

// listBackups lists the backups of a database in all folders, of all databases where
// label is empty.
func listBackups(recipe *config.Recipe, label string) ([]backupFolder, error) {
	var all []backupFolder
	for _, dir := range recipe.BackupFolders() {
		entries, err := backup.List(dir)
		if err != nil {
			return nil, cannotList(dir, err)
		}
		partials, err := backup.Partials(dir)
		if err != nil {
			return nil, cannotList(dir, err)
		}
		f := backupFolder{dir: dir}
		for _, e := range entries {
			if label == "" || isOf(e, label) {
				f.entries = append(f.entries, e)
			}
		}
		for _, p := range partials {
			if label == "" || strings.HasPrefix(filepath.Base(p.Path), ".backup_"+backup.SafeLabel(label)+"_") {
				f.partials = append(f.partials, p)
			}
		}
		all = append(all, f)
	}
	return all, nil
}

func cannotList(dir string, err error) error {
	return &problem{summary: "cannot list the backups in " + dir, detail: unwrapped(err) + ".", err: err}
}

// isOf reports whether a backup is of a database, as its manifest says, or where
// there is none, its name.
func isOf(e backup.Entry, label string) bool {
	if e.Manifest != nil {
		return e.Manifest.Database.Label == label
	}
	name, err := backup.ParseName(e.Name)
	return err == nil && name.Label == backup.SafeLabel(label)
}

// shown is a path as the user would write it: relative where it is below the folder
// where the user stands.
func (a *app) shown(path string) string {
	rel, err := filepath.Rel(a.env.Dir, path)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return path
	}
	return rel
}

// completeDatabase completes the labels of the recipe's databases.
func (a *app) completeDatabase(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	recipe, _ := a.readRecipe()
	var labels []string
	for _, db := range recipe.Databases {
		labels = append(labels, db.Label)
	}
	return labels, cobra.ShellCompDirectiveNoFileComp
}

// completeSelection completes the names of the recipe's selections.
func (a *app) completeSelection(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	recipe, _ := a.readRecipe()
	var names []string
	for _, s := range recipe.Selections {
		names = append(names, s.Name)
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// completeRestore completes a database, then latest and its backups; any other file
// will do too.
func (a *app) completeRestore(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	if len(args) == 0 {
		return a.completeDatabase(cmd, args, typed)
	}
	if len(args) > 1 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	recipe, _ := a.readRecipe()
	words := []string{"latest"}
	all, _ := listBackups(recipe, strings.TrimPrefix(args[0], "database."))
	for _, f := range all {
		for _, e := range f.entries {
			if e.Complete() {
				words = append(words, a.shown(e.Path()))
			}
		}
	}
	return words, cobra.ShellCompDirectiveDefault
}
