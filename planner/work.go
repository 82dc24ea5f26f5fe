package planner

import (
	"context"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"poco/config"
	"poco/plan"
)

// A work is one intent while it is planned: a *copying, *backing or *restoring.
type work interface {
	intent() string
	// databases are those that it reads or writes.
	databases() []*config.Database
	// attach gives it the databases; it reports false where one could not be read.
	attach(map[string]*side) bool
	// plan finds out everything about it. Problems come all at once.
	plan(context.Context)
	problems() hcl.Diagnostics
	// waitsFor are the intents that run before it where both run.
	waitsFor() []string
	// touches are the identities of the databases that it shares with others.
	touches() []string
	describe() plan.Intent
	tables() []plan.Table
	// laidOut are its steps in an order that satisfies their needs.
	laidOut() ([]plan.Step, error)
	warned() []plan.Warning
	// block is where it stands in the recipe.
	at() *hcl.Range
}

// chooseIntents takes the request's intents in the order in which they run.
func (p *planning) chooseIntents() {
	intents, diags := p.Recipe.Choose(p.Names)
	p.diags = append(p.diags, diags...)
	for _, intent := range intents {
		switch i := intent.(type) {
		case *config.Copy:
			c := newCopying(p, i)
			p.copies, p.works = append(p.copies, c), append(p.works, c)
		case *config.Backup:
			p.works = append(p.works, &backing{planning: p, block: i})
		case *config.Restore:
			p.works = append(p.works, &restoring{planning: p, block: i})
		}
	}
}

// inTurn are the works in the order in which they are planned: copies first, since
// a backup has to know what they destroy.
func (p *planning) inTurn() []work {
	list := slices.Clone(p.works)
	slices.SortStableFunc(list, func(a, b work) int { return turn(a) - turn(b) })
	return list
}

func turn(w work) int {
	switch w.(type) {
	case *copying:
		return 0
	case *backing:
		return 1
	}
	return 2
}
