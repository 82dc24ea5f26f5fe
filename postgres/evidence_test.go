package postgres

import (
	"slices"
	"strings"
	"testing"

	"poco/internal/pgcluster/pgtest"
	"poco/plan"
)

// rowsOfThree fills t, of the columns id and v, in three transactions.
const rowsOfThree = `CREATE TABLE t (id int PRIMARY KEY, v text, at timestamptz DEFAULT '2026-01-01');
	INSERT INTO t SELECT i FROM generate_series(1, 100) i; INSERT INTO t SELECT i FROM generate_series(101, 200) i;
	DELETE FROM t WHERE id = 150; UPDATE t SET v = 'x' WHERE id = 7;`

// taken is evidence of a reading.
type taken struct {
	Reading
	Evidence
}

// evidenceOf takes the evidence of a table in a snapshot of its own.
func evidenceOf(t *testing.T, url, table, where string, set ...string) taken {
	t.Helper()
	return evidenceOfReading(t, url, Reading{Table: plan.Name{Schema: "public", Name: table}, Where: where, Set: set})
}

func evidenceOfReading(t *testing.T, url string, r Reading) taken {
	t.Helper()
	s := snapshot(t, url)
	defer s.Close(t.Context())
	copied := ask[int64](t, s.Conn(), "SELECT count(*) FROM "+Quote(r.Table.Schema, r.Table.Name)+" AS t"+r.pages())
	e, err := TakeEvidence(t.Context(), s.Conn(), r, copied)
	if err != nil {
		t.Fatal(err)
	}
	return taken{r, e}
}

// unchanged asks for the proof in a new snapshot.
func unchanged(t *testing.T, url string, e taken) (bool, string) {
	t.Helper()
	s := snapshot(t, url)
	defer s.Close(t.Context())
	same, why, err := s.Unchanged(t.Context(), s.Conn(), e.Reading, e.Evidence)
	if err != nil {
		t.Fatal(Explain(err))
	}
	return same, why
}

// Each part of a table is proved by itself: the parts whose rows changed are
// exactly those that are not proved, wherever a new version of a row has gone.
func TestPartsOfATableAreProvedEachByItself(t *testing.T) {
	const setup = `CREATE TABLE w (id int PRIMARY KEY, v text) WITH (fillfactor = 100);
		INSERT INTO w SELECT i, repeat('x', 200) FROM generate_series(1, 3000) i`
	for name, c := range map[string]struct {
		change  []string
		changed []int
	}{
		"nothing":                         {nil, nil},
		"a delete in the first":           {[]string{"DELETE FROM w WHERE id = 1"}, []int{0}},
		"an insert behind the end":        {[]string{"INSERT INTO w VALUES (9999, repeat('y', 2000))"}, []int{3}},
		"an update moves a row":           {[]string{"UPDATE w SET v = repeat('z', 300) WHERE id = 1"}, []int{0, 3}},
		"a rolled-back update":            {[]string{"BEGIN", "UPDATE w SET v = 'z' WHERE id = 1", "ROLLBACK"}, nil},
		"a freed page is used again":      {[]string{"DELETE FROM w WHERE id <= 100", "VACUUM w", "INSERT INTO w SELECT i, repeat('x', 200) FROM generate_series(1, 100) i"}, []int{0}},
		"a rewrite in the same order":     {[]string{"VACUUM FULL w"}, []int{0, 1, 2, 3}},
		"the second part, in a savepoint": {[]string{"BEGIN", "SAVEPOINT a", "DELETE FROM w WHERE ctid = '(25,1)'", "RELEASE a", "COMMIT"}, []int{1}},
	} {
		t.Run(name, func(t *testing.T) {
			url := pgtest.Database(t, pgtest.Server(t), setup)
			pages := ask[int64](t, open(t, url), "SELECT pg_relation_size('w') / current_setting('block_size')::int")
			var parts []taken
			for i := range int64(4) {
				r := Reading{Table: plan.Name{Schema: "public", Name: "w"}, From: pages * i / 4, To: pages * (i + 1) / 4}
				if i == 3 {
					r.To = 0
				}
				parts = append(parts, evidenceOfReading(t, url, r))
			}
			run(t, open(t, url), c.change...)
			var changed []int
			for i, part := range parts {
				if same, _ := unchanged(t, url, part); !same {
					changed = append(changed, i)
				}
			}
			if !slices.Equal(changed, c.changed) {
				t.Errorf("changed parts %v, want %v", changed, c.changed)
			}
		})
	}
}

