package executor

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"poco/plan"
	"poco/postgres"
)

// impatient are options of a run that waits shortly for a lock. after is called
// when the run has been told to try again n times.
func (s *shop) impatient(n int, after func()) Options {
	o := s.options()
	o.LockTimeout, o.Jobs = 100*time.Millisecond, 1
	events, retried := o.Events, 0
	o.Events = func(e Event) {
		events(e)
		if e.Type == Retrying {
			if retried++; retried == n {
				after()
			}
		}
	}
	return o
}

// With people at work a lock may come late: a step is tried a good many times.
func TestStepOutlastsABlockerThatComesBackAgainAndAgain(t *testing.T) {
	s := newShop(t)
	p := s.overwrite()
	blocker := s.session(s.target)
	blocker.exec("BEGIN; LOCK TABLE orders IN ACCESS SHARE MODE")
	s.apply(p, s.impatient(collisionTries-2, func() { blocker.exec("COMMIT") }))
	if got := len(s.recorded(Retrying)); got != collisionTries-2 {
		t.Errorf("tried again %d times", got)
	}
	s.wantCopied(p)
}

// What is no step names who is in the way as well, when it gives up.
func TestUndoingNamesTheBlocker(t *testing.T) {
	s := newShop(t)
	p := s.appended(plan.Append)
	s.stopAt(p, "begin "+copyID("customers"))
	s.exec(s.source, customersChange)
	blocker := s.session(s.target)
	blocker.exec("BEGIN; LOCK TABLE customers IN ROW EXCLUSIVE MODE")
	_, err := Apply(t.Context(), p, s.impatient(-1, nil))
	wantBlockerNamed(t, err)
	blocker.exec("ROLLBACK")
	s.apply(p, s.options())
}

// So does each part of an abort, which can be called again.
func TestAbortNamesTheBlocker(t *testing.T) {
	s := newShop(t)
	p := s.overwrite()
	s.stopAt(p, "begin "+copyID("orders"))
	for _, table := range []string{"orders", "poco.ledger"} {
		blocker := s.session(s.target)
		blocker.exec("BEGIN; LOCK TABLE " + table + " IN " + map[string]string{"orders": "ROW EXCLUSIVE", "poco.ledger": "ACCESS SHARE"}[table] + " MODE")
		_, err := Abort(context.Background(), "", s.impatient(-1, nil))
		if err == nil {
			t.Fatalf("%s was not in the way", table)
		}
		wantBlockerNamed(t, err)
		blocker.exec("ROLLBACK")
	}
	if _, err := Abort(context.Background(), "", s.options()); err != nil {
		t.Fatal(err)
	}
	s.wantKeysBack()
}

func wantBlockerNamed(t *testing.T, err error) {
	t.Helper()
	var step *StepError
	var wait *postgres.LockWaitError
	var named []string
	switch {
	case errors.As(err, &step):
		named = step.Blocked
	case errors.As(err, &wait):
		named = wait.Blockers
	}
	if len(named) != 1 || !strings.Contains(fmt.Sprint(named), "poco report, idle in transaction") {
		t.Errorf("named are %q by %v", named, err)
	}
}
