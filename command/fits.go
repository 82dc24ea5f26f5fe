package command

import (
	"context"
	"slices"

	"poco/executor"
	"poco/postgres"
	"poco/state"
)

// fits proves that a saved plan still fits the databases, before anyone is asked
// to approve it. Where a target's ledger knows an unfinished run of the plan,
// though the state does not, that run goes on: it has changed the target itself.
func (a *app) fits(ctx context.Context, job *applying) error {
	status := a.status()
	defer status.close()
	status.say("checking that the plan still fits")
	for _, label := range targets(job) {
		run, err := a.ledgerRun(ctx, job, label)
		if err != nil {
			return err
		}
		if run != "" {
			job.resumes = &state.Run{ID: run, PlanID: job.plan.ID}
			return nil
		}
	}
	return executor.Check(ctx, job.plan, a.options(job, "poco apply"))
}

// targets are the labels of the databases that the plan writes to.
func targets(job *applying) []string {
	var labels []string
	for _, in := range job.plan.Intents {
		if in.Target != "" && !slices.Contains(labels, in.Target) {
			labels = append(labels, in.Target)
		}
	}
	return labels
}

// ledgerRun is the run of the plan that a target's ledger holds, empty where it
// holds none.
func (a *app) ledgerRun(ctx context.Context, job *applying, label string) (string, error) {
	dsn, err := a.resolver(job.recipe)(label)
	if err != nil {
		return "", err
	}
	config, err := postgres.ParseConfig(dsn)
	if err != nil {
		return "", err
	}
	conn, err := postgres.Connect(ctx, config, postgres.Session{Schema: job.plan.Databases[label].Schema, ReadOnly: true, LockTimeout: a.tableLocks()})
	if err != nil {
		return "", &executor.SiteError{Label: label, Err: err}
	}
	defer conn.Close(ctx)
	ledger, err := postgres.FindLedger(ctx, conn)
	if err != nil || ledger == nil {
		return "", err
	}
	runs, err := ledger.Runs(ctx, conn)
	for _, r := range runs {
		if r.PlanID == job.plan.ID {
			return r.ID, nil
		}
	}
	return "", err
}
