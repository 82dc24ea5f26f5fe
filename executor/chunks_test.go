package executor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/plan"
	"poco/state"
)

// chunkOf cuts a table of the shop's source into chunks by rows, whose pages differ:
// each of those rows stands on a page of its own.
const pagedSource = `
	ALTER TABLE orders SET (fillfactor = 10);
	ALTER TABLE orders ALTER note SET STORAGE PLAIN;
	TRUNCATE orders RESTART IDENTITY CASCADE;
	INSERT INTO orders (customer_id, note) SELECT i, repeat('x', 2000) || i FROM generate_series(1, 4) i;
	INSERT INTO items SELECT i, 1, 'thing' FROM generate_series(1, 4) i;
	ALTER TABLE tags SET (fillfactor = 10);
	TRUNCATE tags;
	ALTER TABLE tags ALTER text SET STORAGE PLAIN;
	INSERT INTO tags SELECT i, repeat('y', 2000) || i FROM generate_series(1, 3) i;`

// chunk makes a copy step into one of several, each of one page of the source.
func chunk(s *plan.Step, number, of int) {
	name, columns := s.Table.Name, strings.Join(shopColumns[s.Table.Name], ", ")
	s.Chunk = &plan.Chunk{Number: number, Of: of, From: int64(number - 1), To: int64(number)}
	where := fmt.Sprintf("ctid >= '(%d,0)'", number-1)
	if number == of {
		s.Chunk.To = 0
	} else {
		where += fmt.Sprintf(" AND ctid < '(%d,0)'", number)
	}
	s.Read = fmt.Sprintf("COPY (SELECT %s FROM ONLY public.%s WHERE %s) TO STDOUT", columns, name, where)
	s.ID = stepID(plan.Copy, name, fmt.Sprint(number))
}

// chunked is the plan that replaces orders and items, and makes tags, with orders
// and tags in chunks. Orders are emptied by a step of their own and have their
// trigger out of action meanwhile.
func (s *shop) chunked() *plan.Plan {
	s.t.Helper()
	s.exec(s.source, pagedSource)
	b := s.builder(plan.Overwrite)
	var drops, copies []string
	for _, key := range shopKeys {
		drop := b.step(plan.DropForeignKey, key[0], key[1], nil, "ALTER TABLE public."+key[0]+" DROP CONSTRAINT "+key[1])
		drop.RestoredBy = []string{stepID(plan.AddForeignKey, key[0], key[1])}
		drops = append(drops, drop.ID)
	}
	create := b.step(plan.CreateTable, "tags", "", nil, "CREATE TABLE public.tags (id int, text text)").ID
	b.p.Steps[len(b.p.Steps)-1].RestoredBy = []string{stepID(plan.AddConstraint, "tags", "tags_pkey")}
	disable := b.step(plan.DisableTriggers, "orders", "", nil, "ALTER TABLE ONLY public.orders DISABLE TRIGGER orders_audit").ID
	b.p.Steps[len(b.p.Steps)-1].RestoredBy = []string{stepID(plan.EnableTriggers, "orders", "")}
	truncate := b.step(plan.Truncate, "orders", "", drops, "TRUNCATE ONLY public.orders").ID
	b.p.Steps[len(b.p.Steps)-1].Destroys = []plan.Destroys{{Table: public("orders"), Rows: 5, Exact: true}}
	copies = append(copies, b.table("items", drops, []string{"TRUNCATE ONLY public.items"}, nil).ID)
	for _, t := range []struct {
		name  string
		of    int
		needs []string
	}{{"orders", 4, append(slices.Clone(drops), disable, truncate)}, {"tags", 3, []string{create}}} {
		first := b.table(t.name, t.needs, nil, nil)
		first.Destroys = nil
		whole := *first
		b.p.Steps = b.p.Steps[:len(b.p.Steps)-1]
		for n := 1; n <= t.of; n++ {
			part := whole
			chunk(&part, n, t.of)
			b.p.Steps = append(b.p.Steps, part)
			copies = append(copies, part.ID)
		}
	}
	b.step(plan.AddConstraint, "tags", "tags_pkey", copies, "ALTER TABLE public.tags ADD CONSTRAINT tags_pkey PRIMARY KEY (id)")
	set := b.step(plan.SetSequence, "orders", "public.orders_id_seq", copies, "SELECT setval('public.orders_id_seq', $1, $2)")
	set.Read = "SELECT last_value, is_called FROM public.orders_id_seq"
	b.keysBack(copies)
	b.step(plan.EnableTriggers, "orders", "", append(copies, disable), "ALTER TABLE ONLY public.orders ENABLE TRIGGER orders_audit")
	return b.sealed()
}

