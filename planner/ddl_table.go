package planner

import (
	"slices"
	"strings"

	"poco/plan"
	"poco/postgres"
)

// needTable appends a table's CREATE after its parents, types, functions and
// sequences. Functions that need the table itself come after it; what calls them
// (checks, indexes) comes with the constraints.
func (b *builder) needTable(t *postgres.Table) {
	key := tableKey(t.Name)
	if _, met := b.ids[key]; met {
		return
	}
	b.ids[key] = ""
	if !b.creatable(t) {
		return
	}
	keys := b.tableNeeds(t)
	name := b.Names.toTarget(t.Name)
	id := stepID(plan.CreateTable, name, "")
	b.ids[key] = id
	b.Before = append(b.Before, ddl{ID: id, Kind: plan.CreateTable, Name: name, SQL: b.tableSQL(t), Needs: b.needs(keys...)})
	for _, f := range b.source.structural[t.Name] {
		b.needFunction(t, f.Key())
	}
	for _, tr := range t.Triggers {
		if f := b.triggerFunction(tr); f != nil && !tr.Inherited {
			b.needFunction(t, f.Key())
		}
	}
	b.tableWarnings(t)
}

// creatable tells of tables that poco does not create.
func (b *builder) creatable(t *postgres.Table) bool {
	name := b.Names.toTarget(t.Name)
	switch {
	case t.Kind != postgres.Ordinary && t.Kind != postgres.Partitioned:
		b.block(t, "not_a_table", nil, "%s is no ordinary table in %s; poco creates ordinary and partitioned tables", t.Name, b.Labels.source)
		return false
	case t.Extension != "":
		b.needExtension(t, t.Extension, "")
		return false
	}
	if what := b.taken[name]; what != "" {
		b.block(t, "name_taken", nil, "table %s can't be created on %s: the name is that of %s", name, b.Labels.target, what)
	}
	return true
}

// tableNeeds walks through all that must be there before the table, and gives
// its keys.
func (b *builder) tableNeeds(t *postgres.Table) []string {
	b.needSchema(t, t.Name.Schema)
	keys := []string{schemaKey(t.Name.Schema)}
	for _, parent := range parents(t) {
		if b.create[parent] != nil {
			b.needTable(b.create[parent])
			keys = append(keys, tableKey(parent))
		} else if have := b.Names.toTarget(parent); b.Target.Table(have) == nil || b.gone[have] {
			b.block(t, "missing_parent", nil, "%s needs its parent %s, which %s lacks and the selection leaves out",
				t.Name, parent, b.Labels.target)
		}
	}
	for i := range t.Columns {
		c := &t.Columns[i]
		b.needCollation(t, c.Collation)
		if c.TypeName.Schema != "pg_catalog" && c.TypeName != (plan.Name{}) {
			keys = append(keys, b.needType(t, c.TypeName)...)
		}
	}
	for _, n := range slices.Concat(t.NeedsTypes, t.NeedsTables) {
		keys = append(keys, b.needType(t, n)...)
	}
	for _, f := range b.source.structural[t.Name] {
		if !b.needsTable(f, t.Name, map[string]bool{}) {
			keys = append(keys, b.needFunction(t, f.Key())...)
		}
	}
	b.needElse(t, t.Name.String(), t.Extensions, t.NeedsObjects)
	return append(keys, b.needSequences(t)...)
}

// parents are what a table is a partition of or inherits from.
func parents(t *postgres.Table) []plan.Name {
	if t.PartitionOf != nil {
		return []plan.Name{*t.PartitionOf}
	}
	return t.Inherits
}

// needsTable reports whether a function's signature or body, or that of one it
// calls, holds the table.
func (b *builder) needsTable(f *postgres.Function, table plan.Name, met map[string]bool) bool {
	if met[f.Key()] {
		return false
	}
	met[f.Key()] = true
	if slices.Contains(f.NeedsTables, table) {
		return true
	}
	for _, k := range f.NeedsFunctions {
		if g := b.source.functions[k]; g != nil && b.needsTable(g, table, met) {
			return true
		}
	}
	return false
}

// tableSQL writes the table itself and what belongs to its columns.
func (b *builder) tableSQL(t *postgres.Table) []string {
	q := quoteName(b.Names.toTarget(t.Name))
	var sql []string
	if b.intoExisting(t) {
		sql = append(sql, b.createPartitionOf(t))
	} else {
		sql = append(sql, b.createPlain(t))
	}
	sql = append(sql, b.ownSequences(t)...)
	sql = append(sql, b.columnSettings(t)...)
	switch t.ReplicaIdentity {
	case 'f':
		sql = append(sql, "ALTER TABLE ONLY "+q+" REPLICA IDENTITY FULL")
	case 'n':
		sql = append(sql, "ALTER TABLE ONLY "+q+" REPLICA IDENTITY NOTHING")
	}
	if t.HasPolicies {
		sql = append(sql, "ALTER TABLE "+q+" ENABLE ROW LEVEL SECURITY")
	}
	if t.PartitionOf != nil && !b.intoExisting(t) {
		sql = append(sql, "ALTER TABLE ONLY "+quoteName(b.Names.toTarget(*t.PartitionOf))+
			" ATTACH PARTITION "+q+" "+t.PartitionBound)
	}
	return append(sql, b.tableComments(t)...)
}

// intoExisting reports whether the table is a partition of one that the target
// has already: then it takes columns, checks, indexes and keys from there.
func (b *builder) intoExisting(t *postgres.Table) bool {
	return t.PartitionOf != nil && b.create[*t.PartitionOf] == nil
}

// createPlain writes CREATE TABLE with columns and checks. A partition is made
// apart and then attached, so that the order of its columns stays its own.
func (b *builder) createPlain(t *postgres.Table) string {
	var lines []string
	for i := range t.Columns {
		if c := &t.Columns[i]; !c.Inherited || t.PartitionOf != nil {
			lines = append(lines, "    "+b.column(t, c))
		}
	}
	for _, k := range b.checksInline(t) {
		lines = append(lines, "    CONSTRAINT "+postgres.Quote(k.Name)+" "+k.Definition)
	}
	body := " ()"
	if len(lines) > 0 {
		body = " (\n" + strings.Join(lines, ",\n") + "\n)"
	}
	sql := "CREATE " + b.unlogged(t) + "TABLE " + quoteName(b.Names.toTarget(t.Name)) + body
	if len(t.Inherits) > 0 && t.PartitionOf == nil {
		var list []string
		for _, p := range t.Inherits {
			list = append(list, quoteName(b.Names.toTarget(p)))
		}
		sql += " INHERITS (" + strings.Join(list, ", ") + ")"
	}
	return sql + b.tableSuffix(t)
}

// createPartitionOf writes a partition of a table that the target has.
func (b *builder) createPartitionOf(t *postgres.Table) string {
	var lines []string
	for _, k := range b.checksInline(t) {
		if !k.Inherited {
			lines = append(lines, "    CONSTRAINT "+postgres.Quote(k.Name)+" "+k.Definition)
		}
	}
	sql := "CREATE " + b.unlogged(t) + "TABLE " + quoteName(b.Names.toTarget(t.Name)) +
		" PARTITION OF " + quoteName(b.Names.toTarget(*t.PartitionOf))
	if len(lines) > 0 {
		sql += " (\n" + strings.Join(lines, ",\n") + "\n)"
	}
	return sql + " " + t.PartitionBound + b.tableSuffix(t)
}

func (b *builder) unlogged(t *postgres.Table) string {
	if t.Unlogged {
		return "UNLOGGED "
	}
	return ""
}
