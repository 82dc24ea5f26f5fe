package planner

import (
	"fmt"
	"slices"
	"strings"

	"poco/plan"
	"poco/postgres"
)

// sourceColumn compares one column of the source with the target's of that name.
func (d *differ) sourceColumn(c *postgres.Column) {
	t := columnOf(d.t, c.Name)
	if t == nil {
		d.missingColumn(c)
		return
	}
	if t.Generated != "" {
		d.generatedOnTarget(c, t)
		return
	}
	d.Columns = append(d.Columns, c.Name)
	if c.Generated != "" {
		d.add("generated", c.Name, fmt.Sprintf("%q is generated in %s, a plain column in %s: its values are copied",
			c.Name, d.labels.source, d.labels.target), false)
	}
	before := len(d.Fits)
	d.columnType(c, t)
	d.domainChecks(c, t, d.Fits[before:])
	d.nullability(c, t)
	d.defaults(c, t)
}

// missingColumn is for a column that the target lacks. Its values would be left
// behind, unless they are computed from the others.
func (d *differ) missingColumn(c *postgres.Column) {
	text := fmt.Sprintf("%s has %q, %s does not: %s", d.labels.source, c.Name+" "+shortType(c.Type), d.labels.target, traits(c))
	blocks := !d.commonColumns()
	switch {
	case c.Generated != "":
		blocks = false
	case !blocks:
		text += "; it is left out"
	}
	d.add("missing_column", c.Name, text, blocks, d.mendColumn(c)...)
}

// traits says what gives a column its values, in words.
func traits(c *postgres.Column) string {
	switch {
	case c.Generated != "":
		return "generated as " + bare(c.Generated)
	case c.Identity != 0:
		return "identity"
	}
	text := "may be null"
	if c.NotNull {
		text = "not null"
	}
	if c.Default == "" {
		return text + ", no default"
	}
	return text + ", default " + c.Default
}

// generatedOnTarget is for a column that the target computes: it takes no
// values.
func (d *differ) generatedOnTarget(c, t *postgres.Column) {
	switch {
	case c.Generated == "":
		d.add("generated", c.Name, fmt.Sprintf("%q is a plain column in %s, generated as %s in %s: it is left out, %s computes it",
			c.Name, d.labels.source, bare(t.Generated), d.labels.target, d.labels.target), false)
	case !d.sameText(c.Generated, t.Generated):
		d.add("generated", c.Name, fmt.Sprintf("%q is generated as %s in %s, as %s in %s",
			c.Name, bare(c.Generated), d.labels.source, bare(t.Generated), d.labels.target), false)
	}
	if !d.sameType(c, t) {
		d.add("type", c.Name, d.typeText(c, t), false)
	}
}

// targetColumn is for a column that only the target has.
func (d *differ) targetColumn(t *postgres.Column) {
	if columnOf(d.s, t.Name) != nil {
		return
	}
	text := fmt.Sprintf("%s has %q, %s does not: ", d.labels.target, t.Name+" "+shortType(t.Type), d.labels.source)
	_, domainDefault, domainNotNull := d.domain(d.target, t)
	switch {
	case t.Generated != "":
		d.add("extra_column", t.Name, text+"generated as "+bare(t.Generated), false)
	case t.Identity != 0:
		d.add("extra_column", t.Name, text+"an identity column, which numbers the rows", false)
	case t.Default != "":
		d.add("extra_column", t.Name, text+"filled with its default "+t.Default, false)
	case domainDefault != "":
		d.add("extra_column", t.Name, text+"filled with the default of its domain, "+domainDefault, false)
	case !t.NotNull && !domainNotNull:
		d.add("extra_column", t.Name, text+"filled with null", false)
	default:
		d.add("extra_column", t.Name, text+"not null, no default", true, d.mendNotNull(t.Name)...)
	}
}

