package executor

import (
	"context"
	"fmt"
	"slices"

	"poco/plan"
	"poco/postgres"
)

// sequencesBehind tells of the sequences that the run has set on a target, and that
// are gone, or would give again what their columns hold. Further on they may be:
// other clients use them.
func (r *run) sequencesBehind(ctx context.Context, s *site) (behind []string, err error) {
	set := map[string]bool{}
	for i := range slices.Backward(r.plan.Steps) { // of several copies, the last one's value counts
		step := &r.plan.Steps[i]
		if step.Kind != plan.SetSequence || r.intent(step.Intent).Target != s.label || set[step.Object] {
			continue
		}
		set[step.Object] = true
		entry, _ := r.entry(step)
		last, called, known := readNoted(entry.Detail)
		name, err := plan.ParseName(step.Object)
		if err != nil || !known {
			continue
		}
		reaches, is, err := postgres.SequenceReaches(ctx, s.control, name, last, called)
		if err != nil {
			return nil, fmt.Errorf("database %q: %w", s.label, err)
		}
		if !reaches {
			behind = append(behind, fmt.Sprintf("the sequence %s.%s %s; it was set to %s", s.label, name, is, postgres.SequenceState(last, called)))
		}
	}
	return behind, nil
}
