package executor

import (
	"errors"
	"strconv"
	"testing"
)

func TestAnAbortTellsOfEachTableThatIsNotFilled(t *testing.T) {
	for _, test := range []struct {
		filling filling
		want    string
	}{
		{filling{emptied: true, done: 3, chunks: 3, rows: 9}, ""},
		{filling{chunks: 3}, ""}, // not touched
		{filling{emptied: true, chunks: 1}, "qa.t is empty: the run had removed its rows, and not copied any yet."},
		{filling{emptied: true, done: 2, chunks: 3, rows: 168025},
			"qa.t holds only a part of the copy: 168,025 rows of it, and none from before the run. 2 of its 3 chunks have arrived."},
		{filling{done: 1, chunks: 3, rows: 1}, "qa.t holds only a part of the copy: 1 row of it. 1 of its 3 chunks has arrived."},
	} {
		if got := test.filling.note("qa.t"); got != test.want {
			t.Errorf("%+v: got\n%s\nwant\n%s", test.filling, got, test.want)
		}
	}
}

// What is told to stay is what the ledger says of the run.
func TestAnAbortCountsTheRowsThatStay(t *testing.T) {
	s := newShop(t)
	p := s.overwrite()
	s.stopAt(p, "begin "+copyID("orders"))
	receipt, err := Abort(t.Context(), "", s.options())
	if err != nil {
		t.Fatal(err)
	}
	if kept := s.query(s.target, "SELECT (SELECT count(*) FROM customers) + (SELECT count(*) FROM orders)")[0]; strconv.FormatInt(receipt.Kept, 10) != kept || receipt.Copied != 0 {
		t.Errorf("%d copied and %d kept are told, and the target has %s", receipt.Copied, receipt.Kept, kept)
	}
}

func TestAStalePlanNamesTheRunThatHasBegun(t *testing.T) {
	s := newShop(t)
	p := s.overwrite()
	stopped := s.stopAt(p, "begin "+copyID("orders"))
	s.exec(s.source, "ALTER TABLE orders ADD COLUMN extra int")
	_, err := Apply(t.Context(), p, s.options())
	var stale *StaleError
	if !errors.As(err, &stale) || stale.Run != stopped.Run || stale.Position.StepsDone == 0 {
		t.Errorf("got %#v", err)
	}
}
