package postgres

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"poco/internal/pgcluster/pgtest"
)

// Wherever the ledger stands, it behaves the same, for a role without any right
// but the one that the place takes.
func TestLedgersBehaveTheSameInEveryHome(t *testing.T) {
	for home, grant := range map[string]string{
		"poco":       "GRANT CREATE ON DATABASE %s TO PUBLIC",
		"mine":       "GRANT CREATE, USAGE ON SCHEMA mine TO PUBLIC",
		LargeObjects: "",
	} {
		t.Run(home, func(t *testing.T) {
			url := pgtest.Database(t, pgtest.Server(t), "CREATE SCHEMA mine; REVOKE CREATE ON SCHEMA public FROM PUBLIC")
			admin := open(t, url)
			if grant != "" {
				run(t, admin, strings.Replace(grant, "%s", Quote(ask[string](t, admin, "SELECT current_database()::text")), 1))
			}
			role := loginRole(t, url)
			c, other := open(t, role), open(t, role)
			found, err := LedgerHome(t.Context(), c, "public")
			if found != home || err != nil {
				t.Fatalf("home %q, %v", found, err)
			}
			l, err := OpenLedger(t.Context(), c, home)
			if err != nil {
				t.Fatal(err)
			}
			life(t, l, c, other)
			if found, err := FindLedger(t.Context(), c); found != nil || err != nil {
				t.Errorf("after the end: %v, %v", found, err)
			}
			const left = `SELECT (SELECT count(*) FROM pg_largeobject_metadata) + (SELECT count(*) FROM pg_namespace WHERE nspname = 'poco')
				+ (SELECT count(*) FROM pg_class WHERE relname LIKE 'poco%')`
			if n := ask[int64](t, c, left); n != 0 {
				t.Errorf("%d objects are left", n)
			}
		})
	}
}

