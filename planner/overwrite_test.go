package planner

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/plan"
)

// stepIDs are the plan's steps in their order, without the copy's name.
func stepIDs(p *plan.Plan) []string {
	var ids []string
	for _, step := range p.Steps {
		ids = append(ids, strings.TrimPrefix(step.ID, "copy.refresh/"))
	}
	return ids
}

func TestOverwriteDropsKeysAndPutsThemBack(t *testing.T) {
	w := servers(t, []string{shopSchema, shopRows}, []string{shopSchema, oldRows})
	p := w.mustPlan(`mode = "overwrite"
selection { 
  include = ["orders"] 
  related = "referenced"
}`)
	want := []string{
		"drop_foreign_key/public.invoices/invoices_order_id_fkey",
		"drop_foreign_key/public.order_items/order_items_order_id_fkey",
		"drop_foreign_key/public.orders/orders_customer_id_fkey",
		"copy/public.customers/1",
		"copy/public.orders/1",
		"set_sequence/public.orders_id_seq",
		"add_foreign_key/public.invoices/invoices_order_id_fkey",
		"add_foreign_key/public.order_items/order_items_order_id_fkey",
		"add_foreign_key/public.orders/orders_customer_id_fkey",
		"validate_foreign_key/public.invoices/invoices_order_id_fkey",
		"validate_foreign_key/public.order_items/order_items_order_id_fkey",
		"validate_foreign_key/public.orders/orders_customer_id_fkey",
		"analyze/public.customers",
		"analyze/public.orders",
	}
	if diff := cmp.Diff(want, stepIDs(p)); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
	copyOrders := find(t, p, "copy/public.orders/1")
	if diff := cmp.Diff([]string{
		`TRUNCATE ONLY "public"."orders"`,
		`COPY "public"."orders" ("id", "customer_id", "placed") FROM STDIN`,
	}, copyOrders.SQL); diff != "" {
		t.Errorf("the copy (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]plan.Destroys{{Table: public("orders"), Rows: 4, Exact: true, Only: true}}, copyOrders.Destroys); diff != "" {
		t.Errorf("what it destroys (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(&plan.Summary{
		Tables: 2, RowsToCopy: 15, BytesToCopy: p.Summary.BytesToCopy, RowsOverwritten: 6, TablesOverwritten: 2,
		ForeignKeysDropped: 3, Exact: true,
	}, &p.Summary); diff != "" {
		t.Errorf("summary (-want +got):\n%s", diff)
	}
}

func TestOverwriteShowsWhoPointsIn(t *testing.T) {
	w := servers(t, []string{shopSchema, shopRows}, []string{shopSchema, oldRows})
	p := w.mustPlan("mode = \"overwrite\"\nselection {\n include = [\"orders\"]\n related = \"referenced\"\n}")
	want := []plan.Reference{
		{Constraint: "invoices_order_id_fkey", Table: public("invoices"), Columns: []string{"order_id"}, References: []string{"id"}, Rows: 1, Exact: true},
		{Constraint: "order_items_order_id_fkey", Table: public("order_items"), Columns: []string{"order_id"}, References: []string{"id"}, Rows: 2, Exact: true},
	}
	if diff := cmp.Diff(want, tableNamed(t, p, "public.orders").ReferencedByOutside); diff != "" {
		t.Errorf("references from outside (-want +got):\n%s", diff)
	}
}

func TestRowsThatWouldDangleStopThePlan(t *testing.T) {
	for _, test := range []struct {
		name, body, qa string
		want           []string
	}{
		{"an outside table", `mode = "overwrite"
selection {
  include = ["orders"]
  related = "referenced"
}`, `INSERT INTO invoices VALUES (2, 88), (3, 88), (4, 89)`, []string{
			"line 6: foreign key invoices_order_id_fkey would not hold",
			"3 rows of qa.public.invoices", "public.orders", "(88), (89)", "invoices.order_id → orders.id",
		}},
		{"a where on the parent, seen from a table of the copy", `mode = "overwrite"
selection { include = ["orders", "customers", "order_items", "invoices"] }
table "customers" {
  where = "id <> 3"
}`, ``, []string{
			"line 9: foreign key orders_customer_id_fkey would not hold", "2 rows of public.orders to copy", "the where leaves out", "(3)",
		}},
		{"a where on the parent, seen from outside", `mode = "overwrite"
selection {
  include = ["orders"]
  related = "referenced"
}
table "orders" {
  where = "id > 3"
}`, ``, []string{
			"line 12: foreign key invoices_order_id_fkey would not hold", "1 row of qa.public.invoices", "(2)",
			"foreign key order_items_order_id_fkey would not hold", "(1)",
		}},
		{"parents left out", `mode = "append"
selection {
  include = ["order_items"]
  related = "none"
}
table "order_items" {
  where = "order_id > 2"
}`, ``, []string{
			"line 9: foreign key order_items_order_id_fkey would not hold",
			"18 rows of public.order_items to copy", "(5), (6), (7), (8), (9) and 1 more", "Select orders too",
			"foreign key order_items_product_id_fkey would not hold", "16 rows",
		}},
		{"values of set", `mode = "overwrite"
selection { include = ["*"] }
table "orders" {
  set = { customer_id = "99" }
}`, ``, []string{
			"line 9: foreign key orders_customer_id_fkey would not hold", "With these values 10 rows of public.orders", "(99)",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			qa := oldRows
			if test.qa != "" {
				qa += "SET session_replication_role = replica;" + test.qa + ";"
			}
			w := servers(t, []string{shopSchema, shopRows}, []string{shopSchema, qa})
			says(t, w.problems(test.body), test.want...)
		})
	}
}

func TestWhatTheSourceVouchesForIsNotRead(t *testing.T) {
	w := servers(t, []string{shopSchema, shopRows}, []string{shopSchema, oldRows})
	var said []string
	_, diags := Plan(t.Context(), Request{
		Recipe:   w.recipe("mode = \"overwrite\"\nselection { include = [\"*\"] }"),
		Progress: func(s string) { said = append(said, s) },
	})
	if diags.HasErrors() {
		t.Fatal(told(diags))
	}
	for _, s := range said {
		if strings.Contains(s, "will hold") {
			t.Errorf("a whole copy of valid keys is checked: %s", s)
		}
	}
}

func TestNarrowedRowsThatFitTogetherPass(t *testing.T) {
	w := servers(t, []string{shopSchema, shopRows}, []string{shopSchema})
	p := w.mustPlan(`mode = "overwrite"
selection { include = ["*"] }
table "orders" {
  where = "id <= 3 -- the first ones"
}
table "order_items" {
  where = "order_id <= 3"
}
table "invoices" {
  where = "order_id <= 3"
}
table "customers" {
  set = { email = "concat('user', id)" }
}`)
	if got, want := find(t, p, "copy/public.orders/1").Read,
		"COPY (SELECT \"id\", \"customer_id\", \"placed\" FROM ONLY \"public\".\"orders\" WHERE (id <= 3 -- the first ones\n)) TO STDOUT"; got != want {
		t.Errorf("read %s, want %s", got, want)
	}
	if got, want := find(t, p, "copy/public.customers/1").Read,
		`COPY (SELECT "id", CAST((concat('user', id)) AS text) AS "email" FROM ONLY "public"."customers") TO STDOUT`; got != want {
		t.Errorf("read %s, want %s", got, want)
	}
	orders := tableNamed(t, p, "public.orders")
	if orders.Rows.Source != 3 || !orders.Rows.Exact || orders.Where != "id <= 3 -- the first ones" {
		t.Errorf("orders: %+v", orders)
	}
}

func TestCyclesAreFilledWithoutTheirKeys(t *testing.T) {
	for _, mode := range []plan.Mode{plan.Overwrite, plan.Append} {
		w := servers(t, []string{shopSchema, shopRows}, []string{shopSchema})
		p := w.mustPlan("mode = \"" + string(mode) + "\"\nselection { include = [\"people\"] }")
		if diff := cmp.Diff([][]plan.Name{{public("houses"), public("people")}}, p.Cycles); diff != "" {
			t.Errorf("cycles (-want +got):\n%s", diff)
		}
		second := find(t, p, "drop_foreign_key/public.people/people_house_fkey")
		if diff := cmp.Diff([]string{"copy.refresh/drop_foreign_key/public.houses/houses_owner_fkey"}, second.Needs); diff != "" {
			t.Errorf("%s: the keys of a cycle are not dropped one by one (-want +got):\n%s", mode, diff)
		}
	}
}

func TestSelfReferenceIsNoCycle(t *testing.T) {
	w := servers(t, []string{shopSchema, shopRows}, []string{shopSchema})
	p := w.mustPlan("selection { include = [\"employees\"] }")
	if diff := cmp.Diff([]string{"copy/public.employees/1", "analyze/public.employees"}, stepIDs(p)); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
}
