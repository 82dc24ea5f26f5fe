package command

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"poco/executor"
	"poco/plan"
	"poco/view"
)

func newAbort(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "abort [RUN]",
		Short: "Give up an unfinished run: put keys and indexes back, keep the rows",
		Long: "End an unfinished run for good: foreign keys, indexes and triggers that it took away come back,\n" +
			"what poco keeps on the target is removed, rows that are copied stay. Without RUN: the only\n" +
			"unfinished one.",
		Args: atMost(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.runAbort(cmd.Context(), strings.Join(args, ""))
		},
	}
}

func (a *app) runAbort(ctx context.Context, id string) error {
	recipe, store, err := a.openRecipeAndStore(ctx, false)
	if err != nil {
		return err
	}
	defer store.Close(ctx)
	job := &applying{recipe: recipe, store: store, again: a.commandLine("abort", id)}
	options := a.options(job, strings.TrimSpace("poco abort "+id))
	receipt, err := a.watch(ctx, a.planOfRun(ctx, job, id), options, func(ctx context.Context, o executor.Options) (*executor.Receipt, error) {
		return executor.Abort(ctx, id, o)
	})
	if err != nil {
		return a.unfinished(job, err)
	}
	if a.flags.json {
		return view.Document(a.out, receipt)
	}
	view.Aborted(a.out, receipt, a.outStyle())
	return nil
}

// planOfRun is the plan of the run to abort, for its progress; where the store
// does not have it, the executor finds it in the ledger and the progress goes
// without.
func (a *app) planOfRun(ctx context.Context, job *applying, id string) *plan.Plan {
	runs, err := job.store.Runs(ctx)
	if err != nil {
		return &plan.Plan{}
	}
	for _, r := range runs {
		if !r.Status.Finished() && (id == "" || r.ID == id) {
			if p, err := storedPlan(ctx, job.store, r); err == nil {
				return p
			}
		}
	}
	return &plan.Plan{}
}