func life(t *testing.T, l Ledger, c, other *Conn) {
	t.Helper()
	ctx := t.Context()
	want := Run{ID: "7f3c", PlanID: "abc", PlanDocument: []byte(strings.Repeat("{'é': \"日本\\\"}\n", 1000)), Holder: "ann's \\ holder"}
	for _, r := range []Run{{ID: "7f3", PlanID: "other", PlanDocument: []byte("x")}, want} {
		if err := l.Begin(ctx, c, r); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Begin(ctx, c, Run{ID: "7f3c", PlanID: "q"}); err == nil {
		t.Error("the run took another plan")
	}
	found, err := FindLedger(ctx, other)
	if err != nil || found == nil || found.Home() != l.Home() {
		t.Fatalf("found %v, %v", found, err)
	}
	runs, err := found.Runs(ctx, other)
	if diff := cmp.Diff(want, runs[0], cmpopts.IgnoreFields(Run{}, "StartedAt")); diff != "" || err != nil || len(runs) != 2 {
		t.Fatalf("%d runs, %v %s", len(runs), err, diff)
	}
	entry := Entry{Run: "7f3c", Step: `copy.r/copy/public."a b'\"/1`, Chunk: 1, Rows: 12, Bytes: 345, Written: 11, Detail: "x",
		Evidence: Evidence{Filenode: 1 << 40, SnapshotXmin: 1 << 62, Timeline: 3, Rows: 14, Meaning: "a > '日本'"}}
	var xid int64
	err = c.Tx(ctx, "", func() error {
		xid = ask[int64](t, c, "SELECT pg_current_xact_id()::text::bigint")
		return l.Record(ctx, c, entry)
	})
	if err != nil {
		t.Fatal(err)
	}
	record(t, c, l, Entry{Run: "7f3", Step: "c/1"})
	for _, on := range []*Conn{c, other} {
		err = on.Tx(ctx, "", func() error { return l.Record(ctx, on, entry) })
		if Code(err) != "23505" || !strings.Contains(err.Error(), "is done already") {
			t.Errorf("recorded twice: %v", err)
		}
	}
	done, err := l.Done(ctx, other, "7f3c")
	if diff := cmp.Diff(map[string]Entry{entry.Step: entry}, done, cmpopts.IgnoreFields(Entry{}, "CommittedAt", "XID")); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
	if e := done[entry.Step]; e.XID != uint64(xid) || e.CommittedAt.IsZero() {
		t.Errorf("the entry is of transaction %d, %v; want %d", e.XID, e.CommittedAt, xid)
	}
	undone := errors.New("undone")
	err = c.Tx(ctx, "", func() error {
		return errors.Join(l.Forget(ctx, c, "7f3c", entry.Step), l.Record(ctx, c, Entry{Run: "7f3c", Step: "later"}), undone)
	})
	if again, _ := l.Done(ctx, c, "7f3c"); !errors.Is(err, undone) || len(again) != 1 {
		t.Errorf("after a rollback %d entries, %v", len(again), err)
	}
	err = c.Tx(ctx, "", func() error {
		return errors.Join(l.Forget(ctx, c, "7f3c", entry.Step), l.Record(ctx, c, entry), l.Forget(ctx, c, "7f3c", "never"))
	})
	if err != nil {
		t.Errorf("done afresh: %v", err)
	}
	waitingRecords(t, l, c, other)
	for _, id := range []string{"7f3c", "7f3c"} {
		if err := l.End(ctx, c, id); err != nil {
			t.Fatal(err)
		}
	}
	if left, err := l.Done(ctx, c, "7f3"); len(left) != 1 || err != nil {
		t.Errorf("of the other run %d entries are left, %v", len(left), err)
	}
	if err := l.End(ctx, c, "7f3"); err != nil {
		t.Fatal(err)
	}
}

// waitingRecords lets two transactions do one step at once: the second waits for the
// first, and fails.
func waitingRecords(t *testing.T, l Ledger, c, other *Conn) {
	t.Helper()
	e := Entry{Run: "7f3c", Step: "both"}
	run(t, c, "BEGIN")
	if err := l.Record(t.Context(), c, e); err != nil {
		t.Fatal(err)
	}
	failed := make(chan error)
	go func() {
		failed <- other.Tx(t.Context(), "", func() error { return l.Record(t.Context(), other, e) })
	}()
	run(t, c, "COMMIT")
	if err := <-failed; Code(err) != "23505" {
		t.Errorf("the second of two transactions: %v", err)
	}
}

// A role that can plant a ledger must not make a more powerful one believe what it
// says, or carry out its plan.
func TestLedgerOfARoleWithLessRightsIsNotBelieved(t *testing.T) {
	for home, grant := range map[string]string{
		"poco":       "GRANT CREATE ON DATABASE %s TO PUBLIC",
		"mine":       "GRANT CREATE, USAGE ON SCHEMA mine TO PUBLIC",
		LargeObjects: "SELECT '%s'",
	} {
		t.Run(home, func(t *testing.T) {
			url := pgtest.Database(t, pgtest.Server(t), "CREATE SCHEMA mine")
			admin := open(t, url)
			run(t, admin, strings.Replace(grant, "%s", Quote(ask[string](t, admin, "SELECT current_database()::text")), 1))
			c := open(t, loginRole(t, url))
			l, err := OpenLedger(t.Context(), c, home)
			if err != nil {
				t.Fatal(err)
			}
			if err := l.Begin(t.Context(), c, Run{ID: "a", PlanID: "p", PlanDocument: []byte("DROP")}); err != nil {
				t.Fatal(err)
			}
			for _, find := range []func() error{
				func() error { _, err := FindLedger(t.Context(), admin); return err },
				func() error { _, err := OpenLedger(t.Context(), admin, "poco"); return err },
				func() error { _, err := LedgerHome(t.Context(), admin, "public"); return err },
			} {
				var e *LedgerError
				if err := find(); !errors.As(err, &e) || !strings.Contains(e.Reason, "plain_") {
					t.Errorf("got %v", err)
				}
			}
			if err := l.End(t.Context(), c, "a"); err != nil {
				t.Fatal(err)
			}
		})
	}
}
