package postgres

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"poco/internal/pgcluster/pgtest"
)

// begin notes a run in the ledger of c's database.
func begin(t *testing.T, c *Conn, r Run) Ledger {
	t.Helper()
	l, err := OpenLedger(t.Context(), c, "poco")
	if err != nil {
		t.Fatal(err)
	}
	if r.PlanDocument == nil {
		r.PlanDocument = []byte("{}")
	}
	if err := l.Begin(t.Context(), c, r); err != nil {
		t.Fatal(err)
	}
	return l
}

func record(t *testing.T, c *Conn, l Ledger, e Entry) {
	t.Helper()
	if err := c.Tx(t.Context(), "", func() error { return l.Record(t.Context(), c, e) }); err != nil {
		t.Fatal(err)
	}
}

func hasSchema(t *testing.T, c *Conn) bool {
	t.Helper()
	return ask[bool](t, c, "SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'poco')")
}

func TestLedgerTellsWhatARunHasDone(t *testing.T) {
	c := open(t, pgtest.Database(t, pgtest.Server(t)))
	want := Run{ID: "7f3c", PlanID: "abc", PlanDocument: []byte("{\"é\": \"日本\"}\n"), Holder: "ann"}
	l := begin(t, c, want)
	runs, err := l.Runs(t.Context(), c)
	if diff := cmp.Diff([]Run{want}, runs, cmpopts.IgnoreFields(Run{}, "StartedAt")); diff != "" || err != nil {
		t.Fatalf("%v %s", err, diff)
	}
	if d := time.Since(runs[0].StartedAt); d < 0 || d > time.Minute {
		t.Errorf("started %s ago", d)
	}
	entries := map[string]Entry{
		"copy.r/copy/public.a/1": {Run: "7f3c", Step: "copy.r/copy/public.a/1", Chunk: 1, Rows: 12, Bytes: 345, Detail: "x",
			Evidence: Evidence{Filenode: 1 << 40, SnapshotXmin: 1 << 62, Timeline: 3, Rows: 14, Meaning: "a > '日本'"}},
		"copy.r/analyze/public.a": {Run: "7f3c", Step: "copy.r/analyze/public.a"},
	}
	for _, e := range entries {
		record(t, c, l, e)
	}
	begin(t, c, Run{ID: "other", PlanID: "p"})
	record(t, c, l, Entry{Run: "other", Step: "elsewhere"})
	found, err := FindLedger(t.Context(), c)
	if err != nil || found == nil {
		t.Fatalf("the ledger is not found: %v", err)
	}
	done, err := found.Done(t.Context(), c, "7f3c")
	if diff := cmp.Diff(entries, done, cmpopts.IgnoreFields(Entry{}, "CommittedAt", "XID")); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
}

func TestStepIsRecordedOnce(t *testing.T) {
	c := open(t, pgtest.Database(t, pgtest.Server(t)))
	l := begin(t, c, Run{ID: "r", PlanID: "p"})
	e := Entry{Run: "r", Step: "s"}
	record(t, c, l, e)
	err := c.Tx(t.Context(), "", func() error { return l.Record(t.Context(), c, e) })
	if err == nil || !strings.Contains(err.Error(), "step s of run r is done already") {
		t.Errorf("got %v", err)
	}
	err = c.Tx(t.Context(), "", func() error {
		if err := l.Forget(t.Context(), c, "r", "s"); err != nil {
			return err
		}
		return l.Record(t.Context(), c, e)
	})
	if err != nil {
		t.Errorf("a step could not be done afresh: %v", err)
	}
}

func TestRecordIsPartOfTheCallersTransaction(t *testing.T) {
	c := open(t, pgtest.Database(t, pgtest.Server(t)))
	l := begin(t, c, Run{ID: "r", PlanID: "p"})
	failed := errors.New("failed")
	err := c.Tx(t.Context(), "", func() error {
		if err := l.Record(t.Context(), c, Entry{Run: "r", Step: "s"}); err != nil {
			return err
		}
		return failed
	})
	if !errors.Is(err, failed) {
		t.Fatal(err)
	}
	if done, err := l.Done(t.Context(), c, "r"); len(done) != 0 || err != nil {
		t.Errorf("%v is done, %v", done, err)
	}
}

