package e2e

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"poco/config"
	"poco/executor"
	"poco/internal/pgcluster/pgtest"
	"poco/plan"
	"poco/planner"
	"poco/state"
)

// chain is a small graph: a chain, a self-reference, a partitioned table, a
// trigger that no copy may fire, an index.
const chain = `
CREATE TABLE regions (id int PRIMARY KEY, parent_id int REFERENCES regions, name text UNIQUE);
CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, region_id int NOT NULL REFERENCES regions, note text);
CREATE INDEX orders_note_idx ON orders (note);
CREATE TABLE payments (order_id bigint REFERENCES orders, day date, amount numeric, PRIMARY KEY (order_id, day)) PARTITION BY RANGE (day);
CREATE TABLE payments_1 PARTITION OF payments FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE payments_2 PARTITION OF payments FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
CREATE FUNCTION halt() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''the trigger fired''; END';`

// chainRows fills it; the trigger comes after the rows.
func chainRows(n int) string {
	return fmt.Sprintf(`
INSERT INTO regions SELECT i, nullif(i / 2, 0), 'r' || i FROM generate_series(1, %[1]d) i;
INSERT INTO orders (region_id, note) SELECT i, 'n' || %[1]d FROM generate_series(1, %[1]d) i;
INSERT INTO payments SELECT i, date '2026-01-20' + i, i FROM generate_series(1, %[1]d) i;
CREATE TRIGGER orders_halt BEFORE INSERT OR UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION halt();
ANALYZE;`, n)
}

// planned makes the plan of the workplace's recipe.
func (w *workplace) planned() *plan.Plan {
	w.t.Helper()
	recipe, diags := config.Load(w.dir, config.Options{Environ: []string{"DEV_URL=" + w.dev, "QA_URL=" + w.qa}, Version: "0.1.0"})
	if diags.HasErrors() {
		w.t.Fatal(diags)
	}
	p, diags := planner.Plan(w.t.Context(), planner.Request{Recipe: recipe, Version: "0.1.0", Now: time.Now()})
	if diags.HasErrors() {
		w.t.Fatal(diags)
	}
	return p
}

// options are those of an executor that works on the workplace.
func (w *workplace) options() executor.Options {
	w.t.Helper()
	store, err := state.OpenLocal(filepath.Join(w.dir, ".poco", "state.json"))
	if err != nil {
		w.t.Fatal(err)
	}
	return executor.Options{Store: store, Jobs: 2, LockTimeout: 20 * time.Second, Holder: state.Holder{User: "ci", PID: os.Getpid()},
		Resolve: func(label string) (string, error) {
			return map[string]string{"dev": w.dev, "qa": w.qa}[label], nil
		}}
}

// cutShort applies and cancels at the n-th checkpoint. It reports whether the run
// got through.
func (w *workplace) cutShort(p *plan.Plan, n int) (through bool) {
	w.t.Helper()
	ctx, cancel := context.WithCancel(w.t.Context())
	defer cancel()
	o := w.options()
	var passed atomic.Int64
	o.Checkpoint = func(string) {
		if passed.Add(1) == int64(n) {
			cancel()
		}
	}
	_, err := executor.Apply(ctx, p, o)
	var interrupted *executor.InterruptedError
	if err != nil && !errors.As(err, &interrupted) && !errors.Is(err, context.Canceled) {
		w.t.Fatalf("cancelled at checkpoint %d: %v", n, err)
	}
	return err == nil
}

// interrupted are the copies that are interrupted, at some checkpoints.
var interrupted = []struct {
	name, mode string
	asUser     bool // not the owner: no key can be dropped
}{
	{name: "overwrite", mode: "overwrite"},
	{name: "recreate", mode: "recreate"},
	{name: "update", mode: "update"},
	{name: "overwrite by a role that owns nothing", mode: "overwrite", asUser: true},
}

