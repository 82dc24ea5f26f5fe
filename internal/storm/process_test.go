//go:build unix

package storm

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"
)

// A process is a poco that runs, and what it has said so far.
type process struct {
	cmd  *exec.Cmd
	out  bytes.Buffer
	done chan struct{} // closed at its end

	mu    sync.Mutex
	lines []string
	more  chan struct{} // closed and made anew with each line
}

// An event is a line of poco's progress.
type event struct{ Type, Kind, Table, Message string }

// start starts a poco in the workplace.
func (w *workplace) start(args ...string) *process {
	w.t.Helper()
	p := &process{cmd: exec.Command(pocoBinary(w.t), args...), done: make(chan struct{}), more: make(chan struct{})}
	p.cmd.Dir, p.cmd.Env, p.cmd.Stdout = w.dir, w.environment(), &p.out
	stderr, err := p.cmd.StderrPipe()
	if err != nil {
		w.t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	go func() {
		p.listen(stderr)
		p.cmd.Wait() // its code is read from the process' state
		close(p.done)
	}()
	return p
}

func (p *process) listen(stderr io.Reader) {
	lines := bufio.NewReader(stderr)
	for {
		line, err := lines.ReadString('\n')
		p.mu.Lock()
		if line != "" {
			p.lines = append(p.lines, strings.TrimSuffix(line, "\n"))
		}
		close(p.more)
		p.more = make(chan struct{})
		p.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// said is what poco has written to stderr so far, and a channel that is closed
// when there is more.
func (p *process) said() ([]string, <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.lines, p.more
}

// events are the progress that poco told of so far.
func (p *process) events() (all []event) {
	lines, _ := p.said()
	for _, line := range lines {
		var e event
		if json.Unmarshal([]byte(line), &e) == nil && e.Type != "" {
			all = append(all, e)
		}
	}
	return all
}

// any reports whether an event of a type, and where kind is given of a kind of
// step, has been told.
func (p *process) any(of, kind string) bool {
	for _, e := range p.events() {
		if e.Type == of && (kind == "" || e.Kind == kind) {
			return true
		}
	}
	return false
}

// awaitLines waits until poco has written n lines; false where it ended before.
func (p *process) awaitLines(n int) bool {
	for {
		lines, more := p.said()
		if len(lines) >= n {
			return true
		}
		select {
		case <-more:
		case <-p.done:
			return false
		}
	}
}

// running reports whether poco has not ended.
func (p *process) running() bool {
	select {
	case <-p.done:
		return false
	default:
		return true
	}
}

// signal sends a signal; false where poco has ended before.
func (p *process) signal(s syscall.Signal) bool {
	return p.running() && p.cmd.Process.Signal(s) == nil
}

// patience is how long poco may take to end, whatever is done to it.
const patience = 3 * time.Minute

// code waits for poco's end and gives its exit code, or minus the signal that
// ended it. A poco that does not end is made to say where it hangs.
func (w *workplace) code(p *process) int {
	w.t.Helper()
	select {
	case <-p.done:
	case <-time.After(patience):
		p.signal(syscall.SIGQUIT)
		<-p.done
		w.t.Fatalf("poco did not end within %s:\n%s", patience, w.tail(p))
	}
	if status, ok := p.cmd.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return -int(status.Signal())
	}
	return p.cmd.ProcessState.ExitCode()
}

// tail is the end of what poco said.
func (w *workplace) tail(p *process) string {
	lines, _ := p.said()
	var kept []string
	for _, line := range lines {
		if !strings.Contains(line, `"type":"progress"`) {
			kept = append(kept, line)
		}
	}
	return p.out.String() + strings.Join(kept[max(0, len(kept)-400):], "\n")
}

// run runs a poco undisturbed; it has to end with one of the codes.
func (w *workplace) run(codes []int, args ...string) *process {
	w.t.Helper()
	p := w.start(args...)
	code := w.code(p)
	for _, want := range codes {
		if code == want {
			return p
		}
	}
	w.t.Fatalf("poco %s: exit %d, want %v:\n%s", strings.Join(args, " "), code, codes, w.tail(p))
	return nil
}
