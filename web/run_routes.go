package web

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"poco/config"
	"poco/executor"
	"poco/plan"
	"poco/state"
)

func (s *Server) runRoutes(mux *http.ServeMux) {
	mux.HandleFunc("POST /api/plan", s.makePlan)
	mux.HandleFunc("GET /api/plan/{id}", s.getPlan)
	mux.HandleFunc("GET /api/plan/{id}/document", s.getDocument)
	mux.HandleFunc("POST /api/plan/{id}/check", s.checkPlan)
	for _, kind := range []string{"copy", "backup", "restore"} {
		mux.HandleFunc("POST /api/"+kind, s.changes(s.startPlan(kind)))
	}
	mux.HandleFunc("GET /api/runs", s.getRuns)
	mux.HandleFunc("GET /api/status/{run}", s.getStatus)
	mux.HandleFunc("GET /api/status/{run}/events", s.getEvents)
	mux.HandleFunc("GET /api/status/{run}/log", s.getLog)
	mux.HandleFunc("POST /api/runs/stop", s.changes(s.stopRun))
	mux.HandleFunc("POST /api/runs/resume", s.changes(s.resumeRun))
	mux.HandleFunc("POST /api/runs/abort", s.changes(s.abortRun))
	mux.HandleFunc("POST /api/runs/verify", s.changes(s.verifyRun))
}

// startPlan starts a plan of this process that holds an intent of the kind.
func (s *Server) startPlan(kind string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		run, err := s.startForm(w, r, kind)
		s.started(w, r, run, err)
	}
}

func (s *Server) startForm(w http.ResponseWriter, r *http.Request, kind string) (string, error) {
	form, err := body[StartForm](w, r)
	if err != nil {
		return "", err
	}
	planned, err := s.plans.find(form.Plan)
	if err != nil {
		return "", err
	}
	if !slices.ContainsFunc(planned.Plan.Intents, func(in plan.Intent) bool { return in.Kind == kind }) {
		return "", &conflict{"the plan holds no " + kind, "Nothing was changed."}
	}
	if form.Confirm != planned.Confirm {
		return "", &conflict{"type " + planned.Confirm + " to confirm", "The plan destroys rows there. Nothing was changed."}
	}
	recipe, err := s.loadRecipe()
	if err == nil {
		err = mayWrite(recipe, planned.Plan)
	}
	if err != nil {
		return "", err
	}
	return s.start(r.Context(), recipe, planned.Plan, "", "applying", "poco ui", func(ctx context.Context, o executor.Options) (*executor.Receipt, []executor.Verification, error) {
		receipt, err := executor.Apply(ctx, planned.Plan, o)
		return receipt, nil, err
	})
}

// mayWrite refuses to write to a database that the recipe protects now.
func mayWrite(recipe *config.Recipe, p *plan.Plan) error {
	if db := recipe.ProtectedTarget(p); db != nil {
		return &conflict{"database " + strconv.Quote(db.Label) + " is protected", "The recipe says protected = true, so nothing writes to it. Nothing was changed."}
	}
	return nil
}

// started answers with the run's ID where it has begun, also where it has ended
// already.
func (s *Server) started(w http.ResponseWriter, r *http.Request, run string, err error) {
	var interrupted *executor.InterruptedError
	var stopped *executor.StoppedError
	if err != nil && !(run != "" && (errors.As(err, &interrupted) || errors.As(err, &stopped))) {
		s.fail(w, r, err)
		return
	}
	reply(w, http.StatusOK, Started{Run: run})
}

// stored opens the store and finds a run in it, with its plan.
func (s *Server) stored(ctx context.Context, id string, use func(state.Store, state.Run, *plan.Plan) error) error {
	recipe, _ := s.o.Load() // a mistake in it is no reason to leave a run unfinished
	store, err := s.o.OpenStore(ctx, recipe)
	if err != nil {
		return err
	}
	defer store.Close(context.WithoutCancel(ctx))
	run, err := findRun(ctx, store, id)
	if err != nil {
		return err
	}
	p, err := storedPlan(ctx, store, run)
	if err != nil && !errors.Is(err, state.ErrNoPlan) {
		return err
	}
	return use(store, run, p)
}

// storedPlan is the plan of a run as the store keeps it.
func storedPlan(ctx context.Context, store state.Store, run state.Run) (*plan.Plan, error) {
	document, err := store.Plan(ctx, run.PlanID)
	if err != nil {
		return nil, err
	}
	return plan.Decode(bytes.NewReader(document))
}

// planOf is the plan of a run, which is needed to go on with it.
func (s *Server) planOf(ctx context.Context, id string) (p *plan.Plan, err error) {
	err = s.stored(ctx, id, func(_ state.Store, _ state.Run, found *plan.Plan) error {
		p = found
		if p == nil {
			return &conflict{"the plan of run " + id + " is not known here", "Apply the saved plan file again to resume it: poco apply FILE."}
		}
		return nil
	})
	return p, err
}

func (s *Server) stopRun(w http.ResponseWriter, r *http.Request) {
	form, err := body[RunForm](w, r)
	d := s.deeds.current()
	if err == nil && (d == nil || d.id() != form.Run) {
		err = &conflict{"run " + form.Run + " does not go on in this process", "Nothing was stopped."}
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	d.halt(form.Now)
	reply(w, http.StatusOK, Started{Run: form.Run})
}

func (s *Server) resumeRun(w http.ResponseWriter, r *http.Request) {
	s.goOn(w, r, "applying", func(form RunForm, p *plan.Plan) work {
		return func(ctx context.Context, o executor.Options) (*executor.Receipt, []executor.Verification, error) {
			o.FastResume = form.Fast
			receipt, err := executor.Apply(ctx, p, o)
			return receipt, nil, err
		}
	})
}

func (s *Server) abortRun(w http.ResponseWriter, r *http.Request) {
	s.goOn(w, r, "aborting", func(form RunForm, _ *plan.Plan) work {
		return func(ctx context.Context, o executor.Options) (*executor.Receipt, []executor.Verification, error) {
			receipt, err := executor.Abort(ctx, form.Run, o)
			return receipt, nil, err
		}
	})
}

func (s *Server) verifyRun(w http.ResponseWriter, r *http.Request) {
	s.goOn(w, r, "verifying", func(form RunForm, p *plan.Plan) work {
		return func(ctx context.Context, o executor.Options) (*executor.Receipt, []executor.Verification, error) {
			o.Events(executor.Event{Type: executor.Notice, Run: form.Run, Message: "comparing the databases"})
			verified, err := executor.Verify(ctx, p, o)
			return nil, verified, err
		}
	})
}

// goOn does something with a run that the store knows.
func (s *Server) goOn(w http.ResponseWriter, r *http.Request, doing string, do func(RunForm, *plan.Plan) work) {
	form, err := body[RunForm](w, r)
	var p *plan.Plan
	if err == nil {
		p, err = s.planOf(r.Context(), form.Run)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	recipe, _ := s.o.Load()
	if doing == "applying" {
		if err := mayWrite(recipe, p); err != nil {
			s.fail(w, r, err)
			return
		}
	}
	run, err := s.start(r.Context(), recipe, p, form.Run, doing, "poco ui", do(form, p))
	s.started(w, r, run, err)
}
