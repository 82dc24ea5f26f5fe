//go:build unix

// Package storm kills what a copy stands on, again and again, and looks at what
// is left: it runs the built poco as its user would, between two servers of its
// own, and ends poco, a server, a session or a connection at random moments that
// a seed draws. However often that happens, applying again must end with the rows
// of one snapshot of the source and with every constraint, index, trigger and
// sequence in place.
//
// A seed repeats what is done to whom and roughly when, not the scheduling of
// processes: a failure that hangs on microseconds may need several repetitions.
//
//	POCO_STORM_SEEDS=500  how many seeds TestStorm and TestMovingSource run each
//	POCO_STORM_SEED=17    only this one, or as many as that from this one on
//	POCO_STORM_LANES=2    how many pairs of servers work at a time
//	POCO_STORM_RACE=1     poco is built with the race detector
package storm

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"poco/internal/pgcluster/pgtest"
)

func TestMain(m *testing.M) {
	code := m.Run()
	pgtest.Stop()
	os.RemoveAll(built.dir)
	os.Exit(code)
}

// number is a setting of the environment.
func number(t *testing.T, name string, otherwise int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

// inCI are the seeds of a normal test run.
const inCI = 6

// storms runs a test for each seed, on lanes that have servers of their own.
func storms(t *testing.T, seeds int, storm func(t *testing.T, l *lane, seed int)) {
	t.Helper()
	if testing.Short() {
		t.Skip("a storm takes minutes")
	}
	first := number(t, "POCO_STORM_SEED", 0)
	if first == 0 {
		first = 1
	} else {
		seeds = 1
	}
	last := first + number(t, "POCO_STORM_SEEDS", seeds) - 1
	next := atomic.Int64{}
	next.Store(int64(first) - 1)
	lanes := min(number(t, "POCO_STORM_LANES", 1), last-first+1)
	for n := range lanes {
		t.Run(fmt.Sprintf("lane %d", n+1), func(t *testing.T) {
			t.Parallel()
			l := newLane(t)
			for seed := int(next.Add(1)); seed <= last; seed = int(next.Add(1)) {
				t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
					defer func() {
						if t.Failed() {
							t.Logf("repeat it with: POCO_STORM_SEED=%d go test ./internal/storm -run '^%s$' -v", seed, rootName(t))
						}
					}()
					l.calm(t)
					storm(t, l, seed)
				})
			}
		})
	}
}

// TestStorm copies under blows, finishes or gives up, and compares everything
// with what an undisturbed run of the same plan leaves.
func TestStorm(t *testing.T) {
	storms(t, inCI, func(t *testing.T, l *lane, seed int) {
		d := draw(seed)
		ref := l.reference(t, d.scene)
		w := l.workplace(t, d.scene)
		w.journal("seed %d: %s", seed, d)
		own := w.ownSchema()
		w.plan()
		ended := w.weather(d)
		switch {
		case d.abort && !ended:
			w.abort(d)
			w.abortedAs(ref.before, own)
		case !ended:
			w.finish(d)
			fallthrough
		default:
			w.endedAs(ref)
		}
		w.leftNothing()
	})
}

// rootName is the name of the test function that t is of.
func rootName(t *testing.T) string {
	name, _, _ := strings.Cut(t.Name(), "/")
	return name
}
