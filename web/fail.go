package web

import (
	"context"
	"errors"
	"io/fs"
	"net/http"

	"github.com/hashicorp/hcl/v2"

	"poco/config"
	"poco/config/edit"
	"poco/executor"
	"poco/state"
	"poco/view"
)

// A notFound is something that was asked for and is not there.
type notFound struct{ what string }

func (e *notFound) Error() string { return "there is no " + e.what }

// A conflict is a request that doesn't fit what goes on.
type conflict struct{ summary, detail string }

func (e *conflict) Error() string { return e.summary }

// A forbidden is a request that this page doesn't carry out.
type forbidden struct{ why string }

func (e *forbidden) Error() string { return e.why }

// A recipeError is a recipe with mistakes.
type recipeError struct {
	diags hcl.Diagnostics
	files map[string]*hcl.File
}

func (e *recipeError) Error() string { return e.diags.Error() }

// fail answers with what went wrong: what, why, what next.
func (s *Page) fail(w http.ResponseWriter, _ *http.Request, err error) {
	s.o.Log.Warn("answered with an error", "error", s.o.Hide(err.Error()))
	reply(w, statusOf(err), Problems{Problems: s.problems(err)})
}

func statusOf(err error) int {
	var bad *badRequest
	var none *notFound
	var clash *conflict
	var no *forbidden
	var recipe *recipeError
	var site *executor.SiteError
	var locked *state.LockedError
	var unfinished *executor.UnfinishedError
	var stale *executor.StaleError
	var aborting *executor.AbortingError
	switch {
	case errors.As(err, &bad):
		return http.StatusBadRequest
	case errors.As(err, &none):
		return http.StatusNotFound
	case errors.As(err, &no):
		return http.StatusForbidden
	case errors.As(err, &clash), errors.As(err, &locked), errors.As(err, &unfinished), errors.As(err, &stale), errors.As(err, &aborting),
		errors.Is(err, edit.ErrChanged):
		return http.StatusConflict
	case errors.As(err, &recipe):
		return http.StatusUnprocessableEntity
	case errors.As(err, &site):
		return http.StatusBadGateway
	case errors.Is(err, fs.ErrNotExist):
		return http.StatusNotFound
	case errors.Is(err, context.DeadlineExceeded):
		return http.StatusGatewayTimeout
	}
	return http.StatusInternalServerError
}

// problems are an error in the page's words, secrets covered.
func (s *Page) problems(err error) []Problem {
	var clash *conflict
	var recipe *recipeError
	var diags hcl.Diagnostics
	switch {
	case err == nil:
		return []Problem{}
	case errors.As(err, &clash):
		return []Problem{{Severity: "error", Summary: s.o.Hide(clash.summary), Detail: s.o.Hide(clash.detail)}}
	case errors.As(err, &recipe):
		return s.diagnosed(recipe.diags, recipe.files)
	case errors.As(err, &diags):
		return s.diagnosed(diags, nil)
	}
	explained, files := s.o.Explain(err)
	return s.diagnosed(explained, files)
}

// diagnosed are diagnostics with the lines that they are about.
func (s *Page) diagnosed(diags hcl.Diagnostics, files map[string]*hcl.File) []Problem {
	all := make([]Problem, 0, len(diags))
	for _, d := range diags {
		p := Problem{Severity: "error", Summary: s.o.Hide(d.Summary), Detail: s.o.Hide(d.Detail)}
		if d.Severity == hcl.DiagWarning {
			p.Severity = "warning"
		}
		if d.Subject != nil && d.Subject.Filename != "" {
			p.File, p.Line = d.Subject.Filename, d.Subject.Start.Line
			p.Snippet = s.o.Hide(view.Snippet(d.Subject, files[d.Subject.Filename]))
		}
		if q, ok := hcl.DiagnosticExtra[view.Quoter](d); ok {
			p.Snippet = s.o.Hide(q.Quote())
		}
		all = append(all, p)
	}
	return all
}

// loadRecipe reads the recipe of the folder. Its mistakes are an error, and the
// recipe is there all the same, as far as it could be read.
func (s *Page) loadRecipe() (*config.Recipe, error) {
	recipe, diags := s.o.Load()
	if diags.HasErrors() {
		return recipe, &recipeError{diags, recipe.Sources}
	}
	return recipe, nil
}

// changes guards what a page that only reads must not do.
func (s *Page) changes(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if s.o.ReadOnly {
			s.fail(w, r, &forbidden{"this page only reads: poco ui was started with --read-only"})
			return
		}
		h(w, r)
	}
}
