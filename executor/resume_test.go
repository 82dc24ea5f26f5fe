package executor

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"poco/plan"
	"poco/state"
)

// stopAt applies and asks the run to stop at a checkpoint, one step at a time.
func (s *shop) stopAt(p *plan.Plan, checkpoint string) *InterruptedError {
	s.t.Helper()
	o := s.options()
	stop := make(chan struct{})
	o.Stop, o.Jobs = stop, 1
	o.Checkpoint = func(name string) {
		if name == checkpoint {
			close(stop)
		}
	}
	_, err := Apply(context.Background(), p, o)
	var interrupted *InterruptedError
	if !errors.As(err, &interrupted) {
		s.t.Fatalf("stopped at %q: %v", checkpoint, err)
	}
	return interrupted
}

func copyID(table string) string { return stepID(plan.Copy, table, "") }

// steps are the steps of a type of event so far, those of copies only.
func (s *shop) copied(of EventType) (tables []string) {
	for _, e := range s.recorded(of) {
		if e.Kind == string(plan.Copy) {
			tables = append(tables, strings.TrimPrefix(e.Table, "public."))
		}
	}
	slices.Sort(tables)
	return tables
}

func TestResumeKeepsFinishedTables(t *testing.T) {
	s := newShop(t)
	p := s.overwrite()
	interrupted := s.stopAt(p, "begin "+copyID("orders")) // of equal size, they go in the plan's order
	want := Position{Steps: len(p.Steps), StepsDone: 6, Chunks: 4, ChunksDone: 2, KeysMissing: 3, Targets: []string{"qa"}}
	if got := interrupted.Position; got.ChunksDone != 2 || got.KeysMissing != want.KeysMissing || got.StepsDone != want.StepsDone {
		t.Errorf("position %+v, want %+v", got, want)
	}
	if run := s.wantStatus(state.Interrupted); run.StepsDone != 6 || run.RowsDone != 350 {
		t.Errorf("the state holds %+v", run)
	}
	s.events = nil
	receipt := s.apply(p, s.options())
	s.wantCopied(p)
	if kept := s.copied(StepKept); !slices.Equal(kept, []string{"customers", "orders"}) {
		t.Errorf("kept %v", kept)
	}
	if done := s.copied(StepDone); !slices.Equal(done, []string{"items", "tags"}) {
		t.Errorf("copied %v", done)
	}
	if !receipt.Resumed || receipt.Run != interrupted.Run || receipt.Kept != 350 || receipt.Copied != 920 {
		t.Errorf("receipt %+v", receipt)
	}
	ended := s.recorded(RunEnded)[0]
	if ended.Total.RowsDone != 1270 || ended.Total.StepsDone != len(p.Steps) || ended.Message != "done" {
		t.Errorf("the end: %+v, %+v", ended, ended.Total)
	}
	if started := s.recorded(RunStarted)[0].Message; !strings.Contains(started, interrupted.Run) || !strings.Contains(started, "ci@build-2") {
		t.Errorf("the start says %q", started)
	}
}

const customersChange = "UPDATE customers SET name = 'renamed' WHERE id = 7"

func TestResumeCopiesAfreshWhatChanged(t *testing.T) {
	s := newShop(t)
	p := s.overwrite()
	s.stopAt(p, "begin "+copyID("orders"))
	s.exec(s.source, customersChange)
	s.events = nil
	receipt := s.apply(p, s.options())
	s.wantCopied(p)
	if done := s.copied(StepDone); !slices.Equal(done, []string{"customers", "items", "tags"}) {
		t.Errorf("copied %v", done)
	}
	if receipt.Kept != 300 || receipt.Copied != 970 {
		t.Errorf("receipt %+v", receipt)
	}
	if notice := s.recorded(Notice)[0].Message; !strings.Contains(notice, "public.customers (1 row is newer)") {
		t.Errorf("the notice says %q", notice)
	}
	if total := s.recorded(RunEnded)[0].Total; total.RowsDone != 1270 || total.StepsDone != len(p.Steps) {
		t.Errorf("the totals are %+v", total)
	}
}

// A table that the run creates is emptied by the run itself, before it is copied
// again.
func TestResumeCopiesAfreshATableThatItCreated(t *testing.T) {
	s := newShop(t)
	p := s.overwrite()
	for i := range p.Steps { // let tags be the largest, and so the first
		if p.Steps[i].ID == copyID("tags") {
			p.Steps[i].Bytes *= 2
		}
	}
	if err := p.Seal(); err != nil {
		t.Fatal(err)
	}
	s.stopAt(p, "begin "+copyID("customers"))
	s.exec(s.source, "DELETE FROM tags WHERE id > 15")
	s.apply(p, s.options())
	s.wantCopied(p)
}

