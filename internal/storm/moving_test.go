//go:build unix

package storm

import (
	"testing"

	"poco/internal/witness"
)

// movingInCI are the seeds of a normal test run.
const movingInCI = 2

// TestMovingSource copies a source that is written to all the time, under blows.
// In half of the seeds the writer stops before the last poco begins: then the
// target must equal the source, if that poco copied anything. In the others it
// goes on to the end, and the target must be of one moment.
func TestMovingSource(t *testing.T) {
	storms(t, movingInCI, func(t *testing.T, l *lane, seed int) {
		d := drawMoving(seed)
		w := l.workplace(t, d.scene)
		ref := l.reference(t, d.scene)
		r := dice(-seed)
		stops := r.IntN(2) == 0
		w.journal("seed %d: the writer stops: %v; %s", seed, stops, d)
		w.plan()
		writer := writing(t, w.dev, seed)
		ended := false
		for _, b := range d.blows {
			if ended = w.underBlow(b, ref, d.applyArgs()...); ended {
				break
			}
			w.upheaval(r)
		}
		if stops || ended {
			writer.stop()
		}
		var last *process
		if !ended {
			last = w.finish(d)
		}
		writer.stop()
		if writer.done() == 0 {
			t.Error("the writer wrote nothing")
		}
		hold(t, w.dev) // else the test itself is wrong
		hold(t, w.qa)
		if stops && !ended && last.any("step_started", "copy") {
			w.equal()
		}
		witness.Same(t, "schema", ref.after.schema, witness.Schema(t, w.qa))
		w.valid()
		w.leftNothing()
	})
}

// drawMoving draws as draw does, but only modes in which a table that has changed
// can be copied again, and more of the blow after which another poco goes on.
func drawMoving(seed int) drawing {
	d := draw(1_000_000 + seed)
	d.abort, d.during, d.byName = false, nil, false
	if d.scene.mode != "recreate" {
		d.scene.mode = "overwrite"
	}
	d.scene.large = seed%10 == 0
	d.scene.missing = d.scene.missing && d.scene.mode == "overwrite" && !d.scene.large
	for i := range d.blows {
		if b := &d.blows[i]; b.random%2 == 0 {
			*b = blow{kind: killPoco, clock: pick(dice(int(b.random>>40)), "time", "lines", "end"), at: b.at, spin: b.spin}
		}
	}
	return d
}

// equal fails for each table that is not as in the source.
func (w *workplace) equal() {
	w.t.Helper()
	w.journal("the target must equal the source")
	source, got := byName(witness.Rows(w.t, w.dev)), byName(witness.Rows(w.t, w.qa))
	for name, line := range source {
		if got[name] != line && !(w.scene.keyed() && name == "public.keyless") {
			w.t.Errorf("%s holds %s, the source %s", name, got[name], line)
		}
	}
}