func TestRecordedStepsCommitDurably(t *testing.T) {
	c := open(t, pgtest.Database(t, pgtest.Server(t)))
	l := begin(t, c, Run{ID: "r", PlanID: "p"})
	for setting, want := range map[string]string{
		"off": "on", "local": "on", "remote_write": "on", "on": "on", "remote_apply": "remote_apply",
	} {
		run(t, c, "SET synchronous_commit = "+setting, "BEGIN")
		if err := l.Record(t.Context(), c, Entry{Run: "r", Step: setting}); err != nil {
			t.Fatal(err)
		}
		if got := ask[string](t, c, "SHOW synchronous_commit"); got != want {
			t.Errorf("%s became %s, want %s", setting, got, want)
		}
		run(t, c, "ROLLBACK")
		if got := ask[string](t, c, "SHOW synchronous_commit"); got != setting {
			t.Errorf("%s is %s after the transaction", setting, got)
		}
	}
}

func TestLedgerGoesWithTheLastRun(t *testing.T) {
	c := open(t, pgtest.Database(t, pgtest.Server(t)))
	l := begin(t, c, Run{ID: "a", PlanID: "p"})
	begin(t, c, Run{ID: "b", PlanID: "p"})
	record(t, c, l, Entry{Run: "a", Step: "s"})
	for _, id := range []string{"a", "b", "b"} {
		if !hasSchema(t, c) && id == "a" {
			t.Fatal("there is no ledger")
		}
		if err := l.End(t.Context(), c, id); err != nil {
			t.Fatal(err)
		}
		if found, err := FindLedger(t.Context(), c); (found != nil) != (id == "a") || err != nil {
			t.Errorf("after the end of %s: ledger %v, %v", id, found, err)
		}
	}
	if hasSchema(t, c) {
		t.Error("the schema stayed")
	}
}

func TestWhatOthersPutBesideTheLedgerStays(t *testing.T) {
	c := open(t, pgtest.Database(t, pgtest.Server(t)))
	l := begin(t, c, Run{ID: "a", PlanID: "p"})
	run(t, c, "CREATE FUNCTION poco.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'")
	if err := l.End(t.Context(), c, "a"); err != nil {
		t.Fatal(err)
	}
	run(t, c, "SELECT poco.mine()")
}

func TestEmptySchemaOfTheUsersIsUsedAndLeft(t *testing.T) {
	c := open(t, pgtest.Database(t, pgtest.Server(t)))
	run(t, c, "CREATE SCHEMA poco")
	l := begin(t, c, Run{ID: "a", PlanID: "p"})
	if err := l.End(t.Context(), c, "a"); err != nil {
		t.Fatal(err)
	}
	if !hasSchema(t, c) {
		t.Error("the user's schema was dropped")
	}
}

