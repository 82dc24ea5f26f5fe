package view

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/plan"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares what a view wrote with testdata/NAME.
func golden(t *testing.T, name string, write func(w *bytes.Buffer)) {
	t.Helper()
	var got bytes.Buffer
	write(&got)
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("%s (-want +got), go test -update writes it anew:\n%s", file, diff)
	}
}

func public(name string) plan.Name { return plan.Name{Schema: "public", Name: name} }

func at[T any](v T) *T { return &v }

// shop is the plan of looks.md: an overwrite of five tables.
func shop() *plan.Plan {
	return &plan.Plan{
		FormatVersion: plan.FormatVersion, ID: "7f3c20b1d9e4", PocoVersion: "0.1.0",
		Recipe: plan.Recipe{Files: []string{"refresh.poco.hcl"}},
		Databases: map[string]plan.Database{
			"dev": {Host: "db-dev.internal", Port: 5432, DBName: "shop", User: "app", Schema: "public", ServerVersion: "16.4"},
			"qa":  {Host: "db-qa.internal", Port: 5432, DBName: "shop", User: "app", Schema: "public", ServerVersion: "15.8"},
		},
		Intents: []plan.Intent{{Name: "copy.refresh", Kind: "copy", Source: "dev", Target: "qa", Mode: plan.Overwrite, Jobs: 4}},
		Tables:  shopTables(),
		Steps:   shopSteps(),
		Cycles:  [][]plan.Name{{public("orders"), public("promo_codes")}},
		Warnings: []plan.Warning{
			{Code: "trigger_disabled", Table: "qa.public.orders", Message: "the trigger audit is disabled on qa and stays so"},
		},
	}
}

func shopTables() []plan.Table {
	table := func(name, why string, rows, bytes int64, held *int64, exact bool) plan.Table {
		return plan.Table{
			Intent: "copy.refresh", Source: public(name), Target: public(name), Mode: plan.Overwrite, Why: why,
			Rows: plan.Rows{Source: rows, Target: held, Exact: exact, SourceExact: exact, TargetExact: exact}, Bytes: bytes,
		}
	}
	tables := []plan.Table{
		table("customers", "orders.customer_id → customers.id", 12408, 3250586, at(int64(11950)), true),
		table("products", "order_items.product_id → products.id", 4911, 1048576, at(int64(4911)), true),
		table("promo_codes", "orders.promo_id → promo_codes.id", 310, 49152, nil, true),
		table("orders", "selected", 310227, 61236838, at(int64(298113)), true),
		table("order_items", "order_items.order_id → orders.id", 1204000, 149841510, at(int64(1190000)), false),
	}
	tables[2].Created = true
	tables[3].Where = "placed_at >= '2026-01-01'"
	tables[0].Set = map[string]string{"email": "concat('user', id, '@example.com')"}
	tables[3].ReferencedByOutside = []plan.Reference{{
		Constraint: "invoices_order_id_fkey", Table: public("invoices"), Columns: []string{"order_id"},
		References: []string{"id"}, Rows: 41022, Exact: true,
	}}
	return tables
}

func shopSteps() []plan.Step {
	name := func(s string) *plan.Name { n := public(s); return &n }
	copyStep := func(table string, rows int64, exact bool) plan.Step {
		s := plan.Step{
			ID: "copy.refresh/copy/public." + table + "/1", Kind: plan.Copy, Intent: "copy.refresh", Table: name(table),
			Read: `COPY "public"."` + table + `" TO STDOUT`,
			SQL:  []string{`TRUNCATE ONLY "public"."` + table + `"`, `COPY "public"."` + table + `" FROM STDIN`}, CopyIn: 1,
			Chunk: &plan.Chunk{Number: 1, Of: 1}, Rows: rows,
		}
		if rows > 0 {
			s.Destroys = []plan.Destroys{{Table: public(table), Rows: rows, Exact: exact}}
		}
		return s
	}
	step := func(kind plan.Kind, table, object, sql string) plan.Step {
		return plan.Step{ID: fmt.Sprintf("copy.refresh/%s/%s/%s", kind, table, object), Kind: kind, Intent: "copy.refresh",
			Table: name(table), Object: object, SQL: []string{sql}}
	}
	drop := step(plan.DropForeignKey, "orders", "orders_customer_id_fkey", `ALTER TABLE "public"."orders" DROP CONSTRAINT "orders_customer_id_fkey"`)
	drop.RestoredBy = []string{"copy.refresh/add_foreign_key/orders/orders_customer_id_fkey"}
	return []plan.Step{
		drop,
		step(plan.CreateTable, "promo_codes", "", "CREATE TABLE \"public\".\"promo_codes\" (\n  \"id\" bigint NOT NULL\n)"),
		copyStep("customers", 11950, true), copyStep("products", 4911, true), copyStep("promo_codes", 0, true),
		copyStep("orders", 298113, true), copyStep("order_items", 1190000, false),
		step(plan.AddConstraint, "promo_codes", "promo_codes_pkey", `ALTER TABLE "public"."promo_codes" ADD CONSTRAINT "promo_codes_pkey" PRIMARY KEY ("id")`),
		step(plan.AddForeignKey, "orders", "orders_customer_id_fkey", `ALTER TABLE "public"."orders" ADD CONSTRAINT "orders_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "public"."customers" ("id") NOT VALID`),
		step(plan.ValidateForeignKey, "orders", "orders_customer_id_fkey", `ALTER TABLE "public"."orders" VALIDATE CONSTRAINT "orders_customer_id_fkey"`),
		step(plan.Analyze, "orders", "", `ANALYZE "public"."orders"`),
	}
}

