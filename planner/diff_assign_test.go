package planner

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"poco/internal/pgcluster/pgtest"
	"poco/plan"
	"poco/postgres"
)

// A typeCase is a column of one type with values, and the type that takes them.
type typeCase struct {
	source, target string
	values         string // SQL values of the source's type, separated by |
	unfit          int64  // how many of them do not fit; -1: the types refuse each other
}

var typeCases = []typeCase{
	{"smallint", "bigint", "-32768|32767", 0},
	{"integer", "bigint", "1", 0},
	{"bigint", "integer", "2147483647|2147483648|-2147483649|null", 2},
	{"bigint", "smallint", "1|32768", 1},
	{"numeric", "integer", "1|1.0|1.5|99999999999|'NaN'", 4},
	{"numeric(5,2)", "integer", "1", 1},
	{"numeric(5,2)", "numeric(4,2)", "99.99|100|-100|null", 2},
	{"numeric(5,2)", "numeric(5,1)", "9.5|9.55", 1},
	{"numeric(5,2)", "numeric(6,3)", "999.99", 0},
	{"numeric", "numeric(4,2)", "99.99|99.995|'NaN'|100", 2},
	{"double precision", "numeric", "1e300|'NaN'", 0},
	{"double precision", "numeric(4,2)", "1.5|100|'Infinity'", 2},
	{"double precision", "integer", "1|1.5|'NaN'", 2},
	{"double precision", "real", "0.5|0.1|0.12345678901", 1},
	{"real", "double precision", "0.1", 0},
	{"bigint", "double precision", "9007199254740992|9007199254740993", 1},
	{"integer", "double precision", "2147483647", 0},
	{"integer", "real", "16777216|16777217", 1},
	{"integer", "numeric(3,0)", "999|1000", 1},
	{"varchar(120)", "varchar(80)", "'x'|repeat('ü', 80)|repeat('x', 81)|rpad('x', 81)", 2},
	{"varchar(10)", "varchar(80)", "'x'", 0},
	{"text", "varchar(2)", "'ab'|'abc'|null", 1},
	{"varchar(3)", "text", "'abc'", 0},
	{"char(3)", "varchar(2)", "'ab'|'abc'", 1}, // blanks at the end are not part of a char
	{"interval day to minute", "interval", "'1 day'", 0},
	{"integer", "text", "1", 0},
	{"integer", "varchar(2)", "1|100", 1},
	{"boolean", "text", "true", 0},
	{"jsonb", "text", `'{"a": "\\"}'`, 0},
	{"integer[]", "text", "'{1,2}'", 0},
	{"integer[]", "integer", "'{1}'", -1},
	{"bigint[]", "integer[]", "'{1,2}'|'{1,2147483648}'", 1},
	{"integer[]", "bigint[]", "'{1,null}'", 0},
	{"varchar(9)[]", "varchar(2)[]", "'{ab,abc,abcd}'|'{}'", 1},
	{"text", "integer", "'12'|'1x'|''", 2},
	{"text", "boolean", "'true'|'t'|'maybe'", 1},
	{"text", "uuid", "'00000000-0000-0000-0000-000000000000'|'x'", 1},
	{"integer", "boolean", "0|1|2", 1},
	{"uuid", "text", "'00000000-0000-0000-0000-000000000000'", 0},
	{"date", "timestamp", "'2024-02-29'", 0},
	{"timestamp", "date", "'2024-02-29'|'2024-02-29 12:00'", 1},
	{"timestamptz", "date", "'2024-02-29 00:00+00'|'2024-02-29 00:00+02'", 1},
	{"timestamp", "timestamptz", "'2024-02-29 12:00'", 0},
	{"timestamptz", "timestamp", "'2024-02-29 12:00+02'", 0},
	{"timestamp", "timestamp(0)", "'2024-02-29 12:00:00'|'2024-02-29 12:00:00.5'", 1},
	{"timestamp(0)", "timestamp", "'2024-02-29 12:00:00'", 0},
	{"interval", "interval day to minute", "'1 day'|'1 day 10 seconds'", 1},
	{"bit(3)", "bit(5)", "'101'", 1},
	{"bit varying(8)", "bit varying(3)", "'101'|'10111'", 1},
	{"json", "jsonb", `'{"b":1, "a": 2}'|'{"a": "\u0000"}'`, 1},
	{"jsonb", "json", `'{"a":1}'`, 0},
	{"cidr", "inet", "'10.0.0.0/8'", 0},
	{"mood", "text", "'sad'", 0},
	{"text", "mood", "'sad'|'glad'", 1},
	{"mood[]", "text", "'{sad}'", 0},
	{"small", "integer", "5", 0},
	{"bigint", "small", "5|3000000000", 1},
}

