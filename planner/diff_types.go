package planner

import (
	"fmt"
	"strings"

	"poco/plan"
	"poco/postgres"
)

// columnType compares types and decides whether every value of the source's is,
// in COPY's text form, a value of the target's that means the same.
func (d *differ) columnType(c, t *postgres.Column) {
	if d.sameType(c, t) {
		if c.TypeName.Schema != "pg_catalog" {
			d.typeDefinition(c, t)
		}
		if c.Collation != t.Collation && !d.sameText(c.Collation, t.Collation) {
			d.add("type", c.Name, fmt.Sprintf("%q: %s in %s, %s in %s", c.Name, collationText(c), d.labels.source,
				collationText(t), d.labels.target), false)
		}
		return
	}
	mend := d.mendType(c)
	text := d.typeText(c, t)
	if _, set := d.options.Set[c.Name]; set {
		text += "; set by the recipe"
	}
	v := d.assignment(c, t)
	switch {
	case v.refused != "":
		d.add("type", c.Name, text+": "+v.refused, true, mend...)
	case v.condition != "":
		d.check("type", c.Name, text, valueCheck(d.each(c, t, v.condition), v), mend...)
	case v.note != "":
		d.add("type", c.Name, text+": "+v.note, false, mend...)
	default:
		d.add("type", c.Name, text+": every value fits", false, mend...)
	}
}

// typeText says both types: "email": varchar(120) in dev, varchar(80) in qa.
func (d *differ) typeText(c, t *postgres.Column) string {
	return fmt.Sprintf("%q: %s in %s, %s in %s", c.Name, shortType(c.Type), d.labels.source, shortType(t.Type), d.labels.target)
}

func collationText(c *postgres.Column) string {
	if c.Collation == "" {
		return "sorted by the default collation"
	}
	return "sorted by " + c.Collation
}

// valueCheck words a check of single values.
func valueCheck(condition string, v assignment) fitCheck {
	none := "every value fits"
	if v.note != "" {
		none += "; " + v.note
	}
	return fitCheck{
		Condition: condition,
		found:     func(n int64) string { return plural(n, "value would not fit", "values would not fit") },
		none:      none,
	}
}

// each puts a condition over "value" in terms of the column; of an array it is
// asked for each element.
func (d *differ) each(c, t *postgres.Column, condition string) string {
	value := d.value(c.Name)
	if strings.HasSuffix(c.Type, "[]") && strings.HasSuffix(t.Type, "[]") {
		return "EXISTS (SELECT FROM unnest(" + value + ") AS element (value) WHERE " +
			strings.ReplaceAll(condition, valueMark, "value") + ")"
	}
	return strings.ReplaceAll(condition, valueMark, value)
}

// sameType reports whether two columns have the same type, whatever the default
// schemas are called.
func (d *differ) sameType(c, t *postgres.Column) bool {
	if c.TypeName.Schema == "pg_catalog" || t.TypeName.Schema == "pg_catalog" {
		return c.Type == t.Type && c.TypeName == t.TypeName
	}
	return d.sameTypeName(c.TypeName, t.TypeName) && typeSuffix(c.Type) == typeSuffix(t.Type)
}

func (d *differ) sameTypeName(s, t plan.Name) bool {
	if d.sameName(s, t) {
		return true
	}
	x, y := typeOf(d.source, s), typeOf(d.target, t)
	return x != nil && y != nil && x.Extension != "" && x.Extension == y.Extension && s.Name == t.Name
}

// typeSuffix is what follows the name of a user's type: (10), [].
func typeSuffix(text string) string {
	list := words(text)
	for i := range list {
		if i+1 < len(list) && list[i+1].text == "." {
			continue
		}
		if list[i].identifier() {
			return text[list[i].end:]
		}
	}
	return ""
}

func typeOf(c *postgres.Catalog, name plan.Name) *postgres.Type {
	for i := range c.Types {
		if c.Types[i].Name == name {
			return &c.Types[i]
		}
	}
	return nil
}

// typeDefinition compares the definitions of one user's type on both sides.
func (d *differ) typeDefinition(c, t *postgres.Column) {
	x, y := typeOf(d.source, c.TypeName), typeOf(d.target, t.TypeName)
	if x == nil || y == nil || x.Extension != "" {
		return
	}
	if x.Kind != y.Kind {
		d.add("type", c.Name, fmt.Sprintf("%q: %s is %s in %s, %s in %s", c.Name, y.Name, typeKindText(x.Kind),
			d.labels.source, typeKindText(y.Kind), d.labels.target), true)
		return
	}
	if x.Kind == 'e' {
		d.enum(c, t, x, y)
		return
	}
	text := typeDifference(x, y)
	if text == "" {
		return
	}
	text = fmt.Sprintf("%q: type %s is %s, in %s and %s", c.Name, y.Name, text, d.labels.source, d.labels.target)
	switch {
	case x.Kind == 'c', x.Kind == 'r':
		d.add("type", c.Name, text, true)
	default:
		v := d.assignment(c, t)
		if v.condition != "" {
			d.check("type", c.Name, text, valueCheck(d.each(c, t, v.condition), v))
			return
		}
		d.add("type", c.Name, text+"; the values must satisfy it as it is in "+d.labels.target, v.refused != "")
	}
}

// enum compares labels. Where the target lacks some, the rows that have them
// decide.
func (d *differ) enum(c, t *postgres.Column, x, y *postgres.Type) {
	missing := missingLabels(x.Labels, y.Labels)
	if len(missing) == 0 {
		return
	}
	text := fmt.Sprintf("%q: enum %s of %s lacks %s", c.Name, y.Name, d.labels.target, quotedList(missing))
	quoted := make([]string, len(missing))
	for i, l := range missing {
		quoted[i] = literal(l)
	}
	condition := valueMark + "::text IN (" + strings.Join(quoted, ", ") + ")"
	d.check("type", c.Name, text, fitCheck{
		Condition: d.each(c, t, condition),
		found:     func(n int64) string { return plural(n, "row has it", "rows have them") },
		none:      "no row has them",
	}, addLabels(y.Name, x.Labels, y.Labels)...)
}

// domain follows a column's domains down to a base type, and gives the first
// default on the way and whether any is NOT NULL.
func (d *differ) domain(c *postgres.Catalog, column *postgres.Column) (base, def string, notNull bool) {
	base = column.Type
	name := column.TypeName
	for range 32 { // deeper than any domain over domains
		t := typeOf(c, name)
		if t == nil || t.Kind != 'd' || strings.HasSuffix(base, "[]") {
			return base, def, notNull
		}
		if def == "" {
			def = t.Default
		}
		notNull = notNull || t.NotNull
		base = t.Base
		next := plan.Name{}
		for _, n := range t.Needs {
			if x := typeOf(c, n); x != nil && x.Kind == 'd' {
				next = n
			}
		}
		name = next
	}
	return base, def, notNull
}

// shortType writes a type as people do.
func shortType(t string) string {
	return shortTypes.Replace(t)
}

var shortTypes = strings.NewReplacer("character varying", "varchar", "timestamp without time zone", "timestamp",
	"timestamp with time zone", "timestamptz", "time without time zone", "time", "time with time zone", "timetz",
	"double precision", "float8", "bit varying", "varbit")
