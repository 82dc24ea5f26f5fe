package command

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"poco/backup"
	"poco/config"
	"poco/view"
)

type backupsOptions struct {
	database    string
	check       bool
	prune       bool
	autoApprove bool
}

func newBackups(a *app) *cobra.Command {
	var o backupsOptions
	cmd := &cobra.Command{
		Use:   "backups [DATABASE]",
		Short: "List, check and prune backups",
		Long: "List the backups in the folders that the recipe names and in backups beside it, the newest first.\n" +
			"With --check each is read to its end and compared with the checksum that was written with it; it\n" +
			"exits with 1 where one is not right. With --prune those are removed that the rules of the recipe's\n" +
			"backup blocks (keep, max_age, max_size) take, after a yes: never the newest of a block, never one\n" +
			"that an unfinished run needs, and no file that poco did not make.",
		Args:              atMost(1),
		ValidArgsFunction: a.completeDatabase,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.database = strings.TrimPrefix(strings.Join(args, ""), "database.")
			switch {
			case o.check && o.prune:
				return usageError(cmd, "--check and --prune can't be used together")
			case o.autoApprove && !o.prune:
				return usageError(cmd, "--auto-approve belongs to --prune")
			case o.prune:
				return a.runPrune(cmd.Context(), o)
			}
			return a.interruptible(cmd.Context(), func(ctx context.Context) error { return a.runBackups(ctx, o) })
		},
	}
	cmd.Flags().BoolVar(&o.check, "check", false, "read all backups and verify their checksums")
	cmd.Flags().BoolVar(&o.prune, "prune", false, "remove those that the recipe's rules take")
	cmd.Flags().BoolVar(&o.autoApprove, "auto-approve", false, "with --prune: don't ask")
	return cmd
}

func (a *app) runBackups(ctx context.Context, o backupsOptions) error {
	recipe, err := a.recipeForFolders()
	if err != nil {
		return err
	}
	all, err := listBackups(recipe, o.database)
	if err != nil {
		return err
	}
	if err := a.hasBackups(recipe, all, o.database); err != nil {
		return err
	}
	folders, right := make([]view.BackupFolder, 0, len(all)), true
	for _, f := range all {
		listed, fine, err := a.listFolder(ctx, f, o.check)
		if err != nil {
			return err
		}
		folders, right = append(folders, listed), right && fine
	}
	if a.flags.json {
		err = view.Document(a.out, folders)
	} else {
		view.Backups(a.out, folders, a.env.Now(), a.outStyle())
	}
	if err == nil && !right {
		return told{exitError}
	}
	return err
}

// recipeForFolders reads the recipe for the folders that it names. A mistake
// elsewhere in it is told, and is no reason to hide the backups that there are.
func (a *app) recipeForFolders() (*config.Recipe, error) {
	recipe, diags := a.readRecipe()
	if diags.HasErrors() && len(recipe.Files) == 0 {
		return nil, &diagnosed{diags, recipe.Sources}
	}
	if diags.HasErrors() {
		a.warn("the recipe has mistakes: folders that it names may be missing here", "poco validate tells them.")
	}
	return recipe, nil
}

// hasBackups tells of a database that neither the recipe nor a backup knows.
func (a *app) hasBackups(recipe *config.Recipe, all []backupFolder, label string) error {
	if label == "" || slices.ContainsFunc(all, func(f backupFolder) bool { return len(f.entries)+len(f.partials) > 0 }) {
		return nil
	}
	_, err := a.database(recipe, label)
	return err
}

// listFolder gives the backups of a folder for people, checked where that is asked
// for; fine is false where a check found one that is not right.
func (a *app) listFolder(ctx context.Context, f backupFolder, check bool) (listed view.BackupFolder, fine bool, err error) {
	listed, fine = view.BackupFolder{Directory: a.shown(f.dir), Backups: []view.ListedBackup{}}, true
	if free, err := backup.Free(f.dir); err == nil {
		listed.FreeBytes = &free
	}
	for _, p := range f.partials {
		listed.Backups = append(listed.Backups, a.halfBackup(p))
	}
	for _, e := range f.entries {
		b := a.listedBackup(e)
		if check && e.Complete() {
			if b.Checked, err = a.checkBackup(ctx, e); err != nil {
				return listed, false, err
			}
			fine = fine && b.Checked == view.Right
		}
		if check && e.Manifest != nil && !e.Complete() {
			fine = false
		}
		listed.Backups = append(listed.Backups, b)
	}
	return listed, fine, nil
}

// checkBackup reads a backup to its end and says what that shows.
func (a *app) checkBackup(ctx context.Context, e backup.Entry) (string, error) {
	status := a.status()
	defer status.close()
	err := backup.Check(ctx, e, func(done int64) {
		status.say(fmt.Sprintf("checking %s, %d %%", a.shown(e.Path()), 100*done/max(e.Size, 1)))
	})
	var content *backup.ContentError
	switch {
	case err == nil:
		return view.Right, nil
	case ctx.Err() != nil:
		return "", ctx.Err()
	case errors.As(err, &content):
		return fmt.Sprintf("damaged: %s is not what was written. Its SHA-256 is %s, and was %s", a.shown(content.Path), content.Got, content.Want), nil
	}
	return err.Error(), nil
}

func (a *app) listedBackup(e backup.Entry) view.ListedBackup {
	b := view.ListedBackup{File: a.shown(e.Path()), Made: e.Time, Bytes: e.Size, Complete: e.Complete(), Problem: e.Problem}
	if name, err := backup.ParseName(e.Name); err == nil {
		b.Format = string(name.Format)
	}
	m := e.Manifest
	if m == nil {
		return b
	}
	b.Database, b.Format, b.SHA256, b.Intent, b.Run = m.Database.Label, string(m.Format), m.SHA256, m.Intent, m.RunID
	b.Of = &view.BackedUp{Host: m.Database.Host, Port: m.Database.Port, DBName: m.Database.Name, ServerVersion: m.Database.ServerVersion}
	for _, t := range m.Tables {
		b.TableRows = append(b.TableRows, view.BackedTable{Name: t.Name, Rows: t.Rows})
	}
	return b
}

// halfBackup is one that is being written, or was when its process ended.
func (a *app) halfBackup(p backup.Partial) view.ListedBackup {
	b := view.ListedBackup{File: a.shown(p.Path), Made: p.Owner.Since, Run: p.Owner.Run, Problem: "half a backup: it is being written, or was when its process ended"}
	if p.Owner.PID > 0 {
		b.Problem = fmt.Sprintf("half a backup: process %d on %s writes it, or did when it ended. It goes when run %s goes on or is given up",
			p.Owner.PID, p.Owner.Host, p.Owner.Run)
	}
	return b
}
