package executor

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"poco/plan"
	"poco/postgres"
	"poco/state"
)

// A MissingError says that all steps of a run are done, and yet something that
// the plan promises is not on the target: another client took it away.
type MissingError struct {
	Missing []string // sentences that name database and table
}

func (e *MissingError) Error() string {
	return "all rows are copied, but the target is not as planned, since another client changed it: " + strings.Join(e.Missing, "; ")
}

// inPlace proves that every column, constraint, index, key and trigger of the
// targets is as the plan saw it, that what the plan makes is there, and that
// sequences are as far as they were set.
func (r *run) inPlace(ctx context.Context) error {
	targets := sites{}
	for _, label := range r.targets() {
		targets[label] = r.sites[label]
	}
	if err := targets.readCatalogs(ctx); err != nil {
		return err
	}
	var e MissingError
	for _, label := range r.targets() {
		e.Missing = append(e.Missing, r.missingFacts(targets[label])...)
		e.Missing = append(e.Missing, r.missingObjects(targets[label])...)
		behind, err := r.sequencesBehind(ctx, targets[label])
		if err != nil {
			return err
		}
		e.Missing = append(e.Missing, behind...)
	}
	if len(e.Missing) > 0 {
		return &e
	}
	return nil
}

// missingFacts are the facts of tables that were there before the run, and are
// not any more. Tables that the run makes or restores, and what points from them,
// are left out: they are as the file has them.
func (r *run) missingFacts(s *site) (missing []string) {
	own := r.ownChanges(s.label, func(step *plan.Step) bool {
		return step.Kind == plan.CreateTable || step.Kind == plan.DropTable || step.Kind == plan.Restore
	})
	for text, seen := range s.seen.Seen {
		name, err := plan.ParseName(text)
		if err != nil || own.tables[name] || len(seen) == 0 {
			continue
		}
		t := s.catalog.Table(name)
		if t == nil {
			missing = append(missing, fmt.Sprintf("%s.%s is gone", s.label, name))
			continue
		}
		now := t.Facts()
		for _, fact := range own.strip(name, seen) {
			if !slices.Contains(now, fact) {
				missing = append(missing, fmt.Sprintf("%s.%s has no longer: %s", s.label, name, fact))
			}
		}
	}
	slices.Sort(missing)
	return missing
}

// missingObjects are those that a step made, and that are not there.
func (r *run) missingObjects(s *site) (missing []string) {
	for i := range r.plan.Steps {
		step := &r.plan.Steps[i]
		if step.Table == nil || r.intent(step.Intent).Target != s.label {
			continue
		}
		if t := s.catalog.Table(*step.Table); t == nil || !hasObject(t, step) {
			missing = append(missing, fmt.Sprintf("%s.%s lacks what this step made: %s", s.label, step.Table, title(step)))
		}
	}
	return missing
}

// hasObject reports whether a table has the object that a step made on it.
func hasObject(t *postgres.Table, s *plan.Step) bool {
	switch s.Kind {
	case plan.AddForeignKey:
		return slices.ContainsFunc(t.ForeignKeys, func(k postgres.ForeignKey) bool { return k.Name == s.Object })
	case plan.ValidateForeignKey:
		return slices.ContainsFunc(t.ForeignKeys, func(k postgres.ForeignKey) bool { return k.Name == s.Object && k.Validated })
	case plan.AddConstraint:
		return slices.ContainsFunc(t.Constraints, func(k postgres.Constraint) bool { return k.Name == s.Object })
	case plan.CreateIndex:
		return slices.ContainsFunc(t.Indexes, func(k postgres.Index) bool { return k.Name == s.Object && k.Valid })
	case plan.CreateTrigger:
		return slices.ContainsFunc(t.Triggers, func(k postgres.Trigger) bool { return k.Name == s.Object })
	}
	return true
}

// clear ends the run for good: it notes what it becomes, clears the ledgers, and
// notes that it has become it. A crash in between leaves a run that says what is
// left to do.
func (r *run) clear(ctx context.Context, ending state.Status) error {
	if err := r.record.save(ctx, func(s *state.Run) { r.fillIn(s); s.Ending = ending }); err != nil {
		return err
	}
	r.o.checkpoint("ending saved")
	if err := r.insistOnTargets(ctx, r.endLedgers); err != nil {
		return err
	}
	r.o.checkpoint("ledgers cleared")
	if err := r.end(ctx, ending, nil); err != nil {
		r.report.say(Notice, fmt.Sprintf("the run has ended, but the state was not saved: %v", err))
	}
	r.o.checkpoint("end saved")
	return nil
}

// endLedgers takes the run out of the ledgers of its targets.
func (r *run) endLedgers(ctx context.Context) error {
	for _, s := range r.sites.distinct(r.targets()) {
		what := "clear the ledger of " + s.label
		err := r.persist(ctx, s, what, func() error {
			ledger, err := postgres.FindLedger(ctx, s.control)
			if err == nil && ledger != nil {
				err = ledger.End(ctx, s.control, r.id)
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		r.o.checkpoint("ledger cleared on " + s.label)
	}
	return nil
}