const changeOfChunks = `
	UPDATE orders SET note = 'changed' WHERE id = 2;
	DELETE FROM tags WHERE id = 1;
	INSERT INTO tags VALUES (9, 'new');`

// filled are the rows of the tables that the plan in chunks fills, each by its hash.
func (s *shop) filled(url string) []string {
	s.t.Helper()
	return s.query(url, `SELECT 'orders ' || id || ' ' || md5(note) FROM orders UNION ALL SELECT 'items ' || order_id || what FROM items
		UNION ALL SELECT 'tags ' || id || ' ' || md5(text) FROM tags ORDER BY 1`)
}

// The source changes after each of two crashes.
func TestChunkedRunKilledTwiceAtAnyCheckpointFinishesWithOneSnapshot(t *testing.T) {
	atCheckpoints(t, 71, func(t *testing.T, n int) string {
		s := newShop(t)
		p := s.chunked()
		at := s.dies(s.victim(p, n))
		moments := [][]string{s.filled(s.source)}
		s.exec(s.source, changeOfChunks)
		moments = append(moments, s.filled(s.source))
		if at != "" && at != "end saved" {
			// The second one dies about where it voids what the first had copied.
			if second := s.dies(s.victim(p, 1+n%14)); second != "" && second != "end saved" {
				s.exec(s.source, "UPDATE orders SET note = 'again' WHERE id IN (1, 4)")
				moments = append(moments, s.filled(s.source))
				t.Logf("and at %q", second)
				s.apply(p, s.options())
			}
		}
		got := s.filled(s.target)
		if !slices.ContainsFunc(moments, func(want []string) bool { return slices.Equal(want, got) }) {
			t.Errorf("the target is of no moment of the source: %v", got)
		}
		s.wantChunkedInPlace(p)
		return at
	})
}

// wantChunkedInPlace proves that definitions are as before the run, with the
// trigger at work again, and that nothing of poco is left.
func (s *shop) wantChunkedInPlace(p *plan.Plan) {
	s.t.Helper()
	for table, facts := range s.read(s.target, "customers", "orders", "items", "invoices").Seen {
		if want := p.Databases["qa"].Seen[table]; !slices.Equal(want, facts) {
			s.t.Errorf("%s is %v, was %v", table, facts, want)
		}
	}
	if left := s.query(s.target, "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'poco%' UNION ALL SELECT 'audit' FROM audit"); len(left) > 0 {
		s.t.Errorf("left are %v", left)
	}
}

func TestChunkedRunKilledAtAnyCheckpointIsAborted(t *testing.T) {
	atCheckpoints(t, 71, func(t *testing.T, n int) string {
		s := newShop(t)
		p := s.chunked()
		at := s.dies(s.victim(p, n))
		if at == "" {
			return at
		}
		receipt, err := Abort(context.Background(), "", s.options())
		var none *NoRunError
		if err != nil && !errors.As(err, &none) {
			t.Fatal(err)
		}
		s.wantKeysBack()
		if err != nil {
			return at
		}
		held := s.query(s.target, "SELECT count(*) FROM orders")[0]
		for _, kept := range receipt.Tables {
			if kept.Name == "public.orders" && fmt.Sprint(kept.Kept) != held && held != "5" {
				t.Errorf("orders holds %s rows, the receipt says %d", held, kept.Kept)
			}
		}
		notes := strings.Join(receipt.Notes, "\n")
		if part := held == "1" || held == "2" || held == "3"; part != strings.Contains(notes, "qa.public.orders holds only a part of the copy: "+held+" row") {
			t.Errorf("orders holds %s rows, the notes say %s", held, notes)
		}
		return at
	})
}

// A run that dies between the end of its ledger and that of its state has copied all
// that the state knows of, though no ledger tells of it.
func TestAbortAfterTheLastWordTellsTheRows(t *testing.T) {
	s := newShop(t)
	p := s.chunked()
	v := s.victim(p, 0)
	v.At = "ledger cleared on qa"
	if at := s.dies(v); at != v.At {
		t.Fatalf("died at %q", at)
	}
	receipt, err := Abort(context.Background(), "", s.options())
	if err != nil {
		t.Fatal(err)
	}
	if receipt.Status != state.Done {
		t.Errorf("all was done, and it is %s", receipt.Status)
	}
	for _, table := range receipt.Tables {
		held := s.query(s.target, "SELECT count(*) FROM "+table.Name)[0]
		if fmt.Sprint(table.Kept) != held || held == "0" {
			t.Errorf("%s holds %s rows, the receipt says %d", table.Name, held, table.Kept)
		}
	}
}

