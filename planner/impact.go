package planner

import (
	"context"
	"fmt"
	"slices"

	"poco/plan"
	"poco/postgres"
)

// firstKeys is how many keys a problem names.
const firstKeys = 5

// A promise is a foreign key that must hold on the target after the copy, by the
// target's names.
type promise struct {
	name           string
	child          plan.Name
	columns        []string
	parent         plan.Name
	refColumns     []string
	full           bool // MATCH FULL
	types          []string
	provenOnSource bool // the source has the same key, and it is valid
	arrow          string
	outside        bool // the table that declares it is not copied
	// onlyNew is true where the key is NOT VALID: the rows that the target has need
	// not hold it. unchecked is true where the copied rows need not either, since it
	// is put back NOT VALID after them.
	onlyNew, unchecked bool
	// loose is true where a nondeterministic collation takes keys of other bytes for
	// equal: those that are found hold, those that are not may.
	loose bool
}

// binds reports whether a share of the child's rows has to hold the key.
func (p promise) binds(child share) bool {
	return !p.onlyNew || child.comesOver() && !p.unchecked
}

// weigh finds out what the copy does to the keys: which rows would point at
// nothing once it is done, and which would collide. It reads what it must have
// however long that takes, for without it the plan would be a guess.
func (c *copying) weigh(ctx context.Context) {
	if !c.readable() || ctx.Err() != nil {
		return
	}
	for _, p := range c.promises() {
		if err := c.hold(ctx, p); err != nil {
			c.fail("mode", "foreign key "+p.name+" can't be checked", "%s: %s", p.arrow, postgres.Explain(err))
		}
	}
	for _, p := range c.pairs {
		if err := c.collide(ctx, p); err != nil {
			c.fail("mode", "the keys of "+p.name.String()+" can't be compared", "%s", postgres.Explain(err))
		}
	}
}

// promises are the keys that concern the copied rows: the target's, and those
// that come with the tables that the plan creates. A key that is not enforced, and
// one of ranges, promises nothing that could be checked here; of one that is not
// valid on the source no more is asked where the plan creates its table.
func (c *copying) promises() []promise {
	var all []promise
	for _, k := range c.keys {
		if k.fate == withTable || k.fate == beforeTable || k.lost || c.vanishes(k.key.References) {
			continue
		}
		if !k.key.Enforced || k.key.Period {
			continue
		}
		p := c.promise(k.link, k.child.Name, k.key.References)
		p.onlyNew = !k.key.Validated
		p.unchecked = p.onlyNew && k.fate == dropped
		all = append(all, p)
	}
	for _, d := range c.definition.ForeignKeys {
		if d.Kind != plan.AddForeignKey {
			continue
		}
		s := c.byName[d.Name].source
		for _, key := range s.ForeignKeys {
			if key.Name == d.Object && key.Validated && key.Enforced && !key.Period {
				all = append(all, c.promise(link{s, key}, d.Name, c.names.toTarget(key.References)))
			}
		}
	}
	return all
}

func (c *copying) promise(l link, child, parent plan.Name) promise {
	p := promise{
		name: l.key.Name, child: child, parent: parent,
		columns: l.key.Columns, refColumns: l.key.RefColumns, full: l.key.Match == 'f',
		arrow: columnsText(child, l.key.Columns, c.target.catalog.Schema) + " → " +
			columnsText(parent, l.key.RefColumns, c.target.catalog.Schema),
		outside: len(c.holders[child]) == 0,
	}
	t := c.target.catalog.Table(parent)
	if t == nil || c.goes(parent) {
		t = c.byName[parent].source
	}
	for _, name := range l.key.RefColumns {
		if column := columnOf(t, name); column != nil {
			p.types = append(p.types, column.Type)
			p.loose = p.loose || column.Nondeterministic
		}
	}
	p.provenOnSource = c.proven(p)
	return p
}

// proven reports whether the source has the same key and keeps it.
func (c *copying) proven(p promise) bool {
	child := c.byName[p.child]
	if child == nil {
		return false
	}
	for _, l := range c.source.related.outgoing(child.source.Name) {
		if c.names.toTarget(l.key.References) == p.parent && l.key.Validated && l.key.Enforced &&
			slices.Equal(l.key.Columns, p.columns) && slices.Equal(l.key.RefColumns, p.refColumns) {
			return true
		}
	}
	return false
}

// hold checks one key against the rows that both tables will have.
func (c *copying) hold(ctx context.Context, p promise) error {
	children, known := c.after(p.child)
	parents, also := c.after(p.parent)
	if !known || !also {
		c.warn("key_unchecked", p.child, "Whether "+p.arrow+" will hold can't be told before the rows are in: it points at a part of a partitioned table whose rows are copied through the table.")
		return nil
	}
	reference := plan.Reference{Constraint: p.name, Table: p.child, Columns: p.columns, References: p.refColumns, Keys: nil}
	silent := false // rows of the target that need no parent have none
	for _, child := range children {
		if !c.inDoubt(p, child, parents) {
			continue
		}
		c.progress("checking that %s will hold", p.arrow)
		found, err := c.merge(ctx, p, child, parents)
		if err != nil {
			return err
		}
		silent = silent || found.MissingRows > 0 && !p.binds(child)
		switch {
		case found.MissingRows == 0:
		case p.binds(child):
			reference.Dangling += found.MissingRows
			reference.Keys = append(reference.Keys, found.FirstMissing...)
			c.dangles(p, child, found)
		default:
			c.warn("key_not_valid", p.child, fmt.Sprintf("Foreign key %s (%s) is NOT VALID on %s and stays so; after the copy %s of it will point at nothing: %s.",
				p.name, p.arrow, c.target.label(), plural(found.MissingRows, "row", "rows"), keysText(found)))
		}
	}
	if !p.outside || !c.loses(p.parent) || silent {
		return nil
	}
	return c.noteReference(ctx, p, reference)
}

