//go:build unix

package storm

import (
	"context"
	"syscall"
	"testing"
	"time"

	"poco/internal/pgcluster"
	"poco/internal/witness"
)

// newLaneUnlessShort is a lane for a test without seeds.
func newLaneUnlessShort(t *testing.T) *lane {
	t.Helper()
	if testing.Short() {
		t.Skip("a storm takes minutes")
	}
	return newLane(t)
}

// TestFailoverOfTheTarget replaces the target by a standby of it that is behind by
// some transactions, while poco copies or after it has come to its end. What the
// new primary's ledger holds is what has been done, whatever poco and its state
// have seen.
func TestFailoverOfTheTarget(t *testing.T) {
	l := newLaneUnlessShort(t)
	s := scene{mode: "overwrite"}
	ref := l.reference(t, s)
	for _, test := range []struct {
		name        string
		loses, ends float64 // parts of the run
	}{
		{"early", 0.1, 0.2},
		{"late", 0.5, 0.9},
		{"after the end", 0.5, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := l.workplace(t, s)
			defer l.calm(t) // the databases of the old primary are dropped
			w.plan()
			standby := newStandby(t, l.qa)
			p := w.start("apply", "--auto-approve", "--json", planFile)
			p.awaitLines(int(test.loses * float64(ref.lines)))
			// From here on the standby gets nothing more. Poco waits meanwhile.
			p.signal(syscall.SIGSTOP)
			sql(t, standby, "ALTER SYSTEM SET primary_conninfo = ''")
			sql(t, standby, "SELECT pg_reload_conf()")
			standby.cutOff(t)
			p.signal(syscall.SIGCONT)
			p.awaitLines(int(test.ends * float64(ref.lines)))
			if err := l.qa.Kill(); err != nil {
				t.Fatal(err)
			}
			p.signal(syscall.SIGKILL)
			code := w.code(p)
			if err := standby.Promote(t.Context()); err != nil {
				t.Fatal(err)
			}
			w.qa = standby.URL(databaseOf(t, w.qa))
			w.journal("exit %d; the standby has taken over", code)
			if (code == 0) != (test.ends > 1) {
				t.Errorf("exit %d when the server was replaced", code)
			}
			if rows := witness.Rows(t, w.qa); rows == ref.after.rows {
				t.Error("the standby has lost nothing")
			}
			last := w.finish(drawing{})
			w.journal("kept %d steps", count(last, "step_kept"))
			w.endedAs(ref)
			w.leftNothing()
		})
	}
}

// cutOff waits until a standby receives nothing more.
func (s *server) cutOff(t *testing.T) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; {
		got := sql(t, s, "SELECT count(*) FROM pg_stat_wal_receiver")
		if got == "0" {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the standby does not let go of its primary")
		}
	}
}

// newStandby makes a standby that follows a server, and waits until it has all.
func newStandby(t *testing.T, primary *server) *server {
	t.Helper()
	c, err := pgcluster.Standby(t.Context(), primary.Cluster, pgcluster.Options{Name: "storm-standby"})
	if err != nil {
		t.Fatalf("make a standby: %v", err)
	}
	t.Cleanup(func() {
		if err := c.Stop(context.Background()); err != nil {
			t.Errorf("stop the standby: %v", err)
		}
	})
	at := sql(t, primary, "SELECT pg_current_wal_flush_lsn()")
	for deadline := time.Now().Add(time.Minute); ; {
		got, err := witness.Run(c.URL("postgres"), "SELECT pg_last_wal_replay_lsn() >= '"+at+"'")
		if got == "t" {
			return &server{Cluster: c, side: "qa"}
		}
		if time.Now().After(deadline) {
			t.Fatalf("the standby does not catch up: %v, %v", got, err)
		}
	}
}

// count counts poco's events of a type.
func count(p *process, of string) (n int) {
	for _, e := range p.events() {
		if e.Type == of {
			n++
		}
	}
	return n
}
