//go:build unix

package storm

import (
	"strings"
	"syscall"
	"time"
)

// weather applies under one blow after another. It reports whether the run came
// to its end before the last.
func (w *workplace) weather(d drawing) (ended bool) {
	w.t.Helper()
	ref := w.lane.reference(w.t, d.scene)
	for _, b := range d.blows {
		if w.underBlow(b, ref, d.applyArgs()...) {
			return true
		}
	}
	return false
}

// underBlow runs one poco under a blow, and reports whether it did all that there
// was to do.
func (w *workplace) underBlow(b blow, ref *reference, args ...string) (ended bool) {
	w.t.Helper()
	p := w.start(args...)
	hit := w.strike(b, p, ref)
	code := w.code(p)
	w.calmProxies()
	w.journal("%s: hit %v, exit %d", b, hit, code)
	switch {
	case code == 0, code == 12 && w.applied(p):
		return true
	case code == -int(syscall.SIGKILL) && (b.kind == killPoco || b.also):
	case code == 130 && (b.kind == termPoco || b.kind == intPoco || b.kind == intTwice):
	case code == -int(syscall.SIGTERM) && b.kind == termPoco, code == -int(syscall.SIGINT) && (b.kind == intPoco || b.kind == intTwice):
		if p.any("run_started", "") {
			w.t.Fatalf("a run was killed by a signal that poco should take:\n%s", w.tail(p))
		}
	case code == 10 && b.takesAway():
	case code == 11:
		w.journal("the lock of the poco before is still held")
	case code == 1 && args[0] == "abort" && w.nothingToAbort(p):
		return true
	case code == 1 && b.takesAway() && !p.any("run_started", ""):
		// The server was away before the run began: nothing was changed by this one.
	default:
		w.t.Fatalf("exit %d after %s:\n%s", code, b, w.tail(p))
	}
	return false
}

// applied reports whether poco refused a plan for the reason that the run before,
// whose end its caller has not seen, has applied it.
func (w *workplace) applied(p *process) bool {
	lines, _ := p.said()
	return strings.Contains(strings.Join(lines, "\n"), "has applied this plan already")
}

func (w *workplace) nothingToAbort(p *process) bool {
	lines, _ := p.said()
	return strings.Contains(strings.Join(lines, "\n"), "no run is unfinished")
}

// plan makes the plan that the seed's processes apply.
func (w *workplace) plan() {
	w.t.Helper()
	w.run([]int{0}, "plan", "--out", planFile)
}

// last runs the last poco of a seed, which nothing disturbs. A lock of the poco
// before goes by itself, once its server notices that poco is gone.
func (w *workplace) last(args ...string) (*process, int) {
	w.t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for {
		p := w.start(args...)
		code := w.code(p)
		if code != 11 || time.Now().After(deadline) {
			w.journal("%s: exit %d", args[0], code)
			return p, code
		}
	}
}

// finish applies to the end.
func (w *workplace) finish(d drawing) *process {
	w.t.Helper()
	p, code := w.last(d.applyArgs()...)
	if code != 0 && (code != 12 || !w.applied(p)) {
		w.t.Fatalf("the last apply: exit %d:\n%s", code, w.tail(p))
	}
	return p
}

// abort gives the run up, under a blow where one is drawn.
func (w *workplace) abort(d drawing) {
	w.t.Helper()
	if d.during != nil && w.underBlow(*d.during, w.lane.reference(w.t, d.scene), "abort", "--json") {
		return
	}
	p, code := w.last("abort", "--json")
	if code != 0 && !w.nothingToAbort(p) {
		w.t.Fatalf("abort: exit %d:\n%s", code, w.tail(p))
	}
}

func (w *workplace) calmProxies() {
	for _, p := range w.proxies {
		p.calm()
	}
}
