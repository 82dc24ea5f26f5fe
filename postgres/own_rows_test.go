package postgres

import (
	"strings"
	"testing"

	"poco/internal/pgcluster/pgtest"
	"poco/plan"
)

// The rows of two transactions are among others, of which some were there before
// and some came after.
const ownRows = `CREATE TABLE t (id int PRIMARY KEY, parent int REFERENCES t, v text);
	CREATE TABLE child (id int PRIMARY KEY, t int REFERENCES t ON DELETE CASCADE);
	INSERT INTO t SELECT i FROM generate_series(1, 10) i;`

func TestTakeBackDeletesExactlyWhatWasWritten(t *testing.T) {
	for name, x := range map[string]struct {
		since []string
		why   string // empty: taken back
		left  int
	}{
		"nothing since":                {nil, "", 10},
		"rows of others":               {[]string{"INSERT INTO t VALUES (1001), (1002)"}, "", 12},
		"rows of others changed":       {[]string{"UPDATE t SET v = 'x' WHERE id <= 10"}, "", 10},
		"vacuum and freeze":            {[]string{"VACUUM (FREEZE) t"}, "", 10},
		"one of ours changed":          {[]string{"UPDATE t SET v = 'x' WHERE id = 205"}, "of 60 rows that the run wrote 59 are", 0},
		"one of ours deleted":          {[]string{"DELETE FROM t WHERE id = 205"}, "of 60 rows that the run wrote 59 are", 0},
		"a child of another":           {[]string{"INSERT INTO child VALUES (1, 105)"}, "rows of public.child reference them by child_t_fkey", 0},
		"a child of others' rows":      {[]string{"INSERT INTO child VALUES (1, 5)"}, "", 10},
		"a row of another under ours":  {[]string{"INSERT INTO t VALUES (1001, 105)"}, "rows of public.t reference them by t_parent_fkey", 0},
		"a trigger":                    {[]string{"CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'", "CREATE TRIGGER audit AFTER DELETE ON t EXECUTE FUNCTION f()"}, "its trigger audit fires on DELETE", 0},
		"a trigger for something else": {[]string{"CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'", "CREATE TRIGGER audit AFTER INSERT ON t EXECUTE FUNCTION f()"}, "", 10},
		"a rule":                       {[]string{"CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING"}, "it has rules", 0},
	} {
		t.Run(name, func(t *testing.T) {
			c := open(t, pgtest.Database(t, pgtest.Server(t), ownRows))
			var xids []uint64
			for _, sql := range []string{
				"INSERT INTO t SELECT i, nullif(i - 1, 100) FROM generate_series(101, 150) i",
				"INSERT INTO t SELECT i FROM generate_series(201, 210) i",
			} {
				run(t, c, "BEGIN", sql)
				xids = append(xids, uint64(ask[int64](t, c, "SELECT pg_current_xact_id()::text::bigint")))
				run(t, c, "COMMIT")
			}
			run(t, c, "UPDATE t SET parent = 7 WHERE id = 8") // one of the others
			run(t, c, x.since...)
			name := plan.Name{Schema: "public", Name: "t"}
			before := ask[string](t, c, "SELECT md5(string_agg(t::text, ',' ORDER BY id)) FROM t WHERE id NOT BETWEEN 101 AND 210")
			run(t, c, "BEGIN")
			why, err := TakeBack(t.Context(), c, name, xids, 60)
			if err != nil {
				t.Fatal(Explain(err))
			}
			if (why == "") != (x.why == "") || !strings.Contains(why, x.why) {
				t.Fatalf("why %q, want %q", why, x.why)
			}
			if why != "" {
				run(t, c, "ROLLBACK")
				return
			}
			run(t, c, "COMMIT")
			if left := ask[int](t, c, "SELECT count(*)::int FROM t"); left != x.left {
				t.Errorf("%d rows are left, want %d", left, x.left)
			}
			if after := ask[string](t, c, "SELECT md5(string_agg(t::text, ',' ORDER BY id)) FROM t WHERE id NOT BETWEEN 101 AND 210"); after != before {
				t.Error("rows of others have changed")
			}
			if n, err := CountOwn(t.Context(), c, name, xids); n != 0 || err != nil {
				t.Errorf("%d own rows are left, %v", n, err)
			}
		})
	}
}
