package planner

import (
	"slices"
	"strings"

	"poco/postgres"
)

// largeObjects tells that they stay behind where a copied column may name some.
func (c *copying) largeObjects() {
	if !c.source.catalog.Server.LargeObjects {
		return
	}
	for _, p := range c.pairs {
		var columns []string
		for _, name := range p.columns {
			if holdsLargeObjects(columnOf(p.source, name)) {
				columns = append(columns, name)
			}
		}
		if p.holds && len(columns) > 0 {
			c.warn("large_objects", p.name, "Large objects are not copied: where "+listed(columns)+
				" names some of "+c.source.label()+", "+c.target.label()+" has none of these numbers, or others.")
		}
	}
}

// holdsLargeObjects reports whether a column's type is the one that names large
// objects, or the domain that the extension lo makes of it.
func holdsLargeObjects(c *postgres.Column) bool {
	return c != nil && slices.Contains([]string{"oid", "lo"}, c.Type[strings.LastIndex(c.Type, ".")+1:])
}
