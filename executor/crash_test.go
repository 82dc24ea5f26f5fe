package executor

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/plan"
	"poco/state"
)

func (s *shop) victim(p *plan.Plan, die int) victim {
	s.t.Helper()
	v := victim{Source: s.source, Target: s.target, State: filepath.Join(s.dir, ".poco", "state.json"), Dir: s.dir, Die: die, Jobs: 2}
	if p != nil {
		var document bytes.Buffer
		if err := p.Encode(&document); err != nil {
			s.t.Fatal(err)
		}
		v.Plan = document.Bytes()
	}
	return v
}

// everyCheckpoint lets the tests that by default take each n-th checkpoint only
// take all of them, as make storm does.
const everyCheckpoint = "POCO_TEST_EVERY_CHECKPOINT"

// atCheckpoints runs a test with a process killed at the first checkpoint, and
// each stride further on, until one gets through. Two steps run at a time, so
// that which checkpoint is the n-th differs from run to run.
func atCheckpoints(t *testing.T, stride int, test func(t *testing.T, n int) (diedAt string)) {
	t.Helper()
	ofCheckpoints(t, 20, stride, test)
}

// ofCheckpoints is atCheckpoints for work that has at least so many.
func ofCheckpoints(t *testing.T, least, stride int, test func(t *testing.T, n int) (diedAt string)) {
	t.Helper()
	if os.Getenv(everyCheckpoint) != "" {
		stride = 1
	}
	for n := 1; ; n += stride {
		at, ran := "", false
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			ran = true
			at = test(t, n)
			t.Logf("died at %q", at)
		})
		if ran && at == "" || t.Failed() || n > 200 {
			if ran && n < least {
				t.Errorf("only %d checkpoints", n)
			}
			return
		}
	}
}

// The source changes after the crash. What was copied before must not be mixed
// with what is copied now: where all rows were on the target, the end is the
// moment before, else the moment after.
func TestKilledAtAnyCheckpointApplyFinishesWithOneSnapshot(t *testing.T) {
	atCheckpoints(t, 37, func(t *testing.T, n int) string {
		s := newShop(t)
		p := s.overwrite()
		at := s.dies(s.victim(p, n))
		want := s.content(s.source)
		s.exec(s.source, `
			UPDATE customers SET name = 'renamed' WHERE id = 7;
			DELETE FROM items WHERE order_id = 300;
			INSERT INTO tags VALUES (99, 'new');`)
		if !s.holds(want) {
			want = s.content(s.source)
		}
		s.applyAfter(at, p)
		if diff := cmp.Diff(want, s.content(s.target)); diff != "" {
			t.Errorf("content (-source +target):\n%s", diff)
		}
		s.wantInPlace(p)
		s.wantStatus(state.Done)
		return at
	})
}

// applyAfter applies again after a process died, or got through. Where it was
// past its last word, the plan says that it has been applied.
func (s *shop) applyAfter(at string, p *plan.Plan) {
	s.t.Helper()
	if at != "" && at != "end saved" {
		s.apply(p, s.options())
		return
	}
	_, err := Apply(context.Background(), p, s.options())
	var stale *StaleError
	if !errors.As(err, &stale) || !strings.Contains(stale.Changes[len(stale.Changes)-1], "has applied this plan already") {
		s.t.Errorf("apply after the end: %v", err)
	}
}

// holds reports whether the target has all tables, with that content.
func (s *shop) holds(content []string) bool {
	s.t.Helper()
	return s.query(s.target, "SELECT to_regclass('tags') IS NOT NULL")[0] == "t" && slices.Equal(content, s.content(s.target))
}

func TestKilledAtAnyCheckpointApplyFinishes(t *testing.T) {
	atCheckpoints(t, 61, func(t *testing.T, n int) string {
		s := newShop(t)
		p := s.overwrite()
		at := s.dies(s.victim(p, n))
		s.applyAfter(at, p)
		s.wantCopied(p)
		s.wantStatus(state.Done)
		return at
	})
}

func TestKilledAtAnyCheckpointAbortPutsBack(t *testing.T) {
	atCheckpoints(t, 37, func(t *testing.T, n int) string {
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
	atCheckpoints(t, 61, func(t *testing.T, n int) string {
		s := newShop(t)
		p := s.overwrite()
		s.stopAt(p, "begin "+copyID("orders"))
		at := s.dies(s.victim(nil, n))
		_, err := Abort(context.Background(), "", s.options())
		var none *NoRunError
		if err != nil && !errors.As(err, &none) {
			t.Fatalf("the second abort: %v", err)
		}
		s.wantKeysBack()
		s.wantStatus(state.Aborted)
		return at
	})
}
