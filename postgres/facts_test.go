package postgres

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/internal/pgcluster/pgtest"
)

func TestFactsAreWhatAPlanRestsOn(t *testing.T) {
	c := catalogOf(t, shop)
	want := []string{
		"check orders_n_check: CHECK ((n >= zero()))",
		"column customer: integer not null",
		"column id: integer not null identity always",
		"column n: integer default zero()",
		"column number: bigint default nextval('number'::regclass)",
		"column total: amount not null",
		"column twice: numeric generated as (((total)::numeric * (2)::numeric)) stored",
		"foreign key orders_customer_fkey: FOREIGN KEY (customer) REFERENCES customers(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED",
		"index orders_customer: CREATE INDEX orders_customer ON orders USING btree (customer) WHERE (n > zero())",
		"kind: table",
		"primary key orders_pkey: PRIMARY KEY (id)",
		"trigger touch: CREATE TRIGGER touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch(), enabled",
		"unique orders_number_key: UNIQUE (number)",
	}
	if diff := cmp.Diff(want, table(t, c, "orders").Facts()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestChangesOfATableAreToldInSentences(t *testing.T) {
	const before = `
		CREATE TABLE a (id int PRIMARY KEY);
		CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
		CREATE TABLE t (id bigint PRIMARY KEY, n int, a int CONSTRAINT t_a REFERENCES a);
		CREATE INDEX i ON t (n);
		CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION touch();`
	for _, test := range []struct {
		change string
		want   []string
	}{
		{"INSERT INTO t VALUES (1); ANALYZE t; VACUUM FULL t; COMMENT ON TABLE t IS 'x'; GRANT SELECT ON t TO public", nil},
		{"ALTER TABLE t ADD note text", []string{"column note (text) is new"}},
		{`ALTER TABLE t ADD "a: b" text`, []string{`column "a: b" (text) is new`}},
		{"ALTER TABLE t DROP n", []string{"column n is gone", "index i is gone"}},
		{"ALTER TABLE t ALTER n TYPE text", []string{"column n was integer, is text"}},
		{"ALTER TABLE t ALTER n SET NOT NULL", []string{"column n was integer, is integer not null"}},
		{"ALTER TABLE t ALTER n SET DEFAULT 7", []string{"column n was integer, is integer default 7"}},
		{"DROP INDEX i", []string{"index i is gone"}},
		{"ALTER TABLE t DROP CONSTRAINT t_pkey", []string{"primary key t_pkey is gone"}},
		{"ALTER TABLE t DISABLE TRIGGER g", []string{
			"trigger g was CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION touch(), enabled, " +
				"is CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION touch(), disabled"}},
		{"ALTER TABLE t DROP CONSTRAINT t_a; ALTER TABLE t ADD CONSTRAINT t_a FOREIGN KEY (a) REFERENCES a NOT VALID", []string{
			"foreign key t_a was FOREIGN KEY (a) REFERENCES a(id), is FOREIGN KEY (a) REFERENCES a(id), not valid"}},
		{"CREATE TABLE child (t bigint CONSTRAINT k REFERENCES t)", []string{
			"reference k from public.child (FOREIGN KEY (t) REFERENCES t(id)) is new"}},
		{"ALTER TABLE t SET UNLOGGED", []string{"kind was table, is unlogged table"}},
		{"CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING", []string{"rules (present) is new"}},
		{"DROP TABLE t", []string{"the table is gone"}},
	} {
		t.Run(test.change, func(t *testing.T) {
			c := open(t, pgtest.Database(t, pgtest.Server(t), before))
			was := table(t, read(t, c, "public"), "t").Facts()
			for _, sql := range strings.Split(test.change, "; ") {
				run(t, c, sql)
			}
			var is []string
			if now := read(t, c, "public").Table(public("t")); now != nil {
				is = now.Facts()
			}
			if diff := cmp.Diff(test.want, DiffFacts(was, is)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestDiffFactsTellsMissingTables(t *testing.T) {
	some := []string{"kind: table"}
	for _, test := range []struct {
		before, after, want []string
	}{
		{nil, nil, nil},
		{nil, some, []string{"the table is new"}},
		{some, nil, []string{"the table is gone"}},
		{some, some, nil},
	} {
		if diff := cmp.Diff(test.want, DiffFacts(test.before, test.after)); diff != "" {
			t.Errorf("from %v to %v (-want +got)\n%s", test.before, test.after, diff)
		}
	}
}
