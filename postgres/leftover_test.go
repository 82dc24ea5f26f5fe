package postgres

import (
	"errors"
	"strings"
	"testing"
	"time"

	"poco/internal/pgcluster/pgtest"
)

func TestSessionsOfDeadProcessesAreEnded(t *testing.T) {
	url := pgtest.Database(t, pgtest.Server(t), "CREATE TABLE t (id int)")
	config, err := ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	session := func(application string) *Conn {
		c, err := Connect(t.Context(), config, Session{Application: application})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close(t.Context()) })
		return c
	}
	dead, other := session(WorkerName("7f3c")), session("read 7f3c")
	run(t, dead, "BEGIN", "INSERT INTO t VALUES (1)")
	run(t, other, "BEGIN", "INSERT INTO t VALUES (2)")
	c := open(t, url)
	if err := EndLeftovers(t.Context(), c, time.Minute); err != nil {
		t.Fatal(err)
	}
	if _, err := dead.Exec(t.Context(), "COMMIT"); err == nil {
		t.Error("the session of the dead process still commits")
	}
	run(t, other, "COMMIT")
	if got := ask[int](t, c, "SELECT sum(id)::int FROM t"); got != 2 {
		t.Errorf("the table holds %d", got)
	}
}

func TestSessionThatMayNotBeEndedIsNamed(t *testing.T) {
	url := pgtest.Database(t, pgtest.Server(t))
	config, err := ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	dead, err := Connect(t.Context(), config, Session{Application: WorkerName("7f3c")}) // a superuser's
	if err != nil {
		t.Fatal(err)
	}
	defer dead.Close(t.Context())
	err = EndLeftovers(t.Context(), open(t, loginRole(t, url)), 100*time.Millisecond)
	var left *LeftoverError
	if !errors.As(err, &left) || uint32(left.PID) != dead.PID() || !strings.Contains(err.Error(), "pg_terminate_backend") {
		t.Errorf("got %v", err)
	}
}