// TestValuesThatDoNotFitAreThoseThatCopyRefusesOrChanges runs every pair of types
// on a real server: the count of those that don't fit is as expected, and where
// it is zero COPY takes all values, and they read back the same.
func TestValuesThatDoNotFitAreThoseThatCopyRefusesOrChanges(t *testing.T) {
	server := pgtest.Server(t)
	types := "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE DOMAIN small AS integer CHECK (VALUE < 10);"
	source, target := place{pgtest.Database(t, server, types), "public"}, place{pgtest.Database(t, server, types), "public"}
	var left, right strings.Builder
	for i, c := range typeCases {
		fmt.Fprintf(&left, "CREATE TABLE t%d (v %s);\n", i, c.source)
		for _, v := range strings.Split(c.values, "|") {
			fmt.Fprintf(&left, "INSERT INTO t%d VALUES (%s);\n", i, v)
		}
		fmt.Fprintf(&right, "CREATE TABLE t%d (v %s);\n", i, c.target)
	}
	must(t, pgtest.Exec(t.Context(), source.url, left.String()))
	must(t, pgtest.Exec(t.Context(), target.url, right.String()))
	from, to := readCatalog(t, source), readCatalog(t, target)
	a, b := connect(t, source), connect(t, target)
	defer a.Close(context.Background())
	defer b.Close(context.Background())
	for i, c := range typeCases {
		name := plan.Name{Schema: "public", Name: fmt.Sprintf("t%d", i)}
		t.Run(c.source+" to "+c.target, func(t *testing.T) {
			d := diffTable(from, to, from.Table(name), to.Table(name), labels{"dev", "qa"}, mappingOf(from, to),
				diffOptions{Mode: plan.Overwrite, OnMismatch: "fail"})
			got := settleAll(t, a, name, &d)
			want := 1
			if c.target == "small" {
				want = 2 // the domain's check is one more
			}
			blocks := slices.ContainsFunc(d.Differences, func(x plan.Difference) bool { return x.Blocks })
			if len(d.Differences) != want || blocks != (c.unfit != 0) {
				t.Errorf("want %d differences that block: %v, have %+v", want, c.unfit != 0, d.Differences)
			}
			if c.unfit < 0 && len(d.Fits) > 0 || c.unfit >= 0 && got != c.unfit {
				t.Errorf("%d values do not fit, want %d", got, c.unfit)
			}
			_, _, err := postgres.Relay(t.Context(), a, "COPY "+quoteName(name)+" TO STDOUT", b, "COPY "+quoteName(name)+" FROM STDIN", nil)
			if c.unfit == 0 && err != nil {
				t.Errorf("COPY refuses what should fit: %v", err)
			}
		})
	}
}

// settleAll counts the checks of a comparison as a plan does, and gives the sum.
func settleAll(t *testing.T, source *postgres.Conn, table plan.Name, d *comparison) (sum int64) {
	t.Helper()
	for _, f := range d.Fits {
		var n int64
		if err := source.QueryRow(t.Context(), "SELECT count(*) FROM "+quoteName(table)+" WHERE "+f.Condition, nil, &n); err != nil {
			t.Fatalf("%s: %v", f.Condition, err)
		}
		d.settle(f, n)
		sum += n
	}
	return sum
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
