package postgres

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/internal/pgcluster/pgtest"
	"poco/plan"
)

func public(name string) plan.Name { return plan.Name{Schema: "public", Name: name} }

// oddNames are names that only a quoted identifier can hold; the last has 63
// bytes, the most that Postgres keeps.
var oddNames = []string{
	"Order", `say "hi"`, "two words", "größe", "表", "select", "a.b", "a: b", " ON x.y ", "$1", `back\slash`, "it's",
	strings.Repeat("x", 63),
}

// odd is an odd name with a letter before it, no longer than 63 bytes.
func odd(letter, name string) string {
	return letter + strings.ToValidUTF8(name[:min(len(name), 62)], "")
}

func TestCatalogKeepsOddNames(t *testing.T) {
	c := open(t, pgtest.Database(t, pgtest.Server(t)))
	for _, name := range oddNames {
		schema, q := Quote(odd("s", name)), Quote(name)
		key, check, index := Quote(odd("k", name)), Quote(odd("c", name)), Quote(odd("i", name))
		run(t, c,
			"CREATE SCHEMA "+schema,
			"CREATE TABLE "+schema+"."+q+" ("+q+" int CONSTRAINT "+check+" CHECK ("+q+" > 0), parent int, CONSTRAINT "+key+" PRIMARY KEY ("+q+"))",
			"ALTER TABLE "+schema+"."+q+" ADD CONSTRAINT "+q+" FOREIGN KEY (parent) REFERENCES "+schema+"."+q,
			"CREATE INDEX "+index+" ON "+schema+"."+q+" (parent)",
			"CREATE TRIGGER "+q+" BEFORE UPDATE OF "+q+" ON "+schema+"."+q+" FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()")
	}
	for _, name := range oddNames {
		schema := odd("s", name)
		catalog := read(t, c, schema) // as the default schema: definitions name the table bare
		got := table(t, catalog, name)
		if got.Columns[0].Name != name || got.ForeignKeys[0].Name != name || got.Triggers[0].Name != name {
			t.Errorf("%q came back as column %q, key %q, trigger %q",
				name, got.Columns[0].Name, got.ForeignKeys[0].Name, got.Triggers[0].Name)
		}
		if diff := cmp.Diff([]string{name}, got.ForeignKeys[0].RefColumns); diff != "" {
			t.Errorf("referenced columns (-want +got)\n%s", diff)
		}
		definitions := got.Indexes[0].Definition + got.Triggers[0].Definition + got.ForeignKeys[0].Definition
		if strings.Contains(definitions, Quote(schema)+".") || strings.Contains(definitions, schema+"."+Quote(name)) {
			t.Errorf("%q: the default schema is in %s", name, definitions)
		}
		run(t, c, "SET search_path = "+Quote(schema),
			"DROP INDEX "+Quote(got.Indexes[0].Name), got.Indexes[0].Definition,
			"DROP TRIGGER "+Quote(name)+" ON "+Quote(name), got.Triggers[0].Definition,
			"ALTER TABLE "+Quote(name)+" DROP CONSTRAINT "+Quote(name),
			"ALTER TABLE "+Quote(name)+" ADD CONSTRAINT "+Quote(name)+" "+got.ForeignKeys[0].Definition)
		if diff := cmp.Diff(got.Facts(), table(t, read(t, c, schema), name).Facts()); diff != "" {
			t.Errorf("%q made again of its definitions (-was +is)\n%s", name, diff)
		}
	}
}

const shop = `
	CREATE TYPE mood AS ENUM ('glad', 'sad');
	CREATE DOMAIN amount AS numeric(10, 2) CHECK (VALUE >= 0);
	CREATE FUNCTION zero() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 0';
	CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
	CREATE COLLATION plain FROM "C";
	CREATE SEQUENCE number;
	CREATE TABLE customers (id int PRIMARY KEY, mood mood DEFAULT 'glad', name text COLLATE plain);
	CREATE TABLE orders (
		id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
		number bigint DEFAULT nextval('number') UNIQUE,
		customer int NOT NULL REFERENCES customers ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
		total amount NOT NULL, twice numeric GENERATED ALWAYS AS (total * 2) STORED,
		n int DEFAULT zero() CHECK (n >= zero()));
	CREATE INDEX orders_customer ON orders (customer) WHERE n > zero();
	CREATE TRIGGER touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
`

func TestDefinitionsAreTheSameWhateverTheDefaultSchemaIsCalled(t *testing.T) {
	c := open(t, pgtest.Database(t, pgtest.Server(t), shop))
	run(t, c, `CREATE SCHEMA "My App"`, `SET search_path = "My App"`, shop)
	one, two := read(t, c, "public"), read(t, c, "My App")
	for _, name := range []string{"customers", "orders"} {
		want := strings.ReplaceAll(strings.Join(table(t, one, name).Facts(), "\n"), "public.", `"My App".`)
		if diff := cmp.Diff(want, strings.Join(table(t, two, name).Facts(), "\n")); diff != "" {
			t.Errorf("%s (-public +My App)\n%s", name, diff)
		}
	}
	for _, f := range two.Functions {
		if f.Name.Schema == "My App" && !strings.HasPrefix(f.Definition, "CREATE OR REPLACE FUNCTION "+f.Name.Name+"(") {
			t.Errorf("the function's name is not bare: %s", f.Definition)
		}
	}
}

