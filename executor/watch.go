package executor

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"poco/postgres"
)

// A watch looks, now and then, over the control session of the target, at what
// the workers wait for. It tells of each wait once, so that people can end it,
// and remembers it for the error. It also notices when the control session, and
// with it the target's lock, is lost, and then cancels the attempt.
type watch struct {
	owner   *run
	control *postgres.Conn
	every   time.Duration
	cancel  context.CancelCauseFunc

	mu       sync.Mutex
	pids     []int32
	named    string           // the application name of other sessions to look at
	blockers map[int][]string // what each session waited for last
}

func newWatch(r *run, control *postgres.Conn, cancel context.CancelCauseFunc) *watch {
	every := min(time.Second, max(r.o.tableLocks()/4, 20*time.Millisecond))
	return &watch{owner: r, control: control, every: every, cancel: cancel, blockers: map[int][]string{}}
}

// run watches until ctx is done.
func (w *watch) run(ctx context.Context) {
	ticker := time.NewTicker(w.every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		// A query that is cancelled breaks its session, and this one has the lock.
		waiting, err := w.ask(context.WithoutCancel(ctx))
		if err != nil {
			w.cancel(&lostError{fmt.Errorf("the session with the target's lock was lost: %w", err)})
			return
		}
		w.tell(waiting)
	}
}

// ask gives a server that does not answer a while, so that it can't hold up the
// end of a run.
func (w *watch) ask(ctx context.Context) (map[int][]postgres.Blocker, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	pids := w.sessions()
	w.mu.Lock()
	named := w.named
	w.mu.Unlock()
	if named != "" {
		more, err := postgres.SessionsNamed(ctx, w.control, named)
		if err != nil {
			return nil, err
		}
		pids = append(pids, more...)
	}
	return postgres.Blockers(ctx, w.control, pids)
}

// name tells the watch to look at the sessions of that application name as well, as
// those of tools, whose processes on the server nobody tells.
func (w *watch) name(application string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.named = application; application != "" {
		clear(w.blockers)
	}
}

// blockersOfAny is who was last in the way of any session.
func (w *watch) blockersOfAny() (names []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, of := range w.blockers {
		names = append(names, of...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func (w *watch) sessions() []int32 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.pids)
}

func (w *watch) tell(waiting map[int][]postgres.Blocker) {
	told := map[string]bool{} // several may wait for one
	for pid, blockers := range waiting {
		var names []string
		for _, b := range blockers {
			names = append(names, b.String())
		}
		w.mu.Lock()
		first := w.blockers[pid] == nil
		w.blockers[pid] = names
		w.mu.Unlock()
		for _, name := range names {
			if first && !told[name] {
				told[name] = true
				w.owner.report.say(Notice, "waiting for a lock that is held by "+name)
			}
		}
	}
}

// enter and leave tell which sessions to look at.
func (w *watch) enter(pid uint32) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pids = append(w.pids, int32(pid))
	delete(w.blockers, int(pid))
}

func (w *watch) leave(pid uint32) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pids = slices.DeleteFunc(w.pids, func(p int32) bool { return p == int32(pid) })
}

// blockersOf is who was last in the way of a session.
func (w *watch) blockersOf(pid uint32) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.blockers[int(pid)]
}
