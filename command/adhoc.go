package command

import (
	"context"

	"poco/config"
	"poco/view"
)

// A deed is a backup or a restore that the command line asks for without a block
// in the recipe: the same steps, planned and applied in one command.
type deed struct {
	command  string // as it is called, for the holder of locks
	database string
	// add adds the block to the recipe and gives its name.
	add func(*config.Recipe, *config.Database) (string, error)
	// approve asks, or only shows.
	approve func(context.Context, *applying, applyOptions) error
	options applyOptions
}

// do plans a deed and applies the plan. An unfinished run of the same plan goes on.
func (a *app) do(ctx context.Context, d deed) error {
	recipe, store, err := a.openRecipeAndStore(ctx, true)
	if err != nil {
		return err
	}
	defer store.Close(ctx)
	db, err := a.database(recipe, d.database)
	if err != nil {
		return err
	}
	name, err := d.add(recipe, db)
	if err != nil {
		return err
	}
	job := &applying{recipe: recipe, store: store, command: d.command}
	d.options.args, d.options.resume = []string{name}, "proof"
	err = a.interruptible(ctx, func(ctx context.Context) error {
		if err := a.planForApply(ctx, job, d.options); err != nil {
			return err
		}
		job.again = "" // the run has no block to be called by: it goes on by its own name
		return a.findRunOf(ctx, job)
	})
	if err != nil {
		return err
	}
	if len(job.plan.Steps) == 0 {
		return a.nothingToDo(job)
	}
	if err := d.approve(ctx, job, d.options); err != nil {
		return err
	}
	return a.execute(ctx, job, d.options)
}

// showShort shows what is done without asking: nothing of it destroys anything.
func (a *app) showShort(_ context.Context, job *applying, _ applyOptions) error {
	if !a.flags.json && job.resumes == nil {
		view.PlanSummary(a.out, job.plan, view.PlanOptions{}, a.outStyle())
	}
	return nil
}
