package web

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"

	"poco/plan"
	"poco/state"
)

func (s *Server) getRuns(w http.ResponseWriter, r *http.Request) {
	recipe, _ := s.o.Load()
	store, err := s.o.OpenStore(r.Context(), recipe)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	defer store.Close(context.WithoutCancel(r.Context()))
	runs, err := store.Runs(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer := Runs{Runs: []RunState{}}
	for _, run := range runs {
		answer.Runs = append(answer.Runs, s.runState(r.Context(), store, run, true))
	}
	reply(w, http.StatusOK, answer)
}

// runState is a run as it stands: who holds it, and whether that lives.
func (s *Server) runState(ctx context.Context, store state.Store, run state.Run, planKnown bool) RunState {
	shown := RunState{Run: run, PlanKnown: planKnown}
	shown.Error = s.o.Hide(run.Error)
	if d := s.deeds.current(); d != nil && d.id() == run.ID {
		shown.Here, shown.Alive = true, true
		return shown
	}
	if holder, err := store.Holder(ctx); err == nil && holder != nil && !run.Status.Finished() {
		shown.Alive = holder.PID == run.Holder.PID && holder.Host == run.Holder.Host
	}
	if run.Status == state.Running && !shown.Alive {
		shown.Status = state.Interrupted // its process is gone
	}
	return shown
}

func (s *Server) getStatus(w http.ResponseWriter, r *http.Request) {
	var answer Status
	err := s.stored(r.Context(), r.PathValue("run"), func(store state.Store, run state.Run, p *plan.Plan) error {
		answer = Status{Run: s.runState(r.Context(), store, run, p != nil), Plan: p, Last: "0", Problems: []Problem{},
			Resume: s.o.CommandLine("apply", run.ID), Abort: s.o.CommandLine("abort", run.ID)}
		return nil
	})
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer.Receipt, answer.Verifications = s.deeds.came(answer.Run.ID)
	if d := s.deeds.of(answer.Run.ID); d != nil {
		s.tellOf(d, &answer)
	}
	reply(w, http.StatusOK, answer)
}

// tellOf adds what this process knows of a run.
func (s *Server) tellOf(d *deed, answer *Status) {
	d.mu.Lock()
	defer d.mu.Unlock()
	answer.Last = strconv.FormatInt(d.tell.last(), 10)
	answer.Totals, answer.Stopping = d.totals, d.stopping
	select {
	case <-d.ended:
		if d.err != nil {
			answer.Problems = s.problems(d.err)
		}
		answer.Stopping = false
	default:
		answer.Doing = d.doing
	}
}

const (
	// beat is how often a stream that has nothing to say says so.
	beat = 15 * time.Second
	// look is how often a run of another process is looked at.
	look = 2 * time.Second
)

// getEvents streams what a run tells, from behind Last-Event-ID on.
func (s *Server) getEvents(w http.ResponseWriter, r *http.Request) {
	after, err := strconv.ParseInt(firstOf(r.Header.Get("Last-Event-ID"), r.URL.Query().Get("after"), "0"), 10, 64)
	if err != nil || after < 0 {
		s.fail(w, r, &badRequest{fmt.Errorf("Last-Event-ID is the number of a message")})
		return
	}
	d := s.deeds.of(r.PathValue("run"))
	if d == nil {
		s.watch(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	to := http.NewResponseController(w)
	for {
		messages, gap, over, more := d.tell.since(after)
		if gap {
			messages = append([]numbered{{number: after, message: Message{Status: true}}}, messages...)
		}
		for _, m := range messages {
			text, err := json.Marshal(m.message, toPage)
			if err == nil {
				_, err = fmt.Fprintf(w, "id: %d\ndata: %s\n\n", m.number, text)
			}
			if err != nil {
				return
			}
			after = max(after, m.number)
		}
		if gap && len(messages) == 1 {
			after = 0
		}
		if err := to.Flush(); err != nil || over && len(messages) == 0 {
			return
		}
		if !s.waited(w, r, more, over) {
			return
		}
	}
}

// waited waits for more, with a word now and then so that a dead connection is
// noticed; false where there is nothing to wait for.
func (s *Server) waited(w http.ResponseWriter, r *http.Request, more <-chan struct{}, over bool) bool {
	if over {
		return true // once more: what came in between
	}
	timer := time.NewTimer(beat)
	defer timer.Stop()
	select {
	case <-more:
	case <-timer.C:
		if _, err := fmt.Fprint(w, ": waiting\n\n"); err != nil {
			return false
		}
	case <-r.Context().Done():
		return false
	case <-s.life.Done():
		return false
	}
	return true
}

// watch streams that a run of another process has changed, until it has ended or this
// process takes it over.
func (s *Server) watch(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("run")
	run, err := s.look(r.Context(), id)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	to := http.NewResponseController(w)
	ticks := time.NewTicker(look)
	defer ticks.Stop()
	seen := run.UpdatedAt
	for !run.Status.Finished() && s.deeds.of(id) == nil {
		if err := to.Flush(); err != nil {
			return
		}
		select {
		case <-ticks.C:
		case <-r.Context().Done():
			return
		case <-s.life.Done():
			return
		}
		if run, err = s.look(r.Context(), id); err != nil {
			return // the page asks again, and is told why
		}
		words := ": waiting\n\n"
		if !run.UpdatedAt.Equal(seen) {
			seen, words = run.UpdatedAt, "data: {\"status\":true}\n\n"
		}
		if _, err := fmt.Fprint(w, words); err != nil {
			return
		}
	}
	_, _ = fmt.Fprint(w, "data: {\"status\":true}\n\n") // whoever asked has gone
}

// look is a run as the store has it now.
func (s *Server) look(ctx context.Context, id string) (run state.Run, err error) {
	recipe, _ := s.o.Load()
	store, err := s.o.OpenStore(ctx, recipe)
	if err != nil {
		return run, err
	}
	defer store.Close(context.WithoutCancel(ctx))
	return findRun(ctx, store, id)
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

func (s *Server) getLog(w http.ResponseWriter, r *http.Request) {
	d := s.deeds.of(r.PathValue("run"))
	if d == nil {
		s.fail(w, r, &notFound{"log of run " + r.PathValue("run") + " in this process; .poco/poco.log has those of all"})
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Content-Disposition", "attachment; filename=\"poco-"+d.id()+".log\"")
	_ = d.tell.log(w) // whoever asked has gone
}