func TestChangedTablesAreFound(t *testing.T) {
	for name, c := range map[string]struct {
		change []string
		why    string // empty: unchanged
	}{
		"nothing":                       {nil, ""},
		"vacuum and freeze":             {[]string{"VACUUM (FREEZE) t"}, ""},
		"other tables":                  {[]string{"CREATE TABLE u AS SELECT * FROM t"}, ""},
		"rolled-back changes":           {[]string{"BEGIN", "UPDATE t SET v = 'y'", "INSERT INTO t VALUES (999)", "DELETE FROM t WHERE id = 2", "ROLLBACK"}, ""},
		"locked rows":                   {[]string{"BEGIN", "SELECT * FROM t FOR UPDATE", "COMMIT"}, ""},
		"an index, a column's default":  {[]string{"CREATE INDEX ON t (v)", "ALTER TABLE t ALTER v SET DEFAULT 'z'"}, ""},
		"insert":                        {[]string{"INSERT INTO t VALUES (999)"}, "1 row is newer"},
		"update":                        {[]string{"UPDATE t SET v = 'y' WHERE id < 4"}, "3 rows are newer"},
		"update to the same":            {[]string{"UPDATE t SET v = v WHERE id = 1"}, "1 row is newer"},
		"delete":                        {[]string{"DELETE FROM t WHERE id = 3"}, "it had 199 rows, now it has 198"},
		"delete, then freeze":           {[]string{"DELETE FROM t WHERE id = 3", "VACUUM (FREEZE) t"}, "it had 199 rows"},
		"delete and insert":             {[]string{"DELETE FROM t WHERE id = 3", "INSERT INTO t VALUES (3)", "VACUUM (FREEZE) t"}, "1 row is newer"},
		"insert in a savepoint":         {[]string{"BEGIN", "SAVEPOINT a", "INSERT INTO t VALUES (999)", "RELEASE a", "COMMIT", "VACUUM (FREEZE) t"}, "1 row is newer"},
		"columns that change names":     {[]string{"ALTER TABLE t ADD w text", "ALTER TABLE t RENAME v TO u", "ALTER TABLE t RENAME w TO v", "ALTER TABLE t DROP u"}, "no longer the same"},
		"truncate":                      {[]string{"TRUNCATE t"}, "emptied, rewritten"},
		"rewrite":                       {[]string{"VACUUM FULL t"}, "emptied, rewritten"},
		"a table of the same name":      {[]string{"CREATE TABLE u AS TABLE t", "DROP TABLE t", "ALTER TABLE u RENAME TO t"}, "emptied, rewritten"},
		"many transactions, no changes": {[]string{"DO $$ BEGIN FOR i IN 1..500 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			url := pgtest.Database(t, pgtest.Server(t), rowsOfThree)
			e := evidenceOf(t, url, "t", "")
			run(t, open(t, url), c.change...)
			same, why := unchanged(t, url, e)
			if same != (c.why == "") || !strings.Contains(why, c.why) {
				t.Errorf("unchanged %v %q, want %q", same, why, c.why)
			}
		})
	}
}

// A transaction that was running at the first snapshot counts as newer.
func TestRowsOfARunningTransactionAreNewer(t *testing.T) {
	url := pgtest.Database(t, pgtest.Server(t), rowsOfThree)
	running := open(t, url)
	run(t, running, "BEGIN", "UPDATE t SET v = 'late' WHERE id = 1")
	run(t, open(t, url), "INSERT INTO t VALUES (999)") // later, and seen by the snapshot
	e := evidenceOf(t, url, "t", "")
	run(t, running, "COMMIT")
	if same, why := unchanged(t, url, e); same || why != "2 rows are newer" {
		t.Errorf("unchanged %v %q", same, why)
	}
}

// After 2^32 transactions a row's 32-bit number comes round again. The test sets the
// evidence back instead of the server forward: an epoch earlier, every row is newer.
func TestTransactionNumbersAreComparedInFull(t *testing.T) {
	url := pgtest.Database(t, pgtest.Server(t), rowsOfThree)
	c := open(t, url)
	const query = `SELECT count(*)::int FROM t, (SELECT $1::bigint AS xmax) now WHERE ` + fullXmin + ` >= $2`
	xmin := ask[int64](t, c, "SELECT max(xmin::text::bigint) FROM t")
	const epoch = int64(1) << 32
	for _, x := range []struct {
		name       string
		xmax, than int64
		newer      int
	}{
		{"same epoch, older snapshot", 5*epoch + xmin + 10, 5*epoch + 3, 199},
		{"same epoch, newer snapshot", 5*epoch + xmin + 10, 5*epoch + xmin + 1, 0},
		{"the counter came round", 6*epoch + 3, 5*epoch + xmin + 1, 0},
		{"the counter came round, rows since", 6*epoch + 3, 5*epoch + 3, 199},
	} {
		if got := ask[int](t, c, query, x.xmax, x.than); got != x.newer {
			t.Errorf("%s: %d rows are newer, want %d", x.name, got, x.newer)
		}
	}
}

