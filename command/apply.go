package command

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"poco/config"
	"poco/executor"
	"poco/plan"
	"poco/state"
)

type applyOptions struct {
	args        []string
	autoApprove bool
	resume      string
	planningOptions
}

func newApply(a *app) *cobra.Command {
	var o applyOptions
	cmd := &cobra.Command{
		Use:   "apply [FILE | RUN | NAME…]",
		Short: "Apply a plan, or go on with an unfinished run",
		Long: "Apply a saved plan. Without FILE: make a plan of NAME… (as copy.refresh; without one, of every\n" +
			"copy and backup), show it, ask, apply it. An unfinished run of the same plan is resumed; RUN, as\n" +
			"7f3c, names one.\n\n" +
			"The first Ctrl-C finishes the chunks in flight, the second stops at once; both can be resumed.",
		RunE: func(cmd *cobra.Command, args []string) error {
			o.args = args
			if o.resume != "proof" && o.resume != "fast" {
				return usageError(cmd, "--resume is proof or fast, not "+quoted(o.resume))
			}
			if err := o.planningOptions.check(cmd); err != nil {
				return err
			}
			return a.runApply(cmd.Context(), o)
		},
	}
	cmd.Flags().BoolVar(&o.autoApprove, "auto-approve", false, "don't ask")
	cmd.Flags().StringVar(&o.resume, "resume", "proof",
		"finished tables of a resumed run: `MODE` proof keeps those proved unchanged, fast keeps all, so that the target may hold rows of several moments")
	o.planningOptions.register(cmd)
	return cmd
}

// An applying is one `poco apply`: the plan, where it came from, and how to ask
// for it again.
type applying struct {
	plan    *plan.Plan
	recipe  *config.Recipe
	store   state.Store
	file    string     // empty: made from names, or taken from the store
	resumes *state.Run // the unfinished run of this plan that the store knows
	again   string     // the command that resumes; empty: it names the run
	command string     // as it was called, for the holder of locks; empty: poco apply
}

func (a *app) runApply(ctx context.Context, o applyOptions) error {
	recipe, store, err := a.openRecipeAndStore(ctx, applyNeedsWholeRecipe(o.args))
	if err != nil {
		return err
	}
	defer store.Close(ctx)
	job := &applying{recipe: recipe, store: store}
	if err := a.interruptible(ctx, func(ctx context.Context) error { return a.findPlan(ctx, job, o) }); err != nil {
		return err
	}
	if len(job.plan.Steps) == 0 {
		return a.nothingToDo(job)
	}
	if err := a.approve(ctx, job, o); err != nil {
		return err
	}
	return a.execute(ctx, job, o)
}

// openRecipeAndStore reads the recipe and opens its store. A saved plan and a
// known run need the recipe for credentials only: a mistake elsewhere in it is
// no reason to leave a run unfinished.
func (a *app) openRecipeAndStore(ctx context.Context, whole bool) (*config.Recipe, state.Store, error) {
	recipe, diags := a.readRecipe()
	if diags.HasErrors() && (whole || len(recipe.Databases) == 0) {
		return nil, nil, &diagnosed{diags, recipe.Sources}
	}
	store, err := a.openStore(ctx, recipe)
	return recipe, store, err
}

// findPlan reads, finds or makes the plan to apply.
func (a *app) findPlan(ctx context.Context, job *applying, o applyOptions) error {
	switch {
	case isPlanFile(o.args):
		p, err := a.readPlan(o.args[0], intentNames(job.recipe)...)
		if err != nil {
			return err
		}
		job.plan, job.file = p, o.args[0]
		job.again = a.commandLine("apply", job.file)
		return a.findRunOf(ctx, job)
	case isRun(o.args):
		return a.findRun(ctx, job, o.args[0])
	}
	found, err := a.findUnfinished(ctx, job, o.args)
	if err != nil || found {
		return err
	}
	return a.planForApply(ctx, job, o)
}

// planForApply makes a plan now. It is shown by approve.
func (a *app) planForApply(ctx context.Context, job *applying, o applyOptions) error {
	p, diags := a.makePlan(ctx, job.recipe, o.args, o.planningOptions)
	if ctx.Err() != nil {
		return errInterrupted
	}
	if diags.HasErrors() {
		if p != nil && len(p.Intents) > 0 && !a.flags.json {
			if err := a.showPlan(p, planForm{unfinished: true}, ""); err != nil {
				return err
			}
		}
		a.diagnose(diags, job.recipe.Sources)
		a.say("\nNothing was changed.")
		return told{exitError}
	}
	a.diagnose(diags, job.recipe.Sources)
	if err := a.keepsSecrets(p); err != nil {
		return err
	}
	job.plan = p
	job.again = a.commandLine(append([]string{"apply"}, o.args...)...)
	return nil
}

func (a *app) nothingToDo(job *applying) error {
	if a.flags.json {
		return nil
	}
	a.say("Nothing to do.")
	return nil
}

// options are what the executor gets from this command line.
func (a *app) options(job *applying, command string) executor.Options {
	return executor.Options{
		Resolve: a.resolver(job.recipe), Store: job.store, Log: a.logger().Named("executor"),
		Holder: a.holder(command), Dir: job.recipe.Dir, LockTimeout: a.flags.lockTimeout, Databases: writable(job.recipe),
	}
}

// writable are the labels of the databases that a run may have written to.
func writable(recipe *config.Recipe) (labels []string) {
	for _, db := range recipe.Databases {
		if !db.Protected {
			labels = append(labels, db.Label)
		}
	}
	return labels
}

// isPlanFile reports whether the arguments are one file, not names or a run.
func isPlanFile(args []string) bool {
	return len(args) == 1 && !isIntentName(args[0]) && !isRun(args)
}

// intentNames are the names of all intents of the recipe.
func intentNames(recipe *config.Recipe) (names []string) {
	for _, in := range recipe.Intents() {
		names = append(names, in.IntentName())
	}
	return names
}

func isIntentName(arg string) bool {
	kind, name, ok := strings.Cut(arg, ".")
	return ok && name != "json" && !strings.ContainsAny(arg, `/\`) &&
		(kind == "copy" || kind == "backup" || kind == "restore") && !strings.HasSuffix(name, ".json")
}

// isRun reports whether the arguments are the ID of one run: hex digits alone.
func isRun(args []string) bool {
	return len(args) == 1 && len(args[0]) >= 4 && strings.Trim(args[0], "0123456789abcdef") == ""
}

func applyNeedsWholeRecipe(args []string) bool { return !isPlanFile(args) && !isRun(args) }
