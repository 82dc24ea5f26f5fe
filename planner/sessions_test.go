package planner

import (
	"testing"

	"poco/internal/pgcluster/pgtest"
)

// TestPlanningLeavesNoLocks reads keys of both sides, and then locks every table
// that was read, which a session left open in a transaction would not allow.
func TestPlanningLeavesNoLocks(t *testing.T) {
	w := servers(t, []string{shopSchema, shopRows}, []string{shopSchema, oldRows, "DELETE FROM invoices;"})
	w.mustPlan(`mode = "overwrite"
table "invoices" { mode = "append" }
table "products" { mode = "update" }
selection { include = ["*"] }`)
	for _, url := range []string{w.dev, w.qa} {
		must(t, pgtest.Exec(t.Context(), url, `BEGIN; SET LOCAL lock_timeout = '20s';
LOCK TABLE customers, products, orders, order_items, invoices, employees, people, houses; COMMIT;`))
	}
}

// TestGeneratedColumnsOfTheSourceAreCopiedIntoPlainOnes carries out a plan whose
// target keeps as a column what the source computes, and the other way round.
func TestGeneratedColumnsOfTheSourceAreCopiedIntoPlainOnes(t *testing.T) {
	w := servers(t,
		[]string{"CREATE TABLE t (a int PRIMARY KEY, b int GENERATED ALWAYS AS (a * 2) STORED, c int); INSERT INTO t (a, c) VALUES (1, 7), (2, 7);"},
		[]string{"CREATE TABLE t (a int PRIMARY KEY, b int, c int GENERATED ALWAYS AS (a * 3) STORED);"})
	w.carryOut(w.mustPlan(`selection { include = ["t"] }`), 1)
	if got, want := rowsIn(t, w.qa, "SELECT t::text FROM t ORDER BY 1"), "(1,2,3)\n(2,4,6)"; got != want {
		t.Errorf("qa has\n%s\nwant\n%s", got, want)
	}
}
