package executor

import (
	"fmt"
	"slices"

	"poco/plan"
)

// dumpKinds are the kinds of steps that make, remove and restore backups.
var dumpKinds = []plan.Kind{plan.Backup, plan.Prune, plan.Restore}

// checkDump checks what a step of a backup or a restore has to have, and that such
// steps stand in no copy.
func (g *program) checkDump(in *intent, s *plan.Step) error {
	allowed := intentKinds[in.Kind].steps
	switch {
	case allowed == nil && slices.Contains(dumpKinds, s.Kind), allowed != nil && !slices.Contains(allowed, s.Kind):
		return fmt.Errorf("a %s has no step of the kind %s", in.Kind, s.Kind)
	case (s.Kind == plan.Backup) != (s.Dump != nil), (s.Kind == plan.Prune) != (s.Prune != nil),
		(s.Kind == plan.Restore) != (s.Restoration != nil):
		return fmt.Errorf("its kind is %s, and what it says of a backup is of another", s.Kind)
	}
	label := ""
	switch s.Kind {
	case plan.Backup:
		if len(s.Dump.Schemas) == 0 && len(s.Dump.Tables) == 0 {
			return fmt.Errorf("it says not what to back up")
		}
		label = s.Dump.Database
	case plan.Prune:
		label = s.Prune.Database
	case plan.Restore:
		if label = s.Restoration.Database; label != in.Target {
			return fmt.Errorf("it restores %q, and %s writes to %q", label, in.Name, in.Target)
		}
		if s.Restoration.SHA256 == "" {
			return fmt.Errorf("it says not what the file holds")
		}
	default:
		return nil
	}
	if _, there := g.plan.Databases[label]; !there {
		return fmt.Errorf("database %q is not in the plan", label)
	}
	return nil
}

// onlyInFolder are the steps that change no database.
func onlyInFolder(s *plan.Step) bool { return !inLedger(s) }

// inLedger reports whether a step that is done stands in the ledger of its target. A
// backup stands in its folder, and pruning nowhere: it may be done twice.
func inLedger(s *plan.Step) bool { return s.Kind != plan.Backup && s.Kind != plan.Prune }

// backups are the steps that make one, in the plan's order.
func (g *program) backups() (list []*plan.Step) {
	for i := range g.plan.Steps {
		if s := &g.plan.Steps[i]; s.Kind == plan.Backup {
			list = append(list, s)
		}
	}
	return list
}

// replaced are the tables that a restore step drops or makes: what the plan saw of
// them holds no longer.
func (g *program) replaced(s *plan.Step) (names []plan.Name) {
	for _, t := range g.restored(s) {
		names = append(names, t.Target)
	}
	for _, d := range s.Destroys {
		names = append(names, d.Table)
	}
	return names
}

// restored are the tables of the plan that a restore step brings back.
func (g *program) restored(s *plan.Step) (tables []*plan.Table) {
	for i := range g.plan.Tables {
		if t := &g.plan.Tables[i]; t.Intent == s.Intent && t.Mode == plan.Restored {
			tables = append(tables, t)
		}
	}
	return tables
}
