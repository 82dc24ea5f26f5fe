package executor

import (
	"context"
	"strings"
	"sync"
	"time"

	"poco/state"
)

// saveEvery is the least time between two saves of a run that goes on.
const saveEvery = time.Second

// A record keeps the run in the store. The ledger holds the truth, so that a save
// that fails in mid-run is told and no more.
type record struct {
	store  state.Store
	before state.Run // as the store knew it when this process began

	mu    sync.Mutex
	run   state.Run
	saved time.Time
}

// save writes the run, after change has changed it.
func (c *record) save(ctx context.Context, change func(*state.Run)) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	change(&c.run)
	c.run.UpdatedAt = time.Now().UTC()
	c.saved = time.Now()
	return c.store.Save(ctx, c.run)
}

// progress writes the run at most once a second.
func (r *run) progress(ctx context.Context) {
	r.record.mu.Lock()
	due := time.Since(r.record.saved) >= saveEvery
	r.record.mu.Unlock()
	if !due {
		return
	}
	if err := r.record.save(ctx, r.fillIn); err != nil && ctx.Err() == nil {
		r.o.log().Warn("the state was not saved", "error", err)
	}
}

// fillIn brings a state up to where the run is.
func (r *run) fillIn(s *state.Run) {
	total, tables, _ := r.report.position(r.program)
	s.StepsDone, s.RowsDone, s.Tables = total.StepsDone, total.RowsDone, tables
}

// end writes how the run ended, also where ctx is done.
func (r *run) end(ctx context.Context, status state.Status, cause error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return r.record.save(ctx, func(s *state.Run) {
		r.fillIn(s)
		s.Status, s.Error = status, ""
		if cause != nil {
			// What follows the first line may show rows.
			s.Error, _, _ = strings.Cut(cause.Error(), "\n")
		}
		if status.Finished() {
			s.EndedAt = time.Now().UTC()
		}
	})
}
