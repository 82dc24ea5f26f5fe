package planner

import (
	"cmp"
	"container/heap"
	"fmt"
	"slices"

	"poco/plan"
)

// steps are the steps of one copy while they are laid out. They refer to each
// other by ID; in the end they are sorted so that each comes after its needs.
type steps struct {
	intent string
	list   []*plan.Step
	byID   map[string]*plan.Step
	rank   map[plan.Name]int // of a copy's table: its place in the order of filling
}

func newSteps(intent string) *steps {
	return &steps{intent: intent, byID: map[string]*plan.Step{}, rank: map[plan.Name]int{}}
}

// id is a step's ID from what is unique in its copy.
func (s *steps) id(local string) string { return s.intent + "/" + local }

// add appends a step with a table of its own. Needs may name steps that don't
// exist; prune takes those away.
func (s *steps) add(step plan.Step) *plan.Step {
	step.Intent = s.intent
	if step.SQL == nil {
		step.SQL = []string{}
	}
	added := &step
	s.list = append(s.list, added)
	s.byID[step.ID] = added
	return added
}

// need makes a step wait for others.
func (s *steps) need(step *plan.Step, ids ...string) { step.Needs = append(step.Needs, ids...) }

// kindOrder is the order of kinds in which a plan is read, where needs allow it.
var kindOrder = map[plan.Kind]int{
	plan.DropForeignKey: 1, plan.DropTable: 2, plan.CreateSchema: 3, plan.CreateType: 4, plan.CreateFunction: 4,
	plan.CreateSequence: 4, plan.CreateTable: 4, plan.DisableTriggers: 5, plan.Truncate: 6, plan.Copy: 7, plan.AddConstraint: 8,
	plan.CreateIndex: 9, plan.Comment: 10, plan.SetSequence: 11, plan.AddForeignKey: 12,
	plan.ValidateForeignKey: 13, plan.EnableTriggers: 14, plan.CreateTrigger: 15, plan.Analyze: 16,
}

// sorted gives the steps in an order that satisfies their needs: of those that
// could come next, the one whose kind, table and ID come first. Needs and
// RestoredBy are put into that order too.
func (s *steps) sorted() ([]plan.Step, error) {
	waiting := make(map[string]int, len(s.list))
	waiters := make(map[string][]*plan.Step, len(s.list))
	ready := &stepHeap{}
	for _, step := range s.list {
		step.Needs = s.known(step.Needs, step.ID)
		waiting[step.ID] = len(step.Needs)
		for _, need := range step.Needs {
			waiters[need] = append(waiters[need], step)
		}
		if len(step.Needs) == 0 {
			heap.Push(ready, s.entry(step))
		}
	}
	sorted := make([]plan.Step, 0, len(s.list))
	place := make(map[string]int, len(s.list))
	for ready.Len() > 0 {
		step := heap.Pop(ready).(stepEntry).step
		place[step.ID] = len(sorted)
		sorted = append(sorted, *step)
		for _, next := range waiters[step.ID] {
			if waiting[next.ID]--; waiting[next.ID] == 0 {
				heap.Push(ready, s.entry(next))
			}
		}
	}
	if len(sorted) < len(s.list) {
		return nil, fmt.Errorf("%d steps of %s wait for each other", len(s.list)-len(sorted), s.intent)
	}
	for i := range sorted {
		sorted[i].RestoredBy = s.known(sorted[i].RestoredBy, sorted[i].ID)
		for _, ids := range [][]string{sorted[i].Needs, sorted[i].RestoredBy} {
			slices.SortFunc(ids, func(a, b string) int { return place[a] - place[b] })
		}
	}
	return sorted, nil
}

// known are the IDs of existing steps other than the step's own, each once.
func (s *steps) known(ids []string, own string) []string {
	kept := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return s.byID[id] == nil || id == own })
	slices.Sort(kept)
	return slices.Compact(kept)
}

// A stepEntry is a step that could come next, with what it is compared by.
type stepEntry struct {
	step              *plan.Step
	kind, rank, chunk int
}

func (s *steps) entry(step *plan.Step) stepEntry {
	e := stepEntry{step: step, kind: kindOrder[step.Kind], rank: -1}
	if step.Table != nil {
		e.rank = s.rank[*step.Table]
	}
	if step.Chunk != nil {
		e.chunk = step.Chunk.Number
	}
	return e
}

// stepHeap gives out the step that is read first.
type stepHeap []stepEntry

func (h stepHeap) Len() int      { return len(h) }
func (h stepHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }

func (h stepHeap) Less(i, j int) bool {
	a, b := h[i], h[j]
	return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.rank, b.rank), cmp.Compare(a.chunk, b.chunk), cmp.Compare(a.step.ID, b.step.ID)) < 0
}

func (h *stepHeap) Push(x any) { *h = append(*h, x.(stepEntry)) }

func (h *stepHeap) Pop() any {
	last := len(*h) - 1
	entry := (*h)[last]
	*h = (*h)[:last]
	return entry
}
