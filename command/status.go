package command

import (
	"fmt"
	"io"
	"sync"

	"poco/view"
)

// A status is one line on a terminal that says what is going on, and is gone
// when it is over. Off a terminal it is silent.
type status struct {
	w     io.Writer
	style view.Style
	mu    sync.Mutex
	shown bool
}

func (a *app) status() *status {
	if !a.env.StderrTerminal || a.flags.json {
		return &status{}
	}
	return &status{w: a.err, style: a.errStyle()}
}

func (s *status) say(what string) {
	if s.w == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shown = true
	fmt.Fprintf(s.w, "\r%s\x1b[K", view.Cut("  "+view.Safe(what)+" …", max(20, s.style.Width-1)))
}

func (s *status) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shown {
		io.WriteString(s.w, "\r\x1b[K")
	}
}
