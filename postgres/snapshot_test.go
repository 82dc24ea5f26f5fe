package postgres

import (
	"context"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"poco/internal/pgcluster/pgtest"
	"poco/plan"
)

func snapshot(t *testing.T, url string, tables ...plan.Name) *Snapshot {
	t.Helper()
	s, err := OpenSnapshot(t.Context(), parse(t, url), Session{Schema: "public"}, tables...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close(context.Background()) })
	return s
}

func join(t *testing.T, s *Snapshot) *Conn {
	t.Helper()
	c, err := s.Join(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close(context.Background()) })
	return c
}

func TestSessionsOfASnapshotSeeOneMoment(t *testing.T) {
	url := pgtest.Database(t, pgtest.Server(t), "CREATE TABLE t (id int); INSERT INTO t VALUES (1), (2)")
	s := snapshot(t, url)
	run(t, open(t, url), "INSERT INTO t VALUES (3)", "DELETE FROM t WHERE id = 1")
	const sum = "SELECT sum(id)::int FROM t"
	first, second := join(t, s), join(t, s)
	if a, b, c := ask[int](t, s.Conn(), sum), ask[int](t, first, sum), ask[int](t, second, sum); a != 3 || b != 3 || c != 3 {
		t.Errorf("the sums are %d, %d, %d, want 3", a, b, c)
	}
	if _, err := first.Exec(t.Context(), "INSERT INTO t VALUES (4)"); Code(err) != "25006" {
		t.Errorf("a session of a snapshot could write: %v", err)
	}
	if xmin := ask[int64](t, second, "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"); uint64(xmin) != s.Xmin() {
		t.Errorf("xmin is %d, want %d", s.Xmin(), xmin)
	}
}

func TestClosedSnapshotCannotBeJoined(t *testing.T) {
	s := snapshot(t, pgtest.Database(t, pgtest.Server(t)))
	kept := join(t, s)
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Join(t.Context()); err == nil {
		t.Error("joined a snapshot that is gone")
	}
	run(t, kept, "SELECT 1")
}

// TRUNCATE ignores snapshots: a reader of an older one finds the table empty.
func TestTablesOfASnapshotCannotBeEmptiedUnderIt(t *testing.T) {
	url := pgtest.Database(t, pgtest.Server(t), "CREATE TABLE t (id int); INSERT INTO t VALUES (1)")
	s := snapshot(t, url, plan.Name{Schema: "public", Name: "t"})
	other := open(t, url)
	run(t, other, "SET lock_timeout = 1")
	if _, err := other.Exec(t.Context(), "TRUNCATE t"); Code(err) != "55P03" {
		t.Errorf("TRUNCATE gave %v", err)
	}
	run(t, other, "SET lock_timeout = 0", "INSERT INTO t VALUES (2)")
	s.Close(t.Context())
	run(t, other, "TRUNCATE t")
}

func TestSnapshotOfAStandby(t *testing.T) {
	_, copied := startCopy(t, true)
	s := snapshot(t, copied.URL("postgres"), plan.Name{Schema: "pg_catalog", Name: "pg_class"})
	c := join(t, s)
	if !ask[bool](t, c, "SELECT pg_is_in_recovery()") {
		t.Fatal("the server is no standby")
	}
	name := plan.Name{Schema: "pg_catalog", Name: "pg_class"}
	r := Reading{Table: name}
	e, err := TakeEvidence(t.Context(), c, r, ask[int64](t, c, "SELECT count(*) FROM pg_class"))
	if err != nil || e.Rows == 0 || e.SnapshotXmin != s.Xmin() {
		t.Fatalf("%+v, %v", e, err)
	}
	if same, why, err := s.Unchanged(t.Context(), s.Conn(), r, e); !same || err != nil {
		t.Errorf("unchanged %v %q, %v", same, why, err)
	}
}

// A standby that lags behind the one that was read first shows older versions of
// rows, as many, and none of them newer.
func TestEarlierMomentOfAnotherStandbyProvesNothing(t *testing.T) {
	first, lagging := startCopy(t, true)
	run(t, open(t, first.URL("postgres")), "COMMENT ON DATABASE postgres IS 'changed'")
	if err := first.Kill(); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(first.Dir(), "data")
	if err := exec.Command("cp", "-a", filepath.Join(data, "PG_VERSION"), filepath.Join(data, "standby.signal")).Run(); err != nil {
		t.Fatal(err)
	}
	if err := first.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	r := Reading{Table: plan.Name{Schema: "pg_catalog", Name: "pg_shdescription"}}
	early, late := snapshot(t, lagging.URL("postgres"), r.Table), snapshot(t, first.URL("postgres"), r.Table)
	e, err := TakeEvidence(t.Context(), late.Conn(), r, ask[int64](t, late.Conn(), "SELECT count(*) FROM pg_shdescription"))
	if err != nil || e.Replayed == 0 {
		t.Fatalf("%+v, %v", e, err)
	}
	if same, why, err := late.Unchanged(t.Context(), late.Conn(), r, e); !same || err != nil {
		t.Errorf("on the first standby: unchanged %v %q, %v", same, why, err)
	}
	if same, why, err := early.Unchanged(t.Context(), early.Conn(), r, e); same || err != nil || !strings.Contains(why, "an earlier moment") {
		t.Errorf("on the one that lags: unchanged %v %q, %v", same, why, err)
	}
}
