package executor

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"poco/postgres"
)

// How often things are tried. A step is tried again by itself where another client
// was in its way (a deadlock, a lock that did not come in time): with people at work
// on the target that may happen several times. Where its connection was lost a few
// tries tell whether the server is there; if not, the intent begins again, with new
// sessions and a new snapshot, for about half a minute in which nothing gets done.
const (
	collisionTries = 9
	lostTries      = 3
	intentTries    = 9
	firstPause     = 100 * time.Millisecond
	longPause      = 8 * time.Second
	// longestCollision is the try from which on the pause after a collision is the
	// same: 1.6 seconds, in which those who wait behind the step get their turn.
	longestCollision = 5
)

// A lostError says that a session that the whole run stands on is gone: the one
// with the snapshot, or the one with the target's lock.
type lostError struct{ err error }

func (e *lostError) Error() string { return e.err.Error() }
func (e *lostError) Unwrap() error { return e.err }

// uniqueViolation is, besides its usual meaning, what the ledger says of a step
// that it holds already.
const uniqueViolation = "23505"

// isCollision reports whether another client was in the way of a step, so that
// it may succeed when tried again.
func isCollision(err error) bool {
	switch postgres.Code(err) {
	case "40P01", "40001", "55P03": // deadlock, serialization failure, lock timeout
		return true
	}
	return false
}

// isLost reports whether a server or a connection to it was lost, or is not there
// for the moment. Of several errors joined, all must be of that kind.
func isLost(err error) bool {
	if all, ok := err.(interface{ Unwrap() []error }); ok {
		return !slices.ContainsFunc(all.Unwrap(), func(e error) bool { return !isLost(e) })
	}
	var lost *lostError
	if errors.As(err, &lost) {
		return true
	}
	var connect *postgres.ConnectError
	if errors.As(err, &connect) {
		switch code := postgres.Code(err); code {
		case "", "57P01", "57P02", "57P03", "53300":
			return true
		default:
			return strings.HasPrefix(code, "08") // a pooler has no server for the moment
		}
	}
	return err != nil && postgres.IsLost(err)
}

// pause waits before the n-th further try, from 1. It ends early with ctx, or
// when the run is asked to stop.
func pause(ctx context.Context, n int, o Options) error {
	timer := time.NewTimer(min(firstPause<<min(n-1, 10), longPause))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-o.Stop:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
