package executor

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/plan"
	"poco/state"
)

func TestStalePlanSaysWhatChanged(t *testing.T) {
	for name, test := range map[string]struct {
		source, target string
		want           []string
	}{
		"a column of the target": {target: "ALTER TABLE orders ADD COLUMN channel text",
			want: []string{"qa.public.orders: column channel (text) is new"}},
		"a column of the source": {source: "ALTER TABLE customers ALTER name DROP NOT NULL",
			want: []string{"dev.public.customers: column name was text not null, is text"}},
		"two at once": {source: "ALTER TABLE orders DROP COLUMN note CASCADE", target: "DROP INDEX orders_note",
			want: []string{"dev.public.orders: column note is gone", "dev.public.orders: index orders_note is gone",
				"qa.public.orders: index orders_note is gone"}},
		"a table that was missing": {target: "CREATE TABLE tags (id int)",
			want: []string{"qa.public.tags: the table is new"}},
		"a table that is gone": {target: "DROP TABLE invoices",
			want: []string{"qa.public.invoices: the table is gone", "qa.public.orders: reference invoices_order_id_fkey from public.invoices is gone"}},
		"more rows than shown": {target: "INSERT INTO customers SELECT i, 'x' FROM generate_series(100, 110) i",
			want: []string{"qa.public.customers now holds 16 rows, 11 more than the 5 that the plan showed"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newShop(t)
			p := s.overwrite()
			s.exec(s.source, test.source)
			s.exec(s.target, test.target)
			for call, run := range map[string]func() error{
				"check": func() error { return Check(context.Background(), p, s.options()) },
				"apply": func() error { _, err := Apply(context.Background(), p, s.options()); return err },
			} {
				var stale *StaleError
				if err := run(); !errors.As(err, &stale) {
					t.Fatalf("%s: %v", call, err)
				}
				if diff := cmp.Diff(test.want, stale.Changes); diff != "" {
					t.Errorf("%s (-want +got):\n%s", call, diff)
				}
			}
			if left := s.query(s.target, "SELECT nspname FROM pg_namespace WHERE nspname = 'poco'"); len(left) > 0 {
				t.Error("a ledger was made")
			}
			if runs, _ := s.store().Runs(t.Context()); len(runs) > 0 {
				t.Errorf("a run was begun: %v", runs)
			}
		})
	}
}

func TestFewerRowsThanShownAreNotStale(t *testing.T) {
	s := newShop(t)
	p := s.overwrite()
	s.exec(s.target, "DELETE FROM items; DELETE FROM invoices WHERE id > 4; DELETE FROM orders WHERE id = 5")
	s.exec(s.source, "INSERT INTO tags VALUES (21, 'more')")
	s.apply(p, s.options())
	s.wantCopied(p)
}

func TestPlanOfAnotherDatabaseIsStale(t *testing.T) {
	s, other := newShop(t), newShop(t)
	p := s.overwrite()
	s.target = other.target
	err := Check(context.Background(), p, s.options())
	if err == nil || !strings.Contains(err.Error(), "qa is now another database") {
		t.Errorf("another database: %v", err)
	}
	s.target = s.source
	err = Check(context.Background(), p, s.options())
	if err == nil || !strings.Contains(err.Error(), "qa is now another server") {
		t.Errorf("another server: %v", err)
	}
}

// A row that comes in between the check and the lock is still more than the plan
// showed.
func TestRowsAreCountedAgainUnderTheLock(t *testing.T) {
	s := newShop(t)
	p := s.overwrite()
	o := s.options()
	o.Jobs = 1
	o.Checkpoint = once("begin "+copyID("orders"), func() {
		s.exec(s.target, "INSERT INTO orders (customer_id, note) VALUES (1, 'a customer''s own')")
	})
	_, err := Apply(context.Background(), p, o)
	var more *MoreRowsError
	var stopped *StoppedError
	if !errors.As(err, &more) || !errors.As(err, &stopped) || more.Table != "qa.public.orders" || more.Shown != 5 || more.Now != 6 {
		t.Fatalf("apply: %v", err)
	}
	if got := s.query(s.target, "SELECT count(*) FROM orders")[0]; got != "6" {
		t.Errorf("orders holds %s rows", got)
	}
	s.exec(s.target, "DELETE FROM orders WHERE note LIKE '%own'; DELETE FROM audit")
	s.apply(p, s.options())
	s.wantCopied(p)
}

// What fails before anything is done leaves no run behind.
func TestRunThatDidNothingIsTakenBack(t *testing.T) {
	s := newShop(t)
	b := s.builder(plan.Overwrite)
	b.step(plan.Analyze, "orders", "", nil, "ANALYZE public.no_such_table")
	p := b.sealed()
	_, err := Apply(context.Background(), p, s.options())
	var step *StepError
	var stopped *StoppedError
	if !errors.As(err, &step) || errors.As(err, &stopped) || !strings.Contains(err.Error(), "no_such_table") {
		t.Errorf("apply: %v", err)
	}
	s.wantStatus(state.Aborted)
	s.wantInPlaceBefore(p)
}

// wantInPlaceBefore proves that the target is as it was before any apply.
func (s *shop) wantInPlaceBefore(p *plan.Plan) {
	s.t.Helper()
	if err := Check(context.Background(), p, s.options()); err != nil {
		s.t.Error(err)
	}
	if left := s.query(s.target, "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'poco%'"); len(left) > 0 {
		s.t.Errorf("left behind: %v", left)
	}
}

// applyHeld applies and calls do while the run holds its locks.
func (s *shop) applyHeld(p *plan.Plan, do func()) {
	s.t.Helper()
	o := s.options()
	o.Checkpoint = once("begin "+copyID("orders"), do)
	s.apply(p, o)
}

func TestSecondApplyIsToldWhoHoldsTheStore(t *testing.T) {
	s := newShop(t)
	p := s.overwrite()
	s.applyHeld(p, func() {
		o := s.options()
		o.LockTimeout = 0
		_, err := Apply(context.Background(), p, o)
		var locked *state.LockedError
		if !errors.As(err, &locked) || locked.Holder.Host != "build-2" {
			t.Errorf("the second apply: %v", err)
		}
	})
	s.wantCopied(p)
}

func TestSecondApplyWithAStateOfItsOwnIsToldWhoHoldsTheTarget(t *testing.T) {
	s := newShop(t)
	p := s.overwrite()
	s.applyHeld(p, func() {
		other := &shop{t: t, dir: t.TempDir(), source: s.source, target: s.target}
		o := other.options()
		o.LockTimeout = 0
		_, err := Apply(context.Background(), p, o)
		var locked *state.LockedError
		if !errors.As(err, &locked) || locked.Holder.User != "ci" || locked.Holder.Host != "build-2" || locked.Holder.Command != "poco apply" ||
			!strings.Contains(locked.Where, "qa (") {
			t.Errorf("the second apply: %v", err)
		}
	})
	s.wantCopied(p)
}

func TestAnotherPlansUnfinishedRunIsInTheWay(t *testing.T) {
	s := newShop(t)
	first := s.overwrite()
	interrupted := s.stopAt(first, "begin "+copyID("orders"))
	b := s.builder(plan.Overwrite)
	b.table("tags", nil, nil, nil)
	_, err := Apply(context.Background(), b.sealed(), s.options())
	var unfinished *UnfinishedError
	if !errors.As(err, &unfinished) || unfinished.Run != interrupted.Run || !strings.Contains(err.Error(), "poco abort "+interrupted.Run) {
		t.Errorf("another plan: %v", err)
	}
	s.apply(first, s.options())
	s.wantCopied(first)
}