// inDoubt reports whether a share of the child's rows may lack a parent after the
// copy. Rows of the target that stay do so only where their parents are replaced,
// copied rows only where the source's own key does not vouch for them.
func (c *copying) inDoubt(p promise, child share, parents []share) bool {
	if !child.comesOver() {
		return c.loses(p.parent)
	}
	for _, column := range p.columns {
		if _, set := child.set[column]; set {
			return true
		}
	}
	return !p.provenOnSource || !c.comesWhole(p.parent, parents)
}

// comesWhole reports whether all rows of the source's table come over.
func (c *copying) comesWhole(parent plan.Name, shares []share) bool {
	covered := map[plan.Name]bool{}
	for _, s := range shares {
		if s.comesOver() && s.whole() {
			covered[s.table] = true
		}
	}
	var whole func(plan.Name) bool
	whole = func(name plan.Name) bool {
		if covered[name] {
			return true
		}
		parts := c.source.related.children[name]
		for _, part := range parts {
			if !whole(part) {
				return false
			}
		}
		return len(parts) > 0
	}
	p := c.byName[parent]
	return p != nil && whole(p.source.Name)
}

// noteReference shows a table outside the copy that points into it.
func (c *copying) noteReference(ctx context.Context, p promise, r plan.Reference) error {
	results := c.target.snapshot.Count(ctx,
		[]postgres.CountQuery{{Table: p.child, Only: c.standing(p.child).only}}, 1, c.deadline)
	if err := results[0].Err; err != nil {
		return err
	}
	if r.Rows, r.Exact = results[0].Rows, results[0].Exact; !r.Exact {
		rows, err := postgres.EstimateWhere(ctx, c.target.snapshot.Conn(), p.child, "")
		if err != nil {
			return err
		}
		r.Rows = rows
	}
	to := c.byName[p.parent]
	if to == nil {
		to = c.holders[p.parent][0]
	}
	to.outside = append(to.outside, r)
	return nil
}

// dangles reports rows that would point at nothing.
func (c *copying) dangles(p promise, child share, found postgres.KeyMerge) {
	summary := "foreign key " + p.name + " would not hold"
	keys := keysText(found)
	where := c.narrowing(p.parent)
	switch {
	case p.loose:
		c.fail("mode", "foreign key "+p.name+" can't be checked",
			"%s of %s hold keys of which %s will have none of the same bytes: %s (%s). Its collation is nondeterministic: it may take other bytes for equal, and poco can't tell. Write those keys alike on both sides, or drop the key before the copy and add it afterwards.",
			plural(found.MissingRows, "row", "rows"), p.child, p.parent, keys, p.arrow)
	case !child.comesOver():
		detail := fmt.Sprintf("%s of %s.%s, which the copy does not touch, would point at rows of %s that are not among those to copy: %s (%s).",
			plural(found.MissingRows, "row", "rows"), c.target.label(), p.child, p.parent, keys, p.arrow)
		if where != nil {
			c.diags = append(c.diags, failure(where.Source.Attr("where"), summary, "%s Widen the where, mend those rows on %s, or select %s too.", detail, c.target.label(), shortName(p.child, c.target.catalog.Schema)))
			return
		}
		c.fail("mode", summary, "%s Select %s too, mend those rows on %s, or use mode update, which removes nothing.", detail, shortName(p.child, c.target.catalog.Schema), c.target.label())
	case where != nil:
		c.diags = append(c.diags, failure(where.Source.Attr("where"), summary,
			"%s of %s to copy would point at rows of %s that the where leaves out: %s (%s). Widen it, or give %s a where that leaves them out too.",
			plural(found.MissingRows, "row", "rows"), p.child, p.parent, keys, p.arrow, shortName(p.child, c.target.catalog.Schema)))
	case child.pair != nil && setsAny(child.set, p.columns):
		c.diags = append(c.diags, failure(child.pair.rule.Source.Attr("set"), summary,
			"With these values %s of %s would point at no row of %s: %s (%s).",
			plural(found.MissingRows, "row", "rows"), p.child, p.parent, keys, p.arrow))
	default:
		c.failSelection("related", summary,
			"%s of %s to copy would point at rows that %s of %s does not have: %s (%s). Select %s too (related = \"referenced\" pulls in what is referenced), or leave those rows out with a where.",
			plural(found.MissingRows, "row", "rows"), p.child, p.parent, c.target.label(), keys, p.arrow, shortName(p.parent, c.target.catalog.Schema))
	}
}

func keysText(found postgres.KeyMerge) string {
	text := listed(found.FirstMissing)
	if more := found.MissingKeys - int64(len(found.FirstMissing)); more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

func setsAny(set map[string]string, columns []string) bool {
	return slices.ContainsFunc(columns, func(name string) bool { _, has := set[name]; return has })
}
