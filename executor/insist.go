package executor

import (
	"context"
	"errors"

	"poco/state"
)

// insist does a piece of work on targets, and does it again, with new control
// sessions, where a server was lost: until it succeeds, fails otherwise, or gets
// nothing done for about half a minute. left tells how much there is to do.
func (r *run) insist(ctx context.Context, targets []*site, left func() int, do func(context.Context) error) error {
	failures, before := 0, left()
	err := do(ctx)
	for isLost(err) && ctx.Err() == nil && !r.o.stopping() {
		if now := left(); now < before {
			failures, before = 0, now
		}
		if failures++; failures >= intentTries {
			return err
		}
		r.report.say(Retrying, err.Error())
		r.o.log().Warn("a server was lost", "reason", logged(err), "failures", failures)
		if err := pause(ctx, failures, r.o); err != nil {
			return err
		}
		if err = r.regain(ctx, targets); err == nil {
			err = do(ctx)
		}
	}
	return err
}

// insistOnTargets is insist for work on all targets, done at once or not.
func (r *run) insistOnTargets(ctx context.Context, do func(context.Context) error) error {
	targets := r.sites.distinct(r.targets())
	return r.insist(ctx, targets, func() int { return 0 }, do)
}

// regain opens control sessions anew, takes the targets' locks again and reads
// what their ledgers hold.
func (r *run) regain(ctx context.Context, targets []*site) error {
	r.noteInterruption()
	for _, s := range targets {
		s.control.Close(ctx)
		control, err := s.connect(ctx, "control", r.o)
		if err != nil {
			return err
		}
		s.control = control
		if err := s.lock(ctx, r.o); err != nil {
			return r.ownLock(err)
		}
		if err := r.readLedger(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// ownLock makes a lock that the lost session of this very process still has, since
// the server has not noticed its end, a reason to try again.
func (r *run) ownLock(err error) error {
	var locked *state.LockedError
	if errors.As(err, &locked) && locked.Holder.PID == r.o.Holder.PID && locked.Holder.Host == r.o.Holder.Host {
		return &lostError{err}
	}
	return err
}
