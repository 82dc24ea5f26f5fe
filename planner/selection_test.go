package planner

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/config"
	"poco/plan"
	"poco/postgres"
)

// shop is a catalog in which order_items is in the middle: it references orders
// and products, orders reference customers and are referenced by invoices;
// returns reference order_items. customers and addresses are a cycle.
func shop() *postgres.Catalog {
	c := &postgres.Catalog{Schema: "public"}
	add := func(name string, references ...string) *postgres.Table {
		schema, bare, has := strings.Cut(name, ".")
		if !has {
			schema, bare = "public", name
		}
		t := &postgres.Table{Name: plan.Name{Schema: schema, Name: bare}, Kind: postgres.Ordinary}
		for _, to := range references {
			t.ForeignKeys = append(t.ForeignKeys, postgres.ForeignKey{
				Name: bare + "_" + to + "_fkey", Columns: []string{to + "_id"},
				References: public(to), RefColumns: []string{"id"}, Validated: true, Enforced: true,
			})
		}
		c.Tables = append(c.Tables, t)
		return t
	}
	add("addresses", "customers")
	add("customers", "addresses")
	add("archive.orders")
	add("categories", "categories")
	add("invoices", "orders")
	add("order_items", "orders", "products")
	add("orders", "customers")
	add("products", "categories")
	add("returns", "order_items", "clerks")
	add("clerks")
	add("spatial").Extension = "postgis"
	add("orders_view").Kind = postgres.View
	add("far").Kind = postgres.Foreign
	add("events").Kind = postgres.Partitioned
	for _, part := range []string{"events_1", "events_2"} {
		parent := public("events")
		add(part).PartitionOf = &parent
	}
	return c
}

// selecting makes a selection of patterns.
func selecting(t *testing.T, related config.Related, include, exclude string) *config.Selection {
	t.Helper()
	s := &config.Selection{Related: related}
	for _, list := range []struct {
		text string
		to   *[]config.Pattern
	}{{include, &s.Include}, {exclude, &s.Exclude}} {
		for _, word := range strings.Fields(list.text) {
			p, err := config.ParsePattern(word)
			if err != nil {
				t.Fatal(err)
			}
			*list.to = append(*list.to, p)
		}
	}
	return s
}

// whyText writes the chosen tables with their reasons, a line each.
func whyText(c *chosen) string {
	var b strings.Builder
	for _, name := range c.names() {
		b.WriteString(shortName(name, "public") + ": " + c.why[name] + "\n")
	}
	return b.String()
}

func TestRelatedPullsTablesIn(t *testing.T) {
	for _, test := range []struct {
		related          config.Related
		include, exclude string
		want             string
	}{
		{config.RelatedNone, "orders", "", "orders: selected\n"},
		{config.RelatedReferenced, "orders", "", `addresses: customers.addresses_id → addresses.id
customers: orders.customers_id → customers.id
orders: selected
`},
		{config.RelatedReferencing, "orders", "", `invoices: invoices.orders_id → orders.id
order_items: order_items.orders_id → orders.id
orders: selected
returns: returns.order_items_id → order_items.id
`},
		{config.RelatedAll, "orders", "", `addresses: customers.addresses_id → addresses.id
categories: products.categories_id → categories.id
clerks: returns.clerks_id → clerks.id
customers: orders.customers_id → customers.id
invoices: invoices.orders_id → orders.id
order_items: order_items.orders_id → orders.id
orders: selected
products: order_items.products_id → products.id
returns: returns.order_items_id → order_items.id
`},
		{config.RelatedAll, "orders", "order_items customers", `invoices: invoices.orders_id → orders.id
orders: selected
`},
		{config.RelatedReferenced, "order*", "orders", `categories: products.categories_id → categories.id
order_items: selected
products: order_items.products_id → products.id
`},
		{config.RelatedNone, "archive.* clerk?", "", "archive.orders: selected\nclerks: selected\n"},
		{config.RelatedNone, "events", "", `events: selected
events_1: partition of events
events_2: partition of events
`},
		{config.RelatedNone, "events*", "events_2", `events: selected
events_1: partition of events
`},
		{config.RelatedNone, "events_1", "", "events_1: selected\n"},
		{config.RelatedAll, "categories", "products", "categories: selected\n"},
	} {
		found := choose(newRelations(shop()), selecting(t, test.related, test.include, test.exclude), nil)
		if found.problems.HasErrors() {
			t.Errorf("%s %s: %s", test.related, test.include, told(found.problems))
		}
		if diff := cmp.Diff(test.want, whyText(found)); diff != "" {
			t.Errorf("%s %s without %s (-want +got):\n%s", test.related, test.include, test.exclude, diff)
		}
	}
}

