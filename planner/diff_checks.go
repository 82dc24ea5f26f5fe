package planner

import (
	"fmt"
	"slices"
	"strings"

	"poco/postgres"
)

// checks compares check constraints. The target's own may reject rows: those of
// the source that fail it decide.
func (d *differ) checks() {
	onlySource, onlyTarget := d.constraints(postgres.Check)
	for _, k := range onlySource {
		d.add("check", k.Name, fmt.Sprintf("%s has %s %s, %s does not", d.labels.source, k.Name, k.Definition, d.labels.target),
			false, d.mendConstraint(&k)...)
	}
	for _, k := range onlyTarget {
		text := fmt.Sprintf("%s has %s %s, %s does not", d.labels.target, k.Name, k.Definition, d.labels.source)
		expression, ok := checkExpression(k)
		if !ok || !containsAll(d.Columns, k.Columns) || d.setsAny(k.Columns) || d.callsFunctions() {
			d.add("check", k.Name, text+"; rows that fail it would be refused", false)
			continue
		}
		d.check("check", k.Name, text, fitCheck{
			Condition: "NOT (" + expression + ")",
			found:     func(n int64) string { return plural(n, "row fails it", "rows fail it") },
			none:      "every row satisfies it",
			lenient:   true,
		}, "ALTER TABLE "+quoteName(d.t.Name)+" DROP CONSTRAINT "+postgres.Quote(k.Name))
	}
}

// callsFunctions reports whether the target's table calls functions of the
// user's, which the source may lack or define differently.
func (d *differ) callsFunctions() bool {
	return slices.ContainsFunc(d.target.Functions, func(f postgres.Function) bool {
		return slices.Contains(f.Structural, d.t.Name)
	})
}

// checkExpression takes the expression out of CHECK ((…)) NOT VALID.
func checkExpression(k postgres.Constraint) (string, bool) {
	rest, ok := strings.CutPrefix(k.Definition, "CHECK (")
	if !ok || !k.Enforced {
		return "", false
	}
	depth := 1
	for _, w := range words(rest) {
		switch {
		case w.quoted:
		case w.text == "(":
			depth++
		case w.text == ")":
			depth--
		}
		if depth == 0 {
			return rest[:w.start], true
		}
	}
	return "", false
}
