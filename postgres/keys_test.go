package postgres

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/internal/pgcluster/pgtest"
)

// A keySide is the table that a side of a merge is tested with: k.
type keySide struct {
	c       *Conn
	columns []string
}

// side makes the table k with the given columns and rows.
func side(t *testing.T, c *Conn, columns, rows string) keySide {
	t.Helper()
	run(t, c, "DROP TABLE IF EXISTS k", "CREATE TABLE k ("+columns+")")
	if rows != "" {
		run(t, c, "INSERT INTO k VALUES "+rows)
	}
	var names []string
	for _, column := range strings.Split(columns, ", ") {
		name, _, _ := strings.Cut(column, " ")
		names = append(names, strings.Trim(name, `"`))
	}
	return keySide{c, names}
}

func (s keySide) query() KeyQuery { return KeyQuery{Conn: s.c, Table: public("k"), Columns: s.columns} }

// castsOf are the types of the side's columns, as the catalog names them.
func (s keySide) castsOf(t *testing.T) []string {
	t.Helper()
	var casts []string
	for _, column := range s.columns {
		casts = append(casts, ask[string](t, s.c,
			"SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'k'::regclass AND attname = $1", column))
	}
	return casts
}

// merges are two databases to merge the keys of.
func merges(t *testing.T) (child, parent *Conn) {
	t.Helper()
	return open(t, pgtest.Database(t, pgtest.Server(t))), open(t, pgtest.Database(t, pgtest.Server(t, 1)))
}

