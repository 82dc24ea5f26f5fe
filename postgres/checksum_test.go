package postgres

import (
	"crypto/rand"
	"strings"
	"testing"

	"poco/internal/pgcluster"
	"poco/internal/pgcluster/pgtest"
	"poco/plan"
)

// databaseWith makes an empty database with options of CREATE DATABASE.
func databaseWith(t *testing.T, cluster *pgcluster.Cluster, options string) *Conn {
	t.Helper()
	name := "w_" + strings.ToLower(rand.Text())
	admin := open(t, cluster.URL("postgres"))
	run(t, admin, "CREATE DATABASE "+name+" TEMPLATE template0 "+options)
	t.Cleanup(func() { pgtest.Exec(t.Context(), cluster.URL("postgres"), "DROP DATABASE "+name+" WITH (FORCE)") })
	return open(t, cluster.URL(name))
}

// tempName is the name of a temporary table of the session.
func tempName(t *testing.T, c *Conn, table string) plan.Name {
	t.Helper()
	return plan.Name{Schema: ask[string](t, c, "SELECT pg_my_temp_schema()::regnamespace::text"), Name: table}
}

func checksum(t *testing.T, c *Conn, q ChecksumQuery) Checksum {
	t.Helper()
	sum, err := ReadChecksum(t.Context(), c, q)
	if err != nil {
		t.Fatal(Explain(err))
	}
	return sum
}

func TestChecksumTellsContentsApart(t *testing.T) {
	const base = `('a', 'b'), ('c', 'd'), ('e', NULL), ('', 'f')`
	contents := map[string]string{
		"base":                base,
		"a value":             `('a', 'b'), ('c', 'D'), ('e', NULL), ('', 'f')`,
		"columns swapped":     `('b', 'a'), ('c', 'd'), ('e', NULL), ('', 'f')`,
		"rows mixed":          `('a', 'd'), ('c', 'b'), ('e', NULL), ('', 'f')`,
		"empty for NULL":      `('a', 'b'), ('c', 'd'), ('e', ''), ('', 'f')`,
		"NULL for empty":      `('a', 'b'), ('c', 'd'), ('e', NULL), (NULL, 'f')`,
		"boundary moved":      `('ab', ''), ('c', 'd'), ('e', NULL), ('', 'f')`,
		"a comma":             `('a,b', NULL), ('c', 'd'), ('e', NULL), ('', 'f')`,
		"one row less":        `('a', 'b'), ('c', 'd'), ('e', NULL)`,
		"one doubled":         base + `, ('a', 'b')`,
		"two doubled":         base + `, ('a', 'b'), ('a', 'b')`,
		"one for another":     `('a', 'b'), ('a', 'b'), ('e', NULL), ('', 'f')`,
		"a blank at the end":  `('a ', 'b'), ('c', 'd'), ('e', NULL), ('', 'f')`,
		"another upper case":  `('A', 'b'), ('c', 'd'), ('e', NULL), ('', 'f')`,
		"quotes":              `('"a"', 'b'), ('c', 'd'), ('e', NULL), ('', 'f')`,
		"backslash":           `('a\', 'b'), ('c', 'd'), ('e', NULL), ('', 'f')`,
		"no rows":             "",
		"only nulls":          `(NULL, NULL)`,
		"only empty":          `('', '')`,
		"decomposed umlaut":   "('a\u0308', 'b')",
		"precomposed umlaut":  "('\u00e4', 'b')",
		"NULL word":           `('a', 'b'), ('c', 'd'), ('e', 'NULL'), ('', 'f')`,
		"parentheses instead": `('(a,b)', NULL)`,
	}
	c := open(t, pgtest.Database(t, pgtest.Server(t)))
	for _, portable := range []bool{false, true} {
		seen := map[Checksum]string{}
		for name, values := range contents {
			run(t, c, "CREATE TEMP TABLE t (x text, y text)")
			if values != "" {
				run(t, c, "INSERT INTO t VALUES "+values)
			}
			sum := checksum(t, c, ChecksumQuery{Table: tempName(t, c, "t"), Columns: []string{"x", "y"}, Portable: portable})
			if other, ok := seen[sum]; ok {
				t.Errorf("%q and %q have the same checksum", name, other)
			}
			seen[sum] = name
			run(t, c, "DROP TABLE t")
		}
	}
}

func TestEqualContentsHaveEqualChecksumsEverywhere(t *testing.T) {
	const rows = `INSERT INTO t VALUES (1, 'Ärger', 1.50, '2026-01-01 12:00+02', '\xff00', 0.1, '12.50', 'x'),
		(-2, 'zoë', -0.001, 'infinity', '', 'NaN', '-1', 'yy'), (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL)`
	const columns = "(id int, v text %s, n numeric, at timestamptz, b bytea, f float8, m money, c char(5))"
	type side struct {
		c         *Conn
		collation string
		order     string
	}
	a := databaseWith(t, pgtest.Server(t), "ENCODING UTF8 LOCALE 'C.UTF-8'")
	b := databaseWith(t, pgtest.Server(t, 1), "ENCODING LATIN1 LOCALE 'C'")
	icu := open(t, pgtest.Database(t, pgtest.Server(t, 1)))
	collation := `COLLATE "und-x-icu"`
	if !ask[bool](t, icu, "SELECT EXISTS (SELECT FROM pg_collation WHERE collname = 'und-x-icu')") {
		collation = `COLLATE "POSIX"`
	}
	var sums []Checksum
	for _, s := range []side{{a, "", ""}, {b, "", " DESC"}, {icu, collation, " DESC"}} {
		run(t, s.c, "CREATE TABLE u "+strings.ReplaceAll(columns, "%s", s.collation), strings.ReplaceAll(rows, "INTO t", "INTO u"),
			"CREATE TABLE t AS SELECT * FROM u ORDER BY id"+s.order)
		sums = append(sums, checksum(t, s.c, ChecksumQuery{Table: public("t"),
			Columns: []string{"id", "v", "n", "at", "b", "f", "m", "c"}, Portable: true}))
	}
	if sums[0] != sums[1] || sums[0] != sums[2] || sums[0].Rows != 3 {
		t.Errorf("the checksums differ: %v", sums)
	}
	plain := ChecksumQuery{Table: public("t"), Columns: []string{"v"}}
	if checksum(t, a, plain) != checksum(t, icu, plain) {
		t.Error("UTF8 databases of different collations differ")
	}
}

func TestChecksumHeedsWhereAndSet(t *testing.T) {
	c := open(t, pgtest.Database(t, pgtest.Server(t), `
		CREATE TABLE s (id int, "E mail" text); INSERT INTO s SELECT i, 'real' || i FROM generate_series(1, 100) i;
		CREATE TABLE t (id int, "E mail" varchar(50)); INSERT INTO t SELECT i, 'user' || i FROM generate_series(11, 100) i ORDER BY i DESC;
		CREATE TABLE more () INHERITS (t); INSERT INTO more VALUES (1, 'x')`))
	columns := []string{"id", "E mail"}
	source := checksum(t, c, ChecksumQuery{Table: public("s"), Columns: columns, Where: "id > 10 -- ten",
		Set: map[string]string{"E mail": "concat('user', id) -- hidden"}})
	if target := checksum(t, c, ChecksumQuery{Table: public("t"), Columns: columns, Only: true}); source != target {
		t.Errorf("%v, want %v", target, source)
	}
	if target := checksum(t, c, ChecksumQuery{Table: public("t"), Columns: columns}); source == target {
		t.Error("the rows of an inheriting table were left out")
	}
}
