package postgres

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/internal/pgcluster/pgtest"
)

func TestViolationsAreThoseOfTheForeignKey(t *testing.T) {
	c := open(t, pgtest.Database(t, pgtest.Server(t), `
		CREATE TABLE parent (a int, b text, PRIMARY KEY (a, b)); INSERT INTO parent VALUES (1, 'x'), (2, 'y');
		CREATE TABLE child (x int, y text);
		INSERT INTO child VALUES (1, 'x'), (2, 'x'), (2, 'x'), (2, NULL), (NULL, 'q'), (9, 'it''s'), (NULL, NULL), (-5, 'é');
		CREATE TABLE heir () INHERITS (child); INSERT INTO heir VALUES (77, 'z');
		CREATE TABLE root (x int, y text) PARTITION BY LIST (x); CREATE TABLE leaf PARTITION OF root DEFAULT;
		INSERT INTO root VALUES (1, 'x'), (8, 'n')`))
	columns, refs := []string{"x", "y"}, []string{"a", "b"}
	for _, want := range []struct {
		table string
		first int
		rows  int64
		keys  []string
	}{
		{"child", 10, 4, []string{"(-5, 'é')", "(2, 'x')", "(9, 'it''s')"}},
		{"child", 1, 4, []string{"(-5, 'é')"}},
		{"child", 0, 4, nil},
		{"root", 5, 1, []string{"(8, 'n')"}},
		{"parent", 5, 0, nil},
	} {
		from := columns
		if want.table == "parent" {
			from = refs
		}
		rows, keys, err := Violations(t.Context(), c, public(want.table), from, public("parent"), refs, want.first)
		if rows != want.rows || !cmp.Equal(keys, want.keys) || err != nil {
			t.Errorf("%s: %d rows, %q, %v, want %d, %q", want.table, rows, keys, err, want.rows, want.keys)
		}
	}
}
