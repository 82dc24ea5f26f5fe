package planner

import (
	"maps"
	"slices"

	"poco/plan"
	"poco/postgres"
)

// A share is a part of the rows that a table of the target will hold after the
// copy: rows of the source that come over, or rows of the target that stay.
type share struct {
	from  *side
	table plan.Name // on that side
	only  bool
	where string
	set   map[string]string // column → SQL
	pair  *pair             // for rows that come over
}

// comesOver reports whether the rows are copied.
func (s share) comesOver() bool { return s.pair != nil }

// whole reports whether nothing narrows the share.
func (s share) whole() bool { return s.where == "" }

// after gives the shares of a table of the target after the copy. It reports
// false where that can't be told: for a partition of a table whose rows are
// copied through the table itself.
func (c *copying) after(name plan.Name) (shares []share, known bool) {
	if p := c.byName[name]; p != nil && p.holds {
		shares = append(shares, c.incomingShare(p))
		if p.target != nil && !p.fresh() {
			shares = append(shares, c.standing(name))
		}
		return shares, true
	}
	for _, up := range c.target.related.ancestors(name) {
		if p := c.byName[up]; p != nil && p.holds {
			return nil, false
		}
	}
	parts := c.partsAfter(name)
	if len(parts) == 0 || len(c.holders[name]) == 0 {
		if c.target.catalog.Table(name) == nil {
			return nil, true
		}
		return []share{c.standing(name)}, true
	}
	if s, all := c.asOne(name, parts); all {
		return []share{s}, true
	}
	for _, part := range parts {
		more, known := c.after(part)
		if !known {
			return nil, false
		}
		shares = append(shares, more...)
	}
	return shares, true
}

func (c *copying) incomingShare(p *pair) share {
	return share{from: c.source, table: p.source.Name, only: p.sourceOnly(), where: p.where, set: p.values, pair: p}
}

func (c *copying) standing(name plan.Name) share {
	t := c.target.catalog.Table(name)
	return share{from: c.target, table: name, only: t.Kind != postgres.Partitioned}
}

// partsAfter are the direct partitions that a table of the target will have.
func (c *copying) partsAfter(name plan.Name) []plan.Name {
	parts := map[plan.Name]bool{}
	if !c.goes(name) {
		for _, part := range c.target.related.children[name] {
			parts[part] = true
		}
	}
	if p := c.byName[name]; p != nil {
		for _, part := range c.source.related.children[p.source.Name] {
			if n := c.names.toTarget(part); c.byName[n] != nil {
				parts[n] = true
			}
		}
	}
	return slices.SortedFunc(maps.Keys(parts), plan.Name.Compare)
}

// asOne gives the rows of a partitioned table in one share where all its
// partitions are replaced alike, so that one query can read them.
func (c *copying) asOne(name plan.Name, parts []plan.Name) (share, bool) {
	root := c.byName[name]
	if root == nil || root.source.Kind != postgres.Partitioned || len(parts) != len(c.source.related.children[root.source.Name]) {
		return share{}, false
	}
	for _, part := range parts {
		p := c.byName[part]
		if p == nil || !p.fresh() || p.where != root.where || !maps.Equal(p.values, root.values) {
			return share{}, false
		}
		if !p.holds {
			if _, all := c.asOne(part, c.partsAfter(part)); !all {
				return share{}, false
			}
		}
	}
	s := c.incomingShare(root)
	s.only = false
	return s, true
}

// loses reports whether rows that a table of the target holds now are removed.
func (c *copying) loses(name plan.Name) bool {
	return c.goes(name) || slices.ContainsFunc(c.holders[name], (*pair).empties)
}
