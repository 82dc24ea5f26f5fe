package planner

import (
	"slices"
	"strings"

	"poco/plan"
	"poco/postgres"
)

// compareType tells how a type that the target has differs from the source's.
// It blocks where values of the source might not be values of the target.
func (b *builder) compareType(t *postgres.Table, s, have *postgres.Type) {
	code := "type_differs"
	if s.Kind != have.Kind {
		b.block(t, code, nil, "type %s is %s in %s and %s in %s", have.Name,
			typeKindText(s.Kind), b.Labels.source, typeKindText(have.Kind), b.Labels.target)
		return
	}
	for _, n := range s.Needs {
		b.needType(t, n)
	}
	if s.Kind == 'e' {
		if missing := missingLabels(s.Labels, have.Labels); len(missing) > 0 {
			b.block(t, code, addLabels(have.Name, s.Labels, have.Labels),
				"enum %s lacks %s in %s", have.Name, quotedList(missing), b.Labels.target)
		}
		return
	}
	if text := typeDifference(s, have); text != "" {
		if s.Kind == 'c' || s.Kind == 'd' && s.Base != have.Base {
			b.block(t, code, nil, "type %s differs: %s in %s, %s", have.Name, text, b.Labels.source, b.Labels.target)
			return
		}
		b.warn(t, code, "type %s differs: %s in %s, %s; the rows must satisfy it as it is in %s",
			have.Name, text, b.Labels.source, b.Labels.target, b.Labels.target)
	}
}

func typeKindText(kind byte) string {
	switch kind {
	case 'e':
		return "an enum"
	case 'd':
		return "a domain"
	case 'c':
		return "a composite type"
	case 'r':
		return "a range"
	}
	return "a base type"
}

// typeDifference is empty where two types of one kind are the same; else both
// definitions.
func typeDifference(s, t *postgres.Type) string {
	name := plan.Name{}
	x, y := *s, *t
	x.Comment, y.Comment = "", ""
	if hasMultirange(s) != hasMultirange(t) { // one server is older than 14
		x, y = *withoutMultirange(&x), *withoutMultirange(&y)
	}
	a, b := strings.Join(typeSQL(name, &x), "; "), strings.Join(typeSQL(name, &y), "; ")
	if a == b {
		return ""
	}
	cut := func(sql string) string {
		_, body, _ := strings.Cut(sql, " AS ")
		return body
	}
	return cut(a) + " against " + cut(b)
}

func hasMultirange(t *postgres.Type) bool {
	return strings.Contains(t.Range, "MULTIRANGE_TYPE_NAME")
}

// missingLabels are the labels of the source that the target lacks.
func missingLabels(source, target []string) []string {
	var missing []string
	for _, l := range source {
		if !slices.Contains(target, l) {
			missing = append(missing, l)
		}
	}
	return missing
}

// addLabels gives the target's enum the source's labels, each after the one
// that it follows on the source.
func addLabels(name plan.Name, source, target []string) []string {
	var sql []string
	for i, l := range source {
		if slices.Contains(target, l) {
			continue
		}
		add := "ALTER TYPE " + quoteName(name) + " ADD VALUE " + literal(l)
		switch {
		case i > 0:
			add += " AFTER " + literal(source[i-1])
		case len(target) > 0:
			add += " BEFORE " + literal(target[0])
		}
		sql = append(sql, add)
	}
	return sql
}

// quotedList is for messages: "a", "b" and "c".
func quotedList(list []string) string {
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = `"` + s + `"`
	}
	if len(quoted) < 2 {
		return strings.Join(quoted, "")
	}
	last := len(quoted) - 1
	return strings.Join(quoted[:last], ", ") + " and " + quoted[last]
}
