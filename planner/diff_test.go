package planner

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/internal/pgcluster/pgtest"
	"poco/plan"
)

// A diffCase is one table, t, on both sides: its definition, the rows of the
// source, and what is said of it. A difference that blocks begins with ✗.
type diffCase struct {
	name           string
	source, target string
	rows           string
	options        diffOptions
	want           []string
	columns        string
}

var common = diffOptions{OnMismatch: "common_columns"}

var diffCases = []diffCase{
	{
		name:    "the same in schemas of other names",
		source:  `CREATE TABLE t (id serial PRIMARY KEY, m mood DEFAULT 'sad', c public.citext DEFAULT public.lower2('x'), CHECK (id > 0), FOREIGN KEY (id) REFERENCES t); CREATE INDEX ON t (m)`,
		target:  `CREATE TABLE t (id serial PRIMARY KEY, m mood DEFAULT 'sad', c citext DEFAULT lower2('x'), CHECK (id > 0), FOREIGN KEY (id) REFERENCES t); CREATE INDEX ON t (m)`,
		columns: "id m c",
	},
	{
		name:   "the target lacks columns",
		source: `CREATE TABLE t (id int, channel text NOT NULL, seen timestamptz DEFAULT now(), "M m" mood NOT NULL, g int GENERATED ALWAYS AS (1) STORED)`,
		target: `CREATE TABLE t (id int)`,
		want: []string{
			`✗ missing_column channel: dev has "channel text", qa does not: not null, no default` +
				` | ALTER TABLE "public"."t" ADD COLUMN "channel" text DEFAULT '' NOT NULL | ALTER TABLE "public"."t" ALTER COLUMN "channel" DROP DEFAULT`,
			`✗ missing_column seen: dev has "seen timestamptz", qa does not: may be null, default now()` +
				` | ALTER TABLE "public"."t" ADD COLUMN "seen" timestamp with time zone DEFAULT now()`,
			`✗ missing_column M m: dev has "M m mood", qa does not: not null, no default` +
				` | ALTER TABLE "public"."t" ADD COLUMN "M m" "public"."mood" DEFAULT 'sad' NOT NULL | ALTER TABLE "public"."t" ALTER COLUMN "M m" DROP DEFAULT`,
			`missing_column g: dev has "g integer", qa does not: generated as 1` +
				` | ALTER TABLE "public"."t" ADD COLUMN "g" integer GENERATED ALWAYS AS (1) STORED`,
		},
		columns: "id",
	},
	{
		name:   "common_columns leaves them out",
		source: `CREATE TABLE t (id int, channel text NOT NULL)`, target: `CREATE TABLE t (id int)`, options: common,
		want: []string{`missing_column channel: dev has "channel text", qa does not: not null, no default; it is left out` +
			` | ALTER TABLE "public"."t" ADD COLUMN "channel" text DEFAULT '' NOT NULL | ALTER TABLE "public"."t" ALTER COLUMN "channel" DROP DEFAULT`},
		columns: "id",
	},
	{
		name:   "the target has columns of its own",
		source: `CREATE TABLE t (id int)`,
		target: `CREATE TABLE t (id int, a text, b text DEFAULT 'x' NOT NULL, c int GENERATED ALWAYS AS IDENTITY, d int GENERATED ALWAYS AS (id + 1) STORED, e text NOT NULL, f filled NOT NULL, g strict)`,
		want: []string{
			`extra_column a: qa has "a text", dev does not: filled with null`,
			`extra_column b: qa has "b text", dev does not: filled with its default 'x'::text`,
			`extra_column c: qa has "c integer", dev does not: an identity column, which numbers the rows`,
			`extra_column d: qa has "d integer", dev does not: generated as id + 1`,
			`✗ extra_column e: qa has "e text", dev does not: not null, no default | ALTER TABLE "public"."t" ALTER COLUMN "e" DROP NOT NULL`,
			`extra_column f: qa has "f filled", dev does not: filled with the default of its domain, 'f'::text`,
			`✗ extra_column g: qa has "g strict", dev does not: not null, no default | ALTER TABLE "public"."t" ALTER COLUMN "g" DROP NOT NULL`,
		},
		columns: "id",
	},
	{
		name:   "values that do not fit block",
		source: `CREATE TABLE t (email varchar(120), n bigint, ok varchar(120))`, target: `CREATE TABLE t (email varchar(80), n int, ok varchar(80))`,
		rows: `SELECT repeat('x', 70 + i), 5, 'x' FROM generate_series(8, 13) i`,
		want: []string{
			`✗ type email: "email": varchar(120) in dev, varchar(80) in qa: 3 values would not fit | ALTER TABLE "public"."t" ALTER COLUMN "email" TYPE character varying(120) USING "email"::character varying(120)`,
			`type n: "n": bigint in dev, integer in qa: every value fits | ALTER TABLE "public"."t" ALTER COLUMN "n" TYPE bigint USING "n"::bigint`,
			`type ok: "ok": varchar(120) in dev, varchar(80) in qa: every value fits | ALTER TABLE "public"."t" ALTER COLUMN "ok" TYPE character varying(120) USING "ok"::character varying(120)`,
		},
		columns: "email n ok",
	},
	{
		name:   "what the recipe sets is checked instead of the column",
		source: `CREATE TABLE t (email varchar(120), n bigint NOT NULL)`, target: `CREATE TABLE t (email varchar(80), n bigint NOT NULL)`,
		rows:    `SELECT repeat('x', 100), 1`,
		options: diffOptions{OnMismatch: "fail", Set: map[string]string{"email": "'x' -- short", "n": "null"}},
		want: []string{
			`type email: "email": varchar(120) in dev, varchar(80) in qa; set by the recipe: every value fits; copied as text` +
				` | ALTER TABLE "public"."t" ALTER COLUMN "email" TYPE character varying(120) USING "email"::character varying(120)`,
			`✗ nullability n: "n" is set by the recipe and may not be null in qa: 1 row has null | ALTER TABLE "public"."t" ALTER COLUMN "n" DROP NOT NULL`,
		},
		columns: "email n",
	},
	{
		name:   "labels that rows have block, others don't",
		source: `CREATE TYPE hue AS ENUM ('red', 'green', 'blue', 'it''s'); CREATE TABLE t (a hue, b hue[], c hue)`,
		target: `CREATE TYPE hue AS ENUM ('red', 'green'); CREATE TABLE t (a hue, b hue[], c hue)`,
		rows:   `VALUES ('blue'::hue, '{red,it''s}'::hue[], 'red'::hue)`,
		want: []string{
			`✗ type a: "a": enum public.hue of qa lacks "blue" and "it's": 1 row has it | ALTER TYPE "public"."hue" ADD VALUE 'blue' AFTER 'green' | ALTER TYPE "public"."hue" ADD VALUE 'it''s' AFTER 'blue'`,
			`✗ type b: "b": enum public.hue of qa lacks "blue" and "it's": 1 row has it | ALTER TYPE "public"."hue" ADD VALUE 'blue' AFTER 'green' | ALTER TYPE "public"."hue" ADD VALUE 'it''s' AFTER 'blue'`,
			`type c: "c": enum public.hue of qa lacks "blue" and "it's": no row has them | ALTER TYPE "public"."hue" ADD VALUE 'blue' AFTER 'green' | ALTER TYPE "public"."hue" ADD VALUE 'it''s' AFTER 'blue'`,
		},
		columns: "a b c",
	},
	{
		name:   "nulls, defaults and identities",
		source: `CREATE TABLE t (a int, b int, c int NOT NULL, d int DEFAULT 1, e int, f int GENERATED ALWAYS AS IDENTITY, g serial)`,
		target: `CREATE TABLE t (a int NOT NULL, b int NOT NULL, c int, d int DEFAULT 2, e int DEFAULT 3, f serial, g int GENERATED BY DEFAULT AS IDENTITY)`,
		rows:   `SELECT 1, null::int, 1, 1, 1`,
		want: []string{
			`nullability a: "a" may be null in dev, not in qa: no row has null | ALTER TABLE "public"."t" ALTER COLUMN "a" DROP NOT NULL`,
			`✗ nullability b: "b" may be null in dev, not in qa: 1 row has null | ALTER TABLE "public"."t" ALTER COLUMN "b" DROP NOT NULL`,
			`nullability c: "c" is not null in dev, may be null in qa | ALTER TABLE "public"."t" ALTER COLUMN "c" SET NOT NULL`,
			`default d: "d": default 1 in dev, default 2 in qa | ALTER TABLE "public"."t" ALTER COLUMN "d" SET DEFAULT 1`,
			`default e: "e": no default in dev, 3 in qa | ALTER TABLE "public"."t" ALTER COLUMN "e" DROP DEFAULT`,
			`identity f: "f": identity, always generated in dev, default nextval('t_f_seq'::regclass) in qa | ALTER TABLE "public"."t" ALTER COLUMN "f" DROP DEFAULT | ALTER TABLE "public"."t" ALTER COLUMN "f" ADD GENERATED ALWAYS AS IDENTITY`,
			`identity g: "g": default nextval('t_g_seq'::regclass) in dev, identity, generated by default in qa`,
		},
		columns: "a b c d e f g",
	},
	{
		name:   "generated columns",
		source: `CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) STORED, c int, d int GENERATED ALWAYS AS (a + 1) STORED)`,
		target: `CREATE TABLE t (a int, b int, c int GENERATED ALWAYS AS (a * 2) STORED, d int GENERATED ALWAYS AS (a + 2) STORED)`,
		want: []string{
			`generated b: "b" is generated in dev, a plain column in qa: its values are copied`,
			`generated c: "c" is a plain column in dev, generated as a * 2 in qa: it is left out, qa computes it`,
			`generated d: "d" is generated as a + 1 in dev, as a + 2 in qa`,
		},
		columns: "a b",
	},
	{
		name:   "what only the target asks of rows",
		source: `CREATE TABLE t (a int, b int, c text)`,
		target: `CREATE TABLE t (a int UNIQUE, b int CHECK (b > 0), c text, CONSTRAINT two CHECK (a < b), EXCLUDE (c WITH =)); CREATE UNIQUE INDEX u ON t (b); CREATE UNIQUE INDEX l ON t (lower(c))`,
		rows:   `VALUES (1, 5, 'x'), (1, -5, 'y'), (2, 6, 'z')`,
		want: []string{
			`✗ unique t_a_key: qa has unique (a), dev does not: 2 rows of dev share their values`,
			`✗ check t_b_check: qa has t_b_check CHECK ((b > 0)), dev does not: 1 row fails it | ALTER TABLE "public"."t" DROP CONSTRAINT "t_b_check"`,
			`✗ check two: qa has two CHECK ((a < b)), dev does not: 1 row fails it | ALTER TABLE "public"."t" DROP CONSTRAINT "two"`,
			`exclusion t_c_excl: qa has EXCLUDE USING btree (c WITH =), dev does not; rows that conflict would be refused`,
			`index l: qa has unique index l USING btree (lower(c)), dev does not; rows that share its values would be refused`,
			`index u: qa has unique index u USING btree (b), dev does not: the values are distinct`,
		},
		columns: "a b c",
	},
	{
		name:    "a where counts for the target's unique keys",
		source:  `CREATE TABLE t (a int)`,
		target:  `CREATE TABLE t (a int PRIMARY KEY)`,
		rows:    `VALUES (1), (1), (2)`,
		options: diffOptions{OnMismatch: "fail", Where: "a > 1 -- one of them"},
		want: []string{
			`nullability a: "a" may be null in dev, not in qa: no row has null`,
			`primary_key t_pkey: qa has primary key (a), dev has none: the values are distinct`,
		},
		columns: "a",
	},
	{
		name:   "what only the source has is told with what would add it",
		source: `CREATE TABLE t (id int PRIMARY KEY, up int REFERENCES t ON DELETE CASCADE, v text UNIQUE, CONSTRAINT long CHECK (length(v) > 1)); CREATE INDEX i ON t (lower(v))`,
		target: `CREATE TABLE t (id int NOT NULL, up int, v text)`,
		want: []string{
			`primary_key t_pkey: dev has primary key (id), qa has none | ALTER TABLE "public"."t" ADD CONSTRAINT "t_pkey" PRIMARY KEY (id)`,
			`unique t_v_key: dev has unique (v), qa does not | ALTER TABLE "public"."t" ADD CONSTRAINT "t_v_key" UNIQUE (v)`,
			`check long: dev has long CHECK ((length(v) > 1)), qa does not | ALTER TABLE "public"."t" ADD CONSTRAINT "long" CHECK ((length(v) > 1))`,
			`foreign_key t_up_fkey: dev has foreign key (up) → app.t (id) on delete cascade, qa does not`,
			`index i: dev has index i USING btree (lower(v)), qa does not | CREATE INDEX i ON "public"."t" USING btree (lower(v))`,
		},
		columns: "id up v",
	},
	{
		name:   "update needs the target's primary key",
		source: `CREATE TABLE t (id int PRIMARY KEY)`, target: `CREATE TABLE t (id int NOT NULL)`,
		options: diffOptions{OnMismatch: "fail", Mode: plan.Update},
		want:    []string{`✗ primary_key: qa has no primary key, which mode update goes by | ALTER TABLE "public"."t" ADD CONSTRAINT "t_pkey" PRIMARY KEY (id)`},
		columns: "id",
	},
	{
		name:   "a recreated table becomes the source's",
		source: `CREATE TABLE t (id int, v text, g int GENERATED ALWAYS AS (1) STORED)`, target: `CREATE TABLE t (id bigint, w text NOT NULL)`,
		options: diffOptions{OnMismatch: "fail", Mode: plan.Recreate},
		want: []string{
			`type id: "id": integer in dev, bigint in qa: every value fits`,
			`missing_column v: dev has "v text", qa does not: may be null, no default`,
			`missing_column g: dev has "g integer", qa does not: generated as 1`,
			`extra_column w: qa has "w text", dev does not: not null, no default`,
		},
		columns: "id v",
	},
	{
		name:   "partitioning",
		source: `CREATE TABLE t (id int) PARTITION BY LIST (id)`, target: `CREATE TABLE t (id int)`,
		want:    []string{`partition: partitioned by LIST (id) in dev, not partitioned in qa`},
		columns: "id",
	},
}

