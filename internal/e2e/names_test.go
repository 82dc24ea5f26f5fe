package e2e

import (
	"strings"
	"testing"

	"poco/internal/pgcluster/pgtest"
)

// oddNames is a schema in which no name can be written without quotes: mixed
// case, quotes, spaces, dots, Unicode, reserved words, control characters,
// 63 bytes, wildcards and what printf would take for its own.
var oddNames = strings.ReplaceAll(`
CREATE SCHEMA "Odd schema.with ""all""";
SET search_path = "Odd schema.with ""all""";
CREATE TYPE "mood ""x""" AS ENUM ('so so', 'it''s "ok"', 'naïve');
CREATE TABLE "Order ""x" (
  "select" bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT "pk %s ""1""" PRIMARY KEY,
  "a.b" text CONSTRAINT "check 'it'" CHECK ("a.b" <> ''''),
  "mood" "mood ""x""" DEFAULT 'it''s "ok"',
  "Größe Ω 名前" numeric(8,2),
  "$1" text DEFAULT '$1', "%d" text, "new
line" int, "tab	" int, "\back" text
);
CREATE TABLE "LONG" (
  id int PRIMARY KEY,
  "user" bigint CONSTRAINT "FK
second line" REFERENCES "Order ""x" ON DELETE CASCADE DEFERRABLE
);
CREATE INDEX "IDX ""*""" ON "LONG" ("user");
CREATE UNIQUE INDEX "Ünïque" ON "Order ""x" ("a.b", lower("$1"));
CREATE FUNCTION "fire!"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''the trigger fired''; END';
COMMENT ON COLUMN "LONG"."user" IS 'it''s a "comment" \ $1
of two lines';
CREATE SEQUENCE "Seq ""q""" INCREMENT BY -3 START WITH -7 MINVALUE -1000 MAXVALUE 0;
ALTER TABLE "LONG" ALTER COLUMN id SET DEFAULT nextval('"Seq ""q"""');
`, "LONG", strings.Repeat("名", 20)+"abc")

const oddRows = `
SET search_path = "Odd schema.with ""all""";
INSERT INTO "Order ""x" ("a.b", "Größe Ω 名前", "$1", "\back") SELECT E'tab\t nl\n back\\ ' || i, i / 3.0, 'x' || i, '\N' FROM generate_series(1, 50) i;
INSERT INTO "LONG" ("user") SELECT i FROM generate_series(1, 50) i;
`

func TestNamesOfEveryKindAreCopied(t *testing.T) {
	rows := strings.ReplaceAll(oddRows, "LONG", strings.Repeat("名", 20)+"abc")
	dev := pgtest.Database(t, pgtest.Server(t, 0), oddNames)
	sql(t, dev, rows)
	sql(t, dev, `CREATE TRIGGER "trigger ""t""" BEFORE INSERT ON "Odd schema.with ""all"""."Order ""x" FOR EACH ROW EXECUTE FUNCTION "Odd schema.with ""all"""."fire!"()`)
	qa := pgtest.Database(t, pgtest.Server(t, 1))
	w := setup(t, dev, qa, `
  create_missing = true
  selection { include = ["\"Odd schema.with \"\"all\"\"\".*"] }`)
	w.must(0, "apply", "--auto-approve")
	same(t, "content", content(t, dev), content(t, qa))
	same(t, "schema", schema(t, dev), schema(t, qa))

	w.recipe(`
  mode = "overwrite"
  selection { include = ["\"Odd schema.with \"\"all\"\"\".\"Order \"\"x\""] }
  table "\"Odd schema.with \"\"all\"\"\".\"Order \"\"x\"" { set = { "%d" = "'%s $1'" } }`)
	w.must(0, "plan", "--out", "p.json")
	for _, flag := range []string{"--json", "--markdown", "--sql"} {
		w.must(0, "show", "p.json", flag)
	}
	w.must(0, "apply", "p.json", "--auto-approve")
	w.must(0, "verify", "p.json")
	if got := sql(t, qa, `SELECT DISTINCT "%d" FROM "Odd schema.with ""all"""."Order ""x"`); got != "%s $1" {
		t.Errorf("set wrote %q", got)
	}
	same(t, "schema after the second copy", schema(t, dev), schema(t, qa))
}
