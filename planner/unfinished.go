package planner

import (
	"context"
	"fmt"
	"strings"

	"poco/postgres"
)

// unfinished tells of runs that have not ended on the target: the plan can be
// applied only after them, and what they have changed so far is what it sees.
func (c *copying) unfinished(ctx context.Context) {
	label := c.target.label()
	ledger, err := postgres.FindLedger(ctx, c.target.conn)
	if err != nil || ledger == nil {
		return // where looking for it fails, the place for the ledger is not found either
	}
	runs, err := ledger.Runs(ctx, c.target.conn)
	if err != nil {
		c.warnings = append(c.warnings, warning("unfinished_run", fmt.Sprintf(
			"%s holds the ledger of a run that has not ended, and it can't be read (%s). This plan can be applied only when that run has ended: see poco runs, or ask who copies to %s.",
			label, sentence(err), label)))
	}
	holder, err := postgres.TargetHolder(ctx, c.target.conn)
	for _, run := range runs {
		if err == nil && holder != nil && holder.Holder == run.Holder {
			c.warnings = append(c.warnings, warning("unfinished_run", fmt.Sprintf(
				"Run %s, of the plan %.12s, is writing to %s now; who runs it: %s. This plan can be applied only when that run has ended, and will be stale where it changes what is shown here: plan again then.",
				run.ID, run.PlanID, label, who(run.Holder))))
			continue
		}
		c.warnings = append(c.warnings, warning("unfinished_run", fmt.Sprintf(
			"Run %s, of the plan %.12s, has not ended on %s, and this plan can be applied only when it has. It was begun at %s; who ran it last: %s. Go on with it by poco apply %s, or give it up by poco abort %s, then plan again.",
			run.ID, run.PlanID, label, run.StartedAt.UTC().Format("2006-01-02 15:04:05 MST"), who(run.Holder), run.ID, run.ID)))
	}
}

// who is the holder of a run, with what it ran in brackets.
func who(holder string) string {
	if of, command, cut := strings.Cut(holder, ": "); cut {
		return of + " (" + command + ")"
	}
	return holder
}
