package executor

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"poco/plan"
)

// A schedule hands out steps whose needs are done, until none is left or the run
// has to stop.
type schedule struct {
	mu      sync.Mutex
	changed *sync.Cond
	weight  func(*plan.Step) int64
	stop    func() bool

	waiting map[string]int          // steps not yet ready: how many needs they wait for
	after   map[string][]*plan.Step // the steps that wait for one
	ready   []*plan.Step            // in the order in which they start
	running int
	stopped bool
	errs    []error
}

// newSchedule takes the steps that are still to be done. Needs that are not among
// them are done.
func newSchedule(steps []*plan.Step, weight func(*plan.Step) int64, stop func() bool) *schedule {
	q := &schedule{weight: weight, stop: stop, waiting: map[string]int{}, after: map[string][]*plan.Step{}}
	q.changed = sync.NewCond(&q.mu)
	todo := map[string]bool{}
	for _, s := range steps {
		todo[s.ID] = true
	}
	for _, s := range steps {
		for _, need := range s.Needs {
			if todo[need] {
				q.waiting[s.ID]++
				q.after[need] = append(q.after[need], s)
			}
		}
		if q.waiting[s.ID] == 0 {
			q.ready = append(q.ready, s)
		}
	}
	q.sort()
	return q
}

// run does the steps with up to jobs workers. A step that fails lets no other
// begin, but those in flight end; but a key that rows violate is no reason not to
// put back what does not rest on it. The error holds all that failed.
func (q *schedule) run(ctx context.Context, jobs int, work func(next func() *plan.Step, finish func(*plan.Step, error))) error {
	var group errgroup.Group
	for range jobs {
		group.Go(func() error {
			work(func() *plan.Step { return q.next(ctx) }, q.finish)
			return nil
		})
	}
	group.Wait()
	q.mu.Lock()
	defer q.mu.Unlock()
	return errors.Join(q.errs...)
}

// next waits for a step to do; nil means that there will be none.
func (q *schedule) next(ctx context.Context) *plan.Step {
	q.mu.Lock()
	defer q.mu.Unlock()
	for {
		if ctx.Err() != nil || q.stop() {
			q.stopped = true
		}
		switch {
		case q.stopped || len(q.ready) == 0 && q.running == 0:
			q.changed.Broadcast()
			return nil
		case len(q.ready) > 0:
			s := q.ready[0]
			q.ready = q.ready[1:]
			q.running++
			return s
		}
		q.changed.Wait() // whoever runs a step wakes us
	}
}

// finish notes how a step ended.
func (q *schedule) finish(s *plan.Step, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.running--
	if err != nil {
		q.errs = append(q.errs, err)
		q.stopped = q.stopped || !leavesOthers(err)
	} else {
		for _, next := range q.after[s.ID] {
			if q.waiting[next.ID]--; q.waiting[next.ID] == 0 {
				q.ready = append(q.ready, next)
			}
		}
		q.sort()
	}
	q.changed.Broadcast()
}

// sort puts the longest first, so that no worker is left with one at the end.
func (q *schedule) sort() {
	slices.SortStableFunc(q.ready, func(a, b *plan.Step) int { return cmp.Compare(q.weight(b), q.weight(a)) })
}

// weight guesses how long a step takes: by the bytes of its table where it reads
// or writes all of it. All others are short, and let go what waits for them.
func (g *program) weight(s *plan.Step) int64 {
	t := g.table(s)
	switch s.Kind {
	case plan.Copy:
		return s.Bytes
	case plan.AddConstraint, plan.CreateIndex, plan.ValidateForeignKey, plan.Analyze:
		if t == nil {
			return 0
		}
		return t.Bytes / 2
	}
	return math.MaxInt64
}
