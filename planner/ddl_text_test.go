package planner

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/plan"
	"poco/postgres"
)

func TestDefinitionsAreRenamedInTheOnePlace(t *testing.T) {
	app := func(name string) plan.Name { return plan.Name{Schema: "app", Name: name} }
	for _, c := range []struct {
		sql     string
		name    plan.Name
		keyword string
		want    string // empty: refused
	}{
		{`CREATE INDEX i ON t USING btree (a)`, app("t"), "ON", `CREATE INDEX i ON "Qa"."t" USING btree (a)`},
		{`CREATE INDEX i ON app.t USING btree (a)`, app("t"), "ON", `CREATE INDEX i ON "Qa"."t" USING btree (a)`},
		{`CREATE UNIQUE INDEX " ON t" ON ONLY "ON" USING btree (a)`, app("ON"), "ON", `CREATE UNIQUE INDEX " ON t" ON "Qa"."ON" USING btree (a)`},
		{`CREATE INDEX i ON "a ""b"".c" USING btree (a)`, app(`a "b".c`), "ON", `CREATE INDEX i ON "Qa"."a ""b"".c" USING btree (a)`},
		{`CREATE INDEX "x"" ON app.t" ON app."T t" USING btree (('ON app.t'::text))`, app("T t"), "ON",
			`CREATE INDEX "x"" ON app.t" ON "Qa"."T t" USING btree (('ON app.t'::text))`},
		{`CREATE TRIGGER t BEFORE UPDATE OF "ON", b ON ü FOR EACH ROW EXECUTE FUNCTION f('ON x')`, app("ü"), "ON",
			`CREATE TRIGGER t BEFORE UPDATE OF "ON", b ON "Qa"."ü" FOR EACH ROW EXECUTE FUNCTION f('ON x')`},
		{"CREATE FUNCTION app.f(a text DEFAULT 'FUNCTION app.f'::text)\n AS $f$ FUNCTION app.f $f$", app("f"), "FUNCTION",
			"CREATE FUNCTION \"Qa\".\"f\"(a text DEFAULT 'FUNCTION app.f'::text)\n AS $f$ FUNCTION app.f $f$"},
		{`CREATE INDEX i ON other USING btree (a)`, app("t"), "ON", ""},
		{`CREATE INDEX i ON other.t USING btree (a)`, app("t"), "ON", ""},
		{`CREATE INDEX i`, app("t"), "ON", ""},
		{`CREATE INDEX i ON`, app("t"), "ON", ""},
	} {
		got, ok := renameAfter(c.sql, c.name, plan.Name{Schema: "Qa", Name: c.name.Name}, c.keyword)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("renameAfter(%s)\n got %s\nwant %s", c.sql, got, c.want)
		}
	}
}

func TestKeywordsInNamesAndStringsAreNotMentioned(t *testing.T) {
	for sql, want := range map[string]bool{
		`UNIQUE NULLS NOT DISTINCT (a)`:           true,
		"UNIQUE (a) NULLS\n NOT DISTINCT":         true,
		`UNIQUE ("NULLS NOT DISTINCT")`:           false,
		`CHECK (a <> 'NULLS NOT DISTINCT'::text)`: false,
		`CHECK (a <> E'\' NULLS NOT DISTINCT')`:   false,
		`CHECK (a IS NOT DISTINCT FROM b)`:        false,
		`AS $x$ NULLS NOT DISTINCT $x$`:           false,
		`(nulls NOT DISTINCT)`:                    false,
	} {
		if got := mentions(sql, "NULLS", "NOT", "DISTINCT"); got != want {
			t.Errorf("mentions(%s) is %v", sql, got)
		}
	}
}

func TestParenthesesAreTakenOffWholeExpressionsOnly(t *testing.T) {
	for sql, want := range map[string]string{
		"(a + 1)": "a + 1", "(a) + (b)": "(a) + (b)", "((a))": "(a)", "a": "a", "": "",
		`(")" || ')')`: `")" || ')'`,
	} {
		if got := bare(sql); got != want {
			t.Errorf("bare(%s) is %s, want %s", sql, got, want)
		}
	}
}

// FuzzWords: the words of any text stand in it in order and do not overlap.
func FuzzWords(f *testing.F) {
	for _, sql := range []string{`CREATE INDEX "a""b" ON t ('x''y')`, "$a$ x $a$", "E'\\", `"`, "'", "$", "ü$1"} {
		f.Add(sql)
	}
	f.Fuzz(func(t *testing.T, sql string) {
		end := 0
		for _, w := range words(sql) {
			if w.start < end || w.end <= w.start || w.end > len(sql) {
				t.Fatalf("word %+v of %q overlaps or lies outside", w, sql)
			}
			end = w.end
		}
	})
}

// TestNewThingsAreRefusedOnOldTargets takes what only a server of 18 has.
func TestNewThingsAreRefusedOnOldTargets(t *testing.T) {
	name := plan.Name{Schema: "public", Name: "t"}
	table := &postgres.Table{
		Name: name, Kind: postgres.Partitioned, PartitionKey: "LIST (a)", Options: []string{"autovacuum_vacuum_max_threshold=5"},
		Columns: []postgres.Column{{Name: "v", Type: "integer", TypeName: plan.Name{Schema: "pg_catalog", Name: "int4"}, Generated: "1", Virtual: true, Statistics: -1}},
		Constraints: []postgres.Constraint{
			{Name: "x", Kind: postgres.Exclusion, Definition: "EXCLUDE (a WITH =)", Enforced: true, Validated: true},
			{Name: "o", Kind: postgres.PrimaryKey, Definition: "PRIMARY KEY (a, b WITHOUT OVERLAPS)", Enforced: true, Validated: true},
			{Name: "n", Kind: postgres.Check, Definition: "CHECK ((a > 1)) NOT ENFORCED"},
		},
		ForeignKeys: []postgres.ForeignKey{{
			Name: "p", References: name, Columns: []string{"a"}, RefColumns: []string{"a"}, Period: true,
			Definition: "FOREIGN KEY (a, PERIOD b) REFERENCES t(a, PERIOD b)", Enforced: true,
		}},
	}
	source := &postgres.Catalog{Schema: "public", Tables: []*postgres.Table{table}}
	messages := func(version int) string {
		target := &postgres.Catalog{Schema: "public", Server: postgres.Server{VersionNum: version, Version: "16.1", CreateSchema: true}}
		d := createTables(creation{Source: source, Target: target, Labels: labels{"dev", "qa"}, Names: mappingOf(source, target), Tables: []plan.Name{name}})
		var list []string
		for _, p := range d.Problems {
			list = append(list, p.Message)
		}
		return strings.Join(list, "\n")
	}
	want := strings.Join([]string{
		"the storage parameter autovacuum_vacuum_max_threshold of public.t is unknown to qa (16.1); it is left out",
		"public.t has the virtual generated column v: servers have that from 18 on, and qa is 16.1",
		"public.t has the exclusion constraint x of a partitioned table: servers have that from 17 on, and qa is 16.1",
		"public.t has constraint o, which is WITHOUT OVERLAPS: servers have that from 18 on, and qa is 16.1",
		"public.t has constraint n, which is NOT ENFORCED: servers have that from 18 on, and qa is 16.1",
		"public.t has foreign key p, which is PERIOD: servers have that from 18 on, and qa is 16.1",
	}, "\n")
	if diff := cmp.Diff(want, messages(160001)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := messages(180000); got != "" {
		t.Errorf("18 is told: %s", got)
	}
}
