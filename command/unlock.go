package command

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"poco/state"
	"poco/view"
)

func newUnlock(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "unlock",
		Short: "Break the lock that a dead process left behind",
		Long:  "Break the lock that a process left behind when it died. The lock of a process that lives on\nthis host is not broken.",
		Args:  exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.interruptible(cmd.Context(), a.runUnlock)
		},
	}
}

// An unlockResult is what `poco unlock --json` prints.
type unlockResult struct {
	Broken bool          `json:"broken"`
	Holder *state.Holder `json:"holder"`
}

func (a *app) runUnlock(ctx context.Context) error {
	_, store, err := a.openRecipeAndStore(ctx, false)
	if err != nil {
		return err
	}
	defer store.Close(ctx)
	holder, err := store.Unlock(ctx)
	var locked *state.LockedError
	if errors.As(err, &locked) {
		a.diagnose(failure("the lock is held by a living process", locked.Holder.String()+"\n"+
			"End that process first, or wait for it. Nothing was changed."), nil)
		return told{exitLocked}
	}
	if err != nil {
		return err
	}
	if a.flags.json {
		return view.Document(a.out, unlockResult{Broken: holder != nil, Holder: holder})
	}
	if holder == nil {
		fmt.Fprintf(a.out, "No lock is left behind in %s.\n", view.Safe(store.Where()))
		return nil
	}
	fmt.Fprintf(a.out, "The lock of %s is broken.\nIts run, if it did not end, goes on with poco apply.\n", view.Safe(holder.String()))
	return nil
}
