package planner

import (
	"strings"
	"testing"

	"poco/plan"
)

func stepsOf(kinds map[string]plan.Kind, needs map[string]string) *steps {
	s := newSteps("copy.x")
	for id, kind := range kinds {
		step := s.add(plan.Step{ID: id, Kind: kind})
		s.need(step, strings.Fields(needs[id])...)
	}
	return s
}

func TestStepsComeAfterTheirNeeds(t *testing.T) {
	kinds := map[string]plan.Kind{
		"drop": plan.DropForeignKey, "copy b": plan.Copy, "copy a": plan.Copy,
		"add": plan.AddForeignKey, "analyze": plan.Analyze,
	}
	needs := map[string]string{"add": "drop"}
	for range 20 { // maps are ranged over in another order each time
		s := stepsOf(kinds, needs)
		s.need(s.byID["copy a"], "copy b", "drop", "drop", "no such step")
		s.need(s.byID["add"], "copy a")
		sorted, err := s.sorted()
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, step := range sorted {
			ids = append(ids, step.ID)
		}
		if got, want := strings.Join(ids, ", "), "drop, copy b, copy a, add, analyze"; got != want {
			t.Fatalf("order %s, want %s", got, want)
		}
		if got, want := strings.Join(sorted[2].Needs, ", "), "drop, copy b"; got != want {
			t.Fatalf("needs %s, want %s", got, want)
		}
	}
}

func TestStepsThatWaitForEachOtherAreAnError(t *testing.T) {
	s := stepsOf(map[string]plan.Kind{"a": plan.Copy, "b": plan.Copy}, map[string]string{"a": "b", "b": "a"})
	if _, err := s.sorted(); err == nil {
		t.Error("no error")
	}
}
