package executor

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"poco/state"
)

// names are those of the backups that are listed, oldest first.
func (s *shop) names() (names []string) {
	for _, e := range slices.Backward(s.backups()) {
		names = append(names, e.Name)
	}
	return names
}

// Only what the plan lists goes, and of that only what the rule still takes.
func TestPruneRemovesWhatThePlanListsAndTheRuleTakes(t *testing.T) {
	s := newShop(t)
	for range 4 {
		s.made("plain")
	}
	old := s.names()
	v := s.vault()
	v.backup("plain")
	v.prune(3, "backups/"+old[0], "backups/"+old[3])
	s.events = nil
	receipt := s.apply(v.sealed(), s.vaultOptions())
	want := append(slices.Clone(old[1:]), strings.TrimPrefix(receipt.Backups[0].File, "backups/"))
	if got := s.names(); !slices.Equal(got, want) {
		t.Errorf("left are %v, want %v", got, want)
	}
	if !slices.Equal(receipt.Pruned, []string{"backups/" + old[0]}) {
		t.Errorf("the receipt says %v", receipt.Pruned)
	}
	if said := s.recorded(Notice); len(said) != 1 || said[0].Message != "removed the old backup backups/"+old[0] {
		t.Errorf("told: %+v", said)
	}
}

func TestPruneKeepsWhatAnUnfinishedRunNeeds(t *testing.T) {
	s := newShop(t)
	for range 3 {
		s.made("plain")
	}
	old := s.names()
	v := s.vault()
	v.restore("backups/"+old[0], "plain", shopCounts)
	other := v.sealed()
	var document bytes.Buffer
	if err := other.Encode(&document); err != nil {
		t.Fatal(err)
	}
	if err := s.store().SavePlan(t.Context(), other.ID, document.Bytes()); err != nil {
		t.Fatal(err)
	}
	if err := s.store().Save(t.Context(), state.Run{ID: "abcd", PlanID: other.ID, Status: state.Interrupted}); err != nil {
		t.Fatal(err)
	}
	prune := func() *Receipt {
		v := s.vault()
		v.backup("plain")
		v.prune(1, "backups/"+old[0], "backups/"+old[1], "backups/"+old[2])
		return s.apply(v.sealed(), s.vaultOptions())
	}
	receipt := prune()
	if got := s.names(); len(got) != 2 || got[0] != old[0] || len(receipt.Notes) > 0 {
		t.Errorf("left are %v (%v)", got, receipt.Notes)
	}
	// Of a run whose plan is not known nobody knows what it needs.
	if err := s.store().Save(t.Context(), state.Run{ID: "abce", PlanID: "unknown", Status: state.Interrupted}); err != nil {
		t.Fatal(err)
	}
	receipt = prune()
	if len(s.names()) != 3 || len(receipt.Notes) != 1 || !strings.Contains(receipt.Notes[0], "run abce has not ended") {
		t.Errorf("left are %v (%v)", s.names(), receipt.Notes)
	}
}
