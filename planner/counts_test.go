package planner

import (
	"strings"
	"testing"
)

// A count that only tells more, and fails, costs an estimate and a warning; one
// that a plan stands on fails it.
func TestCountThatFailsIsFatalOnlyWhereItIsNeeded(t *testing.T) {
	const (
		body = "selection { include = [\"t\"] }\nmode = \"append\"\n"
		dev  = "CREATE TABLE t (id int PRIMARY KEY, n int); INSERT INTO t SELECT i, i FROM generate_series(0, 9) i;"
		qa   = "CREATE TABLE t (id int PRIMARY KEY, n int CHECK (10 / n > 0));"
	)
	w := servers(t, []string{dev}, []string{qa})
	p := w.mustPlan(body)
	found := false
	for _, warning := range p.Warnings {
		found = found || warning.Code == "not_counted" && warning.Table == "public.t" &&
			strings.Contains(warning.Message, "whether its rows fit") && strings.Contains(warning.Message, "division by zero")
	}
	if !found {
		t.Errorf("no warning tells of the count that failed: %v", p.Warnings)
	}
	if rows := p.Tables[0].Rows; rows.Source != 10 || !rows.SourceExact {
		t.Errorf("the other counts suffered: %+v", rows)
	}

	text := w.problems(body + "table \"t\" { where = \"10 / n > 0\" }\n")
	if !strings.Contains(text, "can't be counted") || !strings.Contains(text, "division by zero") {
		t.Errorf("a where that fails:\n%s", text)
	}
}