func TestDifferencesInWords(t *testing.T) {
	const types = `CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE DOMAIN filled AS text DEFAULT 'f'; CREATE DOMAIN strict AS text NOT NULL;`
	const shared = "CREATE EXTENSION citext; CREATE FUNCTION lower2(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lower($1)';"
	server := pgtest.Server(t)
	source := place{pgtest.Database(t, server, shared, "CREATE SCHEMA app; SET search_path = app;"+types), "app"}
	target := place{pgtest.Database(t, server, shared, types), "public"}
	for _, c := range diffCases {
		t.Run(c.name, func(t *testing.T) {
			rows := ""
			if c.rows != "" {
				rows = "INSERT INTO t " + c.rows + ";"
			}
			const clear = "DROP TABLE IF EXISTS t; DROP TYPE IF EXISTS hue;"
			must(t, pgtest.Exec(t.Context(), source.url, "SET search_path = app;"+clear+c.source+";"+rows))
			must(t, pgtest.Exec(t.Context(), target.url, clear+c.target))
			from, to := readCatalog(t, source), readCatalog(t, target)
			name := plan.Name{Schema: "app", Name: "t"}
			m := mappingOf(from, to)
			if c.options.OnMismatch == "" {
				c.options.OnMismatch = "fail"
			}
			d := diffTable(from, to, from.Table(name), to.Table(m.toTarget(name)), labels{"dev", "qa"}, m, c.options)
			conn := connect(t, source)
			defer conn.Close(context.Background())
			settleWhere(t, conn, name, c.options.Where, &d)
			if diff := cmp.Diff(c.want, inWords(d)); diff != "" {
				t.Errorf("differences (-want +got):\n%s", diff)
			}
			if got := strings.Join(d.Columns, " "); got != c.columns {
				t.Errorf("copied columns %q, want %q", got, c.columns)
			}
			mends(t, target, d)
		})
	}
}

