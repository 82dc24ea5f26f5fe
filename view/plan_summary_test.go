package view

import (
	"bytes"
	"testing"
)

func TestSummaryShowsTheTotalsAndWhatIsDestroyed(t *testing.T) {
	golden(t, "plan_summary.txt", func(w *bytes.Buffer) {
		PlanSummary(w, shop(), PlanOptions{Whole: "poco show refresh.plan.json"}, Style{})
	})
}
