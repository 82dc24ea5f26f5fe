package command

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"poco/executor"
	"poco/state"
	"poco/view"
)

type runsOptions struct {
	id        string
	databases bool
}

func newRuns(a *app) *cobra.Command {
	var o runsOptions
	cmd := &cobra.Command{
		Use:   "runs [RUN]",
		Short: "List runs, or show one with its tables",
		Long: "List the runs of this recipe's state, or show one with its tables. A run that the state does not\n" +
			"know, because it was lost or is another machine's, is in the ledger of the database that it\n" +
			"writes to until it ends: --databases lists those as well.",
		Args: atMost(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.id = strings.Join(args, "")
			return a.interruptible(cmd.Context(), func(ctx context.Context) error { return a.runRuns(ctx, o) })
		},
	}
	cmd.Flags().BoolVar(&o.databases, "databases", false, "unfinished runs in the ledgers of the databases as well")
	return cmd
}

func (a *app) runRuns(ctx context.Context, o runsOptions) error {
	recipe, store, err := a.openRecipeAndStore(ctx, false)
	if err != nil {
		return err
	}
	defer store.Close(ctx)
	runs, err := a.presentRuns(ctx, store)
	if err != nil {
		return err
	}
	if o.databases || o.id != "" && !knows(runs, o.id) {
		runs = a.addLedgerRuns(ctx, runs, &applying{recipe: recipe, store: store})
	}
	if o.id != "" {
		return a.showRun(runs, o.id, store.Where())
	}
	if a.flags.json {
		return view.Document(a.out, append([]state.Run{}, runs...))
	}
	view.Runs(a.out, runs, a.env.Now(), a.outStyle())
	if len(runs) == 0 && !o.databases {
		a.say("An unfinished run that this state does not know is in the ledger of its target:  %s", a.commandLine("runs", "--databases"))
	}
	return nil
}

func knows(runs []state.Run, id string) bool {
	return slices.ContainsFunc(runs, func(r state.Run) bool { return strings.HasPrefix(r.ID, id) })
}

// addLedgerRuns adds the runs that only the ledgers know. A database that can't be
// asked costs a warning: another one may have what is looked for.
func (a *app) addLedgerRuns(ctx context.Context, runs []state.Run, job *applying) []state.Run {
	status := a.status()
	status.say("asking the databases")
	found, err := executor.LedgerRuns(ctx, a.options(job, "poco runs"))
	status.close()
	if err != nil && ctx.Err() == nil {
		for _, one := range separate(err) {
			summary, detail := explainOne(one)
			a.warn(summary, detail)
		}
	}
	for _, r := range found {
		if !slices.ContainsFunc(runs, func(known state.Run) bool { return known.ID == r.ID }) {
			runs = append(runs, r)
		}
	}
	slices.SortStableFunc(runs, func(a, b state.Run) int { return b.StartedAt.Compare(a.StartedAt) })
	return runs
}

func (a *app) showRun(runs []state.Run, id, where string) error {
	run, err := pickRun(runs, id, where)
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