// Rows whose copies no longer count are still there until the table is emptied.
func TestAbortTellsOfRowsThatWereToBeCopiedAgain(t *testing.T) {
	s := newShop(t)
	p := s.chunked()
	s.stopAt(p, "begin "+stepID(plan.Copy, "orders", "3"))
	s.exec(s.source, changeOfChunks)
	o := s.options()
	stop := make(chan struct{})
	o.Stop = stop
	o.Checkpoint = once("voided copy.refresh", func() { close(stop) })
	_, err := Apply(context.Background(), p, o)
	var interrupted *InterruptedError
	if !errors.As(err, &interrupted) {
		t.Fatal(err)
	}
	receipt, err := Abort(context.Background(), "", s.options())
	if err != nil {
		t.Fatal(err)
	}
	s.wantKeysBack()
	s.wantStatus(state.Aborted)
	held := s.query(s.target, "SELECT count(*) FROM orders")[0]
	if want := "qa.public.orders holds rows that the run was about to copy again, " + held + " of them"; held == "0" || !strings.Contains(strings.Join(receipt.Notes, "\n"), want) {
		t.Errorf("orders holds %s rows, the notes are %q", held, receipt.Notes)
	}
}

// Tables that are emptied together are copied again together, of which ever the
// source has changed.
func TestTablesEmptiedTogetherAreCopiedAgainTogether(t *testing.T) {
	for table, change := range map[string]string{
		"orders": "UPDATE orders SET note = 'changed' WHERE id = 2",
		"items":  "UPDATE items SET what = 'changed' WHERE order_id = 2",
	} {
		t.Run(table, func(t *testing.T) {
			s := newShop(t)
			s.exec(s.source, pagedSource)
			b := s.builder(plan.Overwrite)
			drop := b.step(plan.DropForeignKey, "invoices", "invoices_order_id_fkey", nil, "ALTER TABLE public.invoices DROP CONSTRAINT invoices_order_id_fkey")
			drop.RestoredBy = []string{stepID(plan.AddForeignKey, "invoices", "invoices_order_id_fkey")}
			disable := b.step(plan.DisableTriggers, "orders", "", nil, "ALTER TABLE ONLY public.orders DISABLE TRIGGER orders_audit").ID
			truncate := b.step(plan.Truncate, "items", "", []string{stepID(plan.DropForeignKey, "invoices", "invoices_order_id_fkey")}, "TRUNCATE ONLY public.items, ONLY public.orders")
			truncate.Destroys = []plan.Destroys{{Table: public("items"), Rows: 5, Exact: true}, {Table: public("orders"), Rows: 5, Exact: true}}
			needs := []string{truncate.ID, disable}
			whole := *b.table("orders", needs, nil, nil)
			b.p.Steps = b.p.Steps[:len(b.p.Steps)-1]
			whole.Destroys = nil
			var copies []string
			for n := 1; n <= 4; n++ {
				part := whole
				chunk(&part, n, 4)
				b.p.Steps = append(b.p.Steps, part)
				copies = append(copies, part.ID)
			}
			items := b.table("items", append(slices.Clone(copies), needs...), nil, nil)
			items.Destroys = nil
			create := b.step(plan.CreateTable, "tags", "", []string{items.ID}, "CREATE TABLE public.tags (id int, text text)").ID
			b.table("tags", []string{create}, nil, nil)
			b.step(plan.AddForeignKey, "invoices", "invoices_order_id_fkey", append(copies, drop.ID), "ALTER TABLE public.invoices ADD "+shopKeys[2][2])
			b.step(plan.EnableTriggers, "orders", "", append(copies, disable), "ALTER TABLE ONLY public.orders ENABLE TRIGGER orders_audit")
			p := b.sealed()
			s.stopAt(p, "committed "+create)
			s.exec(s.source, change)
			s.apply(p, s.options())
			if diff := cmp.Diff(s.filled(s.source), s.filled(s.target)); diff != "" {
				t.Errorf("content (-source +target):\n%s", diff)
			}
			s.wantChunkedInPlace(p)
		})
	}
}