func settleWhere(t *testing.T, source queryer, table plan.Name, where string, d *comparison) {
	t.Helper()
	for _, f := range d.Fits {
		condition := "(" + f.Condition + ")"
		if where != "" {
			condition += " AND (" + where + "\n)"
		}
		var n int64
		if err := source.QueryRow(t.Context(), "SELECT count(*) FROM "+quoteName(table)+" WHERE "+condition, nil, &n); err != nil {
			t.Fatalf("%s: %v", condition, err)
		}
		d.settle(f, n)
	}
}

type queryer interface {
	QueryRow(ctx context.Context, sql string, args []any, dest ...any) error
}

func inWords(d comparison) []string {
	var list []string
	for _, x := range d.Differences {
		text := strings.TrimSpace(x.Kind+" "+x.Name) + ": " + x.Text
		if x.Blocks {
			text = "✗ " + text
		}
		list = append(list, strings.Join(append([]string{text}, x.Mend...), " | "))
	}
	return list
}

// mends proves that the SQL of the mends runs on the target, whose tables have no
// rows.
func mends(t *testing.T, target place, d comparison) {
	t.Helper()
	done := map[string]bool{}
	for _, x := range d.Differences {
		for _, sql := range x.Mend {
			if done[sql] {
				continue
			}
			done[sql] = true
			if err := pgtest.Exec(t.Context(), target.url, sql); err != nil {
				t.Errorf("the mend of %s %s fails: %v", x.Kind, x.Name, fmt.Errorf("%s: %w", sql, err))
			}
		}
	}
}