// cutWorkplace has a source that holds all keys of the target and more.
func cutWorkplace(t *testing.T, mode string, asUser bool) *workplace {
	t.Helper()
	w := setup(t, pgtest.Database(t, pgtest.Server(t, 0), chain, chainRows(30)),
		pgtest.Database(t, pgtest.Server(t, 1), chain, chainRows(10)), `
  mode = "`+mode+`"
  selection { include = ["*"] }`)
	if asUser {
		role := "r_" + strings.ReplaceAll(filepath.Base(w.qa), "?sslmode=disable", "")
		role = role[:min(len(role), 60)]
		sql(t, w.qa, fmt.Sprintf(`CREATE ROLE %[1]s LOGIN PASSWORD 'x'; DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %%I TO %[1]s', current_database()); END $$;
			GRANT SELECT, INSERT, TRUNCATE ON ALL TABLES IN SCHEMA public TO %[1]s; GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO %[1]s;
			DROP TRIGGER orders_halt ON orders;`, role))
		owner := w.qa
		t.Cleanup(func() { sql(t, owner, "DROP OWNED BY "+role+"; DROP ROLE "+role) })
		w.qa = "postgres://" + role + ":x@" + w.qa[strings.Index(w.qa, "@")+1:]
	}
	return w
}

func TestEachModeIsFinishedAfterAnInterruption(t *testing.T) {
	for _, test := range interrupted {
		t.Run(test.name, func(t *testing.T) {
			for n := 1; ; n += 140 {
				w := cutWorkplace(t, test.mode, test.asUser)
				before := schema(t, w.qa)
				p := w.planned()
				through, earlier := w.cutShort(p, n), content(t, w.dev)
				if !through {
					sql(t, w.dev, "ALTER TABLE orders DISABLE TRIGGER USER; UPDATE orders SET note = 'later' WHERE id = 3; ALTER TABLE orders ENABLE TRIGGER USER")
					if _, err := executor.Apply(t.Context(), p, w.options()); err != nil {
						t.Fatalf("apply after checkpoint %d: %v", n, err)
					}
				}
				if diff := cmp.Diff(before, schema(t, w.qa)); diff != "" {
					t.Errorf("schema after checkpoint %d (-before +after):\n%s", n, diff)
				}
				// Where all rows were over before the source changed, they are of then.
				if got := content(t, w.qa); got != earlier {
					if diff := cmp.Diff(content(t, w.dev), got); diff != "" {
						t.Errorf("content after checkpoint %d is of no one moment (-dev +qa):\n%s", n, diff)
					}
				}
				if through || t.Failed() {
					return
				}
			}
		})
	}
}

func TestEachModeIsAbortedAfterAnInterruption(t *testing.T) {
	for _, test := range interrupted {
		t.Run(test.name, func(t *testing.T) {
			for n := 2; ; n += 140 {
				w := cutWorkplace(t, test.mode, test.asUser)
				before := schema(t, w.qa)
				if w.cutShort(w.planned(), n) {
					return
				}
				receipt, err := executor.Abort(t.Context(), "", w.options())
				var none *executor.NoRunError
				if err != nil && !errors.As(err, &none) {
					t.Fatalf("abort after checkpoint %d: %v", n, err)
				}
				if receipt != nil && strings.Contains(strings.Join(receipt.Notes, " "), "payments_order_id_fkey of qa.public.payments is NOT back: rows violate it") {
					before = withoutKey(before, "payments_order_id_fkey")
				}
				after := strings.ReplaceAll(schema(t, w.qa), " NOT VALID", "")
				if diff := cmp.Diff(before, after); diff != "" {
					t.Fatalf("schema after an abort at checkpoint %d (-before +after):\n%s", n, diff)
				}
			}
		})
	}
}

// withoutKey leaves a foreign key out of a schema that pg_dump wrote, with the line
// before it, which names the table. A partitioned table's key that rows violate
// can't be put back, and abort says so.
func withoutKey(schema, key string) string {
	lines := strings.Split(schema, "\n")
	for i, line := range lines {
		if strings.Contains(line, "ADD CONSTRAINT "+key+" ") {
			return strings.Join(append(lines[:i-1:i-1], lines[i+1:]...), "\n")
		}
	}
	return schema
}
