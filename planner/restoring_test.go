package planner

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"

	"poco/internal/pgcluster/pgtest"
	"poco/plan"
	"poco/postgres"
)

// dumped makes a dump of a database by pg_dump, and gives its path.
func (w *world) dumped(url, name string, args ...string) string {
	w.t.Helper()
	tools, err := postgres.FindTools(w.t.Context(), 0)
	if err != nil {
		w.t.Fatal(err)
	}
	path := filepath.Join(w.dir, name)
	out, err := exec.Command(tools.Path("pg_dump"), append(args, "--file", path, url)...).CombinedOutput()
	if err != nil {
		w.t.Fatalf("pg_dump: %v\n%s", err, out)
	}
	return path
}

// written makes a file of SQL.
func (w *world) written(name, sql string) string {
	w.t.Helper()
	path := filepath.Join(w.dir, name)
	if err := os.WriteFile(path, []byte(sql), 0o600); err != nil {
		w.t.Fatal(err)
	}
	return path
}

// restore plans the restore of a file into qa.
func (w *world) restore(file string, more ...string) (*plan.Plan, hcl.Diagnostics) {
	w.t.Helper()
	return w.plan(w.load(fmt.Sprintf(`database "qa" { url = env("QA_URL") }
restore "back" {
  database = database.qa
  file     = %q
%s
}`, filepath.ToSlash(file), strings.Join(more, "\n"))), "restore.back")
}

func (w *world) mustRestore(file string, more ...string) *plan.Plan {
	w.t.Helper()
	p, diags := w.restore(file, more...)
	if diags.HasErrors() {
		w.t.Fatal(told(diags))
	}
	sound(w.t, p)
	return p
}

// exchanged writes a plan's tables with the rows that come and those that go.
func exchanged(p *plan.Plan) (list []string) {
	for _, t := range p.Tables {
		goes := "none"
		if t.Rows.Target != nil {
			goes = fmt.Sprint(*t.Rows.Target)
		}
		list = append(list, fmt.Sprintf("%s %d for %s", t.Target.Name, t.Rows.Source, goes))
	}
	return list
}

func TestARestoreShowsWhatGoesAndWhatComes(t *testing.T) {
	for _, format := range []string{"plain", "custom", "directory", "tar"} {
		t.Run(format, func(t *testing.T) {
			w := servers(t, []string{shopSchema, shopRows}, []string{shopSchema, oldRows,
				"DROP TABLE invoices; CREATE TABLE notes (id int, customer_id int REFERENCES customers);"})
			p := w.mustRestore(w.dumped(w.dev, "shop", "--clean", "--if-exists", "--schema=public", "--format="+format)[:len(w.dir)+5])
			want := []string{"customers 5 for 2", "employees 3 for 0", "houses 1 for 0", "invoices 10 for none",
				"order_items 30 for 2", "orders 10 for 4", "people 1 for 0", "products 3 for 1"}
			if format != "plain" { // no manifest tells what their files bring
				for i := range want {
					_, rest, _ := strings.Cut(want[i], " ")
					_, rest, _ = strings.Cut(rest, " ")
					want[i] = strings.Fields(want[i])[0] + " 0 " + rest
				}
			}
			if diff := cmp.Diff(want, exchanged(p)); diff != "" {
				t.Error(diff)
			}
			step := stepOf(t, p, plan.Restore)
			r := step.Restoration
			if r.Format != format || r.Size == 0 || len(r.SHA256) != 64 || r.Creates["table"] != 8 || r.Creates["view"] != 1 {
				t.Errorf("%+v", r)
			}
			if !slices.Contains(step.SQL, `ALTER TABLE "public"."notes" DROP CONSTRAINT "notes_customer_id_fkey"`) ||
				!slices.Contains(r.After, `ALTER TABLE "public"."notes" ADD CONSTRAINT "notes_customer_id_fkey" FOREIGN KEY (customer_id) REFERENCES customers(id)`) {
				t.Errorf("the key of notes: before %q, after %q", step.SQL, r.After)
			}
			if !slices.Contains(r.Omit, "CREATE SCHEMA public") || !slices.Contains(r.Drops, "view public.busy") {
				t.Errorf("omit %q, drops %q", r.Omit, r.Drops)
			}
			if back := stepOf(t, p, plan.Backup); back.Dump.Directory != "backups" || !slices.Equal(back.Dump.Schemas, []string{"public"}) ||
				!slices.Equal(step.Needs, []string{back.ID}) || !slices.Equal(back.Dump.Guards, []string{"restore.back"}) {
				t.Errorf("the backup first: %+v", back.Dump)
			}
			if p.Summary.RowsOverwritten != 9 || p.Summary.Restores != 1 || p.Summary.Backups != 1 {
				t.Errorf("%+v", p.Summary)
			}
		})
	}
}

