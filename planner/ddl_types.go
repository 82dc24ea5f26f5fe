package planner

import (
	"fmt"
	"strings"

	"poco/plan"
	"poco/postgres"
)

// needSchema makes sure that the target has the schema that a source's schema
// maps to, and that the role may create in it.
func (b *builder) needSchema(t *postgres.Table, source string) {
	key := schemaKey(source)
	if _, met := b.ids[key]; met {
		return
	}
	name := b.Names.toTarget(plan.Name{Schema: source}).Schema
	if s := b.target.schemas[name]; s != nil {
		b.ids[key] = ""
		if !s.Create {
			b.block(t, "no_privilege", []string{"GRANT CREATE ON SCHEMA " + postgres.Quote(name) + " TO " + postgres.Quote(b.Target.Server.User)},
				"%s may not create anything in schema %s of %s", b.Target.Server.User, name, b.Labels.target)
		}
		return
	}
	if !b.Target.Server.CreateSchema {
		b.block(t, "no_privilege", []string{"CREATE SCHEMA " + postgres.Quote(name) + " AUTHORIZATION " + postgres.Quote(b.Target.Server.User)},
			"%s has no schema %s, and %s may not create it", b.Labels.target, name, b.Target.Server.User)
	}
	sql := []string{"CREATE SCHEMA " + postgres.Quote(name)}
	if s := b.source.schemas[source]; s != nil && s.Comment != "" {
		sql = append(sql, commentOn("SCHEMA", postgres.Quote(name), s.Comment))
	}
	id := string(plan.CreateSchema) + "/" + name
	b.ids[key] = id
	b.Before = append(b.Before, ddl{ID: id, Kind: plan.CreateSchema, Name: plan.Name{Schema: name}, SQL: sql})
}

// needType makes sure that the target has a type of the user's as the source
// defines it. It gives the keys of what whoever uses the type needs.
func (b *builder) needType(t *postgres.Table, name plan.Name) []string {
	key := typeKey(name)
	if _, met := b.ids[key]; met {
		return []string{key}
	}
	typ := b.source.types[name]
	if typ == nil {
		return b.needRowType(t, name)
	}
	b.ids[key] = ""
	if typ.Extension != "" {
		b.needExtension(t, typ.Extension, name.Schema)
		return []string{key}
	}
	if have := b.target.types[b.Names.toTarget(name)]; have != nil {
		b.compareType(t, typ, have)
		return []string{key}
	}
	if typ.Kind == 'b' {
		b.block(t, "missing_type", nil, "%s lacks the base type %s, which poco can't create", b.Labels.target, name)
		return []string{key}
	}
	b.createType(t, typ)
	return []string{key}
}

// needRowType is for columns of the row type of a table.
func (b *builder) needRowType(t *postgres.Table, name plan.Name) []string {
	if b.create[name] != nil {
		b.needTable(b.create[name])
		return []string{tableKey(name)}
	}
	have := b.Names.toTarget(name)
	if b.Source.Table(name) != nil && (b.Target.Table(have) == nil || b.gone[have]) {
		b.block(t, "missing_type", nil, "%s uses the row type of %s, which %s lacks and the selection leaves out",
			t.Name, name, b.Labels.target)
	}
	return nil
}

// createType appends a type after the types and functions that it needs.
func (b *builder) createType(t *postgres.Table, typ *postgres.Type) {
	b.needSchema(t, typ.Name.Schema)
	keys := []string{schemaKey(typ.Name.Schema)}
	for _, n := range typ.Needs {
		keys = append(keys, b.needType(t, n)...)
	}
	for _, f := range typ.NeedsFunctions {
		keys = append(keys, b.needFunction(t, f)...)
	}
	name := b.Names.toTarget(typ.Name)
	if what := b.taken[name]; what != "" {
		b.block(t, "name_taken", nil, "type %s can't be created on %s: the name is that of %s", name, b.Labels.target, what)
	}
	for _, c := range typeCollations(typ) {
		b.needCollation(t, c)
	}
	b.needElse(t, "type "+typ.Name.String(), typ.Extensions, typ.NeedsObjects)
	id := stepID(plan.CreateType, name, "")
	b.ids[typeKey(typ.Name)] = id
	b.Before = append(b.Before, ddl{
		ID: id, Kind: plan.CreateType, Name: name, Object: name.Name, SQL: typeSQL(name, b.forVersion(typ)), Needs: b.needs(keys...),
	})
}

// forVersion is the type as the target's version can have it: before 14 a range
// has no multirange.
func (b *builder) forVersion(typ *postgres.Type) *postgres.Type {
	if b.version >= 140000 {
		return typ
	}
	return withoutMultirange(typ)
}

func withoutMultirange(typ *postgres.Type) *postgres.Type {
	bare := *typ
	bare.Range, _, _ = strings.Cut(typ.Range, ", MULTIRANGE_TYPE_NAME = ")
	return &bare
}

func typeCollations(typ *postgres.Type) []string {
	list := []string{typ.Collation}
	for _, f := range typ.Fields {
		list = append(list, f.Collation)
	}
	return list
}

// typeSQL creates a type under the given name.
func typeSQL(name plan.Name, typ *postgres.Type) []string {
	q, word := quoteName(name), "TYPE"
	var sql []string
	switch typ.Kind {
	case 'e':
		var labels []string
		for _, l := range typ.Labels {
			labels = append(labels, literal(l))
		}
		sql = []string{"CREATE TYPE " + q + " AS ENUM (" + strings.Join(labels, ", ") + ")"}
	case 'd':
		sql, word = domainSQL(q, typ), "DOMAIN"
	case 'c':
		var fields []string
		for _, f := range typ.Fields {
			fields = append(fields, postgres.Quote(f.Name)+" "+f.Type+collate(f.Collation))
		}
		sql = []string{"CREATE TYPE " + q + " AS (" + strings.Join(fields, ", ") + ")"}
	case 'r':
		body := strings.TrimSpace(typ.Range)
		if !strings.HasPrefix(body, "(") {
			body = "(" + body + ")"
		}
		sql = []string{"CREATE TYPE " + q + " AS RANGE " + body}
	}
	if typ.Comment != "" {
		sql = append(sql, commentOn(word, q, typ.Comment))
	}
	return sql
}

// domainSQL creates a domain. A check that is not valid can't stand in CREATE
// DOMAIN.
func domainSQL(q string, typ *postgres.Type) []string {
	create := "CREATE DOMAIN " + q + " AS " + typ.Base + collate(typ.Collation)
	if typ.Default != "" {
		create += " DEFAULT " + typ.Default
	}
	if typ.NotNull {
		create += " NOT NULL"
	}
	var later []string
	for _, c := range typ.Checks {
		text := " CONSTRAINT " + postgres.Quote(c.Name) + " " + c.Definition
		if strings.HasSuffix(c.Definition, " NOT VALID") {
			later = append(later, "ALTER DOMAIN "+q+" ADD"+text)
			continue
		}
		create += text
	}
	return append([]string{create}, later...)
}

// collate gives the COLLATE clause of a catalog's collation.
func collate(collation string) string {
	if collation == "" {
		return ""
	}
	return " COLLATE " + collation
}

// commentOn gives the COMMENT statement; object is quoted already.
func commentOn(kind, object, comment string) string {
	return fmt.Sprintf("COMMENT ON %s %s IS %s", kind, object, literal(comment))
}
