package command

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"poco/state"
	"poco/view"
)

func newRuns(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "runs [RUN]",
		Short: "List runs, or show one with its tables",
		Args:  atMost(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.interruptible(cmd.Context(), func(ctx context.Context) error {
				return a.runRuns(ctx, strings.Join(args, ""))
			})
		},
	}
}

func (a *app) runRuns(ctx context.Context, id string) error {
	_, store, err := a.openRecipeAndStore(ctx, false)
	if err != nil {
		return err
	}
	defer store.Close(ctx)
	runs, err := a.presentRuns(ctx, store)
	if err != nil {
		return err
	}
	if id == "" {
		if a.flags.json {
			return view.Document(a.out, append([]state.Run{}, runs...))
		}
		view.Runs(a.out, runs, a.env.Now(), a.outStyle())
		return nil
	}
	run, err := pickRun(runs, id, store.Where())
	if err != nil {
		return err
	}
	if a.flags.json {
		return view.Document(a.out, run)
	}
	view.Run(a.out, run, a.env.Now(), a.outStyle())
	if !run.Status.Finished() && run.Status != state.Running {
		fmt.Fprintf(a.out, "\nGo on with:    %s\nGive up with:  %s\n", a.commandLine("apply", run.ID), a.commandLine("abort", run.ID))
	}
	return nil
}

// presentRuns lists the store's runs as they are now: one that is recorded as
// running, while no living process holds the lock, was interrupted.
func (a *app) presentRuns(ctx context.Context, store state.Store) ([]state.Run, error) {
	runs, err := store.Runs(ctx)
	if err != nil {
		return nil, err
	}
	holder, err := store.Holder(ctx)
	if err != nil {
		return nil, err
	}
	for i := range runs {
		if runs[i].Status == state.Running && !holds(holder, runs[i].Holder) {
			runs[i].Status = state.Interrupted
		}
	}
	return runs, nil
}

func holds(holder *state.Holder, run state.Holder) bool {
	return holder != nil && holder.PID == run.PID && holder.Host == run.Host
}

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
