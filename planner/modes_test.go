package planner

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/plan"
)

func TestAppendThatWouldCollideIsRefusedAndShown(t *testing.T) {
	// The mistake of swapping source and target: all keys of qa exist on dev.
	w := servers(t, []string{shopSchema, shopRows}, []string{shopSchema, shopRows})
	p, diags := w.plan(w.recipe("selection {\n include = [\"orders\"]\n related = \"none\"\n}\nmode = \"append\""))
	says(t, told(diags), "line 10: 10 of 10 keys of public.orders exist on qa already",
		"(1), (2), (3), (4), (5) and 5 more", "Mode update replaces")
	if got := tableNamed(t, p, "public.orders").Rows.Collide; got == nil || *got != 10 {
		t.Errorf("collide is %v, want 10", got)
	}
}

func TestAppendCollidesOnAnyUniqueKey(t *testing.T) {
	w := servers(t, []string{shopSchema, shopRows}, []string{shopSchema, "INSERT INTO customers VALUES (77, 'c3');"})
	told := w.problems("selection {\n include = [\"customers\"]\n related = \"none\"\n}")
	says(t, told, "1 of 5 keys of public.customers", "customers_email_key (email)", "('c3')")
	if strings.Contains(told, "customers_pkey") {
		t.Errorf("the primary keys don't collide:\n%s", told)
	}
}

func TestAppendGoesInTheOrderOfKeys(t *testing.T) {
	w := servers(t, []string{shopSchema, shopRows}, []string{shopSchema})
	p := w.mustPlan("selection {\n include = [\"order_items\", \"orders\", \"products\", \"customers\"]\n related = \"none\"\n}")
	if diff := cmp.Diff([]string{
		"copy/public.customers/1", "copy/public.products/1", "copy/public.orders/1", "copy/public.order_items/1",
		"set_sequence/public.orders_id_seq", "set_sequence/public.products_id_seq",
		"analyze/public.customers", "analyze/public.products", "analyze/public.orders", "analyze/public.order_items",
	}, stepIDs(p)); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"copy.refresh/copy/public.products/1", "copy.refresh/copy/public.orders/1"},
		find(t, p, "copy/public.order_items/1").Needs); diff != "" {
		t.Errorf("needs (-want +got):\n%s", diff)
	}
	// Read and written by hand, since a generated column can't be copied.
	if got, want := find(t, p, "copy/public.order_items/1").SQL[0],
		`COPY "public"."order_items" ("order_id", "line", "product_id", "price") FROM STDIN`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestUpdateAndSkipGoThroughATemporaryTable(t *testing.T) {
	w := servers(t, []string{shopSchema, shopRows}, []string{shopSchema, oldRows})
	p := w.mustPlan(`selection {
  include = ["orders", "customers", "employees"]
  related = "none"
}
mode = "update"
table "customers" {
  mode = "skip"
}`)
	if diff := cmp.Diff([]string{
		`CREATE TEMPORARY TABLE "poco_rows" ON COMMIT DROP AS SELECT "id", "customer_id", "placed" FROM "public"."orders" WITH NO DATA`,
		`COPY "pg_temp"."poco_rows" ("id", "customer_id", "placed") FROM STDIN`,
		`INSERT INTO "public"."orders" ("id", "customer_id", "placed") OVERRIDING SYSTEM VALUE SELECT "id", "customer_id", "placed" FROM "pg_temp"."poco_rows" ON CONFLICT ("id") DO UPDATE SET "customer_id" = EXCLUDED."customer_id", "placed" = EXCLUDED."placed"`,
	}, find(t, p, "copy/public.orders/1").SQL); diff != "" {
		t.Errorf("update (-want +got):\n%s", diff)
	}
	if step := find(t, p, "copy/public.orders/1"); step.CopyIn != 1 || len(step.Destroys) > 0 {
		t.Errorf("copy in %d, destroys %v", step.CopyIn, step.Destroys)
	}
	if got := find(t, p, "copy/public.customers/1").SQL[2]; !strings.HasSuffix(got, "DO NOTHING") {
		t.Errorf("skip: %s", got)
	}
	if tableNamed(t, p, "public.customers").Mode != plan.Skip {
		t.Error("the table's own mode does not stand in the plan")
	}
}

func TestUpdateNeedsAKey(t *testing.T) {
	const bare = "CREATE TABLE bare (a int, b int); CREATE TABLE ruled (id int PRIMARY KEY); CREATE RULE r AS ON INSERT TO ruled DO ALSO NOTHING;" +
		"CREATE TABLE late (id int PRIMARY KEY DEFERRABLE);"
	w := servers(t, []string{bare}, []string{bare})
	says(t, w.problems("selection { include = [\"*\"] }\nmode = \"update\""),
		"bare: qa has no primary key, which mode update goes by", "public.ruled has rewrite rules", "the primary key of public.late is deferrable")
}

