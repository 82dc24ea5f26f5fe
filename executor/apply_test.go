package executor

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/state"
)

func TestApplyCopiesAndPutsEverythingBack(t *testing.T) {
	s := newShop(t)
	p := s.overwrite()
	receipt := s.apply(p, s.options())
	s.wantCopied(p)
	run := s.wantStatus(state.Done)
	want := []state.Table{
		{Intent: "copy.refresh", Name: "public.customers", Planned: 50, Exact: true, Copied: 50, Done: true},
		{Intent: "copy.refresh", Name: "public.orders", Planned: 300, Exact: true, Copied: 300, Done: true},
		{Intent: "copy.refresh", Name: "public.items", Planned: 900, Exact: true, Copied: 900, Done: true},
		{Intent: "copy.refresh", Name: "public.tags", Planned: 20, Exact: true, Copied: 20, Done: true},
	}
	if diff := cmp.Diff(want, receipt.Tables); diff != "" {
		t.Errorf("receipt (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, run.Tables); diff != "" {
		t.Errorf("state (-want +got):\n%s", diff)
	}
	if receipt.Planned != 1270 || receipt.Copied != 1270 || receipt.Kept != 0 || receipt.Resumed {
		t.Errorf("receipt: %+v", receipt)
	}
}
