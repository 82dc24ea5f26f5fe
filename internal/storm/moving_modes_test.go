//go:build unix

package storm

import (
	"fmt"
	"strings"
	"syscall"
	"testing"

	"poco/internal/witness"
)

// movingModesInCI are the seeds of a normal test run: each mode once. Six
// would have each once with changes that it allows, and once with a writer that does
// anything.
const movingModesInCI = 3

// TestMovingSourceOfAddedRows is TestMovingSource for the modes that add rows and
// empty nothing. In the even seeds the source changes once, in ways that the mode
// can follow: the target must end up equal to the source. In the odd ones a writer
// works all the time, and a trigger on the target fires on DELETE: the target must
// be of one moment, or poco must stop, say which tables it can't copy again and
// why, and give the run up when it is told to.
func TestMovingSourceOfAddedRows(t *testing.T) {
	storms(t, movingModesInCI, func(t *testing.T, l *lane, seed int) {
		s := scene{mode: []string{"append", "update", "skip"}[seed%3], empty: true}
		gentle := seed%2 == 0
		ref := l.reference(t, s)
		w := l.workplace(t, s)
		w.journal("seed %d: %s, gentle: %v", seed, s, gentle)
		if gentle {
			witness.SQL(t, w.qa, "DROP TRIGGER orders_audit ON orders")
		}
		own := w.ownSchema()
		w.plan()
		var writer *writer
		if !gentle {
			writer = writing(t, w.dev, seed)
		}
		r := dice(7_000_000 + seed)
		ended := false
		for range 1 + r.IntN(3) {
			at := r.Float64()
			if !gentle {
				at = 0.15 + 0.25*at // while it copies, and there is something to take back
			}
			code, refused := w.killed(at, ref)
			if ended = code == 0; ended {
				break
			}
			if !refused && code != -int(syscall.SIGKILL) {
				t.Fatalf("exit %d", code)
			}
			if gentle {
				witness.SQL(t, w.dev, gentleChange(s.mode))
			} else if _, err := witness.Run(w.dev, gentleChange("append")); err != nil {
				w.journal("the writer was in the way: %v", err)
			}
		}
		if writer != nil && r.IntN(2) == 0 {
			writer.stop()
		}
		var p *process
		var code int
		if !ended { // a plan of mode skip could be applied again, to a later moment
			p, code = w.last("apply", "--auto-approve", "--json", planFile)
		}
		if writer != nil {
			writer.stop()
		}
		if p != nil {
			for _, e := range p.events() {
				if e.Type == "notice" {
					w.journal("%s", e.Message)
				}
			}
		}
		switch {
		case code == 10 && w.refused(p) && !gentle:
			w.run([]int{0}, "abort", "--json")
			witness.Same(t, "schema after the abort", own, strings.ReplaceAll(w.ownSchema(), " NOT VALID", ""))
		case code == 0, code == 12 && w.applied(p):
			if gentle && p != nil && p.any("step_done", "copy") {
				w.equal()
			}
			holdBut(t, w.qa, s)
			witness.Same(t, "schema", own, w.ownSchema())
			w.valid()
		default:
			t.Fatalf("the last apply: exit %d:\n%s", code, w.tail(p))
		}
		w.leftNothing()
	})
}

// killed runs a poco that is killed after a part of an undisturbed run's lines. It
// reports whether that one refused to go on instead.
func (w *workplace) killed(at float64, ref *reference) (code int, refused bool) {
	w.t.Helper()
	p := w.start("apply", "--auto-approve", "--json", planFile)
	if p.awaitLines(int(at * float64(ref.lines))) {
		p.signal(syscall.SIGKILL)
	}
	code = w.code(p)
	refused = code == 10 && w.refused(p)
	w.journal("killed at %.3f of the lines: exit %d, refused: %v", at, code, refused)
	return code, refused
}

// refused reports whether poco would not guess, and named a table with a reason.
func (w *workplace) refused(p *process) bool {
	lines, _ := p.said()
	all := strings.Join(lines, "\n")
	return strings.Contains(all, "the source has changed since these tables were copied") && strings.Contains(all, "qa.") &&
		(strings.Contains(all, "can't be taken back: ") || strings.Contains(all, "are gone from the source since"))
}

// gentleChange is what every run of a mode can follow: for update nothing may go
// away, since a row that is gone was perhaps there before.
func gentleChange(mode string) string {
	script := `
		UPDATE accounts_a SET balance = balance - 7 WHERE id = 3; UPDATE accounts_b SET balance = balance + 7 WHERE id = 9;
		UPDATE versions_a SET version = version + 1; UPDATE versions_b SET version = version + 1;
		INSERT INTO orders (customer_id, placed_at, total, doc, slot) SELECT 5, '2026-06-01', 12, '{"n": 2}', max(slot) + 1 FROM orders;
		INSERT INTO order_lines SELECT max(id), 1, 1, 12 FROM orders;
		UPDATE wide SET raw = raw || 'x'::bytea WHERE id = 101;
		UPDATE vehicles SET wheels = wheels + 1 WHERE id % 50 = 7;`
	if mode != "update" {
		script += `
		DELETE FROM orders WHERE id IN (SELECT id FROM orders ORDER BY id LIMIT 3);
		UPDATE readings SET day = day + 200 WHERE sensor = 5 AND day < '2025-10-05';
		DELETE FROM narrow WHERE id % 1000 = 0;`
	}
	return fmt.Sprintf("BEGIN; %s COMMIT", script)
}

// holdBut is hold without what speaks of a table that a mode can't copy.
func holdBut(t *testing.T, url string, s scene) {
	t.Helper()
	for name, query := range invariants {
		if strings.Contains(query, "keyless") && s.keyed() {
			continue
		}
		if got := witness.SQL(t, url, query); got != "" {
			t.Errorf("%s: not so:\n%.500s", name, got)
		}
	}
}
