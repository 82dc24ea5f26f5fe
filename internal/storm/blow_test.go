//go:build unix

package storm

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"syscall"
	"time"

	"poco/internal/witness"
)

// A kind says what a blow does.
type kind string

const (
	killPoco      kind = "SIGKILL poco"
	termPoco      kind = "SIGTERM poco"
	intPoco       kind = "SIGINT poco"
	intTwice      kind = "SIGINT poco twice"
	killServer    kind = "SIGKILL the postmaster"
	restartServer kind = "restart the server"
	killBackend   kind = "SIGKILL a backend"
	endBackend    kind = "pg_terminate_backend"
	cutBytes      kind = "cut the network at a byte"
	cutBefore     kind = "cut before a COMMIT"
	cutHalf       kind = "cut in a COMMIT's answer"
	cutAfter      kind = "cut before a COMMIT's answer"
)

var (
	onPoco    = []kind{killPoco, killPoco, killPoco, termPoco, intPoco, intTwice}
	onServers = []kind{killServer, killServer, restartServer, killBackend, killBackend, endBackend}
	onNetwork = []kind{cutBytes, cutBefore, cutHalf, cutAfter}
)

// A blow is one thing that is done to one poco, its servers or its connections.
type blow struct {
	kind   kind
	side   string        // the server or the connections that are struck
	clock  string        // what at is a part of: time, lines or end
	at     float64       // when, as a part of an undisturbed run
	spin   time.Duration // and this much later
	down   time.Duration // how long a server or a network is away
	also   bool          // poco is killed too while that is
	random uint64        // which session
}

func (b blow) String() string {
	text := string(b.kind)
	if b.side != "" {
		text += " of " + b.side
	}
	if b.down > 0 {
		text += fmt.Sprintf(", away for %s", b.down)
	}
	if b.also {
		text += ", and SIGKILL poco"
	}
	return fmt.Sprintf("%s at %.3f of the %s + %s", text, b.at, b.clock, b.spin)
}

// takesAway reports whether poco may find a server gone because of the blow.
func (b blow) takesAway() bool { return b.side != "" }

// drawBlow draws one of some kinds.
func drawBlow(r *rand.Rand, kinds []kind) blow {
	b := blow{kind: kinds[r.IntN(len(kinds))], at: r.Float64(), spin: time.Duration(r.IntN(20_000)) * time.Microsecond, random: r.Uint64()}
	b.clock = []string{"time", "time", "lines", "lines", "end"}[r.IntN(5)]
	switch b.kind {
	case killPoco, termPoco, intPoco, intTwice:
		return b
	case cutBefore, cutHalf, cutAfter:
		b.side, b.clock = "qa", "commits"
	case cutBytes:
		b.side, b.clock = []string{"qa", "qa", "dev"}[r.IntN(3)], "bytes"
	default:
		b.side = []string{"qa", "qa", "dev"}[r.IntN(3)]
	}
	b.down = time.Duration(r.IntN(1200)) * time.Millisecond
	b.also = r.IntN(4) == 0
	return b
}

// strike waits for the blow's moment and strikes; false where poco ended before.
func (w *workplace) strike(b blow, p *process, ref *reference) bool {
	w.t.Helper()
	switch b.clock {
	case "commits":
		return w.cut(b, p, cut{commit: 1 + int64(b.at*b.at*float64(ref.commits)), kind: b.kind})
	case "bytes":
		return w.cut(b, p, cut{bytes: 1 + int64(b.at*b.at*float64(ref.bytes[b.side])), kind: b.kind})
	}
	if !await(b, p, ref) {
		return false
	}
	switch b.kind {
	case killPoco:
		return p.signal(syscall.SIGKILL)
	case termPoco:
		return p.signal(syscall.SIGTERM)
	case intPoco:
		return p.signal(syscall.SIGINT)
	case intTwice:
		hit := p.signal(syscall.SIGINT)
		time.Sleep(b.spin)
		p.signal(syscall.SIGINT)
		return hit
	case killBackend, endBackend:
		return w.strikeSession(b, p)
	}
	w.strikeServer(b, p)
	return true
}

// await waits for the blow's moment; false where poco ended before.
func await(b blow, p *process, ref *reference) bool {
	lines := int(b.at * float64(ref.lines))
	wait := b.spin
	switch b.clock {
	case "time":
		lines, wait = 0, time.Duration(b.at*float64(ref.took))
	case "end":
		lines = ref.lines - int(b.at*20)
	}
	if !p.awaitLines(lines) {
		return false
	}
	select {
	case <-time.After(wait):
		return p.running()
	case <-p.done:
		return false
	}
}

// strikeServer takes a server away for a while.
func (w *workplace) strikeServer(b blow, p *process) {
	w.t.Helper()
	s := w.server(b.side)
	if b.kind == killServer {
		if err := s.Kill(); err != nil {
			w.t.Fatalf("kill %s: %v", b.side, err)
		}
		time.Sleep(b.down)
	}
	if b.also {
		p.signal(syscall.SIGKILL)
	}
	if err := s.Restart(w.t.Context()); err != nil {
		w.t.Fatalf("start %s again: %v", b.side, err)
	}
}

// strikeSession ends one of poco's sessions; false where poco ended before there
// was one.
func (w *workplace) strikeSession(b blow, p *process) bool {
	w.t.Helper()
	s := w.server(b.side)
	for p.running() {
		out, err := witness.Run(w.database(b.side), `SELECT pid FROM pg_stat_activity
			WHERE application_name LIKE 'poco%' AND datname = current_database() ORDER BY pid`)
		pids := strings.Fields(out)
		if err != nil || len(pids) == 0 {
			continue
		}
		pid, err := strconv.Atoi(pids[b.random%uint64(len(pids))])
		if err != nil {
			w.t.Fatal(err)
		}
		if b.kind == endBackend {
			_, err = witness.Run(w.database(b.side), fmt.Sprintf("SELECT pg_terminate_backend(%d)", pid))
		} else {
			err = syscall.Kill(pid, syscall.SIGKILL)
		}
		if b.also {
			p.signal(syscall.SIGKILL)
		}
		if settled := s.settled(); settled != nil {
			w.t.Fatalf("%s does not come back: %v", b.side, settled)
		}
		if err == nil {
			return true
		}
	}
	return false
}
