package planner

import (
	"fmt"
	"slices"

	"poco/plan"
	"poco/postgres"
)

// keysReturn refuses to recreate a table where a key that points at it could not
// be put back on its new definition: a key that is dropped has to come back.
func (c *copying) keysReturn() {
	for _, k := range c.keys {
		if k.fate != dropped || !c.goes(k.key.References) {
			continue
		}
		reason := c.noReturn(k.link)
		if reason == "" {
			continue
		}
		k.lost = true
		c.fail("mode", "foreign key "+k.key.Name+" could not be put back",
			"Mode recreate drops %s and creates it as %s defines it. Then %s of %s could not be put back: %s. Drop the key on %s first, or use mode overwrite, which keeps the table.",
			k.key.References, c.source.label(), k.arrow(c.target.catalog.Schema), c.target.label(), reason, c.target.label())
	}
}

// noReturn says why a key can't point at the new definition of its table; empty
// where it can.
func (c *copying) noReturn(l link) string {
	p := c.byName[l.key.References]
	if p == nil {
		return fmt.Sprintf("%s has no %s", c.source.label(), l.key.References)
	}
	old := c.target.catalog.Table(l.key.References)
	for _, name := range l.key.RefColumns {
		is, was := columnOf(p.source, name), columnOf(old, name)
		switch {
		case is == nil:
			return fmt.Sprintf("there, %s has no column %s", p.source.Name, name)
		case !comparable(is, was):
			return fmt.Sprintf("there, %s.%s is %s, not %s", p.source.Name, name, shortType(is.Type), shortType(was.Type))
		}
	}
	if !hasUniqueKey(p.source, l.key.RefColumns) {
		return fmt.Sprintf("there, %s (%s) is not unique", p.source.Name, listNames(l.key.RefColumns))
	}
	return ""
}

// comparable reports whether a key on a column goes on to work where the column
// has become another. It errs on the side of no.
func comparable(is, was *postgres.Column) bool {
	if was == nil {
		return false
	}
	a, b := withoutLength(is.Type), withoutLength(was.Type)
	for _, family := range [][]string{{"smallint", "integer", "bigint"}, {"text", "character varying"}} {
		if slices.Contains(family, a) && slices.Contains(family, b) {
			return true
		}
	}
	return a == b
}

// partsGo tells of partitions of the target that go with a table to recreate and
// that the source does not have. It refuses where something else stands on them.
func (c *copying) partsGo(p *pair) {
	var gone []string
	for _, part := range c.lostParts(p) {
		t := c.target.catalog.Table(part)
		gone = append(gone, shortName(part, c.target.catalog.Schema))
		c.standsOn(t, t.Dependents)
	}
	if len(gone) > 0 {
		c.warn("partitions_lost", p.name, fmt.Sprintf(
			"With it go partitions that %s does not have, their rows among those destroyed: %s.", c.source.label(), listed(gone)))
	}
}

// lostParts are the partitions of a table to recreate that the copy does not
// create again.
func (c *copying) lostParts(p *pair) []plan.Name {
	if !p.recreates() || c.dropsAncestor(p.name) {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(c.target.related.parts(p.name)), func(part plan.Name) bool {
		return !c.vanishes(part)
	})
}

// vanishes reports whether a table of the target goes and does not come again.
func (c *copying) vanishes(name plan.Name) bool { return c.goes(name) && c.byName[name] == nil }
