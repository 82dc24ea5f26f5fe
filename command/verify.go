package command

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"poco/executor"
	"poco/plan"
	"poco/state"
	"poco/view"
)

type verifyOptions struct {
	args []string
	planningOptions
}

func newVerify(a *app) *cobra.Command {
	var o verifyOptions
	cmd := &cobra.Command{
		Use:   "verify [FILE | NAME…]",
		Short: "Compare source and target, table by table",
		Long: "Compare the rows that a plan copies with those that the target holds: how many there are, and a\n" +
			"hash over their content that does not depend on their order. It exits with 1 where a table\n" +
			"differs. Without FILE: the plan of the last run of NAME…, or a new one.",
		RunE: func(cmd *cobra.Command, args []string) error {
			o.args = args
			return a.interruptible(cmd.Context(), func(ctx context.Context) error { return a.runVerify(ctx, o) })
		},
	}
	o.planningOptions.register(cmd)
	return cmd
}

func (a *app) runVerify(ctx context.Context, o verifyOptions) error {
	recipe, store, err := a.openRecipeAndStore(ctx, applyNeedsWholeRecipe(o.args))
	if err != nil {
		return err
	}
	defer store.Close(ctx)
	job := &applying{recipe: recipe, store: store}
	if err := a.planToVerify(ctx, job, o); err != nil {
		return err
	}
	status := a.status()
	status.say("comparing the databases")
	options := a.options(job, "poco verify")
	options.Jobs = o.jobs
	results, err := executor.Verify(ctx, job.plan, options)
	status.close()
	if err != nil {
		return err
	}
	if a.flags.json {
		err = view.Document(a.out, results)
	} else {
		view.Verifications(a.out, results, a.outStyle())
	}
	if err == nil && slices.ContainsFunc(results, func(v executor.Verification) bool { return !v.Equal }) {
		return told{exitError}
	}
	return err
}

// planToVerify reads, finds or makes the plan that says what to compare.
func (a *app) planToVerify(ctx context.Context, job *applying, o verifyOptions) error {
	if isPlanFile(o.args) {
		p, err := a.readPlan(o.args[0], intentNames(job.recipe)...)
		job.plan = p
		return err
	}
	if isRun(o.args) {
		runs, err := job.store.Runs(ctx)
		if err != nil {
			return err
		}
		run, err := pickRun(runs, o.args[0], job.store.Where())
		if err != nil {
			return err
		}
		job.plan, err = storedPlan(ctx, job.store, run)
		return err
	}
	if found, err := a.lastPlan(ctx, job, o.args); err != nil || found {
		return err
	}
	return a.planForApply(ctx, job, applyOptions{args: o.args, planningOptions: o.planningOptions})
}

// lastPlan takes the plan of the last run of these intents by this recipe: that
// is what "did it arrive" asks about. A plan made now may say something else,
// since the target is no longer as it was.
func (a *app) lastPlan(ctx context.Context, job *applying, names []string) (bool, error) {
	wanted, diags := job.recipe.Choose(names)
	if diags.HasErrors() {
		return false, &diagnosed{diags, job.recipe.Sources}
	}
	var intents []string
	for _, in := range wanted {
		intents = append(intents, in.IntentName())
	}
	runs, err := job.store.Runs(ctx)
	if err != nil {
		return false, err
	}
	for _, run := range runs {
		if run.Status == state.Aborted || !slices.Equal(run.Intents, intents) {
			continue
		}
		var p *plan.Plan
		if p, err = storedPlan(ctx, job.store, run); err == nil && p.Recipe.Digest == job.recipe.Digest {
			job.plan = p
			a.say("Comparing what run %s copied (%s).", view.Safe(run.ID), strings.Join(intents, ", "))
			return true, nil
		}
	}
	return false, nil
}
