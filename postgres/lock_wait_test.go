package postgres

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"poco/internal/pgcluster/pgtest"
)

// session opens a session of the given kind.
func session(t *testing.T, url string, s Session) *Conn {
	t.Helper()
	c, err := Connect(t.Context(), parse(t, url), s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close(context.Background()) })
	return c
}

func TestACatalogReadThatWaitsTooLongNamesWhoIsInTheWay(t *testing.T) {
	url := pgtest.Database(t, pgtest.Server(t), "CREATE TABLE held (id int PRIMARY KEY, n int DEFAULT 1); CREATE TABLE wanted (id int PRIMARY KEY)")
	holder, reader := session(t, url, Session{Application: "holder"}), session(t, url, Session{Application: "reader"})
	run(t, holder, "BEGIN", "LOCK TABLE held")
	run(t, reader, "BEGIN", "SELECT * FROM wanted")
	waiting, queued := session(t, url, Session{Application: "waiting"}), make(chan error, 1)
	go func() {
		_, err := waiting.Exec(context.Background(), "BEGIN; LOCK TABLE wanted; ROLLBACK")
		queued <- err
	}()
	for !ask[bool](t, reader, "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = 'wanted'::regclass AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))") {
	}
	c := session(t, url, Session{LockTimeout: 50 * time.Millisecond, ReadOnly: true})
	_, err := ReadCatalog(t.Context(), c, "public")
	var wait *LockWaitError
	if !errors.As(err, &wait) {
		t.Fatalf("got %v", err)
	}
	reasons := wait.Reasons()
	for _, want := range []string{
		"poco holder, idle in transaction for", "which has locked public.held against readers",
		"poco waiting, active for", "which waits to lock public.wanted against readers", "--lock-timeout",
	} {
		if !strings.Contains(reasons, want) {
			t.Errorf("%q is not in:\n%s", want, reasons)
		}
	}
	if strings.Contains(reasons, "poco reader") {
		t.Errorf("one who only reads is named:\n%s", reasons)
	}
	run(t, holder, "ROLLBACK")
	run(t, reader, "ROLLBACK")
	if err := <-queued; err != nil {
		t.Error(err)
	}
	if _, err := ReadCatalog(t.Context(), c, "public"); err != nil {
		t.Errorf("the session is of no more use: %v", err)
	}
}

func TestAPreparedTransactionIsNamedToo(t *testing.T) {
	if got, want := (Blocker{}).String(), "a prepared transaction (see pg_prepared_xacts)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestLockWordsNameAFewTables(t *testing.T) {
	for _, test := range []struct {
		held   bool
		tables []string
		want   string
	}{
		{true, []string{"a.b"}, ", which has locked a.b against readers"},
		{false, []string{"a.b", "a.c"}, ", which waits to lock a.b, a.c against readers"},
		{true, []string{"a", "b", "c", "d", "e"}, ", which has locked a, b, c and 2 more against readers"},
	} {
		if diff := cmp.Diff(test.want, lockWords(test.held, test.tables)); diff != "" {
			t.Error(diff)
		}
	}
}