// blocked is shop with two differences that block it, one that does not, and an
// outside reference that would dangle.
func blocked() *plan.Plan {
	p := shop()
	p.Tables[3].Diff = []plan.Difference{
		{Kind: "missing_column", Name: "channel", Text: `dev has "channel text", qa does not: not null, no default`, Blocks: true,
			Mend: []string{"ALTER TABLE public.orders ADD COLUMN channel text NOT NULL DEFAULT ''"}},
		{Kind: "index", Name: "orders_placed_at_idx", Text: "dev has the index orders_placed_at_idx, qa does not",
			Mend: []string{"CREATE INDEX orders_placed_at_idx ON public.orders (placed_at)"}},
	}
	p.Tables[0].Diff = []plan.Difference{
		{Kind: "type", Name: "email", Text: `"email": varchar(120) in dev, varchar(80) in qa: 3 values would not fit`, Blocks: true,
			Mend: []string{"ALTER TABLE public.customers ALTER COLUMN email TYPE varchar(120)"}},
	}
	r := &p.Tables[3].ReferencedByOutside[0]
	r.Dangling, r.Keys = 12, []string{"88120", "88121", "90007"}
	return p
}

// large is a plan of 300 tables of which few have anything to say.
func large() *plan.Plan {
	p := shop()
	p.Warnings, p.Cycles = nil, nil
	p.Intents[0].Mode = plan.Append
	p.Tables, p.Steps = nil, nil
	for i := range 300 {
		name := public(fmt.Sprintf("table_%03d", i))
		t := plan.Table{Intent: "copy.refresh", Source: name, Target: name, Mode: plan.Append, Why: "selected",
			Rows: plan.Rows{Source: int64(i) * 7, Target: at(int64(0)), Exact: true, SourceExact: true, TargetExact: true}, Bytes: int64(i) * 8192}
		step := plan.Step{ID: "copy.refresh/copy/" + name.String() + "/1", Kind: plan.Copy, Intent: "copy.refresh", Table: &name,
			SQL: []string{"COPY " + name.String() + " FROM STDIN"}, Rows: t.Rows.Source}
		switch i {
		case 3:
			t.Mode, t.Rows.Target = plan.Overwrite, at(int64(41))
			step.Destroys = []plan.Destroys{{Table: name, Rows: 41, Exact: true}}
		case 5:
			t.Diff = []plan.Difference{{Kind: "missing_column", Text: `dev has "note text", qa does not`, Blocks: true}}
		case 7:
			t.Rows.Collide = at(int64(12))
		}
		p.Tables, p.Steps = append(p.Tables, t), append(p.Steps, step)
	}
	return p
}

// hostile is a plan of names that try to garble a terminal or break a table.
func hostile() *plan.Plan {
	p := shop()
	p.Cycles = nil
	names := []string{
		"line\nbreak", "esc\x1b[2J\x1b[31mred", "tab\tbell\a", "right\u202eto left", "pipe|`tick`<b>@everyone</b>",
		`quo"te`, "select", "Ünïcödé", "表のなまえ", "🐘 and 🦣",
		"sixty_three_bytes_long_name_of_a_table_that_is_not_yet_at_limit",
	}
	p.Tables, p.Steps = nil, nil
	for i, n := range names {
		name := plan.Name{Schema: "odd\x1b]0;schema", Name: n}
		p.Tables = append(p.Tables, plan.Table{Intent: "copy.refresh", Source: public(n), Target: name, Mode: plan.Overwrite,
			Why: "selected", Where: "a > 1\n  AND b < 2",
			Rows: plan.Rows{Source: int64(i), Target: at(int64(i)), Exact: true, SourceExact: true, TargetExact: true},
			Diff: []plan.Difference{{Text: "the column " + n + " differs", Blocks: i == 0, Mend: []string{"ALTER TABLE x\n  ADD y"}}}})
		p.Steps = append(p.Steps, plan.Step{ID: "x", Kind: plan.DropForeignKey, Intent: "copy.refresh", Table: &name, Object: n,
			SQL: []string{`ALTER TABLE "` + n + `" DROP CONSTRAINT "k"`}, Destroys: []plan.Destroys{{Table: name, Rows: int64(i), Exact: true}}})
	}
	p.Warnings = []plan.Warning{{Code: "x\x1b[1m", Table: "t\nu", Message: "bad\x1b[0m news"}}
	return p
}

// two is a plan of two copies onto one target, the second of them appending.
func two() *plan.Plan {
	p := shop()
	p.Intents = append(p.Intents, plan.Intent{Name: "copy.flags", Kind: "copy", Source: "dev", Target: "qa", Mode: plan.Append,
		DependsOn: []string{"copy.refresh"}})
	flags := public("flags")
	p.Tables = append(p.Tables, plan.Table{Intent: "copy.flags", Source: flags, Target: flags, Mode: plan.Append, Why: "selected",
		Rows: plan.Rows{Source: 3, Target: at(int64(0)), Exact: true, SourceExact: true, TargetExact: true}, Bytes: 8192})
	p.Steps = append(p.Steps, plan.Step{ID: "copy.flags/copy/public.flags/1", Kind: plan.Copy, Intent: "copy.flags", Table: &flags,
		SQL: []string{`COPY "public"."flags" FROM STDIN`}, Rows: 3})
	return p
}
