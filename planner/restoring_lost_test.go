package planner

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"poco/internal/pgcluster/pgtest"
)

// A session that is lost between the catalog and the counts is an error like any.
func TestARestoreWhoseRowsCantBeCountedIsNoPlan(t *testing.T) {
	w := servers(t, nil, []string{"CREATE TABLE t AS SELECT 1 AS x"})
	file := w.dumped(w.qa, "t.sql", "--clean", "--if-exists")
	recipe := w.load(fmt.Sprintf("database \"qa\" { url = env(\"QA_URL\") }\nrestore \"back\" {\n  database = database.qa\n  file     = %q\n}", file))
	p, diags := Plan(t.Context(), Request{Recipe: recipe, Names: []string{"restore.back"}, Version: "0.1.0", CountBudget: time.Minute,
		Progress: func(said string) {
			if said == "planning restore.back" {
				pgtest.Exec(t.Context(), w.qa, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
			}
		}})
	if !diags.HasErrors() || !strings.Contains(told(diags), "the rows of qa can't be counted") || len(p.Steps) > 0 {
		t.Errorf("planned with %d steps: %s", len(p.Steps), told(diags))
	}
}
