package planner

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/internal/pgcluster/pgtest"
	"poco/plan"
	"poco/postgres"
)

func TestForeignKeyStatements(t *testing.T) {
	table := plan.Name{Schema: "public", Name: "orders"}
	key := postgres.ForeignKey{
		Name: "k", Columns: []string{"a", `b"`}, References: plan.Name{Schema: "O", Name: "c"}, RefColumns: []string{"x", "y"},
		OnDelete: 'a', OnUpdate: 'a', Match: 's', Validated: true, Enforced: true,
	}
	with := func(change func(*postgres.ForeignKey)) postgres.ForeignKey { k := key; change(&k); return k }
	const (
		clause   = `ALTER TABLE "public"."orders" ADD CONSTRAINT "k" FOREIGN KEY ("a", "b""") REFERENCES "O"."c" ("x", "y")`
		drop     = `ALTER TABLE "public"."orders" DROP CONSTRAINT "k"`
		validate = `ALTER TABLE "public"."orders" VALIDATE CONSTRAINT "k"`
	)
	for _, c := range []struct {
		name    string
		key     postgres.ForeignKey
		kind    postgres.TableKind
		version int
		want    foreignKeyStatements
	}{
		{"plain", key, 'r', 150000, foreignKeyStatements{drop, []string{clause + " NOT VALID"}, []string{validate}}},
		{"partitioned", key, 'p', 170000, foreignKeyStatements{drop, []string{clause}, nil}},
		{"partitioned, 18", key, 'p', 180000, foreignKeyStatements{drop, []string{clause + " NOT VALID"}, []string{validate}}},
		{"not valid before", with(func(k *postgres.ForeignKey) { k.Validated = false }), 'r', 150000,
			foreignKeyStatements{drop, []string{clause + " NOT VALID"}, nil}},
		{"not enforced", with(func(k *postgres.ForeignKey) { k.Enforced, k.Validated = false, false }), 'r', 180000,
			foreignKeyStatements{drop, []string{clause + " NOT ENFORCED"}, nil}},
		{"all of it", with(func(k *postgres.ForeignKey) {
			k.Match, k.OnDelete, k.OnUpdate, k.Deferrable, k.Deferred, k.Comment = 'f', 'n', 'c', true, true, "it's"
			k.Definition = `FOREIGN KEY (a, "b""") REFERENCES "O".c(x, y) MATCH FULL ON UPDATE CASCADE ON DELETE SET NULL ("b""") DEFERRABLE INITIALLY DEFERRED`
		}), 'r', 150000, foreignKeyStatements{drop, []string{
			clause + ` MATCH FULL ON UPDATE CASCADE ON DELETE SET NULL ("b""") DEFERRABLE INITIALLY DEFERRED NOT VALID`,
			`COMMENT ON CONSTRAINT "k" ON "public"."orders" IS 'it''s'`,
		}, []string{validate}}},
		{"period", with(func(k *postgres.ForeignKey) { k.Period = true }), 'r', 180000, foreignKeyStatements{drop, []string{
			`ALTER TABLE "public"."orders" ADD CONSTRAINT "k" FOREIGN KEY ("a", PERIOD "b""") REFERENCES "O"."c" ("x", PERIOD "y") NOT VALID`,
		}, []string{validate}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, foreignKeySQL(table, c.kind, c.key, c.version)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestForeignKeysComeBackExactly drops every foreign key of the odd schema and
// puts it back.
func TestForeignKeysComeBackExactly(t *testing.T) {
	server := pgtest.Server(t)
	p := place{pgtest.Database(t, server, "CREATE EXTENSION btree_gist;", oddSchema(t, server)), "app"}
	before := readCatalog(t, p)
	conn := connect(t, p)
	defer conn.Close(context.Background())
	var back []string
	keys := 0
	for _, table := range before.Tables {
		for _, fk := range table.ForeignKeys {
			s := foreignKeySQL(table.Name, table.Kind, fk, before.Server.VersionNum)
			if _, err := conn.Exec(t.Context(), s.Drop); err != nil {
				t.Fatalf("%s: %v", s.Drop, err)
			}
			back = append(append(back, s.Add...), s.Validate...)
			keys++
		}
	}
	for _, sql := range back {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	after := readCatalog(t, p)
	if keys < 6 {
		t.Errorf("only %d foreign keys were tried", keys)
	}
	for _, table := range before.Tables {
		if diff := cmp.Diff(table.ForeignKeys, after.Table(table.Name).ForeignKeys); diff != "" {
			t.Errorf("foreign keys of %s (-before +after):\n%s", table.Name, diff)
		}
	}
}
