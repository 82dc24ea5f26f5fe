package postgres

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"poco/internal/pgcluster/pgtest"
	"poco/plan"
)

// soon is a deadline that no test here meets.
func soon() time.Time { return time.Now().Add(time.Minute) }

func countAll(t *testing.T, url string, queries []CountQuery, jobs int, deadline time.Time) []CountResult {
	t.Helper()
	return snapshot(t, url).Count(t.Context(), queries, jobs, deadline)
}

func TestCountsAreExactAndInOrder(t *testing.T) {
	url := pgtest.Database(t, pgtest.Server(t), `
		CREATE TABLE a (id int); INSERT INTO a SELECT generate_series(1, 10);
		CREATE TABLE b () INHERITS (a); INSERT INTO b SELECT generate_series(1, 5);
		CREATE TABLE p (id int) PARTITION BY LIST (id); CREATE TABLE p1 PARTITION OF p DEFAULT; INSERT INTO p VALUES (1), (2);
		CREATE SCHEMA "Odd ""s"; CREATE TABLE "Odd ""s"."T.x" (id int); INSERT INTO "Odd ""s"."T.x" VALUES (1)`)
	queries := []CountQuery{
		{Table: public("a")}, {Table: public("a"), Only: true}, {Table: public("b")}, {Table: public("p")},
		{Table: public("p"), Only: true}, {Table: plan.Name{Schema: `Odd "s`, Name: "T.x"}},
		{Table: public("a"), Where: "id > 4 -- most", Only: true},
	}
	want := []int64{15, 10, 5, 2, 0, 1, 6}
	for _, jobs := range []int{0, 1, 3} {
		for i, r := range countAll(t, url, queries, jobs, soon()) {
			if diff := cmp.Diff(CountResult{Rows: want[i], Exact: true}, r); diff != "" {
				t.Errorf("%d jobs, query %d: %s", jobs, i, diff)
			}
		}
	}
}

func TestOneTableThatCannotBeCountedSpoilsNoOther(t *testing.T) {
	url := pgtest.Database(t, pgtest.Server(t), "CREATE TABLE a (id int); INSERT INTO a VALUES (1); CREATE TABLE secret (id int)")
	plain := loginRole(t, url)
	run(t, open(t, url), "GRANT SELECT ON a TO PUBLIC")
	queries := []CountQuery{{Table: public("a")}, {Table: public("missing")}, {Table: public("secret")},
		{Table: public("a"), Where: "1 / (id - 1) = 1"}, {Table: public("a"), Where: "nonsense"}, {Table: public("a")}}
	codes := []string{"", "42P01", "42501", "22012", "42703", ""}
	for _, jobs := range []int{1, 4} {
		for i, r := range countAll(t, plain, queries, jobs, soon()) {
			if Code(r.Err) != codes[i] || r.Exact != (codes[i] == "") || (r.Rows == 1) != r.Exact {
				t.Errorf("query %d: %+v, want SQLSTATE %q", i, r, codes[i])
			}
		}
	}
}

func TestDeadlineKeepsWhatIsCounted(t *testing.T) {
	url := pgtest.Database(t, pgtest.Server(t), `CREATE TABLE a (id int); INSERT INTO a VALUES (1);
		CREATE TABLE big (id int); INSERT INTO big VALUES (1); INSERT INTO big SELECT generate_series(1, 600000); ANALYZE`)
	queries := []CountQuery{{Table: public("big"), Where: "pg_sleep(60) IS NULL"}, {Table: public("a")}}
	start := time.Now()
	got := countAll(t, url, queries, 1, start.Add(time.Second))
	if diff := cmp.Diff([]CountResult{{Rows: -1}, {Rows: 1, Exact: true}}, got); diff != "" {
		t.Error(diff)
	}
	if d := time.Since(start); d > 30*time.Second {
		t.Errorf("the deadline of a second came after %s", d)
	}
	for _, r := range countAll(t, url, queries, 2, time.Now().Add(-time.Second)) {
		if diff := cmp.Diff(CountResult{Rows: -1}, r); diff != "" {
			t.Errorf("after the deadline: %s", diff)
		}
	}
}

