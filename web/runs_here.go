package web

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"poco/config"
	"poco/executor"
	"poco/plan"
	"poco/state"
)

// mostRuns is how many runs of this process are remembered with all that they told.
const mostRuns = 16

// A deed is what this process does, or did, with a run: apply, abort or verify it.
type deed struct {
	doing string // applying, aborting, verifying; empty when it has ended
	plan  *plan.Plan
	tell  *teller

	mu       sync.Mutex
	run      string
	begun    chan struct{} // closed with the first event: the run's ID is known
	hasBegun bool
	ended    chan struct{}
	stop     chan struct{}
	stopping bool
	cancel   context.CancelFunc
	totals   *executor.Totals
	receipt  *executor.Receipt
	verified []executor.Verification
	err      error
}

// deeds are those of this process, the oldest first; one at a time goes on.
type deeds struct {
	sync.Mutex
	all  []*deed
	wait sync.WaitGroup
}

// current is what goes on now, nil where nothing does.
func (d *deeds) current() *deed {
	d.Lock()
	defer d.Unlock()
	return d.going()
}

func (d *deeds) going() *deed {
	for _, one := range d.all {
		select {
		case <-one.ended:
		default:
			return one
		}
	}
	return nil
}

// of is the newest deed with a run.
func (d *deeds) of(run string) *deed {
	d.Lock()
	defer d.Unlock()
	for _, one := range slices.Backward(d.all) {
		if one.id() == run {
			return one
		}
	}
	return nil
}

// came are the newest receipt of a run, and its newest comparison.
func (d *deeds) came(run string) (receipt *executor.Receipt, verified []executor.Verification) {
	d.Lock()
	defer d.Unlock()
	for _, one := range d.all {
		if one.id() != run {
			continue
		}
		one.mu.Lock()
		if one.receipt != nil {
			receipt = one.receipt
		}
		if one.verified != nil {
			verified = one.verified
		}
		one.mu.Unlock()
	}
	return receipt, verified
}

// begin makes room for a deed, where nothing else goes on.
func (d *deeds) begin(one *deed) error {
	d.Lock()
	defer d.Unlock()
	if busy := d.going(); busy != nil {
		return &conflict{strings.TrimSpace("run "+busy.id()) + " goes on in this process", "Wait for it, or stop it: one run at a time."}
	}
	if len(d.all) >= mostRuns {
		d.all = d.all[1:]
	}
	d.all = append(d.all, one)
	d.wait.Add(1)
	return nil
}

func (d *deed) id() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.run
}

// event hears what the executor tells.
func (d *deed) event(e executor.Event) {
	d.mu.Lock()
	if e.Run != "" && !d.hasBegun {
		d.run, d.hasBegun = e.Run, true
		close(d.begun)
	}
	if e.Total != nil {
		d.totals = e.Total
	}
	if e.Type == executor.Stopping {
		d.stopping = true
	}
	d.mu.Unlock()
	d.tell.event(e)
}

// halt asks a deed to stop: once what is in flight is done, or now. A comparison has
// nothing in flight.
func (d *deed) halt(now bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.stopping {
		d.stopping = true
		close(d.stop)
	}
	if now || d.doing == "verifying" {
		d.cancel()
	}
}

// work is what a deed does, with the options of its executor.
type work func(ctx context.Context, o executor.Options) (*executor.Receipt, []executor.Verification, error)

// start begins a deed, and waits until its run has an ID or it has failed before.
// The run goes on whatever becomes of the request.
func (s *Server) start(ctx context.Context, recipe *config.Recipe, p *plan.Plan, run, doing, command string, do work) (string, error) {
	going, cancel := context.WithCancel(s.life)
	d := &deed{doing: doing, plan: p, run: run, begun: make(chan struct{}), ended: make(chan struct{}), stop: make(chan struct{}), cancel: cancel,
		tell: s.tellerOf(run, p)}
	if err := s.deeds.begin(d); err != nil {
		cancel()
		return "", err
	}
	d.tell.reopen(p)
	failed := make(chan error, 1)
	go func() {
		defer s.deeds.wait.Done()
		defer cancel()
		failed <- s.carryOut(going, d, recipe, command, do)
	}()
	select {
	case <-d.begun:
		return d.id(), nil
	case err := <-failed:
		return d.id(), err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// tellerOf is the teller of a run: what is done with it later goes on with its log.
func (s *Server) tellerOf(run string, p *plan.Plan) *teller {
	if run != "" {
		if before := s.deeds.of(run); before != nil {
			return before.tell
		}
	}
	return newTeller(s.o.Hide)
}

// carryOut does it, and notes what became of it.
func (s *Server) carryOut(ctx context.Context, d *deed, recipe *config.Recipe, command string, do work) (err error) {
	store, err := s.o.OpenStore(ctx, recipe)
	if err == nil {
		defer store.Close(context.WithoutCancel(ctx))
		o := s.options(recipe, command)
		o.Store, o.Events, o.Stop, o.Log = store, d.event, d.stop, d.tell.logger(s.o.Log.Named("executor"))
		var receipt *executor.Receipt
		var verified []executor.Verification
		receipt, verified, err = do(ctx, o)
		d.mu.Lock()
		d.receipt, d.verified = receipt, verified
		d.mu.Unlock()
	}
	d.mu.Lock()
	d.err = err
	d.mu.Unlock()
	close(d.ended)
	d.tell.end(err)
	return err
}

// options are what every call of the executor gets.
func (s *Server) options(recipe *config.Recipe, command string) executor.Options {
	o := executor.Options{Resolve: s.o.Resolver(recipe), Holder: s.o.Holder(command), Dir: recipe.Dir, Log: s.o.Log.Named("executor")}
	for _, db := range recipe.Databases {
		if !db.Protected {
			o.Databases = append(o.Databases, db.Label)
		}
	}
	return o
}

// stopRuns lets what goes on finish what is in flight, and waits for it; the
// context's end ends it at once. Its error is that of a run that can be resumed.
func (s *Server) stopRuns(ctx context.Context) error {
	defer s.end()
	d := s.deeds.current()
	if d == nil {
		return nil
	}
	d.halt(false)
	select {
	case <-d.ended:
	case <-ctx.Done():
		d.halt(true)
	}
	s.deeds.wait.Wait()
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.doing == "verifying" {
		return nil
	}
	return d.err
}

// changed tells a stale plan from other errors.
func changed(err error) (changes []string, run string, failed error) {
	var stale *executor.StaleError
	if errors.As(err, &stale) {
		return stale.Changes, stale.Run, nil
	}
	return []string{}, "", err
}

// findRun is a run of the store.
func findRun(ctx context.Context, store state.Store, id string) (state.Run, error) {
	runs, err := store.Runs(ctx)
	if err != nil {
		return state.Run{}, err
	}
	for _, r := range runs {
		if r.ID == id {
			return r, nil
		}
	}
	return state.Run{}, &notFound{"run " + id + " in " + store.Where()}
}
