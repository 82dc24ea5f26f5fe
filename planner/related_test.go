package planner

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/internal/pgcluster/pgtest"
	"poco/plan"
)

// closure computes, by SQL of its own, what foreign keys pull in from a table.
func closure(t *testing.T, url, table string, up, down bool) []string {
	t.Helper()
	edges := []string{"SELECT NULL::oid a, NULL::oid b WHERE false"}
	if up {
		edges = append(edges, "SELECT conrelid, confrelid FROM k")
	}
	if down {
		edges = append(edges, "SELECT confrelid, conrelid FROM k")
	}
	return strings.Split(rowsIn(t, url, `WITH RECURSIVE k AS (SELECT conrelid, confrelid FROM pg_constraint WHERE contype = 'f' AND conparentid = 0),
e (a, b) AS (`+strings.Join(edges, " UNION ALL ")+`),
-- rows of a partition are rows of its parent, and a parent's are its partitions'
f (a, b) AS (SELECT a, b FROM e
    UNION ALL SELECT inhparent, inhrelid FROM pg_inherits i JOIN pg_class c ON c.oid = inhrelid WHERE c.relispartition),
r (t) AS (SELECT '`+table+`'::regclass::oid UNION SELECT b FROM f JOIN r ON a = t)
SELECT relname::text FROM r JOIN pg_class ON oid = t ORDER BY relname COLLATE "C"`), "\n")
}

func TestRelatedOnRealSchemas(t *testing.T) {
	for _, test := range []struct{ data, table string }{
		{"pagila", "inventory"}, {"pagila", "rental"}, {"chinook", "track"},
		{"coder", "workspaces"}, {"coder", "templates"}, {"coder", "provisioner_jobs"},
	} {
		url := pgtest.Data(t, pgtest.Server(t), test.data)
		w := newWorld(t, url, pgtest.Database(t, pgtest.Server(t, 1)))
		for related, way := range map[string][2]bool{
			"all": {true, true}, "referenced": {true, false}, "referencing": {false, true}, "none": {false, false},
		} {
			// The target lacks every table, which is a problem and the quickest plan.
			p, _ := w.plan(w.recipe("selection {\n include = [\"" + test.table + "\"]\n related = \"" + related + "\"\n}"))
			var got []string
			for _, table := range p.Tables {
				got = append(got, table.Source.Name)
				if want := table.Source.Name == test.table; want != (table.Why == "selected") {
					t.Errorf("%s %s: %s is there because: %s", test.table, related, table.Source, table.Why)
				}
			}
			slices.Sort(got)
			if diff := cmp.Diff(closure(t, url, test.table, way[0], way[1]), got); diff != "" {
				t.Errorf("%s: %s with related = %s (-want +got):\n%s", test.data, test.table, related, diff)
			}
		}
	}
}

func TestRealSchemasAreCopiedAndOverwritten(t *testing.T) {
	for _, data := range []string{"pagila", "chinook_identity", "coder"} {
		t.Run(data, func(t *testing.T) {
			w := newWorld(t, pgtest.Data(t, pgtest.Server(t), data), pgtest.Database(t, pgtest.Server(t, 1), extensions[data]...))
			first := w.mustPlan("selection { include = [\"*\"] }\ncreate_missing = true")
			w.carryOut(first, 1)
			again := w.mustPlan("selection { include = [\"*\"] }\nmode = \"overwrite\"")
			for _, table := range again.Tables {
				if table.Rows.Target == nil || *table.Rows.Target != table.Rows.Source {
					t.Errorf("%s: %d rows of %v came over", table.Target, table.Rows.Source, table.Rows.Target)
				}
				for _, d := range table.Diff {
					t.Errorf("%s: %s", table.Target, d.Text)
				}
			}
			before := constraintsIn(t, w.qa)
			w.carryOut(again, 2)
			if after := constraintsIn(t, w.qa); after != before {
				t.Errorf("(-before +after):\n%s", cmp.Diff(before, after))
			}
			if data != "coder" && again.Summary.RowsOverwritten == 0 {
				t.Error("nothing was overwritten")
			}
			w.append(again)
		})
	}
}

// extensions are what the samples need.
var extensions = map[string][]string{}

// append plans what would collide wholly: each table's rows are on both sides.
func (w *world) append(overwritten *plan.Plan) {
	w.t.Helper()
	p, diags := w.plan(w.recipe("selection { include = [\"*\"] }"))
	if overwritten.Summary.RowsOverwritten > 0 && !diags.HasErrors() {
		w.t.Error("a second append is no error")
	}
	for _, table := range p.Tables {
		if len(table.Key) > 0 && table.Rows.Source > 0 && (table.Rows.Collide == nil || *table.Rows.Collide != table.Rows.Source) {
			w.t.Errorf("%s: of %d rows %v collide", table.Target, table.Rows.Source, table.Rows.Collide)
		}
	}
}