func TestLedgerStandsWhereTheRoleMayMakeIt(t *testing.T) {
	for name, x := range map[string]struct {
		setup     []string // by the database's owner; ledger_test_role is the role that looks
		preferred string
		home      string
	}{
		"the owner":                    {nil, "public", "poco"},
		"animals in poco":              {[]string{"CREATE SCHEMA poco", "CREATE TABLE poco.animals (id int)"}, "public", "public"},
		"another table called run":     {[]string{"CREATE SCHEMA poco", "CREATE TABLE poco.run (id int)"}, "public", "public"},
		"a view in poco, another wish": {[]string{"CREATE SCHEMA poco", "CREATE VIEW poco.v AS SELECT 1", `CREATE SCHEMA "My ""app"`}, `My "app`, `My "app`},
		"poco_run is taken":            {[]string{"CREATE SCHEMA poco", "CREATE VIEW poco.v AS SELECT 1", "CREATE SCHEMA b", "CREATE TABLE public.poco_run (id int)"}, "public", "b"},
	} {
		t.Run(name, func(t *testing.T) {
			c := open(t, pgtest.Database(t, pgtest.Server(t)))
			run(t, c, x.setup...)
			home, err := LedgerHome(t.Context(), c, x.preferred)
			if home != x.home || err != nil {
				t.Fatalf("home %q, %v; want %q", home, err, x.home)
			}
			l, err := OpenLedger(t.Context(), c, home)
			if err != nil {
				t.Fatal(err)
			}
			if err := l.Begin(t.Context(), c, Run{ID: "a", PlanID: "p", PlanDocument: []byte("{}")}); err != nil {
				t.Fatal(err)
			}
			found, err := FindLedger(t.Context(), c)
			if err != nil || found == nil || found.Home() != home {
				t.Fatalf("found %v, %v", found, err)
			}
			if again, err := LedgerHome(t.Context(), c, "elsewhere"); again != home || err != nil {
				t.Errorf("the ledger that stands is at home in %q, %v", again, err)
			}
			record(t, c, l, Entry{Run: "a", Step: "s", Written: 7})
			done, err := l.Done(t.Context(), c, "a")
			if e := done["s"]; err != nil || e.Written != 7 || e.XID == 0 {
				t.Errorf("done %+v, %v", done, err)
			}
			if err := l.End(t.Context(), c, "a"); err != nil {
				t.Fatal(err)
			}
			if left := ask[int](t, c, "SELECT count(*)::int FROM pg_class WHERE relname IN ('poco_ledger', 'ledger')"); left != 0 {
				t.Errorf("%d tables of the ledger are left", left)
			}
		})
	}
}

func TestRoleThatMayNotMakeALedgerIsToldTheGrant(t *testing.T) {
	url := pgtest.Database(t, pgtest.Server(t))
	plain := open(t, loginRole(t, url))
	_, err := OpenLedger(t.Context(), plain, "poco")
	var e *LedgerError
	if !errors.As(err, &e) {
		t.Fatalf("got %v", err)
	}
	grant := strings.TrimPrefix(e.Hint, "Let the database's owner run: ")
	run(t, open(t, url), grant)
	if _, err := OpenLedger(t.Context(), plain, "poco"); err != nil {
		t.Errorf("after %s: %v", grant, err)
	}
}

func TestRunGoesOnOnlyWithItsPlan(t *testing.T) {
	c := open(t, pgtest.Database(t, pgtest.Server(t)))
	l := begin(t, c, Run{ID: "a", PlanID: "p", Holder: "ann"})
	begin(t, c, Run{ID: "a", PlanID: "p", Holder: "bob"})
	runs, err := l.Runs(t.Context(), c)
	if err != nil || len(runs) != 1 || runs[0].Holder != "bob" {
		t.Errorf("%v, %v", runs, err)
	}
	if err := l.Begin(t.Context(), c, Run{ID: "a", PlanID: "q", PlanDocument: []byte("{}")}); err == nil {
		t.Error("the run took another plan")
	}
}

func TestLedgerExplainsItselfToStrangers(t *testing.T) {
	c := open(t, pgtest.Database(t, pgtest.Server(t)))
	begin(t, c, Run{ID: "a", PlanID: "p"})
	for object, class := range map[string]string{"poco": "pg_namespace", "poco.run": "pg_class", "poco.ledger": "pg_class"} {
		kind := map[string]string{"pg_namespace": "regnamespace", "pg_class": "regclass"}[class]
		comment := ask[string](t, c, "SELECT coalesce(obj_description('"+object+"'::"+kind+", '"+class+"'), '')")
		if !strings.Contains(strings.ToLower(comment), "run") {
			t.Errorf("the comment of %s is %q", object, comment)
		}
	}
}
