package model

import (
	"fmt"
	"math/rand"
	"slices"
	"testing"
)

// run lets processes come and die until one gets through, and says what is wrong
// with what the target holds.
func run(seed int64, r rules) string {
	random := rand.New(rand.NewSource(seed))
	w := &world{Rand: random, rules: r, source: newSource(random), target: &target{ledger: map[int]entry{}}, kills: 1 + random.Intn(5)}
	w.target.rows = []row{{-1, -1}} // what the copy replaces
	for !w.apply() {
	}
	for len(w.target.open) > 0 { // whatever dead processes left
		w.target.commit(w.target.open[0], r)
	}
	var want []row
	for chunk := range chunks {
		for _, v := range w.source.read(w.moment, chunk) {
			want = append(want, row{v.key, v.value})
		}
	}
	order := func(a, b row) int { return a.key*1e6 + a.value - b.key*1e6 - b.value }
	slices.SortFunc(want, order)
	slices.SortFunc(w.target.rows, order)
	if !slices.Equal(want, w.target.rows) {
		return fmt.Sprintf("seed %d: the target holds %v, the source had %v", seed, w.target.rows, want)
	}
	return ""
}

func TestTheProtocolEndsWithOneSnapshot(t *testing.T) {
	for seed := range int64(50_000) {
		if wrong := run(seed, protocol); wrong != "" {
			t.Fatal(wrong)
		}
	}
}

// Without any one of its rules, the protocol fails.
func TestEveryRuleIsNeeded(t *testing.T) {
	for name, leave := range map[string]func(*rules){
		"rows and entry in one transaction": func(r *rules) { r.ledgerInTransaction = false },
		"what dead processes left is ended": func(r *rules) { r.endLeftovers = false },
		"an entry can't be made twice":      func(r *rules) { r.ledgerIsUnique = false },
		"the count":                         func(r *rules) { r.proveCount = false },
		"the xmin":                          func(r *rules) { r.proveXmin = false },
		"xmin, not the next number":         func(r *rules) { r.xminNotNext = false },
		"all chunks are voided together":    func(r *rules) { r.voidTogether = false },
		"the table is emptied again":        func(r *rules) { r.emptyAgain = false },
	} {
		t.Run(name, func(t *testing.T) {
			r := protocol
			leave(&r)
			for seed := range int64(50_000) {
				if run(seed, r) != "" {
					return
				}
			}
			t.Error("the model finds nothing wrong without it")
		})
	}
}
