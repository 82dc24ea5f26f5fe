package executor

import (
	"context"

	"golang.org/x/sync/errgroup"

	"poco/postgres"
)

// persist does a piece of work on the control session of a target that is no step,
// and does it again where another client is in its way, whom it names: another
// session looks meanwhile at what the first one waits for.
func (r *run) persist(ctx context.Context, s *site, what string, do func() error) error {
	beside, err := s.connect(ctx, "watch", r.o)
	if err != nil {
		return r.retry(ctx, do) // a name is not worth the work
	}
	defer beside.Close(ctx)
	w := newWatch(r, beside, func(error) {})
	watching, stop := context.WithCancel(ctx)
	var group errgroup.Group
	group.Go(func() error { w.run(watching); return nil })
	defer group.Wait()
	defer stop()
	return r.retry(ctx, func() error {
		w.enter(s.control.PID())
		defer w.leave(s.control.PID())
		err := do()
		if isCollision(err) {
			err = &postgres.LockWaitError{What: what, Blockers: w.blockersOf(s.control.PID()), Err: err}
		}
		return err
	})
}

// retry does something again where another client is in its way, as often as a
// step is tried.
func (r *run) retry(ctx context.Context, do func() error) error {
	for try := 1; ; try++ {
		err := do()
		if err == nil || !isCollision(err) || try == collisionTries || ctx.Err() != nil || r.o.stopping() {
			return err
		}
		r.report.say(Retrying, err.Error())
		r.o.log().Warn("trying again", "try", try+1, "reason", logged(err))
		if err := pause(ctx, min(try, longestCollision), r.o); err != nil {
			return err
		}
	}
}
