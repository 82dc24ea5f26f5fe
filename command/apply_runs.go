package command

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"

	"poco/executor"
	"poco/plan"
	"poco/state"
	"poco/view"
)

// findRunOf looks for an unfinished run of the job's plan.
func (a *app) findRunOf(ctx context.Context, job *applying) error {
	runs, err := job.store.Runs(ctx)
	if err != nil {
		return err
	}
	for i, r := range runs {
		if r.PlanID == job.plan.ID && !r.Status.Finished() {
			job.resumes = &runs[i]
		}
	}
	return nil
}

// findRun takes the plan of an unfinished run out of the store.
func (a *app) findRun(ctx context.Context, job *applying, id string) error {
	runs, err := job.store.Runs(ctx)
	if err != nil {
		return err
	}
	job.again = a.commandLine("apply", id)
	run, err := pickRun(runs, id, job.store.Where())
	if err != nil {
		if !a.findRunInLedgers(ctx, job, id) {
			return err
		}
		return nil
	}
	if run.Status.Finished() {
		return &problem{
			summary: "run " + run.ID + " has ended: it is " + string(run.Status),
			detail:  "Only an unfinished run can go on. To do the same again, plan again.",
		}
	}
	job.resumes = &run
	job.again = a.commandLine("apply", run.ID)
	job.plan, err = storedPlan(ctx, job.store, run)
	return err
}

// findRunInLedgers looks for a run that the store does not know on the databases
// themselves, and reports whether it is there: the ledger has its plan too.
func (a *app) findRunInLedgers(ctx context.Context, job *applying, id string) bool {
	run, document, err := executor.FindRun(ctx, id, a.options(job, "poco apply "+id))
	if err != nil {
		return false
	}
	p, err := plan.Decode(bytes.NewReader(document))
	if err != nil {
		return false
	}
	job.plan, job.resumes = p, run
	return true
}

// pickRun finds a run by its ID or the beginning of it.
func pickRun(runs []state.Run, id, where string) (state.Run, error) {
	var found []state.Run
	var known []string
	for _, r := range runs {
		if r.ID == id {
			return r, nil
		}
		if strings.HasPrefix(r.ID, id) {
			found = append(found, r)
		}
		known = append(known, r.ID)
	}
	if len(found) == 1 {
		return found[0], nil
	}
	detail := "There is no run in " + where + "."
	if len(known) > 0 {
		detail = "Known runs, the newest first: " + strings.Join(known[:min(len(known), 10)], ", ") + ". poco runs lists them."
	}
	if len(found) > 1 {
		return state.Run{}, &problem{summary: "several runs begin with " + quoted(id), detail: detail}
	}
	return state.Run{}, &problem{summary: "no run " + quoted(id), detail: detail}
}

// storedPlan is the plan of a run as the store keeps it.
func storedPlan(ctx context.Context, store state.Store, run state.Run) (*plan.Plan, error) {
	document, err := store.Plan(ctx, run.PlanID)
	if errors.Is(err, state.ErrNoPlan) {
		return nil, &problem{
			summary: "the plan of run " + run.ID + " is not in " + store.Where(),
			detail:  "Apply the saved plan file again to resume it.",
			err:     err,
		}
	}
	if err != nil {
		return nil, err
	}
	p, err := plan.Decode(bytes.NewReader(document))
	if err != nil {
		return nil, &problem{summary: "the stored plan of run " + run.ID + ": " + err.Error(), detail: unreadable(err), err: err}
	}
	return p, nil
}

// findUnfinished looks for an unfinished run that began with the same words: the
// same intents of the same recipe. An interrupted copy changes the target, so a
// plan made now would be another one; what is meant by the same command again is
// to finish the run.
func (a *app) findUnfinished(ctx context.Context, job *applying, names []string) (bool, error) {
	runs, err := job.store.Runs(ctx)
	if err != nil {
		return false, err
	}
	wanted, diags := job.recipe.Choose(names)
	if diags.HasErrors() {
		return false, &diagnosed{diags, job.recipe.Sources}
	}
	var intents []string
	for _, in := range wanted {
		intents = append(intents, in.IntentName())
	}
	for _, run := range runs {
		if run.Status.Finished() || !slices.Equal(run.Intents, intents) {
			continue
		}
		p, err := storedPlan(ctx, job.store, run)
		if err != nil || p.Recipe.Digest != job.recipe.Digest {
			continue // the executor will say that the run is in the way
		}
		job.plan, job.resumes = p, &run
		job.again = a.commandLine(append([]string{"apply"}, names...)...)
		a.say("An unfinished run of this recipe goes on with the plan that it began with (%s).", view.Safe(run.ID))
		return true, nil
	}
	return false, nil
}