func TestPartitionedTablesAreProvedAsAWhole(t *testing.T) {
	const setup = `CREATE TABLE p (id int, v text) PARTITION BY RANGE (id);
		CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (100);
		CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (100) TO (200);
		CREATE TABLE spare (id int, v text); INSERT INTO spare SELECT i + 100 FROM generate_series(1, 50) i;
		INSERT INTO p SELECT generate_series(1, 150)`
	for name, c := range map[string]struct{ change, why string }{
		"nothing":             {"SELECT 1", ""},
		"a row":               {"UPDATE p SET v = 'x' WHERE id = 120", "1 row is newer"},
		"a partition emptied": {"TRUNCATE p2", "emptied, rewritten"},
		"a partition swapped": {"ALTER TABLE p DETACH PARTITION p2; ALTER TABLE p ATTACH PARTITION spare FOR VALUES FROM (100) TO (200)", "emptied, rewritten"},
	} {
		t.Run(name, func(t *testing.T) {
			url := pgtest.Database(t, pgtest.Server(t), setup)
			e := evidenceOf(t, url, "p", "")
			run(t, open(t, url), c.change)
			same, why := unchanged(t, url, e)
			if same != (c.why == "") || !strings.Contains(why, c.why) {
				t.Errorf("unchanged %v %q, want %q", same, why, c.why)
			}
		})
	}
}

func TestViewsAreNeverProved(t *testing.T) {
	url := pgtest.Database(t, pgtest.Server(t), rowsOfThree+"CREATE VIEW v AS TABLE t")
	if same, why := unchanged(t, url, evidenceOf(t, url, "v", "")); same || why == "" {
		t.Errorf("unchanged %v %q", same, why)
	}
}

func TestMissingEvidenceProvesNothing(t *testing.T) {
	url := pgtest.Database(t, pgtest.Server(t), "CREATE TABLE t ()")
	if same, why := unchanged(t, url, taken{Reading: Reading{Table: plan.Name{Schema: "public", Name: "t"}}}); same || why == "" {
		t.Errorf("unchanged %v %q", same, why)
	}
}

func TestExpressionsThatReachBeyondTheRowProveNothing(t *testing.T) {
	url := pgtest.Database(t, pgtest.Server(t), rowsOfThree+`CREATE TABLE u (id int);
		CREATE FUNCTION mine(text) RETURNS text STABLE LANGUAGE sql AS 'SELECT max(v) FROM t';
		CREATE FUNCTION "Pure"(text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT lower($1)';
		CREATE FUNCTION "Odd ""name"(text) RETURNS text VOLATILE LANGUAGE plpgsql AS $$ BEGIN RETURN $1; END $$`)
	for _, c := range []struct{ where, set, why string }{
		{where: "id > 7 AND v IS DISTINCT FROM 'now()' -- now()"},
		{where: "at >= '2025-01-01' AND coalesce(v, 'random()') <> ''"},
		{where: "id::numeric(10,2) IN (1, 2) AND v::varchar(3) LIKE 'x%'"},
		{where: "date_trunc('day', at) = '2026-01-01' AND \"Pure\"(v) = 'x'"},
		{set: "concat('user', id, '@example.com')"},
		{set: "now()::text"},
		{set: "CURRENT_DATE"},
		{set: "md5(v)"},
		{where: "at > now() - interval '1 day'", why: "uses now"},
		{where: "at > CURRENT_DATE", why: "uses CURRENT_DATE"},
		{where: "at > current_timestamp - interval '1 h'", why: "uses CURRENT_TIMESTAMP"},
		{where: "random() < 0.1", why: "uses random"},
		{where: "id IN (SELECT id FROM u)", why: "other tables"},
		{where: "EXISTS (SELECT FROM u WHERE u.id = t.id)", why: "other tables"},
		{where: "id > (SELECT count(*) FROM u)", why: "other tables"},
		{where: "v = mine(v)", why: "mine"},
		{where: "v = \"Odd \"\"name\"(v)", why: `Odd "name`},
		{set: "mine(v)", why: "mine"},
		{set: "(SELECT max(id) FROM u)", why: "other tables"},
		{where: "at < 'now'", why: "something else now"},
	} {
		var set []string
		if c.set != "" {
			set = []string{c.set}
		}
		same, why := unchanged(t, url, evidenceOf(t, url, "t", c.where, set...))
		if same != (c.why == "") || !strings.Contains(why, c.why) {
			t.Errorf("where %q, set %q: unchanged %v %q, want %q", c.where, c.set, same, why, c.why)
		}
	}
}

func TestAnotherTimelineProvesNothing(t *testing.T) {
	url := pgtest.Database(t, pgtest.Server(t), rowsOfThree)
	e := evidenceOf(t, url, "t", "")
	if e.Timeline != 1 {
		t.Fatalf("the timeline of a new server is %d", e.Timeline)
	}
	e.Timeline = 2
	if same, why := unchanged(t, url, e); same || !strings.Contains(why, "taken over") {
		t.Errorf("unchanged %v %q", same, why)
	}
}
