package command

import (
	"context"
	"errors"
	"strconv"

	"github.com/hashicorp/hcl/v2"

	"poco/executor"
	"poco/state"
	"poco/view"
)

// The codes that poco exits with. See docs/commands.md.
const (
	exitDone        = 0
	exitError       = 1
	exitChanges     = 2
	exitUnformatted = 3
	exitStopped     = 10
	exitLocked      = 11
	exitStale       = 12
	exitInterrupted = 130
)

// A problem is an error in words: what failed, why and what to do next.
type problem struct {
	summary, detail string
	err             error
}

func (p *problem) Error() string { return p.summary }
func (p *problem) Unwrap() error { return p.err }

// A diagnosed error is one or more diagnostics of a recipe.
type diagnosed struct {
	diags hcl.Diagnostics
	files map[string]*hcl.File
}

func (d *diagnosed) Error() string { return d.diags.Error() }

// told is an error that has been shown already; only its code is left.
type told struct{ code int }

func (t told) Error() string { return "exit " + strconv.Itoa(t.code) }

// errInterrupted is the end of a command that changes nothing, by Ctrl-C.
var errInterrupted = errors.New("interrupted")

// exitCode is the one place where errors become codes.
func exitCode(err error) int {
	var t told
	var stopped *executor.StoppedError
	var interrupted *executor.InterruptedError
	var locked *state.LockedError
	var stale *executor.StaleError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &t):
		return t.code
	case errors.As(err, &interrupted), errors.Is(err, errInterrupted), errors.Is(err, context.Canceled):
		return exitInterrupted
	case errors.As(err, &stopped):
		return exitStopped
	case errors.As(err, &locked):
		return exitLocked
	case errors.As(err, &stale):
		return exitStale
	}
	return exitError
}

// report shows an error, once, as text or as a JSON line.
func (a *app) report(err error) {
	var t told
	if err == nil || errors.As(err, &t) {
		return
	}
	diags, files := explain(err)
	a.diagnose(diags, files)
}

// diagnose shows diagnostics on stderr.
func (a *app) diagnose(diags hcl.Diagnostics, files map[string]*hcl.File) {
	if len(diags) == 0 {
		return
	}
	if a.flags.json {
		_ = view.DiagnosticsJSON(a.err, diags)
		return
	}
	view.Diagnostics(a.err, diags, files, a.errStyle())
}

// warn shows a warning that has no place in the recipe.
func (a *app) warn(summary, detail string) {
	a.diagnose(hcl.Diagnostics{{Severity: hcl.DiagWarning, Summary: summary, Detail: detail}}, nil)
}

func failure(summary, detail string) hcl.Diagnostics {
	return hcl.Diagnostics{{Severity: hcl.DiagError, Summary: summary, Detail: detail}}
}

func quoted(s string) string { return strconv.Quote(s) }
