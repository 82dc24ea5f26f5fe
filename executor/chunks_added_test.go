package executor

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/plan"
)

// added is a plan that adds the orders to what the target holds, in four chunks.
func (s *shop) added(mode plan.Mode) *plan.Plan {
	s.t.Helper()
	s.exec(s.source, pagedSource)
	s.exec(s.target, `TRUNCATE customers, orders, items, invoices; INSERT INTO customers SELECT i, 'old' FROM generate_series(1, 50) i;
		INSERT INTO orders OVERRIDING SYSTEM VALUE VALUES (901, 1, 'of another'); DELETE FROM audit`)
	b := s.builder(mode)
	disable := b.step(plan.DisableTriggers, "orders", "", nil, "ALTER TABLE ONLY public.orders DISABLE TRIGGER orders_audit").ID
	b.p.Steps[0].RestoredBy = []string{stepID(plan.EnableTriggers, "orders", "")}
	whole := *b.table("orders", []string{disable}, nil, nil)
	b.p.Steps = b.p.Steps[:1]
	const columns = "id, customer_id, note"
	if mode != plan.Append {
		resolve := "DO NOTHING"
		if mode == plan.Update {
			resolve = "DO UPDATE SET customer_id = EXCLUDED.customer_id, note = EXCLUDED.note"
		}
		whole.SQL = []string{"CREATE TEMPORARY TABLE poco_rows ON COMMIT DROP AS SELECT " + columns + " FROM public.orders WITH NO DATA",
			"COPY pg_temp.poco_rows (" + columns + ") FROM STDIN",
			"INSERT INTO public.orders (" + columns + ") OVERRIDING SYSTEM VALUE SELECT " + columns + " FROM pg_temp.poco_rows ON CONFLICT (id) " + resolve}
		whole.CopyIn = 1
	}
	copies := []string{disable}
	for n := 1; n <= 4; n++ {
		part := whole
		chunk(&part, n, 4)
		b.p.Steps = append(b.p.Steps, part)
		copies = append(copies, part.ID)
	}
	b.step(plan.EnableTriggers, "orders", "", copies, "ALTER TABLE ONLY public.orders ENABLE TRIGGER orders_audit")
	return b.sealed()
}

// Chunks that were added to a table change twice, in runs that are stopped twice:
// what stays is the last moment, once, beside the rows of others.
func TestChangedChunksOfAddedRowsAreOfTheLastMoment(t *testing.T) {
	for _, mode := range []plan.Mode{plan.Append, plan.Skip, plan.Update} {
		t.Run(string(mode), func(t *testing.T) {
			s := newShop(t)
			p := s.added(mode)
			s.stopAt(p, "begin "+stepID(plan.Copy, "orders", "3"))
			s.exec(s.source, "UPDATE orders SET note = repeat('n', 2000) || 'moved' WHERE id = 1; UPDATE orders SET note = 'once' WHERE id = 3")
			s.exec(s.target, "INSERT INTO orders OVERRIDING SYSTEM VALUE VALUES (902, 2, 'of another')")
			s.stopAt(p, "recorded "+stepID(plan.Copy, "orders", "1"))
			s.exec(s.source, "UPDATE orders SET note = 'twice' WHERE id IN (1, 2)")
			if mode != plan.Update {
				s.exec(s.source, "DELETE FROM items WHERE order_id = 3; DELETE FROM orders WHERE id = 3")
			}
			s.apply(p, s.options())
			const rows = "SELECT id, customer_id, md5(note) FROM orders WHERE id < 900 ORDER BY 1"
			if diff := cmp.Diff(s.query(s.source, rows), s.query(s.target, rows)); diff != "" {
				t.Errorf("the orders (-source +target):\n%s", diff)
			}
			if got := s.query(s.target, "SELECT count(*), (SELECT count(*) FROM audit) FROM orders WHERE id > 900")[0]; got != "2|0" { // triggers are out of action between the parts of the run
				t.Errorf("of others are %s", got)
			}
			s.wantNoLedgerLeft()
		})
	}
}

func (s *shop) wantNoLedgerLeft() {
	s.t.Helper()
	if left := s.query(s.target, "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'poco%'"); len(left) > 0 {
		s.t.Errorf("left are %v", left)
	}
}

// A row that another client took over in the meantime is not taken back.
func TestChangedChunkIsNotTakenBackWhereAnotherClientChangedItsRows(t *testing.T) {
	s := newShop(t)
	p := s.added(plan.Append)
	s.stopAt(p, "begin "+stepID(plan.Copy, "orders", "3"))
	s.exec(s.source, "UPDATE orders SET note = 'once' WHERE id = 1")
	s.exec(s.target, "INSERT INTO items VALUES (1, 1, 'of another')")
	_, err := Apply(context.Background(), p, s.options())
	var changed *ChangedError
	if !errors.As(err, &changed) || !strings.Contains(err.Error(), "reference them by items_order_id_fkey") {
		t.Errorf("apply: %v", err)
	}
	if got := s.query(s.target, "SELECT count(*) FROM orders WHERE id < 900")[0]; got != "3" {
		t.Errorf("orders holds %s", got)
	}
}
