package planner

import (
	"fmt"
	"slices"
	"strings"

	"poco/plan"
	"poco/postgres"
)

// losses tells what no dump of tables or schemas holds, and what goes with a table
// that is dropped.
func (r *restoring) losses() {
	for _, t := range r.replaced {
		if t.target == nil {
			continue
		}
		lost := slices.DeleteFunc(slices.Clone(t.target.Losses), func(what string) bool { return !strings.HasPrefix(what, "membership in ") })
		if len(lost) > 0 {
			r.warnings = append(r.warnings, aboutTable("lost_with_table", t.name,
				"The restore drops it and makes it again. With it go, and are not put back: "+listed(lost)+". Add it again afterwards."))
		}
	}
}

// standing refuses to drop a table that something stands on which the file does
// not bring back.
func (r *restoring) standing() {
	for _, t := range r.replaced {
		if t.target == nil {
			continue
		}
		var left []string
		for _, d := range t.target.Dependents {
			if !r.comesBack(d) {
				left = append(left, d)
			}
		}
		if len(left) > 0 {
			r.fail(r.from(), t.name.String()+" can't be replaced",
				"The restore drops it and makes it again as the file has it. On %s this depends on it, and is not in the file:\n%s\n\nDrop them first and create them again afterwards.",
				r.side.label(), lines(left))
		}
		if !t.target.Owned {
			r.fail(r.block.Source.Attr("database"), "role "+r.side.catalog.Server.User+" may not drop "+t.name.String(),
				"It belongs to %s. Restore as that role, or as one that is a member of it.", t.target.Owner)
		}
	}
}

// comesBack reports whether what depends on a table is in the file itself: a view
// or table of that name, a function, a default of another table that goes.
func (r *restoring) comesBack(dependent string) bool {
	kind, name, _ := strings.Cut(dependent, " ")
	if kind == "materialized" {
		kind, name, _ = strings.Cut(name, " ")
	}
	switch kind {
	case "view", "table", "rule":
		t := r.side.tableOf(strings.TrimPrefix(name, "on "))
		return t != nil && (r.goes(t.Name) || r.makes(t.Name, "TABLE", "VIEW", "MATERIALIZED VIEW"))
	case "function":
		base, _, _ := strings.Cut(name, "(")
		return r.makes(nameIn(base, r.side.catalog.Schema), "FUNCTION", "PROCEDURE", "AGGREGATE")
	case "default": // default value for column c of table t
		_, table, found := strings.Cut(name, " of table ")
		t := r.side.tableOf(table)
		return found && t != nil && r.goes(t.Name)
	}
	return false
}

// nameIn reads a name as the server writes it, bare in the default schema.
func nameIn(text, schema string) plan.Name {
	name, err := plan.ParseName(text)
	if err != nil {
		name, _ = plan.ParseName(postgres.Quote(schema) + "." + text)
	}
	return name
}

// cut takes off the foreign keys by which tables that stay point at tables that are
// replaced, and puts them back when the file's tables are there. Where the rows of
// the file violate one, the whole restore is rolled back.
func (r *restoring) cut() {
	for _, t := range r.replaced {
		if t.target == nil {
			continue
		}
		for _, in := range t.target.Incoming {
			if !r.goes(in.Table.Name) && !r.inherited(in) {
				r.cuts = append(r.cuts, link{in.Table, in.Key})
			}
		}
	}
	slices.SortFunc(r.cuts, func(a, b link) int {
		return strings.Compare(a.child.Name.String()+" "+a.key.Name, b.child.Name.String()+" "+b.key.Name)
	})
	var drops []string
	for _, l := range r.cuts {
		if !l.child.Owned {
			r.fail(r.from(), "foreign key "+l.key.Name+" is in the way",
				"%s of %s points at %s, which is replaced, and the role %s may not take it off and put it back: it belongs to %s.",
				l.arrow(r.side.catalog.Schema), r.side.label(), l.key.References, r.side.catalog.Server.User, l.child.Owner)
			continue
		}
		if !r.makes(l.key.References, "TABLE") {
			r.fail(r.from(), "foreign key "+l.key.Name+" could not be put back",
				"The file drops %s and does not make it again, while %s of %s points at it.", l.key.References, l.arrow(r.side.catalog.Schema), r.side.label())
			continue
		}
		drops = append(drops, "ALTER TABLE "+quoteName(l.child.Name)+" DROP CONSTRAINT "+postgres.Quote(l.key.Name))
		r.step.After = append(r.step.After, r.putBack(l)...)
		r.side.see(l.child.Name)
		r.pointedAt(l)
	}
	r.before = append(drops, r.before...)
}

// loosen takes the keys off partitioned tables that are replaced, before the file's
// own drops: those begin with the partitions' keys, which can't be dropped by
// themselves. What points at such a key goes first, and comes back with the file.
func (r *restoring) loosen() {
	var sql []string
	for _, t := range r.replaced {
		if t.target == nil || t.target.Kind != postgres.Partitioned || t.target.PartitionOf != nil {
			continue
		}
		for _, in := range t.target.Incoming {
			if r.goes(in.Table.Name) && !r.inherited(in) {
				sql = append(sql, "ALTER TABLE "+quoteName(in.Table.Name)+" DROP CONSTRAINT IF EXISTS "+postgres.Quote(in.Key.Name))
			}
		}
		for _, k := range t.target.Constraints {
			if k.Kind == postgres.PrimaryKey || k.Kind == postgres.Unique {
				sql = append(sql, "ALTER TABLE "+quoteName(t.name)+" DROP CONSTRAINT "+postgres.Quote(k.Name))
			}
		}
	}
	r.before = append(sql, r.before...)
}

// inherited reports whether a key is a partition's copy of its parent's key, which
// goes and comes with that.
func (r *restoring) inherited(in postgres.Incoming) bool {
	parent := in.Table.PartitionOf
	if parent == nil {
		return false
	}
	t := r.side.catalog.Table(*parent)
	return t != nil && slices.ContainsFunc(t.ForeignKeys, func(k postgres.ForeignKey) bool {
		return k.References == in.Key.References && slices.Equal(k.Columns, in.Key.Columns)
	})
}

// putBack is what adds a key again as it was.
func (r *restoring) putBack(l link) []string {
	sql := "ALTER TABLE " + quoteName(l.child.Name) + " ADD CONSTRAINT " + postgres.Quote(l.key.Name) + " " + l.key.Definition
	if !l.key.Validated {
		sql += " NOT VALID"
	}
	all := []string{sql}
	if l.key.Comment != "" {
		all = append(all, fmt.Sprintf("COMMENT ON CONSTRAINT %s ON %s IS %s", postgres.Quote(l.key.Name), quoteName(l.child.Name), literal(l.key.Comment)))
	}
	return all
}

// pointedAt warns of a table that stays and points at one that is replaced.
func (r *restoring) pointedAt(l link) {
	r.warnings = append(r.warnings, aboutTable("referenced_by_outside", l.child.Name, fmt.Sprintf(
		"It stays as it is and points at %s by %s: its key is taken off and put back in the same transaction. Where a row of it would point at nothing then, the restore is rolled back.",
		l.key.References, l.key.Name)))
}