func TestKeysMatchByTheParentsEquality(t *testing.T) {
	a, b := merges(t)
	run(t, b, "CREATE DOMAIN whole AS bigint")
	run(t, a, "CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy')")
	run(t, b, "CREATE TYPE mood AS ENUM ('happy', 'ok', 'sad')")
	icu := ask[bool](t, a, "SELECT EXISTS (SELECT FROM pg_collation WHERE collname = 'en-US-x-icu')")
	for _, c := range []struct {
		name          string
		child, parent string // types
		rows, there   string
		matched       int64
		missing       []string
	}{
		{"smallint in bigint", "smallint", "bigint", "(1), (-1), (10), (9), (-32768), (NULL)", "(9), (10), (-1), (9223372036854775807), (-9223372036854775808)",
			3, []string{"(-32768)", "(1)"}},
		{"bigint", "bigint", "bigint", "(9223372036854775807), (-9223372036854775808), (0)", "(9223372036854775807), (-9223372036854775808)",
			2, []string{"(0)"}},
		{"integer in a domain", "integer", "whole", "(2), (10), (-7)", "(10), (2), (-70)", 2, []string{"(-7)"}},
		{"integer in numeric", "integer", "numeric(10,2)", "(1), (10), (9), (-3)", "(1.00), (9.00), (-3.00), (10.50)", 3, []string{"(10)"}},
		{"numeric", "numeric", "numeric", "(1), (1.50), (0.10), (-0.0), (100)", "(1.0), (1.5), (0), (100.000), (10)", 4, []string{"(0.1)"}},
		{"floats", "float8", "float8", "('-0'), (1.5), ('NaN'), (1e300), ('-infinity')", "(0), (1.50), ('NaN'), ('-infinity')", 4, []string{"('1e+300')"}},
		{"uuid", "uuid", "uuid", "('FFFFFFFF-0000-0000-0000-000000000000'), ('0a000000-0000-0000-0000-000000000000'), ('90000000-0000-0000-0000-000000000000')",
			"('90000000-0000-0000-0000-000000000000'), ('ffffffff-0000-0000-0000-000000000000')", 2, []string{"('0a000000-0000-0000-0000-000000000000')"}},
		{"text", "text", "text", "('10'), ('9'), ('a'), ('B'), ('b'), ('A'), (''), ('é'), ('z'), ('日本'), ('e'), ('😀'), ('it''s')",
			"('9'), ('10'), ('b'), ('A'), ('é'), ('日本'), ('😀'), ('')", 8, []string{"('B')", "('a')", "('e')"}},
		{"varchar in text", "varchar(5)", "text", "('a '), ('a')", "('a')", 1, []string{"('a ')"}},
		{"longer than the parent allows", "text", "varchar(3)", "('abcd'), ('abc')", "('abc')", 1, []string{"('abcd')"}},
		{"char", "char(5)", "char(3)", "('a'), ('b  '), ('abcde')", "('a'), ('b'), ('abc')", 2, []string{"('abcde')"}},
		{"timestamptz", "timestamptz", "timestamptz", "('2026-01-01 12:00+02'), ('infinity'), ('2026-01-01 12:00:00.000001+00')",
			"('2026-01-01 05:00-05'), ('infinity'), ('2026-01-01 10:00+00')", 2, []string{"('2026-01-01 12:00:00.000001+00')"}},
		{"date in timestamp", "date", "timestamp", "('2026-01-01'), ('2026-01-02'), ('0044-03-15 BC')", "('2026-01-01 00:00'), ('2026-01-02 00:01')",
			1, []string{"('0044-03-15 00:00:00 BC')", "('2026-01-02 00:00:00')"}},
		{"interval", "interval", "interval", "('1 day'), ('1 month'), ('2 years')", "('24 hours'), ('30 days')", 2, []string{"('62208000')"}},
		{"boolean", "boolean", "boolean", "(true), (false)", "(true)", 1, []string{"('false')"}},
		{"bytea", "bytea", "bytea", `('\x00'), ('\xff'), ('\x0a')`, `('\xff'), ('\x00')`, 2, []string{`('\x0a')`}},
		{"inet", "inet", "inet", "('10.0.0.1'), ('10.0.0.2/32'), ('::1')", "('10.0.0.1/32'), ('10.0.0.2'), ('10.0.0.2/24')", 2, []string{"('::1/128')"}},
		{"enum", "mood", "mood", "('sad'), ('ok'), ('happy')", "('happy'), ('sad')", 2, []string{"('ok')"}},
		{"no rows", "int", "int", "", "(1)", 0, nil},
		{"no parents", "int", "int", "(1), (2)", "", 0, []string{"(1)", "(2)"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, collation := range []string{"", ` COLLATE "en-US-x-icu"`} {
				if collation != "" && (!icu || !strings.Contains("text char(5) char(3) varchar(5) varchar(3)", c.child)) {
					continue
				}
				child := side(t, a, "id "+c.child+collation, c.rows)
				parent := side(t, b, "id "+c.parent+collation, c.there)
				m, err := MergeKeys(t.Context(), child.query(), []KeyQuery{parent.query()}, parent.castsOf(t), 3)
				if err != nil {
					t.Fatal(Explain(err))
				}
				if m.MatchedKeys != c.matched || !cmp.Equal(m.FirstMissing, c.missing) {
					t.Errorf("%s%d match and %q miss, want %d and %q", collation, m.MatchedKeys, m.FirstMissing, c.matched, c.missing)
				}
			}
		})
	}
}

