//go:build unix

package storm

import (
	"testing"
	"time"

	"poco/internal/witness"
)

// A look is what a target holds and defines at a moment.
type look struct{ rows, sequences, schema string }

// A reference is what an undisturbed run of a scene found, left and took.
type reference struct {
	before, after look
	took          time.Duration
	lines         int
	commits       int64
	bytes         map[string]int64
}

func (w *workplace) look() look {
	w.t.Helper()
	defer w.journal("looked")
	return look{witness.Rows(w.t, w.qa), witness.Sequences(w.t, w.qa), witness.Schema(w.t, w.qa)}
}

// reference gives the reference of a scene, which the first seed that asks makes.
// It is no more believed than the others: what can be said of the end without
// running poco is held against it.
func (l *lane) reference(t *testing.T, s scene) *reference {
	t.Helper()
	s.proxied = true
	if l.references[s] == nil {
		l.references[s] = l.undisturbed(t, s)
	}
	return l.references[s]
}

func (l *lane) undisturbed(t *testing.T, s scene) *reference {
	t.Helper()
	w := l.workplace(t, s)
	ref := &reference{before: w.look(), bytes: map[string]int64{}}
	w.plan()
	commits, _ := w.proxies["qa"].counted()
	start := time.Now()
	p := w.run([]int{0}, "apply", "--auto-approve", "--json", planFile)
	ref.took = time.Since(start)
	ref.commits, ref.bytes["qa"] = w.proxies["qa"].counted()
	_, ref.bytes["dev"] = w.proxies["dev"].counted()
	ref.commits -= commits
	lines, _ := p.said()
	ref.lines = len(lines)
	ref.after = w.look()
	w.rightEnd(ref)
	w.leftNothing()
	w.journal("undisturbed (%s): %s, %d lines, %d commits, %d bytes", s, ref.took, ref.lines, ref.commits, ref.bytes["qa"])
	return ref
}

// rightEnd holds a reference against what must be so, whatever poco did.
func (w *workplace) rightEnd(ref *reference) {
	w.t.Helper()
	source, got, before := byName(witness.Rows(w.t, w.dev)), byName(ref.after.rows), byName(ref.before.rows)
	for name, line := range source {
		if w.scene.mode != "update" && w.scene.mode != "skip" && got[name] != line {
			w.t.Errorf("an undisturbed %s: %s holds %s, want %s", w.scene, name, got[name], line)
		}
	}
	for name, line := range before {
		if _, copied := source[name]; !copied && got[name] != line {
			w.t.Errorf("an undisturbed %s: %s holds %s, want the %s of before", w.scene, name, got[name], line)
		}
	}
	if w.scene.mode != "recreate" && !w.scene.missing {
		witness.Same(w.t, "schema after an undisturbed run", ref.before.schema, ref.after.schema)
	}
	if ref.commits == 0 || ref.lines == 0 || ref.bytes["qa"] == 0 {
		w.t.Errorf("the undisturbed run shows nothing to aim at: %d commits, %d lines, %d bytes", ref.commits, ref.lines, ref.bytes["qa"])
	}
}
