package planner

import (
	"slices"
	"strings"

	"poco/plan"
	"poco/postgres"
)

// foreignKeyStatements are the ways to take a foreign key away and to put it
// back exactly as it was.
type foreignKeyStatements struct {
	Drop string
	// Add puts the key back without looking at the rows, where the server can do
	// that, and restores its comment.
	Add []string
	// Validate then checks the rows; empty where the key was not valid before, is
	// not enforced, or Add had to check them.
	Validate []string
}

// foreignKeySQL builds a key's statements from its parts. The names in fk are
// those of the server that runs them; version is that server's version number.
func foreignKeySQL(table plan.Name, kind postgres.TableKind, fk postgres.ForeignKey, version int) foreignKeyStatements {
	alter := "ALTER TABLE " + quoteName(table)
	name := postgres.Quote(fk.Name)
	add := alter + " ADD CONSTRAINT " + name + " " + foreignKeyClause(fk)
	s := foreignKeyStatements{Drop: alter + " DROP CONSTRAINT " + name}
	switch {
	case !fk.Enforced && version >= 180000:
		add += " NOT ENFORCED"
	case kind == postgres.Partitioned && version < 180000:
		// NOT VALID is refused here: the rows are checked by ADD.
	default:
		add += " NOT VALID"
		if fk.Validated {
			s.Validate = []string{alter + " VALIDATE CONSTRAINT " + name}
		}
	}
	s.Add = []string{add}
	if fk.Comment != "" {
		s.Add = append(s.Add, commentOn("CONSTRAINT", name+" ON "+quoteName(table), fk.Comment))
	}
	return s
}

// foreignKeyClause writes the key without its state.
func foreignKeyClause(fk postgres.ForeignKey) string {
	sql := "FOREIGN KEY (" + keyColumns(fk.Columns, fk.Period) + ") REFERENCES " +
		quoteName(fk.References) + " (" + keyColumns(fk.RefColumns, fk.Period) + ")"
	if fk.Match == 'f' {
		sql += " MATCH FULL"
	}
	if word := actionWord(fk.OnUpdate); word != "" {
		sql += " ON UPDATE " + word
	}
	if word := actionWord(fk.OnDelete); word != "" {
		sql += " ON DELETE " + word
		if columns := deleteColumns(fk.Definition); len(columns) > 0 {
			sql += " (" + keyColumns(columns, false) + ")"
		}
	}
	if fk.Deferrable {
		sql += " DEFERRABLE"
	}
	if fk.Deferred {
		sql += " INITIALLY DEFERRED"
	}
	return sql
}

// keyColumns lists columns; the last one of a temporal key (18) has PERIOD.
func keyColumns(columns []string, period bool) string {
	quoted := make([]string, len(columns))
	for i, c := range columns {
		quoted[i] = postgres.Quote(c)
	}
	if period && len(quoted) > 0 {
		quoted[len(quoted)-1] = "PERIOD " + quoted[len(quoted)-1]
	}
	return strings.Join(quoted, ", ")
}

func actionWord(action byte) string {
	switch action {
	case 'r':
		return "RESTRICT"
	case 'c':
		return "CASCADE"
	case 'n':
		return "SET NULL"
	case 'd':
		return "SET DEFAULT"
	}
	return ""
}

// deleteColumns are the columns of ON DELETE SET NULL (a, b), which servers have
// from 15 on.
func deleteColumns(definition string) []string {
	list := words(definition)
	at := slices.IndexFunc(list, func(w word) bool { return w.bare && w.text == "DELETE" })
	if at < 0 || at+4 > len(list) || list[at+1].text != "SET" || at+3 >= len(list) || list[at+3].text != "(" {
		return nil
	}
	var columns []string
	for _, w := range list[at+4:] {
		if w.text == ")" && !w.quoted {
			break
		}
		if w.identifier() {
			columns = append(columns, w.text)
		}
	}
	return columns
}

// foreignKeys appends the keys of a created table. A key whose other table the
// target lacks is left out.
func (b *builder) foreignKeys(t *postgres.Table) {
	if b.intoExisting(t) && t.Kind != postgres.Partitioned && len(t.ForeignKeys) == 0 {
		return
	}
	name := b.Names.toTarget(t.Name)
	for _, fk := range t.ForeignKeys {
		if !b.canReference(t, fk) {
			continue
		}
		mapped := fk
		mapped.References = b.Names.toTarget(fk.References)
		s := foreignKeySQL(name, t.Kind, mapped, b.version)
		keys := []string{tableKey(t.Name), tableKey(fk.References)}
		if ref := b.create[fk.References]; ref != nil {
			keys = append(keys, uniqueKeys(ref)...)
		}
		add := stepID(plan.AddForeignKey, name, fk.Name)
		b.ForeignKeys = append(b.ForeignKeys, ddl{
			ID: add, Kind: plan.AddForeignKey, Name: name, Object: fk.Name, SQL: s.Add, Needs: b.needs(keys...),
		})
		if len(s.Validate) > 0 {
			b.ForeignKeys = append(b.ForeignKeys, ddl{
				ID: stepID(plan.ValidateForeignKey, name, fk.Name), Kind: plan.ValidateForeignKey,
				Name: name, Object: fk.Name, SQL: s.Validate, Needs: []string{add},
			})
		}
	}
}

// uniqueKeys are the keys of what a foreign key may rest on.
func uniqueKeys(t *postgres.Table) []string {
	var keys []string
	for _, k := range t.Constraints {
		if k.Kind == postgres.PrimaryKey || k.Kind == postgres.Unique {
			keys = append(keys, partKey(t.Name, plan.AddConstraint, k.Name))
		}
	}
	for _, x := range t.Indexes {
		if x.Unique {
			keys = append(keys, partKey(t.Name, plan.CreateIndex, x.Name))
		}
	}
	return keys
}

// canReference tells where a key can't be created.
func (b *builder) canReference(t *postgres.Table, fk postgres.ForeignKey) bool {
	if b.create[fk.References] != nil {
		return true
	}
	name := b.Names.toTarget(fk.References)
	ref := b.Target.Table(name)
	switch {
	case ref == nil || b.gone[name]:
		b.warn(t, "foreign_key_left_out", "foreign key %s of %s references %s, which %s lacks and the selection leaves out; it is not created",
			fk.Name, t.Name, name, b.Labels.target)
	case !hasUniqueKey(ref, fk.RefColumns):
		b.warn(t, "foreign_key_left_out", "foreign key %s of %s references %s (%s), which is not unique in %s; it is not created",
			fk.Name, t.Name, name, strings.Join(fk.RefColumns, ", "), b.Labels.target)
	default:
		return true
	}
	return false
}

// hasUniqueKey reports whether a foreign key may reference the columns.
func hasUniqueKey(t *postgres.Table, columns []string) bool {
	want := slices.Sorted(slices.Values(columns))
	same := func(have []string) bool { return slices.Equal(slices.Sorted(slices.Values(have)), want) }
	for _, k := range t.Constraints {
		if (k.Kind == postgres.PrimaryKey || k.Kind == postgres.Unique) && !k.Deferrable && same(k.Columns) {
			return true
		}
	}
	for _, x := range t.Indexes {
		if x.Unique && x.Valid && !x.Partial && same(x.Columns) {
			return true
		}
	}
	return false
}
