package command

import (
	"context"
	"errors"
	"fmt"
	"time"

	"poco/backup"
	"poco/config"
	"poco/executor"
	"poco/plan"
	"poco/state"
	"poco/view"
)

// A doomed block is a backup block with those of its backups that its rule takes.
type doomed struct {
	view.PrunedBlock
	entries []backup.Entry
}

// A prunedLine is what --prune --json prints.
type prunedLine struct {
	Blocks  []view.PrunedBlock `json:"blocks"`
	Removed []string           `json:"removed"`
}

func (a *app) runPrune(ctx context.Context, o backupsOptions) error {
	recipe, store, err := a.openRecipeAndStore(ctx, true)
	if err != nil {
		return err
	}
	defer store.Close(ctx)
	if o.database != "" {
		if _, err := a.database(recipe, o.database); err != nil {
			return err
		}
	}
	blocks, err := a.doomedBackups(ctx, recipe, store, o.database)
	if err != nil {
		return err
	}
	if len(blocks) == 0 {
		return &problem{
			summary: "no backup block of the recipe has a rule",
			detail:  "keep, max_age and max_size say which backups may go. Nothing was removed.",
		}
	}
	shown, n := make([]view.PrunedBlock, 0, len(blocks)), 0
	for _, b := range blocks {
		shown, n = append(shown, b.PrunedBlock), n+len(b.entries)
	}
	if !a.flags.json {
		view.Prunable(a.out, shown, a.outStyle())
	}
	if n > 0 && !o.autoApprove {
		if err := a.askToRemove(ctx, shown); err != nil {
			return err
		}
	}
	removed, err := a.remove(blocks)
	if a.flags.json {
		_ = view.Document(a.out, prunedLine{Blocks: shown, Removed: removed})
	} else if n > 0 {
		a.say("\n  Removed %s.", view.Plural(len(removed), "backup"))
	}
	return err
}

// doomedBackups are those that the rules of the recipe's blocks take now.
func (a *app) doomedBackups(ctx context.Context, recipe *config.Recipe, store state.Store, label string) ([]doomed, error) {
	var blocks []doomed
	for _, b := range recipe.Backups {
		if b.Keep == 0 && b.MaxAge == 0 && b.MaxSize == 0 || label != "" && b.Database.Label != label {
			continue
		}
		entries, err := backup.List(b.Directory)
		if err != nil {
			return nil, cannotList(b.Directory, err)
		}
		needed, err := a.neededBackups(ctx, store, entries)
		if err != nil {
			return nil, err
		}
		d := doomed{PrunedBlock: view.PrunedBlock{Intent: b.IntentName(), Files: []string{}, Rule: view.PruneRule(plan.Pruning{
			Keep: b.Keep, MaxAge: int64(b.MaxAge / time.Second), MaxSize: b.MaxSize})}}
		rule := backup.Rule{Intent: b.IntentName(), Database: b.Database.Label, Keep: b.Keep, MaxAge: b.MaxAge, MaxSize: b.MaxSize}
		for _, e := range backup.ToPrune(entries, rule, needed, a.env.Now()) {
			d.entries, d.Files, d.Bytes = append(d.entries, e), append(d.Files, a.shown(e.Path())), d.Bytes+e.Size
		}
		blocks = append(blocks, d)
	}
	return blocks, nil
}

// neededBackups are the names of those that unfinished runs need.
func (a *app) neededBackups(ctx context.Context, store state.Store, entries []backup.Entry) (map[string]bool, error) {
	needed, err := executor.NeededBackups(ctx, store, entries)
	var unknown *executor.NeededError
	if errors.As(err, &unknown) {
		return nil, &problem{
			summary: "run " + unknown.Run + " has not ended, and may need its backups",
			detail:  fmt.Sprintf("Its plan can't be read: %v.\nNothing was removed. Give the run up with:  %s", unknown.Err, a.commandLine("abort", unknown.Run)),
			err:     err,
		}
	}
	return needed, err
}

// askToRemove asks for a yes before backups go.
func (a *app) askToRemove(ctx context.Context, blocks []view.PrunedBlock) error {
	if !a.env.StdinTerminal {
		return &problem{
			summary: "nobody can be asked: stdin is no terminal",
			detail:  view.RemovesBackups(blocks, view.Style{}) + "\nWith --auto-approve poco does it without asking. Nothing was removed.",
		}
	}
	return a.askYes(ctx, view.RemovesBackups(blocks, a.errStyle()), "Nothing was removed.")
}

// remove removes them, the oldest of a block first, and gives those that are gone.
func (a *app) remove(blocks []doomed) ([]string, error) {
	removed := []string{}
	for _, b := range blocks {
		for i := len(b.entries) - 1; i >= 0; i-- {
			e := b.entries[i]
			if err := backup.Remove(e); err != nil {
				return removed, &problem{summary: "cannot remove " + a.shown(e.Path()), detail: unwrapped(err) + ".", err: err}
			}
			a.logger().Info("removed a backup", "file", e.Path(), "bytes", e.Size)
			removed = append(removed, a.shown(e.Path()))
		}
	}
	return removed, nil
}
