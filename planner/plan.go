// Package planner turns a recipe and the catalogs of live databases into a plan.
// It reads only: nothing on any database changes while a plan is made. All the
// problems of a recipe are reported in one run, each with its place in the
// recipe, and the same recipe on the same databases gives the same plan.
package planner

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/hcl/v2"

	"poco/config"
	"poco/plan"
	"poco/postgres"
)

// DefaultCountBudget bounds the time that counting rows may take where a request
// sets none.
const DefaultCountBudget = 30 * time.Second

// A Request says what to plan.
type Request struct {
	Recipe *config.Recipe
	// Names are the intents to plan, as copy.refresh; none means every copy and
	// backup.
	Names []string
	// CountBudget bounds the time spent on counting; what is not counted by then
	// is estimated, and a warning says so. 0 stands for DefaultCountBudget.
	CountBudget time.Duration
	// Jobs goes before the recipe's jobs; 0 leaves it to the recipe.
	Jobs int
	// LockTimeout bounds the wait for a table's lock; 0 stands for
	// postgres.DefaultLockTimeout.
	LockTimeout time.Duration
	Version     string
	Now         time.Time
	Log         hclog.Logger
	// Progress is told in a few words what is going on; nil discards it.
	Progress func(string)
}

// Plan makes the plan of the request. Beside errors the plan holds what was
// found out, so that it can be shown, but it is not sealed and must not be
// applied.
func Plan(ctx context.Context, r Request) (*plan.Plan, hcl.Diagnostics) {
	p := newPlanning(r)
	defer p.close(ctx)
	p.chooseIntents()
	p.connect(ctx)
	p.deadline = time.Now().Add(p.CountBudget)
	for _, w := range p.inTurn() {
		if ctx.Err() == nil {
			w.plan(ctx)
		}
		p.diags = append(p.diags, w.problems()...)
	}
	if err := ctx.Err(); err != nil {
		p.diags = append(p.diags, failure(nil, "planning was interrupted", "No plan was made; nothing was changed."))
		return p.document, p.diags
	}
	p.keepApart()
	p.assemble()
	if p.diags.HasErrors() {
		return p.document, p.diags
	}
	if err := p.document.Seal(); err != nil {
		p.diags = append(p.diags, failure(nil, "the plan can't be written", "%s", err))
	}
	return p.document, p.diags
}

// planning is one run of Plan.
type planning struct {
	Request
	document *plan.Plan
	diags    hcl.Diagnostics
	sides    map[string]*side // by label; those that could be connected to
	copies   []*copying
	works    []work          // all intents, in the order in which they run
	deadline time.Time       // of counting
	created  map[string]bool // objects that the plan creates, by database and ID
}

func newPlanning(r Request) *planning {
	if r.Log == nil {
		r.Log = hclog.NewNullLogger()
	}
	if r.Progress == nil {
		r.Progress = func(string) {}
	}
	if r.CountBudget == 0 {
		r.CountBudget = DefaultCountBudget
	}
	if r.LockTimeout == 0 {
		r.LockTimeout = postgres.DefaultLockTimeout
	}
	if r.Now.IsZero() {
		r.Now = time.Now()
	}
	return &planning{
		Request: r,
		sides:   map[string]*side{},
		created: map[string]bool{},
		document: &plan.Plan{
			FormatVersion: plan.FormatVersion,
			CreatedAt:     r.Now.UTC().Truncate(time.Second),
			PocoVersion:   r.Version,
			Recipe:        plan.Recipe{Digest: r.Recipe.Digest, Files: r.Recipe.Files},
			Databases:     map[string]plan.Database{},
			Intents:       []plan.Intent{},
			Steps:         []plan.Step{},
			Tables:        []plan.Table{},
			Cycles:        [][]plan.Name{},
			Warnings:      []plan.Warning{},
		},
	}
}

func (p *planning) progress(format string, args ...any) {
	p.Progress(fmt.Sprintf(format, args...))
}
