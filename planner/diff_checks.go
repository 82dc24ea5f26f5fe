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
		d.checkRows(k, fmt.Sprintf("%s has %s %s, %s does not", d.labels.target, k.Name, k.Definition, d.labels.source))
	}
	for _, k := range d.unproven() {
		d.checkRows(k, fmt.Sprintf("%s of %s checks every new row, and is not valid in %s, whose rows may fail it",
			k.Name, d.labels.target, d.labels.source))
	}
}

// checkRows has the rows of the source tried by a check of the target's.
func (d *differ) checkRows(k postgres.Constraint, text string) {
	expression, ok := checkExpression(k)
	if !ok || !containsAll(d.Columns, k.Columns) || d.setsAny(k.Columns) || d.callsFunctions() {
		d.add("check", k.Name, text+"; rows that fail it would be refused", false)
		return
	}
	d.check("check", k.Name, text, fitCheck{
		Condition: "NOT (" + expression + ")",
		found:     func(n int64) string { return plural(n, "row fails it", "rows fail it") },
		none:      "every row satisfies it",
		lenient:   true,
	}, "ALTER TABLE "+quoteName(d.t.Name)+" DROP CONSTRAINT "+postgres.Quote(k.Name))
}

// unproven are the checks that both sides have, while the source's rows may break
// them since it has not looked at them all.
func (d *differ) unproven() []postgres.Constraint {
	var found []postgres.Constraint
	for _, k := range d.t.Constraints {
		same := func(o postgres.Constraint) bool {
			return o.Kind == postgres.Check && d.sameText(withoutState(o.Definition), withoutState(k.Definition))
		}
		proves := func(o postgres.Constraint) bool { return same(o) && validCheck(o) }
		if k.Kind == postgres.Check && !k.Inherited && k.Enforced &&
			slices.ContainsFunc(d.s.Constraints, same) && !slices.ContainsFunc(d.s.Constraints, proves) {
			found = append(found, k)
		}
	}
	return found
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
