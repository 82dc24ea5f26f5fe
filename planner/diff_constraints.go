package planner

import (
	"fmt"
	"slices"
	"strings"

	"poco/plan"
	"poco/postgres"
)

// primaryKey compares primary keys. Update and skip can't do without one on the
// target whose columns are all copied.
func (d *differ) primaryKey() {
	s, t := keyOf(d.s), keyOf(d.t)
	needed := d.options.Mode == plan.Update || d.options.Mode == plan.Skip
	switch {
	case t == nil && needed:
		d.add("primary_key", "", fmt.Sprintf("%s has no primary key, which mode %s goes by", d.labels.target, d.options.Mode),
			true, d.mendConstraint(s)...)
	case s == nil && t == nil:
	case t == nil:
		d.add("primary_key", s.Name, fmt.Sprintf("%s has primary key (%s), %s has none", d.labels.source, listNames(s.Columns),
			d.labels.target), false, d.mendConstraint(s)...)
	case needed && !containsAll(d.Columns, t.Columns):
		d.add("primary_key", t.Name, fmt.Sprintf("primary key (%s) of %s has columns that are not copied, and mode %s goes by it",
			listNames(t.Columns), d.labels.target, d.options.Mode), true)
	case s == nil || !slices.Equal(s.Columns, t.Columns):
		text := fmt.Sprintf("%s has primary key (%s), %s has none", d.labels.target, listNames(t.Columns), d.labels.source)
		if s != nil {
			text = fmt.Sprintf("primary key (%s) in %s, (%s) in %s", listNames(s.Columns), d.labels.source,
				listNames(t.Columns), d.labels.target)
		}
		d.unique("primary_key", t.Name, text, t.Columns)
	}
}

func keyOf(t *postgres.Table) *postgres.Constraint {
	for i := range t.Constraints {
		if t.Constraints[i].Kind == postgres.PrimaryKey {
			return &t.Constraints[i]
		}
	}
	return nil
}

// unique adds a difference that says that the target asks for distinct values
// where the source does not; rows of the source that share them decide.
func (d *differ) unique(kind, name, text string, columns []string) {
	if d.sourceIsUnique(columns) || !containsAll(d.Columns, columns) || d.setsAny(columns) {
		d.add(kind, name, text, false)
		return
	}
	d.distinct(kind, name, text, quotedColumns(columns))
}

// uniqueNulls is unique for a key of the target to which nulls are equal, as they
// are to none of the source's: the text of a row shows them.
func (d *differ) uniqueNulls(kind, name, text string, columns []string) {
	if !containsAll(d.Columns, columns) || d.setsAny(columns) {
		d.add(kind, name, text, false)
		return
	}
	d.distinct(kind, name, text, "ROW("+quotedColumns(columns)+")::text")
}

// distinct has the rows of the source counted that share the values of a list.
func (d *differ) distinct(kind, name, text, list string) {
	where := ""
	if d.options.Where != "" {
		where = " WHERE (" + d.options.Where + "\n)" // it may end in a comment
	}
	d.check(kind, name, text, fitCheck{
		Condition: "(" + list + ") IN (SELECT " + list + " FROM " + quoteName(d.s.Name) + where +
			" GROUP BY " + list + " HAVING count(*) > 1)",
		found: func(n int64) string {
			return plural(n, "row", "rows") + " of " + d.labels.source + " share their values"
		},
		none:    "the values are distinct",
		lenient: true,
	})
}

// sourceIsUnique reports whether a key of the source makes the columns distinct.
func (d *differ) sourceIsUnique(columns []string) bool {
	for _, k := range d.s.Constraints {
		if (k.Kind == postgres.PrimaryKey || k.Kind == postgres.Unique) && containsAll(columns, k.Columns) {
			return true
		}
	}
	for _, x := range d.s.Indexes {
		if x.Unique && x.Valid && !x.Partial && len(x.Columns) > 0 && containsAll(columns, x.Columns) {
			return true
		}
	}
	return false
}

func (d *differ) setsAny(columns []string) bool {
	return slices.ContainsFunc(columns, func(c string) bool { _, ok := d.options.Set[c]; return ok })
}

func containsAll(list, want []string) bool {
	return !slices.ContainsFunc(want, func(s string) bool { return !slices.Contains(list, s) })
}

func quotedColumns(columns []string) string {
	quoted := make([]string, len(columns))
	for i, c := range columns {
		quoted[i] = postgres.Quote(c)
	}
	return strings.Join(quoted, ", ")
}

// listNames is for messages.
func listNames(columns []string) string { return strings.Join(columns, ", ") }

// uniques compares unique constraints by their definitions; their names may
// differ.
func (d *differ) uniques() {
	onlySource, onlyTarget := d.constraints(postgres.Unique)
	for _, k := range onlySource {
		d.add("unique", k.Name, fmt.Sprintf("%s has %s, %s does not", d.labels.source, lower(k.Definition), d.labels.target),
			false, d.mendConstraint(&k)...)
	}
	for _, k := range onlyTarget {
		text := fmt.Sprintf("%s has %s, %s does not", d.labels.target, lower(k.Definition), d.labels.source)
		if mentions(k.Definition, "NULLS", "NOT", "DISTINCT") {
			d.uniqueNulls("unique", k.Name, text, k.Columns)
		} else {
			d.unique("unique", k.Name, text, k.Columns)
		}
	}
}

// exclusions compares exclusion constraints.
func (d *differ) exclusions() {
	onlySource, onlyTarget := d.constraints(postgres.Exclusion)
	for _, k := range onlySource {
		d.add("exclusion", k.Name, fmt.Sprintf("%s has %s, %s does not", d.labels.source, k.Definition, d.labels.target),
			false, d.mendConstraint(&k)...)
	}
	for _, k := range onlyTarget {
		d.add("exclusion", k.Name, fmt.Sprintf("%s has %s, %s does not; rows that conflict would be refused", d.labels.target,
			k.Definition, d.labels.source), false)
	}
}

// constraints gives those of a kind that only one side has. Parts of a parent's
// constraint are told with the parent.
func (d *differ) constraints(kind postgres.ConstraintKind) (onlySource, onlyTarget []postgres.Constraint) {
	has := func(t *postgres.Table, k postgres.Constraint) bool {
		return slices.ContainsFunc(t.Constraints, func(o postgres.Constraint) bool {
			return o.Kind == kind && d.sameText(withoutState(o.Definition), withoutState(k.Definition))
		})
	}
	for _, k := range d.s.Constraints {
		if k.Kind == kind && !k.Inherited && !has(d.t, k) {
			onlySource = append(onlySource, k)
		}
	}
	for _, k := range d.t.Constraints {
		if k.Kind == kind && !k.Inherited && !has(d.s, k) {
			onlyTarget = append(onlyTarget, k)
		}
	}
	return onlySource, onlyTarget
}

func withoutState(definition string) string { return strings.TrimSuffix(definition, " NOT VALID") }

// lower writes the keyword that a definition begins with as prose: unique (a, b).
func lower(definition string) string {
	word, rest, _ := strings.Cut(definition, " ")
	return strings.ToLower(word) + " " + rest
}
