package web

import (
	"context"
	"errors"
	"net/http"

	"github.com/hashicorp/hcl/v2"

	"poco/config"
	"poco/config/edit"
	"poco/executor"
	"poco/postgres"
	"poco/state"
)

// notFound is a thing that the page asks for and that isn't there.
type notFound struct{ what string }

func (e *notFound) Error() string { return "there is no " + e.what }

// A conflict is a request that was right when the page was drawn, and no longer is.
type conflict struct{ summary, detail string }

func (e *conflict) Error() string { return e.summary }

// forbidden is what this process does not do, whoever asks.
type forbidden struct{ why string }

func (e *forbidden) Error() string { return e.why }

// A refusal is an answer of the guard's or the router's: its status is known.
type refusal struct {
	status          int
	summary, detail string
}

func (e *refusal) Error() string { return e.summary }

// An invalidRecipe holds the mistakes of a recipe.
type invalidRecipe struct {
	diags hcl.Diagnostics
	files map[string]*hcl.File
}

func (e *invalidRecipe) Error() string { return e.diags.Error() }

// loadRecipe reads the folder's recipe. Its mistakes are an error; of warnings only
// GET /api/recipe tells.
func (s *Server) loadRecipe() (*config.Recipe, error) {
	recipe, diags := s.o.Load()
	if diags.HasErrors() {
		return recipe, &invalidRecipe{diags, recipe.Sources}
	}
	return recipe, nil
}

// changes lets a handler run only where the page may change something.
func (s *Server) changes(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if s.o.ReadOnly {
			s.fail(w, r, &forbidden{"this page is read-only"})
			return
		}
		h(w, r)
	}
}

// fail answers with an error: a status that fits, what went wrong, why, and what
// to do next. What is the program's fault or the machine's is logged as well.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	status := statusOf(err)
	if status == http.StatusInternalServerError && r.Context().Err() == nil {
		s.o.Log.Error("answer", "method", r.Method, "path", r.URL.Path, "error", s.o.Hide(err.Error()))
	}
	reply(w, status, Problems{s.problems(err)})
}

// statusOf is the status of an answer that is an error.
func statusOf(err error) int {
	var (
		bad         *badRequest
		tooLarge    *http.MaxBytesError
		refused     *refusal
		missing     *notFound
		conflicting *conflict
		never       *forbidden
		mistakes    *invalidRecipe
		locked      *state.LockedError
		stale       *executor.StaleError
		unfinished  *executor.UnfinishedError
		noRun       *executor.NoRunError
		wait        *postgres.LockWaitError
		connect     *postgres.ConnectError
		away        *state.UnreachableError
		site        *executor.SiteError
		noEdit      *edit.Refusal
	)
	switch {
	case errors.As(err, &refused):
		return refused.status
	case errors.As(err, &tooLarge):
		return http.StatusRequestEntityTooLarge
	case errors.As(err, &bad):
		return http.StatusBadRequest
	case errors.As(err, &never):
		return http.StatusForbidden
	case errors.As(err, &missing), errors.As(err, &noRun):
		return http.StatusNotFound
	case errors.As(err, &conflicting), errors.As(err, &locked), errors.As(err, &stale), errors.As(err, &unfinished), errors.As(err, &wait), errors.As(err, &noEdit):
		return http.StatusConflict
	case errors.As(err, &mistakes):
		return http.StatusUnprocessableEntity
	case errors.As(err, &connect), errors.As(err, &away), errors.As(err, &site):
		return http.StatusBadGateway
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// problems puts an error into words.
func (s *Server) problems(err error) []Problem {
	var (
		mistakes    *invalidRecipe
		refused     *refusal
		bad         *badRequest
		missing     *notFound
		conflicting *conflict
		never       *forbidden
	)
	switch {
	case errors.As(err, &mistakes):
		return problemsOf(mistakes.diags, mistakes.files)
	case errors.As(err, &refused):
		return oneProblem(refused.summary, refused.detail)
	case errors.As(err, &bad):
		return oneProblem("the request can't be read", bad.err.Error())
	case errors.As(err, &missing):
		return oneProblem(missing.Error(), "It may have gone since the page was drawn: load the page again.")
	case errors.As(err, &conflicting):
		return oneProblem(conflicting.summary, conflicting.detail)
	case errors.As(err, &never):
		return oneProblem(never.why, "")
	}
	return problemsOf(s.o.Explain(err))
}

func oneProblem(summary, detail string) []Problem {
	return []Problem{{Severity: "error", Summary: summary, Detail: detail}}
}
