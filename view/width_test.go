package view

import (
	"slices"
	"testing"
)

func TestWrapUnderKeepsTheTextUnderItself(t *testing.T) {
	const text = "type mood, sequence order_items_id_seq and 3 tables   0.1 s"
	for width, want := range map[int][]string{
		80: {"✓ create   " + text},
		45: {"✓ create   type mood, sequence", "           order_items_id_seq and 3 tables", "           0.1 s"},
	} {
		if got := wrapUnder("✓ create   ", text, width); !slices.Equal(got, want) {
			t.Errorf("%d columns: got %q, want %q", width, got, want)
		}
	}
}

func TestOneIsOneInEveryCount(t *testing.T) {
	for got, want := range map[string]string{
		countedRows(1, true): "1 row", countedRows(1204, true): "1,204 rows", countedRows(1, false): "≈ 1 row",
		plural(1, "key exists", "keys exist"): "1 key exists", plural(2, "key exists", "keys exist"): "2 keys exist",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
