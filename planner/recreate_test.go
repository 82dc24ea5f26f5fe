package planner

import (
	"slices"
	"strings"
	"testing"

	"poco/plan"
)

// alone is a recipe that recreates one table.
func alone(table string) string {
	return "mode = \"recreate\"\nselection {\n  include = [\"" + table + "\"]\n  related = \"none\"\n}"
}

// warned gives the messages of a plan's warnings of one code.
func warned(p *plan.Plan, code string) string {
	var all []string
	for _, w := range p.Warnings {
		if w.Code == code {
			all = append(all, w.Table+": "+w.Message)
		}
	}
	return strings.Join(all, "\n")
}

func TestRecreateRefusesAKeyThatCouldNotComeBack(t *testing.T) {
	const parts = "CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id);"
	for _, test := range []struct{ name, dev, qa, why string }{
		{"what it points at is not unique any more", "CREATE TABLE p (id int PRIMARY KEY, code text)",
			"CREATE TABLE p (id int PRIMARY KEY, code text UNIQUE); CREATE TABLE outside (p text REFERENCES p (code))", "public.p (code) is not unique"},
		{"the column goes", "CREATE TABLE p (id int PRIMARY KEY)",
			"CREATE TABLE p (id int PRIMARY KEY, code text UNIQUE); CREATE TABLE outside (p text REFERENCES p (code))", "public.p has no column code"},
		{"the column's type becomes another", "CREATE TABLE p (id text PRIMARY KEY)",
			"CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE outside (p int REFERENCES p)", "public.p.id is text, not integer"},
		{"the partition goes", parts + "CREATE TABLE p1 PARTITION OF p DEFAULT",
			parts + "CREATE TABLE p2 PARTITION OF p DEFAULT; CREATE TABLE outside (p int REFERENCES p2)", "dev has no public.p2"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := servers(t, []string{test.dev}, []string{test.qa})
			says(t, w.problems(alone("p")), "could not be put back", "of qa", test.why, "outside")
		})
	}
}

func TestRecreatePutsKeysBackOnATypeThatIsWider(t *testing.T) {
	w := servers(t, []string{"CREATE TABLE p (id bigint, name text); CREATE UNIQUE INDEX ON p (id); INSERT INTO p VALUES (1)"},
		[]string{"CREATE TABLE p (id int PRIMARY KEY); INSERT INTO p VALUES (1); CREATE TABLE outside (p int REFERENCES p); INSERT INTO outside VALUES (1)"})
	p := w.mustPlan(alone("p"))
	w.carryOut(p, 1)
	if got := rowsIn(t, w.qa, "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f'"); got != "FOREIGN KEY (p) REFERENCES p(id)" {
		t.Errorf("the key is %q", got)
	}
}

func TestRecreateTellsWhatGoesWithTheTable(t *testing.T) {
	w := servers(t, []string{"CREATE TABLE p (id int, n int)"}, []string{`CREATE TABLE p (id int, n int);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TRIGGER mine BEFORE UPDATE OF n ON p FOR EACH ROW WHEN (old.id > 1) EXECUTE FUNCTION f();
CREATE POLICY seen ON p USING (id > 1); ALTER TABLE p ENABLE ROW LEVEL SECURITY;
CREATE STATISTICS counted ON id, n FROM p; CREATE PUBLICATION feed FOR TABLE p; GRANT SELECT ON p TO public`})
	got := warned(w.mustPlan(alone("p")), "lost_with_table")
	says(t, got, "public.p: ", "trigger mine", "policy seen", "row security", "statistics counted", "membership in publication feed", "grant of SELECT to public")
}

func TestRecreateTellsOfPartitionsThatGo(t *testing.T) {
	const p = "CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id);"
	dev := []string{p, "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (9)", "; INSERT INTO p VALUES (1)"}
	qa := []string{p, "CREATE TABLE old PARTITION OF p FOR VALUES FROM (0) TO (9)", "; INSERT INTO p VALUES (1), (2)"}
	w := servers(t, dev, qa)
	made := w.mustPlan(alone("p"))
	says(t, warned(made, "partitions_lost"), "old")
	if _, seen := made.Databases["qa"].Seen["public.old"]; seen {
		t.Error("the plan rests on a partition that is gone at its end")
	}
	drop := find(t, made, "drop_table/public.p")
	if !slices.Equal(drop.Destroys, []plan.Destroys{{Table: public("p"), Rows: 2, Exact: true}}) {
		t.Errorf("it destroys %+v", drop.Destroys)
	}
	w = servers(t, dev, append(qa, "; CREATE VIEW v AS SELECT * FROM old"))
	says(t, w.problems(alone("p")), "public.old can't be dropped", "view v")
}

// TestRecreateForgetsKeysThatOnlyTheTargetHas: they go with their tables, so that
// rows need not hold them, also where they are a cycle's.
func TestRecreateForgetsKeysThatOnlyTheTargetHas(t *testing.T) {
	const tables = "CREATE TABLE a (id int PRIMARY KEY, b int); CREATE TABLE b (id int PRIMARY KEY, a int);"
	w := servers(t, []string{tables, "INSERT INTO a VALUES (1, 7)"}, []string{tables,
		"ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b; ALTER TABLE b ADD FOREIGN KEY (a) REFERENCES a"})
	w.carryOut(w.mustPlan("mode = \"recreate\"\nselection { include = [\"*\"] }"), 1)
	if got := rowsIn(t, w.qa, "SELECT a FROM a"); got != "(1,7)" {
		t.Errorf("rows %q", got)
	}
}