// The merge agrees with the server's own foreign key, for the same values.
func TestMergeAgreesWithTheServersForeignKey(t *testing.T) {
	a, b := merges(t)
	c := open(t, a.config.pgx.ConnString())
	for _, kind := range []string{"int", "numeric(12,3)", "text", "char(8)", "uuid", "timestamptz", "float8"} {
		value := map[string]string{
			"text": "chr(60 + i % 70) || i", "char(8)": "chr(60 + i % 70) || ' '", "uuid": "md5(i::text)::uuid",
			"timestamptz": "'2026-01-01'::timestamptz + i * interval '7 hours'",
		}[kind]
		if value == "" {
			value = "(i - 500) / 4.0"
		}
		fill := func(modulus int) string {
			return fmt.Sprintf("INSERT INTO k SELECT DISTINCT (%s)::%s FROM generate_series(1, 2000) i WHERE i %% %d <> 0", value, kind, modulus)
		}
		child, parent := side(t, a, "id "+kind, ""), side(t, b, "id "+kind, "")
		run(t, a, fill(3), "DROP TABLE IF EXISTS p", "CREATE TABLE p (id "+kind+" PRIMARY KEY)", strings.Replace(fill(5), "INTO k", "INTO p", 1))
		run(t, b, fill(5))
		m, err := MergeKeys(t.Context(), child.query(), []KeyQuery{parent.query()}, parent.castsOf(t), 5)
		if err != nil {
			t.Fatal(Explain(err))
		}
		rows, _, err := Violations(t.Context(), c, public("k"), []string{"id"}, public("p"), []string{"id"}, 5)
		if err != nil || rows != m.MissingRows || m.Rows == 0 {
			t.Errorf("%s: the merge misses %d rows of %d, the server %d; %v", kind, m.MissingRows, m.Rows, rows, err)
		}
	}
}

func TestCompositeKeysWithNullsReferenceNothing(t *testing.T) {
	a, b := merges(t)
	child := side(t, a, `"A""b" int, name text`, "(1, 'x'), (1, 'x'), (1, 'y'), (2, NULL), (NULL, 'x'), (NULL, NULL), (10, 'x'), (9, 'x'), (9, 'x')")
	child.columns[0] = `A"b`
	parent := side(t, b, "id bigint, n text", "(1, 'x'), (9, 'y'), (10, 'x'), (2, 'x')")
	q := child.query()
	m, err := MergeKeys(t.Context(), q, []KeyQuery{parent.query()}, parent.castsOf(t), 5)
	want := KeyMerge{Rows: 6, Keys: 4, MissingRows: 3, MissingKeys: 2, MatchedRows: 3, MatchedKeys: 2,
		FirstMissing: []string{"(1, 'y')", "(9, 'x')"}, FirstMatched: []string{"(1, 'x')", "(10, 'x')"}}
	if diff := cmp.Diff(want, m); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
	q.Full = true
	m, err = MergeKeys(t.Context(), q, []KeyQuery{parent.query()}, parent.castsOf(t), 3)
	want.Rows, want.Keys, want.MissingRows, want.MissingKeys = 8, 6, 5, 4
	want.FirstMissing = []string{"(2, NULL)", "(NULL, 'x')", "(1, 'y')"}
	if diff := cmp.Diff(want, m); diff != "" || err != nil {
		t.Errorf("MATCH FULL: %v %s", err, diff)
	}
}

func TestKeysAreLookedForInEveryParent(t *testing.T) {
	a, b := merges(t)
	other := open(t, b.config.pgx.ConnString())
	child := side(t, a, "id int", "(1), (2), (3), (4), (5)")
	parent := side(t, b, "id int", "(1), (2), (3), (7)")
	run(t, other, "CREATE TABLE more (id int); INSERT INTO more VALUES (4), (9), (2)")
	q := child.query()
	q.Where = "id <> 1 -- not the first"
	first := parent.query()
	first.Where = "id < 3"
	second := KeyQuery{Conn: other, From: "(SELECT id AS n FROM more) AS m", Columns: []string{"n"}}
	m, err := MergeKeys(t.Context(), q, []KeyQuery{first, second}, []string{"integer"}, 5)
	want := KeyMerge{Rows: 4, Keys: 4, MissingRows: 2, MissingKeys: 2, MatchedRows: 2, MatchedKeys: 2,
		FirstMissing: []string{"(3)", "(5)"}, FirstMatched: []string{"(2)", "(4)"}}
	if diff := cmp.Diff(want, m); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
}

