package planner

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/internal/pgcluster/pgtest"
	"poco/plan"
	"poco/postgres"
)

// A problemCase is what a source has, what a target has, and what is said when
// the tables of the source's default schema are to be created. What blocks begins
// with ✗; mends follow after a bar.
type problemCase struct {
	name           string
	source, target string
	version        int // the target's, where it is to be another than it is
	want           []string
}

var problemCases = []problemCase{
	{name: "nothing", source: "CREATE TABLE t (id int PRIMARY KEY)"},
	{
		name:   "an extension is missing",
		source: "CREATE EXTENSION citext; CREATE EXTENSION pg_trgm; CREATE TABLE t (a citext, b citext); CREATE INDEX ON t USING gin ((a::text) gin_trgm_ops)",
		want: []string{
			`✗ public.t missing_extension: public.t needs the extension citext, which qa lacks | CREATE EXTENSION "citext" SCHEMA "public"`,
			`✗ public.t missing_extension: public.t needs the extension pg_trgm, which qa lacks | CREATE EXTENSION "pg_trgm"`,
		},
	},
	{
		name:   "an enum lacks labels",
		source: "CREATE TYPE m AS ENUM ('new', 'a', 'b', 'c'); CREATE TABLE t (m m)",
		target: "CREATE TYPE m AS ENUM ('a', 'b')",
		want: []string{`✗ public.t type_differs: enum public.m lacks "new" and "c" in qa` +
			` | ALTER TYPE "public"."m" ADD VALUE 'new' BEFORE 'a' | ALTER TYPE "public"."m" ADD VALUE 'c' AFTER 'b'`},
	},
	{
		name:   "an enum with more labels does",
		source: "CREATE TYPE m AS ENUM ('a'); CREATE TABLE t (m m)", target: "CREATE TYPE m AS ENUM ('a', 'b')",
	},
	{
		name:   "types differ",
		source: "CREATE DOMAIN d AS int; CREATE DOMAIN e AS int CHECK (VALUE > 1); CREATE TYPE c AS (x int); CREATE TABLE t (d d, e e, c c)",
		target: "CREATE DOMAIN d AS text; CREATE DOMAIN e AS int; CREATE TYPE c AS (x int, y int)",
		want: []string{
			`✗ public.t type_differs: type public.d differs: integer against text in dev, qa`,
			`public.t type_differs: type public.e differs: integer CONSTRAINT "e_check" CHECK ((VALUE > 1)) against integer in dev, qa; the rows must satisfy it as it is in qa`,
			`✗ public.t type_differs: type public.c differs: ("x" integer) against ("x" integer, "y" integer) in dev, qa`,
		},
	},
	{
		name:   "names are taken",
		source: "CREATE SEQUENCE s; CREATE TABLE t (id serial PRIMARY KEY, s int DEFAULT nextval('s')); CREATE INDEX i ON t (s)",
		target: "CREATE VIEW t_id_seq AS SELECT 1; CREATE TABLE other (a int, CONSTRAINT t_pkey PRIMARY KEY (a)); CREATE INDEX i ON other (a); CREATE SEQUENCE s",
		want: []string{
			`✗ public.t name_taken: sequence public.t_id_seq can't be created on qa: the name is that of a view`,
			`✗ public.t name_taken: the index t_pkey of public.t can't be created on qa: the name is that of an index of public.other`,
			`✗ public.t name_taken: the index i of public.t can't be created on qa: the name is that of an index of public.other`,
		},
	},
	{
		name: "functions",
		source: `CREATE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1';
			CREATE FUNCTION c(internal) RETURNS internal LANGUAGE internal AS 'int4in';
			CREATE TABLE t (a int GENERATED ALWAYS AS (f(1)) STORED)`,
		target: `CREATE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + 1'; CREATE TABLE keep (a int DEFAULT f(1))`,
		want:   []string{`public.t function_differs: function public.f(integer) is another one in qa than in dev; it is left as it is`},
	},
	{
		name:   "a foreign key whose table is missing, or has no such key",
		source: "CREATE SCHEMA o; CREATE TABLE o.gone (id int PRIMARY KEY); CREATE TABLE o.keyless (id int PRIMARY KEY); CREATE TABLE t (a int REFERENCES o.gone, b int REFERENCES o.keyless)",
		target: "CREATE SCHEMA o; CREATE TABLE o.keyless (id int)",
		want: []string{
			`public.t foreign_key_left_out: foreign key t_a_fkey of public.t references o.gone, which qa lacks and the selection leaves out; it is not created`,
			`public.t foreign_key_left_out: foreign key t_b_fkey of public.t references o.keyless (id), which is not unique in qa; it is not created`,
		},
	},
	{
		name:   "row security and rules",
		source: "CREATE TABLE t (a int); CREATE POLICY p ON t USING (true); ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE RULE r AS ON INSERT TO t DO ALSO NOTHING",
		want: []string{
			`public.t row_security: public.t has row security policies in dev, which are not created; row security is on in qa, so that only the owner sees rows until policies are added`,
			`public.t rules: public.t has rules in dev, which are not created`,
		},
	},
	{
		name:   "a parent that is left out",
		source: "CREATE SCHEMA o; CREATE TABLE o.p (a int) PARTITION BY LIST (a); CREATE TABLE t PARTITION OF o.p DEFAULT",
		target: "CREATE SCHEMA o",
		want:   []string{`✗ public.t missing_parent: public.t needs its parent o.p, which qa lacks and the selection leaves out`},
	},
	{
		name: "an old target", version: 130000,
		source: `CREATE TABLE t (a int, b text COMPRESSION pglz, c int4multirange, UNIQUE NULLS NOT DISTINCT (a), UNIQUE (a, b));
			CREATE FUNCTION f() RETURNS int LANGUAGE sql RETURN 1; ALTER TABLE t ADD CHECK (a > f());
			CREATE TABLE u (a int, b text, FOREIGN KEY (a, b) REFERENCES t (a, b) ON DELETE SET NULL (b))`,
		want: []string{
			`✗ public.t version: public.f() has a body that only servers from 14 on know, and qa is 15`,
			`public.t version: public.t.b is compressed with pglz in dev, which qa (15) can't choose; it is left out`,
			`✗ public.t version: public.t has the multirange column c: servers have that from 14 on, and qa is 15`,
			`✗ public.t version: public.t has constraint t_a_key, which is NULLS NOT DISTINCT: servers have that from 15 on, and qa is 15`,
			`✗ public.u version: public.u has foreign key u_a_b_fkey with ON DELETE SET NULL or DEFAULT of some columns: servers have that from 15 on, and qa is 15`,
		},
	},
}

