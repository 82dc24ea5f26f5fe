package planner

import (
	"fmt"
	"slices"
	"strings"

	"poco/plan"
	"poco/postgres"
)

// domains are the domains that a column's type is made of, the outermost first.
func domains(c *postgres.Catalog, column *postgres.Column) (list []*postgres.Type) {
	if strings.HasSuffix(column.Type, "[]") {
		return nil
	}
	for name := column.TypeName; len(list) < 32; { // deeper than any domain over domains
		t := typeOf(c, name)
		if t == nil || t.Kind != 'd' {
			break
		}
		list = append(list, t)
		if strings.HasSuffix(t.Base, "[]") {
			break
		}
		i := slices.IndexFunc(t.Needs, func(n plan.Name) bool { x := typeOf(c, n); return x != nil && x.Kind == 'd' })
		if i < 0 {
			break
		}
		name = t.Needs[i]
	}
	return list
}

// domainChecks has the rows of the source tried by what the target's domains ask of
// a value, and the source's do not. Values that one of the unfit conditions finds
// don't even become values of the domain's type.
func (d *differ) domainChecks(c, t *postgres.Column, unfit []fitCheck) {
	unfit = slices.Clone(unfit)
	_, set := d.options.Set[c.Name]
	var own []*postgres.Type
	if !set {
		own = domains(d.source, c)
	}
	notNull := c.NotNull && !set || t.NotNull || slices.ContainsFunc(own, func(x *postgres.Type) bool { return x.NotNull })
	for _, x := range domains(d.target, t) {
		if x.NotNull && !notNull {
			notNull = true
			d.check("nullability", c.Name, fmt.Sprintf("%q may be null in %s, not in the domain %s of %s", c.Name, d.labels.source, x.Name, d.labels.target), fitCheck{
				Condition: d.value(c.Name) + " IS NULL",
				found:     func(n int64) string { return plural(n, "row has null", "rows have null") },
				none:      "no row has null",
			}, "ALTER DOMAIN "+quoteName(x.Name)+" DROP NOT NULL")
		}
		for _, k := range x.Checks {
			if !d.proves(own, k) {
				d.domainCheck(c, x, k, d.lacks(own, k), unfit)
			}
		}
	}
}

// proves reports whether all values of the domains satisfy a check of the target's.
func (d *differ) proves(own []*postgres.Type, k postgres.TypeCheck) bool {
	return slices.ContainsFunc(own, func(x *postgres.Type) bool {
		return slices.ContainsFunc(x.Checks, func(o postgres.TypeCheck) bool {
			return d.sameText(o.Definition, withoutState(k.Definition))
		})
	})
}

// lacks says what is the matter with a check of the target's in the source's domains.
func (d *differ) lacks(own []*postgres.Type, k postgres.TypeCheck) string {
	same := func(o postgres.TypeCheck) bool {
		return d.sameText(withoutState(o.Definition), withoutState(k.Definition))
	}
	if slices.ContainsFunc(own, func(x *postgres.Type) bool { return slices.ContainsFunc(x.Checks, same) }) {
		return "which is not valid in " + d.labels.source
	}
	return d.labels.source + " does not"
}

// domainCheck has the values of a column tried by one check of a domain.
func (d *differ) domainCheck(c *postgres.Column, x *postgres.Type, k postgres.TypeCheck, lacks string, unfit []fitCheck) {
	text := fmt.Sprintf("%q: the domain %s of %s has %s %s, %s", c.Name, x.Name, d.labels.target, k.Name, k.Definition, lacks)
	expression, ok := checkExpression(postgres.Constraint{Definition: k.Definition, Enforced: true})
	if !ok || len(x.NeedsFunctions) > 0 {
		d.add("type", c.Name, text+"; values that fail it would be refused", false)
		return
	}
	value := d.value(c.Name)
	if shortType(c.Type) != shortType(x.Base) {
		value = "(" + value + ")::" + x.Base
	}
	list := words(expression)
	for _, w := range slices.Backward(list) {
		if !w.quoted && strings.EqualFold(w.text, "value") {
			expression = expression[:w.start] + "(" + value + ")" + expression[w.end:]
		}
	}
	condition := "NOT (" + expression + ")"
	for _, f := range unfit { // CASE keeps a cast that fails from being tried
		condition = "CASE WHEN " + f.Condition + " THEN false ELSE " + condition + " END"
	}
	d.check("type", c.Name, text, fitCheck{
		Condition: condition,
		found:     func(n int64) string { return plural(n, "value fails it", "values fail it") },
		none:      "every value satisfies it",
		lenient:   true,
	}, "ALTER DOMAIN "+quoteName(x.Name)+" DROP CONSTRAINT "+postgres.Quote(k.Name))
}
