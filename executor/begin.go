package executor

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"poco/postgres"
	"poco/state"
)

// findRun finds the plan's unfinished run, or makes a new one. The ledgers of the
// targets decide; the state is asked only where they are empty.
func findRun(ctx context.Context, g *program, all sites, o Options) (*run, error) {
	runs, err := o.Store.Runs(ctx)
	if err != nil {
		return nil, err
	}
	noted, err := all.ledgerRun(ctx, g)
	if err != nil {
		return nil, err
	}
	known := func(match func(state.Run) bool) *state.Run {
		if i := slices.IndexFunc(runs, match); i >= 0 {
			return &runs[i]
		}
		return nil
	}
	if noted != nil {
		before := known(func(r state.Run) bool { return r.ID == noted.ID })
		if before == nil { // the state was lost
			lost := ledgerState(*noted)
			before = &lost
		}
		return newRun(ctx, g, all, o, noted.ID, before)
	}
	// It had not reached its ledgers, or they are cleared already.
	before := known(func(r state.Run) bool { return r.PlanID == g.plan.ID && !r.Status.Finished() })
	if before != nil {
		return newRun(ctx, g, all, o, before.ID, before)
	}
	return newRun(ctx, g, all, o, newRunID(runs), nil)
}

// newRun makes a run of an ID, which the store may know from before.
func newRun(ctx context.Context, g *program, all sites, o Options, id string, before *state.Run) (*run, error) {
	r := &run{program: g, id: id, o: o, sites: all, done: ledgers{}, made: map[string]*made{}, pruned: map[string][]string{},
		report: newReport(g, id, o.Events)}
	r.record = &record{store: o.Store}
	now := time.Now().UTC()
	r.record.run = state.Run{ID: id, PlanID: g.plan.ID, StartedAt: now, UpdatedAt: now}
	if before != nil {
		r.record.run, r.record.before = *before, *before
	}
	s := &r.record.run
	s.Intents = nil
	for _, in := range g.intents {
		s.Intents = append(s.Intents, in.Name)
	}
	s.Targets, s.Holder, s.Steps = g.targets(), o.Holder, len(g.plan.Steps)
	s.Rows, s.Status = r.report.total.Rows, state.Running
	if err := r.readLedgers(ctx); err != nil {
		return nil, err
	}
	if err := r.trustEnding(ctx); err != nil {
		return nil, err
	}
	if before != nil {
		r.unread = r.readFolders(ctx)
	}
	if s.Ending != "" {
		r.report.restore(r.record.before)
	}
	return r, nil
}

// ledgerRun is the plan's run in the ledgers of the targets, nil where there is
// none. It fails where another plan's run has not ended there.
func (all sites) ledgerRun(ctx context.Context, g *program) (found *postgres.Run, err error) {
	for _, s := range all.distinct(g.targets()) {
		ledger, err := postgres.FindLedger(ctx, s.control)
		if err != nil {
			return nil, fmt.Errorf("database %q: %w", s.label, err)
		}
		if ledger == nil {
			continue
		}
		runs, err := ledger.Runs(ctx, s.control)
		if err != nil {
			return nil, fmt.Errorf("read the ledger of %s: %w", s.label, err)
		}
		for _, run := range runs {
			if run.PlanID != g.plan.ID {
				return nil, &UnfinishedError{Run: run.ID, PlanID: run.PlanID, Target: s.label, Holder: readHolder(run.Holder)}
			}
			found = &run
		}
	}
	return found, nil
}

// newRunID makes an ID that no run of the store has: four hex digits, more where
// those are used up.
func newRunID(runs []state.Run) string {
	for n := 2; ; n++ {
		for range 16 {
			b := make([]byte, n)
			rand.Read(b)
			id := hex.EncodeToString(b)
			if !slices.ContainsFunc(runs, func(r state.Run) bool { return r.ID == id }) {
				return id
			}
		}
	}
}

// begin notes the run in the store and in the ledgers, before it changes
// anything. Where that fails, the run is taken back.
func (r *run) begin(ctx context.Context) error {
	var document bytes.Buffer
	if err := r.plan.Encode(&document); err != nil {
		return err
	}
	if err := r.record.store.SavePlan(ctx, r.plan.ID, document.Bytes()); err != nil {
		return err
	}
	r.o.checkpoint("plan saved")
	err := r.record.save(ctx, func(s *state.Run) { r.fillIn(s); s.Error = "" })
	if err != nil {
		return err
	}
	r.o.checkpoint("run saved")
	for _, s := range r.sites.distinct(r.targets()) {
		if err := r.beginLedger(ctx, s, document.Bytes()); err != nil {
			err = fmt.Errorf("database %q: %w", s.label, err)
			if !r.takeBack(ctx, err) {
				return r.stop(ctx, err)
			}
			return err
		}
		r.o.checkpoint("ledger begun on " + s.label)
	}
	// A process that had lost its lock, and had not noticed, may have gone on until
	// the ledger knew of this one.
	return r.readLedgers(ctx)
}

func (r *run) beginLedger(ctx context.Context, s *site, document []byte) error {
	ledger, err := postgres.OpenLedger(ctx, s.control, s.seen.Ledger)
	if err != nil {
		return err
	}
	r.o.checkpoint("ledger made on " + s.label)
	return ledger.Begin(ctx, s.control, postgres.Run{ID: r.id, PlanID: r.plan.ID, PlanDocument: document,
		Holder: holderText(r.o.Holder)})
}