func TestARestoreIntoAnEmptyDatabaseNeedsNoBackup(t *testing.T) {
	w := newWorld(t, pgtest.Database(t, pgtest.Server(t), shopSchema, shopRows), pgtest.Database(t, pgtest.Server(t)))
	p := w.mustRestore(w.dumped(w.dev, "shop.sql"))
	if len(p.Steps) != 1 || p.Summary.RowsOverwritten != 0 || p.Summary.TablesCreated != 8 {
		t.Errorf("%+v", p.Summary)
	}
}

func TestAFileWithoutDropsReplacesTablesAndViews(t *testing.T) {
	w := servers(t, []string{shopSchema, shopRows}, []string{shopSchema, oldRows})
	p := w.mustRestore(w.dumped(w.dev, "shop.sql"), "backup_first = false")
	want := []string{"SET LOCAL search_path TO public", `DROP VIEW "public"."busy"`,
		`DROP TABLE "public"."customers", "public"."employees", "public"."houses", "public"."invoices", "public"."order_items", "public"."orders", "public"."people", "public"."products"`}
	if diff := cmp.Diff(want, p.Steps[0].SQL); diff != "" {
		t.Error(diff)
	}
}

func TestRestoresThatWouldDoHarmAreRefused(t *testing.T) {
	const target = "CREATE TABLE t (id int PRIMARY KEY); CREATE VIEW v AS SELECT * FROM t; CREATE TYPE mood AS ENUM ('ok'); CREATE TABLE parent (id int); CREATE TABLE heir () INHERITS (parent);" +
		"CREATE INDEX t_even ON t ((id % 2)); CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE SEQUENCE counter;"
	w := newWorld(t, "", pgtest.Database(t, pgtest.Server(t), target))
	for _, test := range []struct{ name, sql, body, want string }{
		{"a command of psql", "CREATE TABLE a (id int);\n\\! rm -rf /\n", "", "line 2: the file holds what no restore runs (meta-command)"},
		{"a role", "CREATE ROLE boss SUPERUSER;", "", "line 1: the file holds what no restore runs (role)"},
		{"a code that is none", "CREATE TABLE a (id int);", `allow = ["everything"]`, `"everything" can't be let through`},
		{"an outside view", "DROP TABLE IF EXISTS t;\nCREATE TABLE t (id int);", "", "view v"},
		{"a type that is there", "CREATE TYPE mood AS ENUM ('bad');", "", "type public.mood is on qa, and the file has no DROP of it"},
		{"rows alone", "COPY public.t (id) FROM stdin;\n1\n\\.\n", "", "brings rows for public.t, which it does not make"},
		{"a table that others inherit from", "DROP TABLE parent;\nCREATE TABLE parent (id int);", "", "table heir"},
		{"a column", "ALTER TABLE t DROP COLUMN id;", "", "line 1: the file changes public.t"},
		{"a key", "CREATE TABLE a (id int);\nALTER TABLE ONLY t DROP CONSTRAINT t_pkey;", "", "line 2: the file changes public.t"},
		{"other values", "ALTER TABLE t ALTER COLUMN id TYPE int USING 0;", "", "changes public.t"},
		{"another name", "ALTER TABLE public.t RENAME TO u;", "", "changes public.t"},
		{"a partition", "CREATE TABLE a (id int) PARTITION BY LIST (id);\nALTER TABLE a ATTACH PARTITION t DEFAULT;", "", "changes public.t"},
		{"a rule", "CREATE RULE r AS ON INSERT TO t DO INSTEAD NOTHING;", "", "changes public.t"},
		{"a trigger", "CREATE TRIGGER r BEFORE INSERT ON t EXECUTE FUNCTION f();", "", "changes public.t"},
		{"an index on it", "CREATE UNIQUE INDEX u ON t (id);", "", "changes public.t"},
		{"rights", "GRANT ALL ON TABLE a, t TO PUBLIC;", "", "changes public.t"},
		{"rights without a word", "GRANT ALL ON t TO PUBLIC;", "", "changes public.t"},
		{"an index", "DROP INDEX IF EXISTS public.t_even;", "", "removes index public.t_even"},
		{"a view", "DROP VIEW v;", "", "removes view public.v"},
		{"a function", "DROP FUNCTION f();", "", "removes function public.f"},
		{"a sequence", "DROP SEQUENCE counter;", "", "removes sequence public.counter"},
		{"a sequence's value", "SELECT pg_catalog.setval('public.counter', 1, false);", "", "changes public.counter"},
		{"strangers", "CREATE TABLE a (id int);\nALTER TABLE a OWNER TO nobody_here;", "", "nobody_here"},
		{"an empty file", "", "", "is empty"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p, diags := w.restore(w.written("dump.sql", test.sql), test.body)
			if !diags.HasErrors() {
				t.Fatalf("planned: %+v", p.Steps)
			}
			says(t, told(diags), test.want)
		})
	}
	if p := w.mustRestore(w.written("dump.sql", "CREATE TABLE a (id int);\nALTER TABLE a OWNER TO nobody_here;"), "no_owner = true"); !slices.Contains(p.Steps[0].Restoration.Omit, plan.OmitOwners) {
		t.Errorf("omit %q", p.Steps[0].Restoration.Omit)
	}
}

