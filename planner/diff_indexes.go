package planner

import (
	"fmt"
	"slices"
	"strings"

	"poco/postgres"
)

// indexes compares indexes by their definitions; their names may differ.
func (d *differ) indexes() {
	for _, x := range d.s.Indexes {
		if !x.Inherited && x.Valid && !d.hasIndex(d.t, x) {
			d.add("index", x.Name, fmt.Sprintf("%s has %sindex %s %s, %s does not", d.labels.source, uniqueWord(x), x.Name,
				indexBody(x), d.labels.target), false, d.mendIndex(x)...)
		}
	}
	for _, x := range d.t.Indexes {
		if x.Inherited || d.hasIndex(d.s, x) {
			continue
		}
		text := fmt.Sprintf("%s has %sindex %s %s, %s does not", d.labels.target, uniqueWord(x), x.Name, indexBody(x), d.labels.source)
		switch {
		case x.Unique && len(x.Columns) > 0 && !x.Partial && mentions(x.Definition, "NULLS", "NOT", "DISTINCT"):
			d.uniqueNulls("index", x.Name, text, x.Columns)
		case x.Unique && len(x.Columns) > 0 && !x.Partial:
			d.unique("index", x.Name, text, x.Columns)
		case x.Unique:
			d.add("index", x.Name, text+"; rows that share its values would be refused", false)
		default:
			d.add("index", x.Name, text, false)
		}
	}
}

// hasIndex reports whether a table has an index, or a constraint with one, that
// does the same.
func (d *differ) hasIndex(t *postgres.Table, x postgres.Index) bool {
	if slices.ContainsFunc(t.Indexes, func(o postgres.Index) bool {
		return o.Unique == x.Unique && d.sameText(indexBody(o), indexBody(x))
	}) {
		return true
	}
	plain := x.Unique && x.Valid && !x.Partial && len(x.Columns) > 0
	return plain && slices.ContainsFunc(t.Constraints, func(k postgres.Constraint) bool {
		return (k.Kind == postgres.PrimaryKey || k.Kind == postgres.Unique) && slices.Equal(k.Columns, x.Columns)
	})
}

func uniqueWord(x postgres.Index) string {
	if x.Unique {
		return "unique "
	}
	return ""
}

// indexBody is what follows the table's name in an index's definition: USING
// btree (placed_at).
func indexBody(x postgres.Index) string {
	for _, w := range words(x.Definition) {
		if w.bare && w.text == "USING" {
			return x.Definition[w.start:]
		}
	}
	return strings.TrimSpace(x.Definition)
}
