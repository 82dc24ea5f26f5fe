package command

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"poco/config"
	"poco/plan"
	"poco/planner"
	"poco/view"
)

type planOptions struct {
	names            []string
	out              string
	detailedExitcode bool
	form             planForm
	planningOptions
}

// planningOptions are the flags of all commands that make a plan.
type planningOptions struct {
	countTimeout time.Duration
	jobs         int
}

func (o *planningOptions) register(cmd *cobra.Command) {
	cmd.Flags().DurationVar(&o.countTimeout, "count-timeout", planner.DefaultCountBudget,
		"how long to count rows; what is not counted by then is estimated")
	cmd.Flags().IntVar(&o.jobs, "jobs", 0, "parallel workers, before what the recipe says")
}

// check reads the flags that can be wrong by themselves.
func (o *planningOptions) check(cmd *cobra.Command) error {
	if cmd.Flags().Changed("jobs") && o.jobs < 1 {
		return usageError(cmd, "--jobs is a whole number from 1 on, not "+strconv.Itoa(o.jobs))
	}
	return nil
}

func newPlan(a *app) *cobra.Command {
	var o planOptions
	cmd := &cobra.Command{
		Use:   "plan [NAME…]",
		Short: "Show everything that apply would do",
		Long: "Read the live databases and show everything that apply would do, without changing anything.\n" +
			"NAME is an intent of the recipe, as copy.refresh; without one: every copy and backup.",
		RunE: func(cmd *cobra.Command, args []string) error {
			o.names = args
			if err := errors.Join(o.form.check(cmd), o.planningOptions.check(cmd)); err != nil {
				return err
			}
			return a.interruptible(cmd.Context(), func(ctx context.Context) error { return a.runPlan(ctx, o) })
		},
	}
	cmd.Flags().StringVar(&o.out, "out", "", "save the plan to `FILE`, for review and for apply")
	cmd.Flags().BoolVar(&o.detailedExitcode, "detailed-exitcode", false, "exit with 2 where there is something to do")
	o.form.register(cmd)
	o.planningOptions.register(cmd)
	return cmd
}

func (a *app) runPlan(ctx context.Context, o planOptions) error {
	recipe, err := a.loadRecipe()
	if err != nil {
		return err
	}
	p, diags := a.makePlan(ctx, recipe, o.names, o.planningOptions)
	if ctx.Err() != nil {
		return errInterrupted
	}
	if p != nil && len(p.Intents) > 0 {
		o.form.unfinished = diags.HasErrors()
		if err := a.showPlan(p, o.form, o.out); err != nil {
			return err
		}
	}
	a.diagnose(diags, recipe.Sources)
	if diags.HasErrors() {
		if o.out != "" || p != nil && len(p.Intents) > 0 {
			a.say("\nNo plan was saved.")
		}
		return told{exitError}
	}
	if o.out != "" {
		if err := a.savePlan(p, o.out); err != nil {
			return err
		}
		a.say("\nSaved to %s. Apply it with:  %s", view.Safe(o.out), a.commandLine("apply", o.out))
	}
	if o.detailedExitcode && len(p.Steps) > 0 {
		return told{exitChanges}
	}
	return nil
}

// makePlan asks the planner; what it is doing is told on a terminal.
func (a *app) makePlan(ctx context.Context, recipe *config.Recipe, names []string, o planningOptions) (*plan.Plan, hcl.Diagnostics) {
	status := a.status()
	defer status.close()
	p, diags := planner.Plan(ctx, planner.Request{
		Recipe: recipe, Names: names, CountBudget: o.countTimeout, Jobs: o.jobs, LockTimeout: a.flags.lockTimeout, Version: Version,
		Now: a.env.Now().UTC(), Log: a.logger().Named("planner"), Progress: status.say,
	})
	if p != nil {
		a.logger().Info("plan", "id", p.ShortID(), "tables", p.Summary.Tables, "rows", p.Summary.RowsToCopy, "errors", diags.HasErrors())
	}
	return p, diags
}

// say writes a line for people to stderr; with --json there is nobody to read it.
func (a *app) say(format string, args ...any) {
	if !a.flags.json {
		fmt.Fprintf(a.err, format+"\n", args...)
	}
}