func TestARestoreIntoAProtectedDatabaseIsRefused(t *testing.T) {
	w := newWorld(t, "", pgtest.Database(t, pgtest.Server(t)))
	file := w.written("dump.sql", "CREATE TABLE a (id int);")
	_, diags := w.plan(w.load(`database "qa" {
  url       = env("QA_URL")
  protected = true
}
restore "back" {
  database = database.qa
  file     = "`+filepath.ToSlash(file)+`"
}`), "restore.back")
	says(t, told(diags), "database qa is protected")
}

// TestARestoreOfAPartitionedTableShowsTheRowsOfItsPartitionsOnce and tells of the
// publication that the tables fall out of.
func TestARestoreOfAPartitionedTableShowsTheRowsOfItsPartitionsOnce(t *testing.T) {
	const tree = `CREATE TABLE p (id int, k int, PRIMARY KEY (id, k)) PARTITION BY LIST (k); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
		CREATE TABLE p2 PARTITION OF p DEFAULT; INSERT INTO p VALUES (1, 1), (2, 2), (3, 2);`
	w := newWorld(t, "", pgtest.Database(t, pgtest.Server(t), tree, "CREATE PUBLICATION pub FOR TABLE p1"))
	p := w.mustRestore(w.dumped(w.qa, "tree.sql", "--clean", "--if-exists", "--schema=public"), `backup_first = false`)
	if diff := cmp.Diff([]string{"p 0 for 0", "p1 1 for 1", "p2 2 for 2"}, exchanged(p)); diff != "" {
		t.Error(diff)
	}
	var destroys []string
	for _, d := range stepOf(t, p, plan.Restore).Destroys {
		destroys = append(destroys, fmt.Sprint(d.Table.Name, " ", d.Rows, " ", d.Only))
	}
	if diff := cmp.Diff([]string{"p 3 false", "p1 1 true", "p2 2 true"}, destroys); diff != "" {
		t.Error(diff)
	}
	if p.Summary.RowsOverwritten != 3 || len(p.Warnings) == 0 || !strings.Contains(fmt.Sprint(p.Warnings), "membership in publication pub") {
		t.Errorf("%+v\n%v", p.Summary, p.Warnings)
	}
}

// The listing of a dump is what the file says of itself; its entries hold SQL that may
// say something else.
func TestADumpWhoseListingLiesShowsWhatGoes(t *testing.T) {
	w := servers(t, []string{"CREATE TABLE bait (id int);"},
		[]string{"CREATE TABLE bait (id int); CREATE TABLE prey (id int); INSERT INTO prey VALUES (1), (2);"})
	w.dumped(w.dev, "lie", "--format=directory")
	toc := filepath.Join(w.dir, "lie", "toc.dat")
	text, err := os.ReadFile(toc)
	if err != nil {
		t.Fatal(err)
	}
	lie := strings.Replace(string(text), "DROP TABLE public.bait;", "DROP TABLE public.prey;", 1)
	if lie == string(text) {
		t.Fatal("toc.dat holds no DROP TABLE")
	}
	if err := os.WriteFile(toc, []byte(lie), 0o600); err != nil {
		t.Fatal(err)
	}
	p := w.mustRestore("lie")
	if diff := cmp.Diff([]string{"bait 0 for 0", "prey 0 for 2"}, exchanged(p)); diff != "" {
		t.Error(diff)
	}
}
