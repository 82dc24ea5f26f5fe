package executor

import (
	"context"
	"slices"
	"strings"
	"testing"

	"poco/plan"
)

// What a file does to a table that the plan does not show is rolled back, however it
// does it: no search of the file's text finds all of these.
func TestATableThatThePlanDoesNotShowStaysAsItIs(t *testing.T) {
	function := func(body string) string {
		return "CREATE FUNCTION public.evil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + body + "; RETURN NULL; END $$;\n"
	}
	const fire = "CREATE TABLE public.bait (i int);\nCREATE TRIGGER t AFTER INSERT ON public.bait FOR EACH ROW EXECUTE FUNCTION public.evil();\n" +
		"INSERT INTO public.bait VALUES (1);\n"
	const later = "CREATE TABLE public.bait (i int);\nCREATE CONSTRAINT TRIGGER t AFTER INSERT ON public.bait DEFERRABLE INITIALLY DEFERRED " +
		"FOR EACH ROW EXECUTE FUNCTION public.evil();\nINSERT INTO public.bait VALUES (1);\n"
	d := newTorn(t, "plain")
	d.exec(d.target, "CREATE TABLE outside (id int PRIMARY KEY, note text); INSERT INTO outside VALUES (1, 'a'), (2, 'b')")
	for name, sql := range map[string]string{
		"a drop":                        "DROP TABLE public.outside;\n",
		"a column":                      "ALTER TABLE public.outside DROP COLUMN note;\n",
		"values":                        "ALTER TABLE public.outside ALTER COLUMN note TYPE varchar USING 'x';\n",
		"a truncation in a trigger":     function("TRUNCATE public.outside") + fire,
		"a deletion in a trigger":       function("DELETE FROM public.outside") + fire,
		"a built statement":             function("EXECUTE 'DEL' || 'ETE FROM ' || 'public.outside'") + fire,
		"a trap around it":              function("BEGIN DELETE FROM public.outside; EXCEPTION WHEN OTHERS THEN NULL; END") + fire,
		"a deferred trigger":            function("DELETE FROM public.outside") + later,
		"a rule":                        "CREATE TABLE public.bait (i int);\nCREATE RULE r AS ON INSERT TO public.bait DO ALSO DELETE FROM public.outside;\nINSERT INTO public.bait VALUES (1);\n",
		"a view":                        "CREATE VIEW public.bait AS SELECT * FROM public.outside;\nDELETE FROM public.bait;\n",
		"a table of the server's names": "CREATE TEMP TABLE pg_locks (relation oid, locktype text, pid int, database oid, mode text);\nCREATE TEMP TABLE pg_class (oid oid, relkind \"char\");\nDELETE FROM public.outside;\n",
	} {
		d.each(t, name, func(t *testing.T) {
			d.rewrite("COPY public.customers", sql+"COPY public.customers")
			_, err := Apply(context.Background(), d.plan("plain"), d.vaultOptions())
			if err == nil || !strings.Contains(err.Error(), "has changed public.outside, which the plan does not show") {
				t.Errorf("apply: %v", err)
			}
			if rows := d.query(d.target, "SELECT t::text FROM outside t ORDER BY 1"); !slices.Equal(rows, []string{"(1,a)", "(2,b)"}) {
				t.Errorf("outside holds %v", rows)
			}
			d.wantImage(d.before)
		})
	}
}

// A table that the file drops for good is gone after the restore, as the plan showed.
func TestATableThatTheFileDropsNeedNotComeBack(t *testing.T) {
	d := newTorn(t, "plain")
	d.exec(d.target, "CREATE TABLE old_stuff (id int); INSERT INTO old_stuff VALUES (1), (2)")
	d.rewrite("COPY public.customers", "DROP TABLE public.old_stuff;\nCOPY public.customers")
	v := d.vault()
	step := v.restore(d.file, "plain", shopCounts)
	two := int64(2)
	v.p.Tables = append(v.p.Tables, plan.Table{Intent: "restore.back", Source: public("old_stuff"), Target: public("old_stuff"), Mode: plan.Restored,
		Why: "the file changes it", Columns: []string{}, Rows: plan.Rows{Target: &two, Exact: true, SourceExact: true, TargetExact: true}})
	step.Destroys = append(step.Destroys, plan.Destroys{Table: public("old_stuff"), Rows: two, Exact: true})
	d.apply(v.sealed(), d.vaultOptions())
	d.wantImage(d.want)
	if gone := d.query(d.target, "SELECT to_regclass('public.old_stuff') IS NULL"); !slices.Equal(gone, []string{"t"}) {
		t.Error("old_stuff is there")
	}
}

// The ledger's entry is written after the last look at what the file has done, so that
// nothing may wait for it there.
func TestNothingIsPutOnTheLedger(t *testing.T) {
	const evil = "CREATE FUNCTION public.evil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM public.outside; RETURN NULL; END $$;\n"
	d := newTorn(t, "plain")
	d.exec(d.target, "CREATE TABLE outside (id int); INSERT INTO outside VALUES (1)")
	d.rewrite("COPY public.customers", evil+"CREATE TRIGGER t AFTER INSERT ON poco.ledger FOR EACH ROW EXECUTE FUNCTION public.evil();\nCOPY public.customers")
	_, err := Apply(context.Background(), d.plan("plain"), d.vaultOptions())
	if err == nil || !strings.Contains(err.Error(), "has changed poco.ledger") {
		t.Errorf("apply: %v", err)
	}
	if rows := d.query(d.target, "SELECT id FROM outside"); !slices.Equal(rows, []string{"1"}) {
		t.Errorf("outside holds %v", rows)
	}
}