func TestKeysOfADatabaseInAnotherEncoding(t *testing.T) {
	a := open(t, pgtest.Database(t, pgtest.Server(t)))
	b := databaseWith(t, pgtest.Server(t, 1), "ENCODING 'LATIN9' LOCALE 'C'")
	const values = "('€'), ('é'), ('z'), ('Œ'), ('ÿ')" // whose order in LATIN9 is another than in UTF8
	child := side(t, a, "id text", values+", ('missing')")
	parent := side(t, b, "id text", values)
	m, err := MergeKeys(t.Context(), child.query(), []KeyQuery{parent.query()}, parent.castsOf(t), 5)
	if err != nil || m.MatchedKeys != 5 || !cmp.Equal(m.FirstMissing, []string{"('missing')"}) {
		t.Errorf("%+v, %v", m, err)
	}
}

func TestMergeErrors(t *testing.T) {
	a, b := merges(t)
	child, parent := side(t, a, "id int", "(0), (1)"), side(t, b, "id int", "(1)")
	q := child.query()
	for name, c := range map[string]struct {
		child   KeyQuery
		parents []KeyQuery
		code    string
	}{
		"one session":   {q, []KeyQuery{q}, ""},
		"columns":       {q, []KeyQuery{{Conn: b, Table: public("k"), Columns: []string{"id", "id"}}}, ""},
		"no table":      {q, []KeyQuery{{Conn: b, Table: public("gone"), Columns: []string{"id"}}}, "42P01"},
		"where":         {KeyQuery{Conn: a, Table: public("k"), Columns: q.Columns, Where: "1 / id = 1"}, []KeyQuery{parent.query()}, "22012"},
		"where, parent": {q, []KeyQuery{{Conn: b, Table: public("k"), Columns: q.Columns, Where: "1 / (id - 1) = 1"}}, "22012"},
	} {
		if _, err := MergeKeys(t.Context(), c.child, c.parents, []string{"integer"}, 1); err == nil || Code(err) != c.code {
			t.Errorf("%s: got %v", name, err)
		}
		run(t, a, "SELECT 1") // the sessions go on
		run(t, b, "SELECT 1")
	}
}

func TestWrongOrderOfKeysIsNotBelieved(t *testing.T) {
	s := &keyStream{side: "k", order: []keyOrder{{native: integers}}}
	if err := s.follows([][]byte{[]byte("9")}); err != nil {
		t.Fatal(err)
	}
	if err := s.follows([][]byte{[]byte("10")}); err != nil {
		t.Fatal(err)
	}
	if err := s.follows([][]byte{[]byte("9")}); err == nil || !strings.Contains(err.Error(), "(9) after (10)") {
		t.Errorf("got %v", err)
	}
}

func TestManyKeysAreMergedInLittleMemory(t *testing.T) {
	a, b := merges(t)
	run(t, a, "CREATE TABLE k (id int)", "INSERT INTO k SELECT generate_series(1, 200000)")
	run(t, b, "CREATE TABLE k (id int)", "INSERT INTO k SELECT generate_series(1, 200000) EXCEPT SELECT 4711")
	child, parent := keySide{a, []string{"id"}}, keySide{b, []string{"id"}}
	var m KeyMerge
	bytes := allocated(func() {
		var err error
		if m, err = MergeKeys(t.Context(), child.query(), []KeyQuery{parent.query()}, []string{"integer"}, 3); err != nil {
			t.Fatal(err)
		}
	})
	if m.Rows != 200000 || !cmp.Equal(m.FirstMissing, []string{"(4711)"}) || m.MissingRows != 1 {
		t.Errorf("%+v", m)
	}
	if bytes > 4<<20 {
		t.Errorf("%d bytes were allocated for 400000 keys", bytes)
	}
}

func TestLongKeysAreCutForReading(t *testing.T) {
	text := strings.Repeat("é", 100)
	got := formatKey([][]byte{[]byte("1"), []byte(text), nil}, []keyOrder{{native: integers}, {}, {}})
	if want := "(1, '" + strings.Repeat("é", 40) + "…', NULL)"; got != want {
		t.Errorf("got %s", got)
	}
}
