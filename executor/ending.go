package executor

import (
	"context"
	"fmt"
	"slices"
	"time"

	"poco/plan"
	"poco/postgres"
	"poco/state"
)

// trustEnding takes back the ending that the state has noted, where the ledger of a
// target shows the run before its end: the target was set back, by a failover to a
// standby that was behind or by a restore, and what the state knows of is gone from
// it. The ledger went back with the rows, so the run goes on from there.
func (r *run) trustEnding(ctx context.Context) error {
	s := &r.record.run
	if s.Ending == "" {
		return nil
	}
	for _, label := range r.targets() {
		held, err := r.sites[label].holds(ctx, r.id)
		if err != nil {
			return fmt.Errorf("read the ledger of %s: %w", label, err)
		}
		if held && !r.atEnding(label) {
			s.Ending, s.EndedAt = "", time.Time{}
			return nil
		}
	}
	return nil
}

// holds reports whether the ledger of a target holds a run. One that does not was
// cleared already.
func (s *site) holds(ctx context.Context, run string) (bool, error) {
	ledger, err := postgres.FindLedger(ctx, s.control)
	if err != nil || ledger == nil {
		return false, err
	}
	runs, err := ledger.Runs(ctx, s.control)
	return slices.ContainsFunc(runs, func(r postgres.Run) bool { return r.ID == run }), err
}

// atEnding reports whether the ledger of a target holds all that comes before the
// ending that the state has noted.
func (r *run) atEnding(label string) bool {
	if r.record.run.Ending == state.Aborted {
		return r.done[label].has(restoredMark)
	}
	return !slices.ContainsFunc(r.intents, func(in *intent) bool {
		return in.Target == label && slices.ContainsFunc(in.all(), func(s *plan.Step) bool { return inLedger(s) && !r.isDone(s) })
	})
}

// restoredMark is the ledger's row that says that an abort has put back all that it
// can.
const restoredMark = "abort/restored"

// markRestored notes that in the ledgers that know the run.
func (r *run) markRestored(ctx context.Context) error {
	for _, s := range r.sites.distinct(r.targets()) {
		held, err := s.holds(ctx, r.id)
		switch {
		case err != nil:
			return err
		case !held || r.ledgerOf(s.label).has(restoredMark):
			continue
		}
		ledger, err := postgres.FindLedger(ctx, s.control)
		if err != nil {
			return err
		}
		entry := r.newEntry(restoredMark)
		if err := s.control.Tx(ctx, "", func() error { return ledger.Record(ctx, s.control, entry) }); err != nil {
			return fmt.Errorf("note the end of the abort in the ledger of %s: %w", s.label, err)
		}
		r.note(s.label, entry)
		r.o.checkpoint("abort done on " + s.label)
	}
	return nil
}
