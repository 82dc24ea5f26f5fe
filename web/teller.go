package web

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/go-hclog"

	"poco/executor"
	"poco/plan"
	"poco/view"
)

// mostMessages is how much of what a run told is kept for those who come later.
const mostMessages = 10_000

// A teller keeps what a run tells, for any number of listeners. It never waits for
// one: who comes too late for the oldest messages asks for the run's status.
type teller struct {
	hide  func(string) string
	words view.Progress

	mu       sync.Mutex
	messages []*numbered
	next     int64                // the number of the next message, from 1
	lost     int64                // the newest that is not kept any more
	stale    int                  // how many of the messages have been superseded
	progress map[string]*numbered // by step: its newest progress, which stands for those before
	more     chan struct{}        // closed when there is something new
	over     bool
}

type numbered struct {
	number  int64
	message Message
	stale   bool // a newer progress stands for it
}

func newTeller(hide func(string) string) *teller {
	return &teller{hide: hide, next: 1, progress: map[string]*numbered{}, more: make(chan struct{})}
}

// reopen begins, or goes on after an end, with what is done with the run.
func (t *teller) reopen(p *plan.Plan) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.over, t.words = false, view.NewLines(lineWriter{t}, p)
}

// event tells an event, and the same in words.
func (t *teller) event(e executor.Event) {
	e.Message = t.hide(e.Message)
	t.add(Message{Event: &e})
	t.words.Event(e)
}

// end tells that the run has come to an end, or to a stop.
func (t *teller) end(err error) {
	t.words.Close()
	if err != nil {
		t.add(Message{Log: &LogLine{At: time.Now().UTC(), Level: "error", Message: t.hide(err.Error())}})
	}
	t.mu.Lock()
	t.over = true
	t.mu.Unlock()
	t.add(Message{Status: true})
}

func (t *teller) add(m Message) {
	t.mu.Lock()
	defer t.mu.Unlock()
	one := &numbered{number: t.next, message: m}
	t.next++
	if m.Event != nil && m.Event.Type == executor.Progress {
		t.supersede(m.Event.Step, one)
	}
	t.messages = append(t.messages, one)
	if t.stale > mostMessages/10 || len(t.messages) > mostMessages+mostMessages/10 {
		t.compact()
	}
	close(t.more)
	t.more = make(chan struct{})
}

// supersede lets a progress stand for what its step told before.
func (t *teller) supersede(step string, by *numbered) {
	if before := t.progress[step]; before != nil && !before.stale {
		before.stale = true
		t.stale++
	}
	t.progress[step] = by
}

// compact lets go what was superseded, then the oldest.
func (t *teller) compact() {
	kept := make([]*numbered, 0, len(t.messages))
	for _, m := range t.messages {
		if !m.stale {
			kept = append(kept, m)
		}
	}
	if more := len(kept) - mostMessages; more > 0 {
		t.lost = kept[more-1].number
		for _, m := range kept[:more] {
			m.stale = true // a progress among them is not superseded twice
		}
		kept = kept[more:]
	}
	t.messages, t.stale = kept, 0
}

// since are the messages behind a number; gap is true where some that nothing stands
// for are gone already, or the number is of another process. more is closed when
// there are others.
func (t *teller) since(after int64) (messages []numbered, gap, over bool, more <-chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, m := range t.messages {
		if m.number > after && !m.stale {
			messages = append(messages, *m)
		}
	}
	return messages, after < t.lost || after >= t.next, t.over, t.more
}

// last is the number of the newest message.
func (t *teller) last() int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.next - 1
}

// log writes the lines that are kept.
func (t *teller) log(w io.Writer) error {
	messages, _, _, _ := t.since(0)
	for _, m := range messages {
		if line := m.message.Log; line != nil {
			if _, err := io.WriteString(w, line.At.Format(time.RFC3339)+" "+strings.ToUpper(line.Level)+" "+line.Message+"\n"); err != nil {
				return err
			}
		}
	}
	return nil
}

// A lineWriter makes log lines of the words for people.
type lineWriter struct{ t *teller }

func (w lineWriter) Write(p []byte) (int, error) {
	for line := range bytes.Lines(p) {
		if text := strings.TrimSpace(string(line)); text != "" {
			w.t.add(Message{Log: &LogLine{At: time.Now().UTC(), Level: "info", Message: w.t.hide(text)}})
		}
	}
	return len(p), nil
}

// logger hands the executor's log on, and tells it as well.
func (t *teller) logger(to hclog.Logger) hclog.Logger {
	l := hclog.NewInterceptLogger(&hclog.LoggerOptions{Level: hclog.Trace, Output: io.Discard})
	l.RegisterSink(forward{to})
	l.RegisterSink(tellSink{t})
	return l
}

// A forward is a sink that writes into another logger.
type forward struct{ to hclog.Logger }

func (f forward) Accept(_ string, level hclog.Level, message string, args ...any) {
	f.to.Log(level, message, args...)
}

// A tellSink makes log lines of what the executor notes for later: details, so that
// they are there for whoever wants them.
type tellSink struct{ t *teller }

func (s tellSink) Accept(_ string, level hclog.Level, message string, args ...any) {
	line := LogLine{At: time.Now().UTC(), Level: level.String(), Message: message}
	if level == hclog.Info || level == hclog.Trace {
		line.Level = "debug" // the same stands in the words for people
	}
	for i := 0; i+1 < len(args); i += 2 {
		line.Message += fmt.Sprintf(" %v=%v", args[i], args[i+1])
	}
	line.Message = s.t.hide(line.Message)
	s.t.add(Message{Log: &line})
}
