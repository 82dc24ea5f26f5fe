package executor

import (
	"context"
	"testing"
	"time"

	"poco/plan"
	"poco/postgres"
)

// The session of the snapshot may be lost before the first one joins it to prove what
// is there: a standby ends those that are in the way of its primary.
func TestProofIsMadeAgainWhereItsSnapshotIsLost(t *testing.T) {
	s := newShop(t)
	p := s.overwrite()
	s.stopAt(p, "begin "+copyID("orders"))
	o := s.options()
	o.Checkpoint = once("snapshot copy.refresh", func() {
		s.query(s.source, `SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
			WHERE datname = current_database() AND application_name LIKE 'poco snapshot%'`)
	})
	if receipt := s.apply(p, o); receipt.Kept != 350 {
		t.Errorf("the receipt is %+v", receipt)
	}
	s.wantCopied(p)
}

// Taking rows back waits for a table's lock, and waits again.
func TestUndoingIsTriedAgainWhereAnotherClientIsInTheWay(t *testing.T) {
	s := newShop(t)
	p := s.appended(plan.Append)
	s.stopAt(p, "begin "+copyID("customers"))
	s.exec(s.source, customersChange)
	config, err := postgres.ParseConfig(s.target)
	if err != nil {
		t.Fatal(err)
	}
	blocker, err := postgres.Connect(t.Context(), config, postgres.Session{Application: "report"})
	if err != nil {
		t.Fatal(err)
	}
	defer blocker.Close(context.Background())
	if _, err := blocker.Exec(t.Context(), "BEGIN; LOCK TABLE customers IN ROW EXCLUSIVE MODE"); err != nil {
		t.Fatal(err)
	}
	o := s.options()
	o.LockTimeout = 300 * time.Millisecond
	events := o.Events
	o.Events = func(e Event) {
		events(e)
		if e.Type == Retrying {
			if _, err := blocker.Exec(context.Background(), "ROLLBACK"); err != nil {
				t.Error(err)
			}
		}
	}
	s.apply(p, o)
	if len(s.recorded(Retrying)) == 0 {
		t.Error("nobody was told of the retry")
	}
	if got := s.query(s.target, "SELECT count(*), count(*) FILTER (WHERE name = 'renamed') FROM customers")[0]; got != "50|1" {
		t.Errorf("the target holds %s", got)
	}
}