func TestCountsOfASnapshotAreOfItsMoment(t *testing.T) {
	url := pgtest.Database(t, pgtest.Server(t), "CREATE TABLE a (id int); INSERT INTO a VALUES (1)")
	s := snapshot(t, url)
	run(t, open(t, url), "INSERT INTO a VALUES (2)")
	got := s.Count(t.Context(), []CountQuery{{Table: public("a")}}, 2, soon())
	if diff := cmp.Diff([]CountResult{{Rows: 1, Exact: true}}, got); diff != "" {
		t.Error(diff)
	}
	run(t, s.Conn(), "SELECT 1")
}

// TestALostSessionFailsEveryCount and none is taken for an estimate.
func TestALostSessionFailsEveryCount(t *testing.T) {
	s := snapshot(t, pgtest.Database(t, pgtest.Server(t)))
	s.Close(t.Context())
	for _, r := range s.Count(t.Context(), make([]CountQuery, 3), 2, soon()) {
		if r.Err == nil || r.Exact || r.Rows != -1 {
			t.Errorf("%+v", r)
		}
	}
}

// manyTables are 2,000 tables of a few rows each.
const manyTables = `DO $$ BEGIN FOR i IN 1..2000 LOOP
	EXECUTE format('CREATE TABLE t%s (id int)', i); EXECUTE format('INSERT INTO t%s SELECT generate_series(1, %s)', i, i % 7);
	IF i % 100 = 0 THEN COMMIT; END IF; END LOOP; END $$`

func TestThousandsOfTablesTakeFewRoundTrips(t *testing.T) {
	url := pgtest.Database(t, pgtest.Server(t))
	run(t, open(t, url), manyTables)
	queries := make([]CountQuery, 2000)
	for i := range queries {
		queries[i].Table = public(fmt.Sprintf("t%d", i+1))
	}
	start := time.Now()
	for i, r := range countAll(t, url, queries, 2, soon()) {
		if r.Rows != int64((i+1)%7) || !r.Exact || r.Err != nil {
			t.Fatalf("t%d: %+v", i+1, r)
		}
	}
	t.Logf("2000 tables in %s", time.Since(start))
	k := &counter{queries: queries}
	if err := k.split(t.Context(), open(t, url)); err != nil || len(k.batches) != 2000/batchTables {
		t.Errorf("%d batches, %v", len(k.batches), err)
	}
}

func TestCountStopsAtItsLimit(t *testing.T) {
	c := open(t, pgtest.Database(t, pgtest.Server(t), "CREATE TABLE a (id int); INSERT INTO a SELECT generate_series(1, 10)"))
	for limit, want := range map[int64]int64{0: 8, 3: 3, 8: 8, 100: 8} {
		if n, err := Count(t.Context(), c, public("a"), "id > 2", true, limit); n != want || err != nil {
			t.Errorf("limit %d: %d, %v, want %d", limit, n, err, want)
		}
	}
}

func TestEstimateIsTheServers(t *testing.T) {
	c := open(t, pgtest.Database(t, pgtest.Server(t), "CREATE TABLE a (id int); INSERT INTO a SELECT generate_series(1, 10000); ANALYZE a"))
	for where, want := range map[string]int64{"": 10000, "id <= 5000": 5000} {
		n, err := EstimateWhere(t.Context(), c, public("a"), where)
		if err != nil || n < want*9/10 || n > want*11/10 {
			t.Errorf("%q: %d, %v, want about %d", where, n, err, want)
		}
	}
}

func TestEveryWrongExpressionIsReported(t *testing.T) {
	c := open(t, pgtest.Database(t, pgtest.Server(t), `CREATE TABLE a (id int, "Ünï ""x" text, n numeric(5,2), at date)`))
	good := map[string]string{"id": "id + 1 -- one", `Ünï "x`: "concat('user', id)", "n": "'1.5'", "at": "now()"}
	if err := CheckExpression(t.Context(), c, public("a"), "id > 0 -- all", good); err != nil {
		t.Errorf("good ones: %v", err)
	}
	bad := map[string]string{"id": "'abc'", `Ünï "x`: "missing", "n": "1); DROP TABLE a; --", "at": "id", "gone": "1"}
	err := CheckExpression(t.Context(), c, public("a"), "id > ", bad)
	if err == nil {
		t.Fatal("nothing is wrong")
	}
	for _, want := range []string{"the where of public.a", "for column id of", `for column Ünï "x of`, "for column n of", "for column at of", "for column gone of public.a: the table has no such column"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in:\n%v", want, err)
		}
	}
	run(t, c, "SELECT FROM a")
}