func TestCatalogTellsIdentityGeneratedAndDefaultColumnsApart(t *testing.T) {
	orders := table(t, catalogOf(t, shop), "orders")
	got := map[string]Column{}
	for _, col := range orders.Columns {
		got[col.Name] = Column{Type: col.Type, NotNull: col.NotNull, Default: col.Default, Generated: col.Generated,
			Identity: col.Identity, IdentitySequence: col.IdentitySequence, TypeName: col.TypeName, TypeKind: col.TypeKind}
	}
	int4 := plan.Name{Schema: "pg_catalog", Name: "int4"}
	sequence := public("orders_id_seq")
	want := map[string]Column{
		"id":       {Type: "integer", NotNull: true, Identity: 'a', IdentitySequence: &sequence, TypeName: int4, TypeKind: 'b'},
		"number":   {Type: "bigint", Default: "nextval('number'::regclass)", TypeName: plan.Name{Schema: "pg_catalog", Name: "int8"}, TypeKind: 'b'},
		"customer": {Type: "integer", NotNull: true, TypeName: int4, TypeKind: 'b'},
		"total":    {Type: "amount", NotNull: true, TypeName: public("amount"), TypeKind: 'd'},
		"twice":    {Type: "numeric", Generated: "((total)::numeric * (2)::numeric)", TypeName: plan.Name{Schema: "pg_catalog", Name: "numeric"}, TypeKind: 'b'},
		"n":        {Type: "integer", Default: "zero()", TypeName: int4, TypeKind: 'b'},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestForeignKeysHoldTheirActions(t *testing.T) {
	c := catalogOf(t, shop)
	want := []ForeignKey{{
		Name: "orders_customer_fkey", Columns: []string{"customer"}, References: public("customers"), RefColumns: []string{"id"},
		Definition: "FOREIGN KEY (customer) REFERENCES customers(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED",
		OnDelete:   'c', OnUpdate: 'a', Match: 's', Deferrable: true, Deferred: true, Validated: true, Enforced: true,
	}}
	if diff := cmp.Diff(want, table(t, c, "orders").ForeignKeys); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	incoming := c.ReferencedBy(public("customers"))
	if len(incoming) != 1 || incoming[0].Table.Name != public("orders") || incoming[0].Key.Name != "orders_customer_fkey" {
		t.Errorf("customers is referenced by %v, want orders", incoming)
	}
	if made := (&Catalog{Tables: c.Tables}).ReferencedBy(public("customers")); len(made) != 1 {
		t.Errorf("a catalog made by hand has %d references, want 1", len(made))
	}
}

func TestUnvalidatedConstraintsAreToldApart(t *testing.T) {
	c := catalogOf(t, `
		CREATE TABLE a (id int PRIMARY KEY);
		CREATE TABLE b (a int, n int);
		ALTER TABLE b ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES a NOT VALID;
		ALTER TABLE b ADD CONSTRAINT c CHECK (n > 0) NOT VALID;`)
	b := table(t, c, "b")
	if k := b.ForeignKeys[0]; k.Validated || k.Definition != "FOREIGN KEY (a) REFERENCES a(id)" {
		t.Errorf("key: validated %v, %s", k.Validated, k.Definition)
	}
	if k := b.Constraints[0]; k.Validated || k.Definition != "CHECK ((n > 0)) NOT VALID" {
		t.Errorf("check: validated %v, %s", k.Validated, k.Definition)
	}
}

func TestPartitionsShowWhatTheyInherit(t *testing.T) {
	c := catalogOf(t, `
		CREATE TABLE customers (id int PRIMARY KEY);
		CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
		CREATE TABLE sales (id int, region text, customer int REFERENCES customers, n int CHECK (n > 0), PRIMARY KEY (id, region))
			PARTITION BY LIST (region);
		CREATE TABLE north PARTITION OF sales FOR VALUES IN ('n') PARTITION BY HASH (id);
		CREATE TABLE north_0 PARTITION OF north FOR VALUES WITH (MODULUS 2, REMAINDER 0);
		CREATE TABLE rest PARTITION OF sales DEFAULT;
		ALTER TABLE rest ADD CONSTRAINT own CHECK (n < 9);
		CREATE INDEX sales_n ON sales (n);
		CREATE TRIGGER touch BEFORE INSERT ON sales FOR EACH ROW EXECUTE FUNCTION touch();
		CREATE TABLE log (id int REFERENCES customers, s text, r text, FOREIGN KEY (id, r) REFERENCES sales);`)
	sales, north, leaf, rest := table(t, c, "sales"), table(t, c, "north"), table(t, c, "north_0"), table(t, c, "rest")
	if sales.Kind != Partitioned || sales.PartitionKey != "LIST (region)" || sales.PartitionOf != nil {
		t.Errorf("sales: %v, key %q, of %v", sales.Kind, sales.PartitionKey, sales.PartitionOf)
	}
	if north.Kind != Partitioned || north.PartitionBound != "FOR VALUES IN ('n')" || *north.PartitionOf != public("sales") {
		t.Errorf("north: %v, %q, of %v", north.Kind, north.PartitionBound, north.PartitionOf)
	}
	if rest.PartitionBound != "DEFAULT" || leaf.PartitionBound != "FOR VALUES WITH (modulus 2, remainder 0)" {
		t.Errorf("bounds %q and %q", rest.PartitionBound, leaf.PartitionBound)
	}
	if len(sales.ForeignKeys) != 1 || len(leaf.ForeignKeys) != 0 || len(table(t, c, "log").ForeignKeys) != 2 {
		t.Errorf("foreign keys: sales %d, north_0 %d, log %d; want 1, 0, 2",
			len(sales.ForeignKeys), len(leaf.ForeignKeys), len(table(t, c, "log").ForeignKeys))
	}
	inherited := map[string]bool{}
	for _, k := range rest.Constraints {
		inherited[k.Name] = k.Inherited
	}
	if diff := cmp.Diff(map[string]bool{"rest_pkey": true, "sales_n_check": true, "own": false}, inherited); diff != "" {
		t.Errorf("constraints of rest that are inherited (-want +got)\n%s", diff)
	}
	if i := rest.Indexes[0]; !i.Inherited || i.Parent != "sales_n" || sales.Indexes[0].Inherited {
		t.Errorf("index of rest: %+v", i)
	}
	if k := rest.Constraints[0]; k.Kind != PrimaryKey || k.Parent != "sales_pkey" {
		t.Errorf("primary key of rest: %+v", k)
	}
	if g := leaf.Triggers; len(g) != 1 || !g[0].Inherited || sales.Triggers[0].Inherited {
		t.Errorf("triggers of north_0: %+v", g)
	}
	if !strings.Contains(sales.Indexes[0].Definition, " ON ONLY sales ") {
		t.Errorf("index of sales: %s", sales.Indexes[0].Definition)
	}
}

func TestPlainInheritanceNamesTheParents(t *testing.T) {
	c := catalogOf(t, `
		CREATE TABLE a (id int CHECK (id > 0));
		CREATE TABLE b (n int);
		CREATE TABLE child (own text) INHERITS (b, a);`)
	child := table(t, c, "child")
	if diff := cmp.Diff([]plan.Name{public("b"), public("a")}, child.Inherits); diff != "" {
		t.Errorf("parents (-want +got)\n%s", diff)
	}
	inherited := map[string]bool{}
	for _, col := range child.Columns {
		inherited[col.Name] = col.Inherited
	}
	if diff := cmp.Diff(map[string]bool{"id": true, "n": true, "own": false}, inherited); diff != "" {
		t.Errorf("inherited columns (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]string{"table child"}, table(t, c, "a").Dependents); diff != "" {
		t.Errorf("dependents of a (-want +got)\n%s", diff)
	}
}

func TestTriggersHoldHowTheyAreEnabled(t *testing.T) {
	c := catalogOf(t, `
		CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
		CREATE TABLE a (id int PRIMARY KEY, up int REFERENCES a, n int UNIQUE DEFERRABLE);
		CREATE TRIGGER o BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION touch();
		CREATE TRIGGER d BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION touch();
		CREATE TRIGGER r BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION touch();
		CREATE CONSTRAINT TRIGGER a AFTER INSERT ON a FOR EACH ROW EXECUTE FUNCTION touch();
		ALTER TABLE a DISABLE TRIGGER d, ENABLE REPLICA TRIGGER r, ENABLE ALWAYS TRIGGER a;`)
	got := map[string]string{}
	for _, g := range table(t, c, "a").Triggers {
		got[g.Name] = string(g.Enabled)
		if g.Constraint != (g.Name == "a") || g.Function != public("touch") {
			t.Errorf("trigger %+v", g)
		}
	}
	if diff := cmp.Diff(map[string]string{"o": "O", "d": "D", "r": "R", "a": "A"}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestSizesAndEstimatesAreThoseOfTheRows(t *testing.T) {
	c := catalogOf(t, `
		CREATE TABLE full_of (id int PRIMARY KEY, big text);
		ALTER TABLE full_of ALTER big SET STORAGE EXTERNAL;
		INSERT INTO full_of SELECT g, repeat('x', 3000) FROM generate_series(1, 100) g;
		ANALYZE full_of;
		CREATE TABLE empty (id int);`)
	got := table(t, c, "full_of")
	if got.Rows != 100 || got.Pages*8192 != got.HeapBytes || got.HeapBytes == 0 ||
		got.TotalBytes < 300_000 || got.IndexBytes == 0 || got.Filenode == 0 {
		t.Errorf("rows %v, pages %d, heap %d, total %d, index %d", got.Rows, got.Pages, got.HeapBytes, got.TotalBytes, got.IndexBytes)
	}
	if got := table(t, c, "empty"); got.Rows != -1 || got.TotalBytes > 8192 {
		t.Errorf("empty: rows %v, total %d; want -1 and less than a page or so", got.Rows, got.TotalBytes)
	}
}