func TestARangeHasNoMultirangeBefore14(t *testing.T) {
	const later = "SUBTYPE = double precision, MULTIRANGE_TYPE_NAME = fr_multirange"
	name := plan.Name{Schema: "public", Name: "fr"}
	typ := &postgres.Type{Name: name, Kind: 'r', Range: later}
	for version, want := range map[int]string{
		130000: `CREATE TYPE "public"."fr" AS RANGE (SUBTYPE = double precision)`,
		140000: `CREATE TYPE "public"."fr" AS RANGE (` + later + `)`,
	} {
		b := &builder{version: version}
		if got := typeSQL(name, b.forVersion(typ))[0]; got != want {
			t.Errorf("for %d: %s, want %s", version, got, want)
		}
	}
	older := &postgres.Type{Name: name, Kind: 'r', Range: "SUBTYPE = double precision"}
	if got := typeDifference(older, typ); got != "" {
		t.Errorf("they differ: %s", got)
	}
}

func TestProblemsOfCreatingTables(t *testing.T) {
	server := pgtest.Server(t)
	for _, c := range problemCases {
		t.Run(c.name, func(t *testing.T) {
			if c.version > 0 && versionOf(t, server) < 15 {
				t.Skip("the source's table is for servers from 15 on")
			}
			source, target := place{pgtest.Database(t, server), "public"}, place{pgtest.Database(t, server), "public"}
			must(t, pgtest.Exec(t.Context(), source.url, c.source))
			must(t, pgtest.Exec(t.Context(), target.url, c.target+";"))
			from, to := readCatalog(t, source), readCatalog(t, target)
			to.Server.Version = "15"
			if c.version > 0 {
				to.Server.VersionNum = c.version
			}
			d := createTables(creation{
				Source: from, Target: to, Labels: labels{"dev", "qa"}, Names: mappingOf(from, to), Tables: tablesOf(from, "public"),
			})
			var got []string
			for _, p := range d.Problems {
				text := p.Table.String() + " " + p.Code + ": " + p.Message
				if p.Blocks {
					text = "✗ " + text
				}
				got = append(got, strings.Join(append([]string{text}, p.Mend...), " | "))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
			if !slices.ContainsFunc(d.Problems, func(p problem) bool { return p.Blocks }) {
				run(t, target, d)
			}
		})
	}
}

func tablesOf(c *postgres.Catalog, schema string) (names []plan.Name) {
	for _, t := range c.Tables {
		if t.Name.Schema == schema && (t.Kind == postgres.Ordinary || t.Kind == postgres.Partitioned) {
			names = append(names, t.Name)
		}
	}
	return names
}

// TestMissingPartitionOfATableThatIsThere takes columns, keys and indexes from the
// target's parent, and only what is its own from the source.
func TestMissingPartitionOfATableThatIsThere(t *testing.T) {
	const parent = `CREATE TABLE p (a int NOT NULL, b text, PRIMARY KEY (a), CHECK (b <> 'x')) PARTITION BY LIST (a);
CREATE INDEX by_b ON p (b);`
	server := pgtest.Server(t)
	source := place{pgtest.Database(t, server, parent+`CREATE TABLE p1 PARTITION OF p (b DEFAULT 'mine', CONSTRAINT own CHECK (length(b) < 9)) FOR VALUES IN (1);
ALTER TABLE p1 ALTER COLUMN b SET NOT NULL; CREATE INDEX own_index ON p1 (lower(b)); COMMENT ON TABLE p1 IS 'one';`), "public"}
	target := place{pgtest.Database(t, server, parent), "public"}
	from, to := readCatalog(t, source), readCatalog(t, target)
	name := plan.Name{Schema: "public", Name: "p1"}
	d := createTables(creation{Source: from, Target: to, Labels: labels{"dev", "qa"}, Names: mappingOf(from, to), Tables: []plan.Name{name}})
	run(t, target, d)
	sameDumps(t, server, source, target, nil)
}

// TestRecreatedTablesTakeTheirNamesBack drops what the plan drops and creates the
// same names anew.
func TestRecreatedTablesTakeTheirNamesBack(t *testing.T) {
	const schema = `CREATE TABLE t (id serial PRIMARY KEY, n int GENERATED ALWAYS AS IDENTITY, v text UNIQUE); CREATE INDEX i ON t (v);`
	server := pgtest.Server(t)
	source := place{pgtest.Database(t, server, schema), "public"}
	target := place{pgtest.Database(t, server, schema, "ALTER TABLE t ADD COLUMN old int;"), "public"}
	from, to := readCatalog(t, source), readCatalog(t, target)
	name := plan.Name{Schema: "public", Name: "t"}
	d := createTables(creation{
		Source: from, Target: to, Labels: labels{"dev", "qa"}, Names: mappingOf(from, to),
		Tables: []plan.Name{name}, Dropped: []plan.Name{name},
	})
	if len(d.Problems) > 0 {
		t.Errorf("problems: %+v", d.Problems)
	}
	must(t, pgtest.Exec(t.Context(), target.url, "DROP TABLE t"))
	run(t, target, d)
	sameDumps(t, server, source, target, nil)
}
