package planner

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"poco/internal/pgcluster/pgtest"
	"poco/plan"
)

// manyTables are n tables, each of which references the one before it and one of
// the first ten.
func manyTables(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "CREATE TABLE t%d (id int PRIMARY KEY", i)
		if i > 10 {
			fmt.Fprintf(&b, ", a int REFERENCES t%d, b int REFERENCES t%d", i-1, i%10)
		}
		b.WriteString(", name text DEFAULT 'x', at timestamptz);\n")
		fmt.Fprintf(&b, "INSERT INTO t%d (id) VALUES (1); CREATE INDEX ON t%d (name);\n", i, i)
	}
	return b.String()
}

func TestTwoThousandTables(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long to create 2,000 tables")
	}
	var scripts []string // a few, since one transaction can't hold so many locks
	for part := range slices.Chunk(strings.SplitAfter(manyTables(2000), "\n"), 300) {
		scripts = append(scripts, strings.Join(part, ""))
	}
	w := servers(t, scripts, scripts)
	for _, test := range []struct{ name, qa, body string }{
		{"overwrite", w.qa, "mode = \"overwrite\""},
		{"create_missing", pgtest.Database(t, pgtest.Server(t, 1)), "create_missing = true"},
	} {
		w.qa = test.qa
		recipe := w.recipe("selection { include = [\"*\"] }\n" + test.body)
		start := time.Now()
		p, diags := w.plan(recipe)
		took := time.Since(start)
		if diags.HasErrors() {
			t.Fatal(told(diags))
		}
		sound(t, p)
		needs := 0
		for _, step := range p.Steps {
			needs += len(step.Needs)
		}
		t.Logf("%s: %d tables, %d steps, %d needs, planned in %v", test.name, len(p.Tables), len(p.Steps), needs, took.Round(time.Millisecond))
		if len(p.Tables) != 2000 {
			t.Errorf("%d tables are planned", len(p.Tables))
		}
		if most := 6 * len(p.Steps); needs > most {
			t.Errorf("%d needs of %d steps", needs, len(p.Steps))
		}
	}
}

func TestTheSameDatabasesGiveTheSamePlan(t *testing.T) {
	w := servers(t, []string{shopSchema, shopRows, logSchema, logMore, logRows, logNotes}, []string{shopSchema, oldRows})
	recipe := w.recipe("selection { include = [\"*\"] }\nmode = \"overwrite\"\ncreate_missing = true\ntable \"invoices\" {\n mode = \"update\"\n}")
	var first []byte
	for run := range 5 {
		p, diags := w.plan(recipe)
		if diags.HasErrors() {
			t.Fatal(told(diags))
		}
		p.CreatedAt = time.Time{}
		var b bytes.Buffer
		if err := p.Encode(&b); err != nil {
			t.Fatal(err)
		}
		if run == 0 {
			first = b.Bytes()
		} else if diff := cmp.Diff(string(first), b.String()); diff != "" {
			t.Fatalf("run %d gives another plan (-first +now):\n%s", run, diff)
		}
	}
}

func TestNamesOfEveryKind(t *testing.T) {
	long := strings.Repeat("ü", 31) // 62 bytes
	var b strings.Builder
	names := []string{`Mixed Case`, `with"quote`, `with'tick`, `select`, `dot.ted`, `ünïcödé 日本`, long, `semi;colon`, `new
line`, `back\slash`, `$dollar$`, `%s`, `  blanks  `}
	for _, schema := range []string{`Odd "schema`, "public"} {
		q := func(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
		if schema != "public" {
			fmt.Fprintf(&b, "CREATE SCHEMA %s;\n", q(schema))
		}
		for i, name := range names {
			fmt.Fprintf(&b, "CREATE TABLE %s.%s (%s int CONSTRAINT %s PRIMARY KEY, \"User\" serial, parent int);\n", q(schema), q(name), q(name), q(fmt.Sprintf("k%d", i)))
			if i > 0 {
				fmt.Fprintf(&b, "ALTER TABLE %[1]s.%[2]s ADD CONSTRAINT %[2]s FOREIGN KEY (parent) REFERENCES %[1]s.%[3]s;\n", q(schema), q(name), q(names[i-1]))
			}
			fmt.Fprintf(&b, "CREATE INDEX %s ON %s.%s (parent);\n", q("i"+name), q(schema), q(name))
			fmt.Fprintf(&b, "INSERT INTO %s.%s VALUES (%d, DEFAULT, %d);\n", q(schema), q(name), i, max(0, i-1))
		}
	}
	const body = "selection { include = [\"*\", \"\\\"Odd \\\"\\\"schema\\\".*\"] }\n"
	w := servers(t, []string{b.String()}, nil)
	p := w.mustPlan(body + "create_missing = true")
	if len(p.Tables) != 2*len(names) {
		t.Errorf("%d tables, want %d", len(p.Tables), 2*len(names))
	}
	w.carryOut(p, 1)
	again := w.mustPlan(body + "mode = \"overwrite\"")
	w.carryOut(again, 2)
	if dev, qa := constraintsIn(t, w.dev), constraintsIn(t, w.qa); dev != qa {
		t.Errorf("(-dev +qa):\n%s", cmp.Diff(dev, qa))
	}
	w.sameRows(`public."with""quote"`, `"Odd ""schema"."new
line"`, `public."`+long+`"`)
}

func TestDefaultSchemasAreMapped(t *testing.T) {
	const app = "CREATE SCHEMA app; SET search_path = app;"
	w := servers(t, []string{app + shopSchema + "RESET search_path;", "SET search_path = app;" + shopRows}, []string{shopSchema, oldRows})
	p, diags := w.plan(w.load(`database "dev" {
  url    = env("DEV_URL")
  schema = "app"
}
database "qa" { url = env("QA_URL") }
copy "refresh" {
  source = database.dev
  target = database.qa
  mode   = "overwrite"
  selection { include = ["*"] }
}`))
	if diags.HasErrors() {
		t.Fatal(told(diags))
	}
	if table := tableNamed(t, p, "public.orders"); table.Source != (plan.Name{Schema: "app", Name: "orders"}) {
		t.Errorf("public.orders is filled from %s", table.Source)
	}
	w.carryOut(p, 1)
	if got := rowsIn(t, w.qa, "SELECT count(*)::text FROM public.orders"); got != "10" {
		t.Errorf("qa has %s orders", got)
	}
}