func TestPatternsThatChooseNothing(t *testing.T) {
	for _, test := range []struct{ include, exclude, summary, detail string }{
		{"ordrs", "", `no table matches "ordrs"`, "Did you mean orders?"},
		{"archive.order", "", `no table matches "archive.order"`, "archive.orders"},
		{"zzz*", "", `no table matches "zzz*"`, "no such table"},
		{"orders_view", "", `"orders_view" matches no table with rows of its own`, "views"},
		{"far", "", `"far" matches no table with rows of its own`, "foreign tables"},
		{"orders", "orders", "nothing is selected", "excluded"},
		{"spatial", "", "nothing is selected", "extension"},
	} {
		found := choose(newRelations(shop()), selecting(t, config.RelatedNone, test.include, test.exclude), nil)
		if len(found.problems) != 1 || found.problems[0].Summary != test.summary || !strings.Contains(found.problems[0].Detail, test.detail) {
			t.Errorf("include %s, exclude %s: got %s, want %s … %s", test.include, test.exclude, told(found.problems), test.summary, test.detail)
		}
	}
}

func TestEachPatternThatMatchesNothingIsReported(t *testing.T) {
	found := choose(newRelations(shop()), selecting(t, config.RelatedNone, "orders ordrs clients", ""), nil)
	if len(found.problems) != 2 {
		t.Errorf("got %d problems, want 2: %s", len(found.problems), told(found.problems))
	}
}

func TestWhatIsLeftOutIsToldOf(t *testing.T) {
	found := choose(newRelations(shop()), selecting(t, config.RelatedNone, "*", "nothing_like_it"), nil)
	var codes []string
	for _, w := range found.warnings {
		codes = append(codes, w.Code+" "+w.Table)
	}
	want := []string{"exclude_unmatched ", "extension_table public.spatial"}
	if diff := cmp.Diff(want, codes); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
}

func TestTheLedgerIsNeverSelected(t *testing.T) {
	c := shop()
	c.Tables = append(c.Tables, &postgres.Table{Name: plan.Name{Schema: "poco", Name: "ledger"}, Kind: postgres.Ordinary},
		&postgres.Table{Name: plan.Name{Schema: "poco", Name: "recipes"}, Kind: postgres.Ordinary})
	found := choose(newRelations(c), selecting(t, config.RelatedNone, "poco.*", ""), nil)
	if got, want := whyText(found), "poco.recipes: selected\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNoSelectionIsTheDefaultSchema(t *testing.T) {
	found := choose(newRelations(shop()), nil, nil)
	if _, has := found.why[public("returns")]; !has || found.problems.HasErrors() {
		t.Errorf("got %s%s", whyText(found), told(found.problems))
	}
	if _, has := found.why[plan.Name{Schema: "archive", Name: "orders"}]; has {
		t.Error("a table of another schema is selected")
	}
}

func TestGraphOfASelection(t *testing.T) {
	g, diags := ForeignKeys(shop(), selecting(t, config.RelatedReferenced, "orders", ""))
	if diags.HasErrors() {
		t.Fatal(told(diags))
	}
	want := &Graph{
		Tables: []Node{
			{public("addresses"), "customers.addresses_id → addresses.id", 0},
			{public("customers"), "orders.customers_id → customers.id", 0},
			{public("orders"), "selected", 1},
		},
		Keys: []Edge{
			{"addresses_customers_fkey", public("addresses"), []string{"customers_id"}, public("customers"), []string{"id"}, true},
			{"customers_addresses_fkey", public("customers"), []string{"addresses_id"}, public("addresses"), []string{"id"}, true},
			{"orders_customers_fkey", public("orders"), []string{"customers_id"}, public("customers"), []string{"id"}, false},
		},
		Cycles: [][]plan.Name{{public("addresses"), public("customers")}},
	}
	if diff := cmp.Diff(want, g); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
