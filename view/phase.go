package view

import (
	"slices"

	"poco/plan"
)

// A phase is the steps of one intent that do the same kind of thing. People read
// plans and progress by phases; the plan itself goes by steps.
type phase struct {
	intent string
	kind   phaseKind
	steps  []plan.Step
}

// A phaseKind orders the phases as a copy runs them.
type phaseKind int

const (
	backUp phaseKind = iota
	dropKeys
	dropTables
	create
	stopTriggers
	empty
	copyRows
	index
	sequences
	addKeys
	triggers
	comments
	analyze
	restoreFile
	prune
	other
)

var phaseKinds = map[plan.Kind]phaseKind{
	plan.DropForeignKey: dropKeys,
	plan.DropTable:      dropTables,
	plan.CreateSchema:   create, plan.CreateType: create, plan.CreateFunction: create,
	plan.CreateSequence: create, plan.CreateTable: create,
	plan.DisableTriggers: stopTriggers,
	plan.Truncate:        empty,
	plan.Copy:            copyRows,
	plan.AddConstraint:   index, plan.CreateIndex: index,
	plan.SetSequence:   sequences,
	plan.AddForeignKey: addKeys, plan.ValidateForeignKey: addKeys,
	plan.EnableTriggers: triggers, plan.CreateTrigger: triggers,
	plan.Comment: comments,
	plan.Analyze: analyze,
	plan.Backup:  backUp, plan.Restore: restoreFile, plan.Prune: prune,
}

func phaseOf(k plan.Kind) phaseKind {
	if p, ok := phaseKinds[k]; ok {
		return p
	}
	return other
}

// phases groups the steps of one intent.
func phases(p *plan.Plan, intent string) []*phase {
	byKind := map[phaseKind]*phase{}
	var all []*phase
	for _, s := range p.Steps {
		if s.Intent != intent || s.Prune != nil && len(s.Prune.Files) == 0 {
			continue // a rule that takes nothing is nothing to tell of
		}
		kind := phaseOf(s.Kind)
		if byKind[kind] == nil {
			byKind[kind] = &phase{intent: intent, kind: kind}
			all = append(all, byKind[kind])
		}
		byKind[kind].steps = append(byKind[kind].steps, s)
	}
	slices.SortFunc(all, func(a, b *phase) int { return int(a.kind) - int(b.kind) })
	return all
}