// nullability compares NOT NULL. Where the target is stricter, the nulls of the
// source decide.
func (d *differ) nullability(c, t *postgres.Column) {
	_, set := d.options.Set[c.Name]
	nullable := !c.NotNull && c.Identity == 0
	switch {
	case t.NotNull && (nullable || set):
		text := fmt.Sprintf("%q may be null in %s, not in %s", c.Name, d.labels.source, d.labels.target)
		if set {
			text = fmt.Sprintf("%q is set by the recipe and may not be null in %s", c.Name, d.labels.target)
		}
		d.check("nullability", c.Name, text, fitCheck{
			Condition: d.value(c.Name) + " IS NULL",
			found:     func(n int64) string { return plural(n, "row has null", "rows have null") },
			none:      "no row has null",
		}, d.mendNotNull(c.Name)...)
	case !t.NotNull && !nullable:
		d.add("nullability", c.Name, fmt.Sprintf("%q is not null in %s, may be null in %s", c.Name, d.labels.source, d.labels.target),
			false, d.alterColumn(c.Name)+"SET NOT NULL")
	}
}

// mendNotNull lets the target's column be null, unless its primary key says
// otherwise.
func (d *differ) mendNotNull(column string) []string {
	if k := keyOf(d.t); k != nil && slices.Contains(k.Columns, column) {
		return nil
	}
	return []string{d.alterColumn(column) + "DROP NOT NULL"}
}

// defaults compares what gives a column its value where none is given. It never
// matters to the copy.
func (d *differ) defaults(c, t *postgres.Column) {
	switch {
	case c.Generated != "":
	case c.Identity != t.Identity:
		d.add("identity", c.Name, fmt.Sprintf("%q: %s in %s, %s in %s", c.Name, defaultText(c), d.labels.source,
			defaultText(t), d.labels.target), false, d.mendIdentity(c, t)...)
	case c.Identity != 0, d.sameText(c.Default, t.Default), d.draws(c) && d.draws(t):
	case c.Default == "":
		d.add("default", c.Name, fmt.Sprintf("%q: no default in %s, %s in %s", c.Name, d.labels.source, t.Default,
			d.labels.target), false, d.alterColumn(c.Name)+"DROP DEFAULT")
	default:
		d.add("default", c.Name, fmt.Sprintf("%q: %s in %s, %s in %s", c.Name, defaultText(c), d.labels.source,
			defaultText(t), d.labels.target), false, d.alterColumn(c.Name)+"SET DEFAULT "+c.Default)
	}
}

func defaultText(c *postgres.Column) string {
	switch {
	case c.Identity == 'a':
		return "identity, always generated"
	case c.Identity == 'd':
		return "identity, generated by default"
	case c.Default == "":
		return "no default"
	}
	return "default " + c.Default
}

// draws reports whether the default is a call of nextval, of whatever sequence.
func (d *differ) draws(c *postgres.Column) bool {
	return strings.HasPrefix(c.Default, "nextval(")
}

// value is the expression that gives the column's value on the source.
func (d *differ) value(column string) string {
	if expression, ok := d.options.Set[column]; ok {
		return "(" + expression + "\n)" // it may end in a comment
	}
	return postgres.Quote(column)
}

// alterColumn is the beginning of a statement that alters the target's column.
func (d *differ) alterColumn(column string) string {
	return "ALTER TABLE " + quoteName(d.t.Name) + " ALTER COLUMN " + postgres.Quote(column) + " "
}

// sameText compares two deparsed expressions. What stands bare on one side may
// be qualified on the other where it belongs to an extension in public.
func (d *differ) sameText(s, t string) bool {
	return s == t || withoutPublic(bare(s)) == withoutPublic(bare(t))
}

// withoutPublic writes an expression with one space between its words and
// without the qualification of public.
func withoutPublic(sql string) string {
	var b strings.Builder
	list := words(sql)
	for i := 0; i < len(list); i++ {
		if list[i].identifier() && list[i].text == "public" && i+1 < len(list) && list[i+1].text == "." {
			i++
			continue
		}
		b.WriteString(sql[list[i].start:list[i].end])
		b.WriteByte(' ')
	}
	return b.String()
}

// sameName reports whether a name of the source and one of the target stand for
// each other.
func (d *differ) sameName(s, t plan.Name) bool { return d.names.toTarget(s) == t }
