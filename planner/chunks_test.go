package planner

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/plan"
)

func TestPagesAreSplitWithoutGapOrOverlap(t *testing.T) {
	for _, x := range []struct{ bytes, pages, size, want int64 }{
		{0, 0, 100, 1}, {100, 10, 100, 1}, {101, 10, 100, 2}, {1000, 10, 100, 10}, {1000, 3, 100, 3}, {99_999, 7, 100, 7},
		{1 << 50, 1 << 32, 256 << 20, 1 << 22},
	} {
		n := chunksOf(x.bytes, x.pages, x.size)
		if n != x.want {
			t.Errorf("%+v: %d chunks", x, n)
		}
		next, rows := int64(0), int64(0)
		for i, chunk := range pageRanges(x.pages, n) {
			last := i == int(n)-1
			switch {
			case chunk.Number != i+1 || int64(chunk.Of) != n, chunk.From != next, last != (chunk.To == 0),
				!last && chunk.To <= chunk.From:
				t.Fatalf("%+v: chunk %+v after page %d", x, chunk, next)
			}
			next = chunk.To
			rows += shareOf(12345, chunk)
		}
		if rows != 12345 {
			t.Errorf("%+v: the chunks have %d of 12345 rows", x, rows)
		}
	}
}

// bigShop has a table of about 60 pages, one that is large by its TOAST only, and
// some that can't be split.
const bigShop = `
CREATE TABLE big (id int PRIMARY KEY, v text);
CREATE TABLE wide (id int PRIMARY KEY, doc text);
CREATE TABLE tree (id int PRIMARY KEY, parent int REFERENCES tree, v text);
CREATE TABLE small (id int PRIMARY KEY);
`
const bigRows = `
INSERT INTO big SELECT i, repeat('x', 200) FROM generate_series(1, 2000) i;
ALTER TABLE wide ALTER doc SET STORAGE EXTERNAL;
INSERT INTO wide SELECT i, repeat('x', 3000) FROM generate_series(1, 600) i;
INSERT INTO tree SELECT i, nullif(i - 1, 0), repeat('x', 200) FROM generate_series(1, 2000) i;
`

func TestLargeTablesAreCopiedInChunks(t *testing.T) {
	w := servers(t, []string{bigShop, bigRows}, []string{bigShop, "INSERT INTO big VALUES (1, 'old')",
		"CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
		"CREATE TRIGGER audit AFTER INSERT ON big EXECUTE FUNCTION f()"})
	p := w.mustPlan("selection { include = [\"*\"] }\nmode = \"overwrite\"\nchunk_size = \"128kB\"")
	sound(t, p)
	of := map[string]int{}
	for _, s := range p.Steps {
		if s.Kind == plan.Copy {
			of[s.Table.Name] = s.Chunk.Of
		}
	}
	if of["big"] != 4 || of["wide"] < 3 || of["tree"] != 4 || of["small"] != 1 {
		t.Errorf("chunks %v", of)
	}
	copies := kindOf(p, plan.Copy, "big")
	if len(copies) != 4 {
		t.Fatalf("%d copies of big", len(copies))
	}
	want := []string{
		`COPY (SELECT "id", "v" FROM ONLY "public"."big" WHERE ctid < '(14,0)') TO STDOUT`,
		`COPY (SELECT "id", "v" FROM ONLY "public"."big" WHERE ctid >= '(14,0)' AND ctid < '(29,0)') TO STDOUT`,
		`COPY (SELECT "id", "v" FROM ONLY "public"."big" WHERE ctid >= '(29,0)' AND ctid < '(44,0)') TO STDOUT`,
		`COPY (SELECT "id", "v" FROM ONLY "public"."big" WHERE ctid >= '(44,0)') TO STDOUT`,
	}
	var reads []string
	for _, s := range copies {
		reads = append(reads, s.Read)
		if diff := cmp.Diff([]string{`COPY "public"."big" ("id", "v") FROM STDIN`}, s.SQL); diff != "" {
			t.Errorf("the statements of %s (-want +got):\n%s", s.ID, diff)
		}
	}
	if diff := cmp.Diff(want, reads); diff != "" {
		t.Errorf("the readings (-want +got):\n%s", diff)
	}
	for kind, sql := range map[plan.Kind]string{
		plan.Truncate:        `TRUNCATE ONLY "public"."big"`,
		plan.DisableTriggers: `ALTER TABLE ONLY "public"."big" DISABLE TRIGGER "audit"`,
		plan.EnableTriggers:  `ALTER TABLE ONLY "public"."big" ENABLE TRIGGER "audit"`,
	} {
		found := kindOf(p, kind, "big")
		if len(found) != 1 || strings.Join(found[0].SQL, ";") != sql {
			t.Errorf("%s: %+v", kind, found)
		}
	}
	w.carryOut(p, 1)
	w.sameRows("public.big", "public.wide", "public.tree")
}

// kindOf are the steps of a kind for a table.
func kindOf(p *plan.Plan, kind plan.Kind, table string) (list []plan.Step) {
	for _, s := range p.Steps {
		if s.Kind == kind && s.Table != nil && s.Table.Name == table {
			list = append(list, s)
		}
	}
	return list
}

func TestThePlanSaysWhyATableIsNotSplit(t *testing.T) {
	w := servers(t, []string{bigShop, bigRows, "CREATE TABLE keyless (id int NOT NULL, v text); INSERT INTO keyless TABLE big"},
		[]string{bigShop, "CREATE TABLE keyless (id int PRIMARY KEY, v text)"})
	for name, x := range map[string]struct{ table, body, want string }{
		"a where":        {"big", "table \"big\" {\n where = \"id > 0\"\n}", "its where takes a part of the rows"},
		"a key in place": {"tree", "", "its rows reference each other by tree_parent_fkey"},
		"no key":         {"keyless", "mode = \"update\"", "rows of dev may share a key"},
	} {
		t.Run(name, func(t *testing.T) {
			p := w.mustPlan(fmt.Sprintf("selection {\n include = [%q]\n related = \"none\"\n}\nchunk_size = \"128kB\"\n%s", x.table, x.body))
			if copies := kindOf(p, plan.Copy, x.table); len(copies) != 1 || copies[0].Chunk.Of != 1 {
				t.Errorf("the copies are %+v", copies)
			}
			found := ""
			for _, warning := range p.Warnings {
				if warning.Code == "one_chunk" {
					found += warning.Table + ": " + warning.Message
				}
			}
			if !strings.Contains(found, "public."+x.table) || !strings.Contains(found, x.want) {
				t.Errorf("the plan says %q, want %q", found, x.want)
			}
		})
	}
}