func TestFastResumeKeepsWithoutProofAndSaysSo(t *testing.T) {
	s := newShop(t)
	p := s.overwrite()
	s.stopAt(p, "begin "+copyID("orders"))
	s.exec(s.source, customersChange)
	s.events = nil
	o := s.options()
	o.FastResume = true
	if receipt := s.apply(p, o); receipt.Kept != 350 {
		t.Errorf("receipt %+v", receipt)
	}
	if got := s.query(s.target, "SELECT count(*) FROM customers WHERE name = 'renamed'")[0]; got != "0" {
		t.Errorf("%s rows of the later moment", got)
	}
	if notice := s.recorded(Notice)[0].Message; !strings.Contains(notice, "without proof") {
		t.Errorf("the notice says %q", notice)
	}
}

func TestLostStateIsMadeAgainFromTheLedger(t *testing.T) {
	for name, lose := range map[string]func(t *testing.T, s *shop, p *plan.Plan){
		"removed": func(t *testing.T, s *shop, _ *plan.Plan) {
			if err := os.RemoveAll(filepath.Join(s.dir, ".poco")); err != nil {
				t.Fatal(err)
			}
		},
		"of another run": func(t *testing.T, s *shop, _ *plan.Plan) {
			other := newShop(t)
			other.stopAt(other.overwrite(), "begin "+copyID("orders"))
			text, err := os.ReadFile(filepath.Join(other.dir, ".poco", "state.json"))
			if err == nil {
				err = os.WriteFile(filepath.Join(s.dir, ".poco", "state.json"), text, 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
		},
		"cut in half": func(t *testing.T, s *shop, p *plan.Plan) {
			path := filepath.Join(s.dir, ".poco", "state.json")
			info, err := os.Stat(path)
			if err == nil {
				err = os.Truncate(path, info.Size()/2)
			}
			if err != nil {
				t.Fatal(err)
			}
			_, err = Apply(context.Background(), p, s.options())
			var damaged *state.DamagedError
			if !errors.As(err, &damaged) {
				t.Errorf("apply on it: %v", err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newShop(t)
			p := s.overwrite()
			interrupted := s.stopAt(p, "begin "+copyID("orders"))
			lose(t, s, p)
			receipt := s.apply(p, s.options())
			s.wantCopied(p)
			if receipt.Run != interrupted.Run || receipt.Kept != 350 {
				t.Errorf("receipt %+v, want run %s", receipt, interrupted.Run)
			}
			runs, err := s.store().Runs(context.Background())
			i := slices.IndexFunc(runs, func(r state.Run) bool { return r.ID == interrupted.Run })
			if err != nil || i < 0 || runs[i].Status != state.Done {
				t.Errorf("the state has %+v, %v", runs, err)
			}
		})
	}
}

func TestCancelledInMidCopyResumes(t *testing.T) {
	for _, at := range []string{"copy ", "written ", "recorded ", "committed "} {
		s := newShop(t)
		p := s.overwrite()
		ctx, cancel := context.WithCancel(context.Background())
		o := s.options()
		o.Checkpoint = func(name string) {
			if name == at+copyID("orders") {
				cancel()
			}
		}
		_, err := Apply(ctx, p, o)
		cancel()
		var interrupted *InterruptedError
		if !errors.As(err, &interrupted) {
			t.Fatalf("cancelled at %s: %v", at, err)
		}
		s.wantStatus(state.Interrupted)
		if receipt := s.apply(p, s.options()); receipt.Run != interrupted.Run {
			t.Errorf("run %s was resumed as %s", interrupted.Run, receipt.Run)
		}
		s.wantCopied(p)
	}
}

// appended is a plan that adds to tables without keys in the way.
func (s *shop) appended(mode plan.Mode) *plan.Plan {
	s.exec(s.target, "TRUNCATE customers, orders, items, invoices")
	b := s.builder(mode)
	first := b.table("customers", nil, nil, nil)
	first.Bytes *= 2
	second := b.table("orders", []string{first.ID}, []string{"ALTER TABLE public.orders DISABLE TRIGGER orders_audit"},
		[]string{"ALTER TABLE public.orders ENABLE TRIGGER orders_audit"})
	b.step(plan.Analyze, "orders", "", []string{second.ID}, "ANALYZE public.orders")
	return b.sealed()
}

// A copy of mode append that is made again first takes its own rows back, those of
// its children with them, and leaves the rows of others alone.
func TestAppendTakesBackItsOwnRows(t *testing.T) {
	s := newShop(t)
	s.exec(s.target, "TRUNCATE customers, orders, items, invoices; INSERT INTO customers VALUES (901, 'of another'), (902, 'of another')")
	b := s.builder(plan.Append)
	first := b.table("customers", nil, nil, nil)
	second := b.table("orders", []string{first.ID}, []string{"ALTER TABLE public.orders DISABLE TRIGGER orders_audit"},
		[]string{"ALTER TABLE public.orders ENABLE TRIGGER orders_audit"})
	b.table("items", []string{second.ID}, nil, nil)
	p := b.sealed()
	s.stopAt(p, "begin "+copyID("orders"))
	s.exec(s.source, customersChange)
	s.exec(s.target, "INSERT INTO customers VALUES (903, 'later, of another'); UPDATE customers SET name = 'changed' WHERE id = 902")
	s.events = nil
	s.apply(p, s.options())
	const query = "SELECT count(*), count(*) FILTER (WHERE name = 'renamed'), (SELECT count(*) FROM orders), (SELECT count(*) FROM audit), max(name) FILTER (WHERE id = 902) FROM customers"
	if got := s.query(s.target, query)[0]; got != "53|1|300|0|changed" {
		t.Errorf("the target holds %s", got)
	}
	const want = "copied afresh: public.customers (1 row is newer), public.orders (it is copied with a table that has changed)"
	if notice := s.recorded(Notice)[0].Message; notice != want {
		t.Errorf("the notice says %q", notice)
	}
}

// A copy of mode update that is made again writes all its rows again. A row that it
// does not write again is gone from the source, and what it was before is not known.
func TestUpdateIsMadeAgainUnlessRowsAreGone(t *testing.T) {
	for name, x := range map[string]struct {
		change string
		gone   bool
	}{
		"changed and new rows": {"UPDATE orders SET note = 'changed' WHERE id = 7; INSERT INTO orders OVERRIDING SYSTEM VALUE VALUES (9001, 1, 'new')", false},
		"a deleted row":        {"DELETE FROM items WHERE order_id = 7; DELETE FROM orders WHERE id = 7", true},
	} {
		t.Run(name, func(t *testing.T) {
			s := newShop(t)
			s.exec(s.target, "INSERT INTO customers SELECT i, 'old' FROM generate_series(6, 50) i")
			b := s.builder(plan.Update)
			const stop, start = "ALTER TABLE public.orders DISABLE TRIGGER orders_audit", "ALTER TABLE public.orders ENABLE TRIGGER orders_audit"
			first := b.table("orders", nil, nil, nil)
			first.SQL = []string{"SET CONSTRAINTS ALL IMMEDIATE", stop,
				"CREATE TEMPORARY TABLE poco_rows ON COMMIT DROP AS SELECT id, customer_id, note FROM public.orders WITH NO DATA",
				"COPY pg_temp.poco_rows (id, customer_id, note) FROM STDIN",
				"INSERT INTO public.orders (id, customer_id, note) OVERRIDING SYSTEM VALUE SELECT id, customer_id, note FROM pg_temp.poco_rows " +
					"ON CONFLICT (id) DO UPDATE SET customer_id = EXCLUDED.customer_id, note = EXCLUDED.note", start}
			first.CopyIn = 3
			b.table("tags", []string{b.step(plan.CreateTable, "tags", "", []string{first.ID}, "CREATE TABLE public.tags (id int, text text)").ID}, nil, nil)
			p := b.sealed()
			s.stopAt(p, "begin "+copyID("orders"))
			s.exec(s.source, x.change)
			_, err := Apply(context.Background(), p, s.options())
			var changed *ChangedError
			if errors.As(err, &changed) != x.gone || x.gone == (err == nil) {
				t.Fatalf("resume: %v", err)
			}
			if x.gone {
				if !strings.Contains(err.Error(), "qa.public.orders (rows that the run had written, 1 of them, are gone from the source since") {
					t.Errorf("the message is %v", err)
				}
				return
			}
			const query = "SELECT md5(string_agg(o::text, ',' ORDER BY id)) FROM orders o"
			if source, target := s.query(s.source, query)[0], s.query(s.target, query)[0]; source != target {
				t.Error("the orders differ")
			}
		})
	}
}

func TestAppendWillNotGuessWhatChanged(t *testing.T) {
	s := newShop(t)
	p := s.appended(plan.Append)
	s.stopAt(p, "begin "+copyID("customers"))
	s.exec(s.source, customersChange)
	s.exec(s.target, "UPDATE customers SET name = 'changed here' WHERE id = 9")
	_, err := Apply(context.Background(), p, s.options())
	var changed *ChangedError
	var stopped *StoppedError
	if !errors.As(err, &changed) || !errors.As(err, &stopped) {
		t.Fatalf("resume: %v", err)
	}
	if !strings.Contains(err.Error(), "qa.public.customers (1 row is newer; its rows can't be taken back: of 50 rows that the run wrote 49 are") || !strings.Contains(err.Error(), "--resume=fast") {
		t.Errorf("the message is %v", err)
	}
	s.wantStatus(state.Failed)
	if got := s.query(s.target, "SELECT count(*), (SELECT count(*) FROM orders) FROM customers")[0]; got != "50|0" {
		t.Errorf("the target holds %s", got)
	}
	o := s.options()
	o.FastResume = true
	s.apply(p, o)
	if got := s.query(s.target, "SELECT count(*), (SELECT count(*) FROM orders) FROM customers")[0]; got != "50|300" {
		t.Errorf("the target holds %s", got)
	}
}

func TestAppendIsNotDoubledByAResume(t *testing.T) {
	s := newShop(t)
	p := s.appended(plan.Append)
	s.stopAt(p, "begin "+copyID("customers"))
	receipt := s.apply(p, s.options())
	if receipt.Kept != 50 || receipt.Copied != 300 {
		t.Errorf("receipt %+v", receipt)
	}
	if got := s.query(s.target, "SELECT count(*), (SELECT count(*) FROM orders) FROM customers")[0]; got != "50|300" {
		t.Errorf("the target holds %s", got)
	}
}
