package planner

import (
	"context"
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"poco/internal/pgcluster/pgtest"
	"poco/plan"
	"poco/postgres"
)

// carryOut runs a plan's steps one at a time, in a random order of those that
// their needs allow, so that a need that a plan forgot makes it fail.
func (w *world) carryOut(p *plan.Plan, seed int64) {
	w.t.Helper()
	ctx := w.t.Context()
	from, to := w.connect(w.dev, p.Databases["dev"].Schema), w.connect(w.qa, p.Databases["qa"].Schema)
	random := rand.New(rand.NewSource(seed))
	left, done := slices.Clone(p.Steps), map[string]bool{}
	for len(left) > 0 {
		var ready []int
		for i, step := range left {
			if !slices.ContainsFunc(step.Needs, func(id string) bool { return !done[id] }) {
				ready = append(ready, i)
			}
		}
		i := ready[random.Intn(len(ready))]
		step := left[i]
		if err := to.Tx(ctx, "", func() error { return runStep(ctx, step, from, to) }); err != nil {
			w.t.Fatalf("seed %d: %s: %s", seed, step.ID, postgres.Explain(err))
		}
		done[step.ID] = true
		left = slices.Delete(left, i, i+1)
	}
}

func runStep(ctx context.Context, step plan.Step, from, to *postgres.Conn) error {
	for _, d := range step.Destroys {
		rows, err := postgres.Count(ctx, to, d.Table, "", d.Only, 0)
		if err != nil {
			return err
		}
		if rows > d.Rows {
			return fmt.Errorf("%s has %d rows, the plan shows %d", d.Table, rows, d.Rows)
		}
	}
	for i, sql := range step.SQL {
		switch {
		case step.Kind == plan.Copy && i == step.CopyIn:
			if _, _, err := postgres.Relay(ctx, from, step.Read, to, sql, func(int64, int64) {}); err != nil {
				return err
			}
		case step.Kind == plan.SetSequence:
			var last int64
			var called bool
			if err := from.QueryRow(ctx, step.Read, nil, &last, &called); err != nil {
				return err
			}
			if _, err := to.Exec(ctx, sql, last, called); err != nil {
				return err
			}
		default:
			if _, err := to.Exec(ctx, sql); err != nil {
				return fmt.Errorf("%s: %w", sql, err)
			}
		}
	}
	return nil
}

func (w *world) connect(url, schema string) *postgres.Conn {
	w.t.Helper()
	config, err := postgres.ParseConfig(url)
	if err != nil {
		w.t.Fatal(err)
	}
	conn, err := postgres.Connect(w.t.Context(), config, postgres.Session{Application: "test", Schema: schema})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

// rowsIn gives the rows of a query as lines.
func rowsIn(t *testing.T, url, query string) string {
	t.Helper()
	rows, err := pgtest.Query(t.Context(), url, query)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(rows, "\n")
}

// sameRows compares tables of both sides.
func (w *world) sameRows(tables ...string) {
	w.t.Helper()
	for _, table := range tables {
		query := "SELECT t::text FROM " + table + " t ORDER BY 1"
		if dev, qa := rowsIn(w.t, w.dev, query), rowsIn(w.t, w.qa, query); dev != qa || dev == "" {
			w.t.Errorf("%s: dev has\n%s\nqa has\n%s", table, dev, qa)
		}
	}
}

// constraintsIn lists the constraints, triggers and indexes of a database, with
// their states.
func constraintsIn(t *testing.T, url string) string {
	t.Helper()
	return rowsIn(t, url, `SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) || ' ' || convalidated
FROM pg_constraint WHERE connamespace::regnamespace::text !~ '^(pg_|information_schema|poco)' AND conrelid <> 0
UNION ALL SELECT tgrelid::regclass || ' ' || tgname || ' ' || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT indexrelid::regclass || ' ' || pg_get_indexdef(indexrelid) || ' ' || indisvalid FROM pg_index WHERE indrelid::regclass::text !~ '^(pg_|information_schema)'
ORDER BY 1`)
}

func TestPlansCanBeCarriedOut(t *testing.T) {
	const traps = `
CREATE TABLE fired (t text);
CREATE FUNCTION trap() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO fired VALUES (TG_NAME); RETURN NULL; END';
CREATE TRIGGER a AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION trap();
CREATE TRIGGER b AFTER TRUNCATE ON orders EXECUTE FUNCTION trap();
CREATE CONSTRAINT TRIGGER c AFTER INSERT OR UPDATE ON customers DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION trap();
CREATE TRIGGER d AFTER INSERT ON invoices FOR EACH ROW EXECUTE FUNCTION trap();
ALTER TABLE invoices DISABLE TRIGGER d;
ALTER TABLE customers ENABLE ALWAYS TRIGGER c;
`
	all := []string{"customers", "products", "orders", "order_items", "invoices", "employees", "people", "houses"}
	for _, test := range []struct {
		name, body string
		qa         []string
	}{
		{"overwrite", `mode = "overwrite"`, []string{shopSchema, oldRows, traps}},
		{"append", `mode = "append"`, []string{shopSchema, traps}},
		{"update", `mode = "update"`, []string{shopSchema, "INSERT INTO customers VALUES (1, 'old');", traps}},
		{"skip", `mode = "skip"`, []string{shopSchema, "INSERT INTO customers VALUES (1, 'c1');", traps}},
		{"recreate", `mode = "recreate"`, []string{shopSchema, oldRows, "DROP VIEW busy;"}},
		{"create", `create_missing = true`, nil},
		{"create some", "mode = \"overwrite\"\ncreate_missing = true", []string{shopSchema, oldRows, "DROP TABLE invoices, employees; DROP TABLE people, houses;"}},
		{"mixed", `mode = "overwrite"
table "customers" {
  mode = "recreate"
}
table "invoices" {
  mode = "append"
}
table "products" {
  mode = "update"
}
table "people" {
  mode = "recreate"
}`, []string{shopSchema, oldRows, "DELETE FROM invoices;"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			for seed := range int64(3) {
				w := servers(t, []string{shopSchema, shopRows}, test.qa)
				before := constraintsIn(t, w.qa)
				p := w.mustPlan(test.body + "\nselection { include = [\"*\"] }")
				w.carryOut(p, seed)
				w.sameRows(all...)
				if after := constraintsIn(t, w.qa); !strings.Contains(test.name, "create") && before != after {
					t.Errorf("before\n%s\nafter\n%s", before, after)
				}
				if slices.Contains(test.qa, traps) {
					if fired := rowsIn(t, w.qa, "SELECT * FROM fired"); fired != "" {
						t.Errorf("triggers fired: %s", fired)
					}
				}
			}
		})
	}
}
