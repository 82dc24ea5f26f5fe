package executor

import (
	"fmt"

	"poco/backup"
	"poco/plan"
)

// fileChanges tells which files are no longer those that the plan has read, as far as
// their sizes say it. What they hold is compared while they are restored.
func (g *program) fileChanges(done ledgers, o Options) (changes []string) {
	for i := range g.plan.Steps {
		s := &g.plan.Steps[i]
		if s.Kind != plan.Restore || done[g.intent(s.Intent).Target].has(s.ID) {
			continue
		}
		size, err := backup.Size(o.path(s.Restoration.File))
		switch {
		case err != nil:
			changes = append(changes, fmt.Sprintf("%s can't be read any more: %v", s.Restoration.File, err))
		case size != s.Restoration.Size:
			changes = append(changes, fmt.Sprintf("%s has %s bytes now; the plan has read %s", s.Restoration.File, plan.Thousands(size),
				plan.Thousands(s.Restoration.Size)))
		}
	}
	return changes
}
