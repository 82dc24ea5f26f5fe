package executor

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/plan"
	"poco/state"
)

func (s *shop) victim(p *plan.Plan, die int) victim {
	s.t.Helper()
	v := victim{Source: s.source, Target: s.target, State: filepath.Join(s.dir, ".poco", "state.json"), Die: die, Jobs: 2}
	if p != nil {
		var document bytes.Buffer
		if err := p.Encode(&document); err != nil {
			s.t.Fatal(err)
		}
		v.Plan = document.Bytes()
	}
	return v
}

// atEachCheckpoint runs a test with a process killed at each checkpoint in turn,
// until one gets through.
func atEachCheckpoint(t *testing.T, test func(t *testing.T, n int) (diedAt string)) {
	t.Helper()
	for n := 1; ; n++ {
		at, ran := "", false
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			ran = true
			at = test(t, n)
			t.Logf("died at %q", at)
		})
		if ran && at == "" || t.Failed() || n > 200 {
			if ran && n < 20 {
				t.Errorf("only %d checkpoints", n)
			}
			return
		}
	}
}

func TestKilledAtAnyCheckpointApplyFinishes(t *testing.T) {
	atEachCheckpoint(t, func(t *testing.T, n int) string {
		s := newShop(t)
		p := s.overwrite()
		at := s.dies(s.victim(p, n))
		if at != "" {
			s.apply(p, s.options())
		}
		s.wantCopied(p)
		s.wantStatus(state.Done)
		return at
	})
}

// The source changes after the crash: what was copied before must not be mixed
// with what is copied now.
func TestKilledAtAnyCheckpointTheEndIsOneSnapshot(t *testing.T) {
	atEachCheckpoint(t, func(t *testing.T, n int) string {
		s := newShop(t)
		p := s.overwrite()
		at := s.dies(s.victim(p, n))
		if at == "" {
			return at
		}
		s.exec(s.source, `
			UPDATE customers SET name = 'renamed' WHERE id = 7;
			DELETE FROM items WHERE order_id = 300;
			INSERT INTO tags VALUES (99, 'new');`)
		s.apply(p, s.options())
		const moments = `SELECT (SELECT count(*) FROM customers WHERE name = 'renamed'), (SELECT count(*) FROM items), (SELECT count(*) FROM tags)`
		if got := s.query(s.target, moments)[0]; got != "1|897|21" && got != "0|900|20" {
			t.Errorf("two moments are mixed: %s", got)
		}
		s.wantInPlace(p)
		return at
	})
}

func TestKilledAtAnyCheckpointAbortPutsBack(t *testing.T) {
	atEachCheckpoint(t, func(t *testing.T, n int) string {
		s := newShop(t)
		p := s.overwrite()
		at := s.dies(s.victim(p, n))
		if at == "" {
			return at
		}
		_, err := Abort(context.Background(), "", s.options())
		var none *NoRunError
		if err != nil && !errors.As(err, &none) {
			t.Fatalf("abort: %v", err)
		}
		s.wantKeysBack()
		if err == nil && s.wantFinished() == state.Aborted && !s.isTagsComplete() {
			t.Error("tags was left without its key")
		}
		return at
	})
}

// wantKeysBack proves that all foreign keys and triggers of the target are there,
// valid or not as the rows let them be, and nothing of poco.
func (s *shop) wantKeysBack() {
	s.t.Helper()
	const left = `SELECT conname FROM pg_constraint WHERE contype = 'f' UNION ALL
		SELECT tgname || ' ' || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal UNION ALL
		SELECT nspname FROM pg_namespace WHERE nspname LIKE 'poco%' ORDER BY 1`
	want := []string{"invoices_order_id_fkey", "items_order_id_fkey", "orders_audit O", "orders_customer_id_fkey"}
	if diff := cmp.Diff(want, s.query(s.target, left)); diff != "" {
		s.t.Errorf("keys, triggers and schemas of the target (-want +got):\n%s", diff)
	}
}

func (s *shop) wantFinished() state.Status {
	s.t.Helper()
	runs, err := s.store().Runs(context.Background())
	if err != nil || len(runs) == 0 || !runs[0].Status.Finished() {
		s.t.Fatalf("runs %v, %v", runs, err)
	}
	return runs[0].Status
}

// isTagsComplete reports whether tags is missing, or has its key.
func (s *shop) isTagsComplete() bool {
	return s.query(s.target, `SELECT to_regclass('tags') IS NULL OR EXISTS (SELECT FROM pg_constraint WHERE conname = 'tags_pkey')`)[0] == "t"
}

func TestAbortKilledAtAnyCheckpointIsFinishedByAnother(t *testing.T) {
	for n := 1; ; n++ {
		s := newShop(t)
		p := s.overwrite()
		if at := s.dies(s.victim(p, 40)); at == "" {
			t.Fatal("apply got through")
		}
		at := s.dies(s.victim(nil, n))
		t.Logf("abort died at %q", at)
		if at == "" {
			if n < 5 {
				t.Errorf("only %d checkpoints", n)
			}
			s.wantKeysBack()
			return
		}
		if _, err := Abort(context.Background(), "", s.options()); err != nil {
			t.Fatalf("the second abort: %v", err)
		}
		s.wantKeysBack()
		s.wantStatus(state.Aborted)
	}
}
