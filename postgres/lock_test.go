package postgres

import (
	"context"
	"errors"
	"strings"
	"testing"

	"poco/internal/pgcluster/pgtest"
)

// loginRole makes a role without any privilege, and gives the URL with it.
func loginRole(t *testing.T, url string) string {
	t.Helper()
	admin := open(t, url)
	name := "plain_" + ask[string](t, admin, "SELECT current_database()::text")
	run(t, admin, "CREATE ROLE "+name+" LOGIN PASSWORD 'plain'")
	t.Cleanup(func() {
		c, err := Connect(context.Background(), admin.config, Session{})
		if err == nil {
			c.Exec(context.Background(), "DROP OWNED BY "+name+"; DROP ROLE "+name)
			c.Close(context.Background())
		}
	})
	rest := url[strings.Index(url, "@"):]
	return "postgres://" + name + ":plain" + rest
}

func lockedBy(t *testing.T, c *Conn, holder string) *TargetLockedError {
	t.Helper()
	err := LockTarget(t.Context(), c, holder)
	var locked *TargetLockedError
	if !errors.As(err, &locked) {
		t.Fatalf("got %v, want a *TargetLockedError", err)
	}
	return locked
}

func TestOneRunAtATimeHoldsATarget(t *testing.T) {
	url := pgtest.Database(t, pgtest.Server(t))
	holder, other := open(t, url), open(t, url)
	if err := LockTarget(t.Context(), holder, "ann@build-2 pid 7"); err != nil {
		t.Fatal(err)
	}
	e := lockedBy(t, other, "bob@build-3")
	if e.Holder != "ann@build-2 pid 7" || e.PID != int(holder.PID()) {
		t.Errorf("the holder is told as %q, process %d", e.Holder, e.PID)
	}
	elsewhere := open(t, pgtest.Database(t, pgtest.Server(t)))
	if err := LockTarget(t.Context(), elsewhere, "bob@build-3"); err != nil {
		t.Errorf("another database of the server is locked too: %v", err)
	}
	pid := holder.PID()
	holder.Close(t.Context())
	waitFor(t, other, "SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = $1)", pid)
	if err := LockTarget(t.Context(), other, "bob@build-3"); err != nil {
		t.Errorf("the lock outlived its session: %v", err)
	}
}

func TestAnyRoleIsToldTheHolder(t *testing.T) {
	url := pgtest.Database(t, pgtest.Server(t))
	if err := LockTarget(t.Context(), open(t, url), "ann@build-2"); err != nil {
		t.Fatal(err)
	}
	if e := lockedBy(t, open(t, loginRole(t, url)), "plain"); e.Holder != "ann@build-2" {
		t.Errorf("the holder is told as %q", e.Holder)
	}
}

func TestLongHolderIsToldWholeOnceTheLedgerHasIt(t *testing.T) {
	url := pgtest.Database(t, pgtest.Server(t))
	long := "jürgen@" + strings.Repeat("very-", 12) + "long-host (pid 4711, poco apply)"
	holder, other := open(t, url), open(t, url)
	if err := LockTarget(t.Context(), holder, long); err != nil {
		t.Fatal(err)
	}
	if e := lockedBy(t, other, "x"); len(e.Holder) < 50 {
		t.Errorf("the holder is told as %q", e.Holder)
	}
	begin(t, holder, Run{ID: "7f3c", PlanID: "p", Holder: long})
	if e := lockedBy(t, other, "x"); e.Holder != long {
		t.Errorf("the holder is told as %q", e.Holder)
	}
}

func TestCutBytesKeepsCharactersWhole(t *testing.T) {
	for _, c := range []struct {
		in   string
		n    int
		want string
	}{{"abc", 3, "abc"}, {"abcd", 3, "abc"}, {"aé", 2, "a"}, {"é", 1, ""}, {"日本", 4, "日"}, {"", 0, ""}} {
		if got := cutBytes(c.in, c.n); got != c.want {
			t.Errorf("cutBytes(%q, %d) = %q, want %q", c.in, c.n, got, c.want)
		}
	}
}