func TestRecreateDropsAndCreates(t *testing.T) {
	w := servers(t, []string{shopSchema, shopRows}, []string{shopSchema, oldRows, "DROP VIEW busy; ALTER TABLE orders ADD old_column int;"})
	p := w.mustPlan("selection {\n include = [\"orders\"]\n related = \"referenced\"\n}\nmode = \"recreate\"")
	for _, want := range []struct{ id, needs string }{
		{"drop_table/public.orders", "drop_foreign_key/public.invoices/invoices_order_id_fkey"},
		{"drop_table/public.customers", "drop_table/public.orders"},
		{"create_table/public.orders", "drop_table/public.customers"},
		{"copy/public.orders/1", "create_table/public.orders"},
		{"add_constraint/public.orders/orders_pkey", "copy/public.orders/1"},
		{"add_foreign_key/public.invoices/invoices_order_id_fkey", "add_constraint/public.orders/orders_pkey"},
		{"add_foreign_key/public.orders/orders_customer_id_fkey", "add_constraint/public.customers/customers_pkey"},
	} {
		step := find(t, p, want.id)
		if !contains(step.Needs, "copy.refresh/"+want.needs) {
			t.Errorf("%s does not need %s but %s", want.id, want.needs, step.Needs)
		}
	}
	drop := find(t, p, "drop_table/public.orders")
	if diff := cmp.Diff([]plan.Destroys{{Table: public("orders"), Rows: 4, Exact: true, Only: true}}, drop.Destroys); diff != "" {
		t.Errorf("destroys (-want +got):\n%s", diff)
	}
	for _, id := range []string{"create_table/public.orders", "add_constraint/public.orders/orders_pkey", "validate_foreign_key/public.orders/orders_customer_id_fkey"} {
		if !contains(drop.RestoredBy, "copy.refresh/"+id) {
			t.Errorf("the drop is not restored by %s but %s", id, drop.RestoredBy)
		}
	}
	if has(p, "drop_foreign_key/public.orders/orders_customer_id_fkey") {
		t.Error("a key that goes with its table is dropped by itself")
	}
}

func contains(list []string, s string) bool {
	for _, have := range list {
		if have == s {
			return true
		}
	}
	return false
}

func TestRecreateOfACycleDropsItsKeysFirst(t *testing.T) {
	w := servers(t, []string{shopSchema, shopRows}, []string{shopSchema})
	p := w.mustPlan("selection { include = [\"people\"] }\nmode = \"recreate\"")
	if diff := cmp.Diff([]string{
		"drop_foreign_key/public.houses/houses_owner_fkey", "drop_foreign_key/public.people/people_house_fkey",
		"drop_table/public.people", "drop_table/public.houses",
		"create_table/public.houses", "create_table/public.people",
		"copy/public.houses/1", "copy/public.people/1",
		"add_constraint/public.houses/houses_pkey", "add_constraint/public.people/people_pkey",
		"add_foreign_key/public.houses/houses_owner_fkey", "add_foreign_key/public.people/people_house_fkey",
		"validate_foreign_key/public.houses/houses_owner_fkey", "validate_foreign_key/public.people/people_house_fkey",
		"analyze/public.houses", "analyze/public.people",
	}, stepIDs(p)); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
}

func TestRecreateRefusesWhatOthersStandOn(t *testing.T) {
	w := servers(t, []string{shopSchema}, []string{shopSchema})
	says(t, w.problems("selection {\n include = [\"orders\"]\n related = \"referenced\"\n}\nmode = \"recreate\""),
		"line 10: public.orders can't be dropped", "view busy")
}

func TestMissingTablesAreAnErrorUnlessTheyAreCreated(t *testing.T) {
	w := servers(t, []string{shopSchema, shopRows}, nil)
	says(t, w.problems("selection {\n include = [\"orders\", \"invoices\"]\n related = \"none\"\n}"),
		"line 7: qa lacks 2 tables", "public.invoices", "public.orders", "create_missing = true")
	p := w.mustPlan("selection {\n include = [\"orders\"]\n related = \"referenced\"\n}\ncreate_missing = true")
	if table := tableNamed(t, p, "public.orders"); !table.Created || table.Rows.Target != nil || !table.Rows.Exact {
		t.Errorf("%+v", table)
	}
	if seen, has := p.Databases["qa"].Seen["public.orders"]; !has || seen != nil {
		t.Errorf("that qa lacks orders is recorded as %v", seen)
	}
}

func TestSequencesFollow(t *testing.T) {
	w := servers(t, []string{shopSchema, shopRows}, []string{shopSchema, oldRows})
	p := w.mustPlan("selection {\n include = [\"products\"]\n related = \"none\"\n}\nmode = \"overwrite\"\ntable \"products\" {\n where = \"id > 0\"\n}")
	step := find(t, p, "set_sequence/public.products_id_seq")
	if !strings.Contains(step.Read, "products_id_seq") || !strings.Contains(step.SQL[0], "setval") {
		t.Errorf("%+v", step)
	}
	if diff := cmp.Diff([]string{"copy.refresh/copy/public.products/1"}, step.Needs); diff != "" {
		t.Errorf("needs (-want +got):\n%s", diff)
	}
}
