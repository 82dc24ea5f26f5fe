package planner

import (
	"strings"

	"poco/plan"
	"poco/postgres"
)

// needFunction makes sure that the target has a function of the source's. It
// gives the keys of what whoever calls the function needs.
func (b *builder) needFunction(t *postgres.Table, key string) []string {
	mine := functionKey(key)
	if _, met := b.ids[mine]; met {
		return []string{mine}
	}
	f := b.source.functions[key]
	if f == nil {
		return nil
	}
	b.ids[mine] = ""
	if f.Extension != "" {
		b.needExtension(t, f.Extension, f.Name.Schema)
		return []string{mine}
	}
	name := b.Names.toTarget(f.Name)
	if have := b.target.functions[postgres.Function{Name: name, Arguments: f.Arguments}.Key()]; have != nil {
		b.compareFunction(t, f, have)
		return []string{mine}
	}
	b.createFunction(t, f)
	return []string{mine}
}

// createFunction appends a function after the functions, types and tables that
// it needs.
func (b *builder) createFunction(t *postgres.Table, f *postgres.Function) {
	name := b.Names.toTarget(f.Name)
	b.needSchema(t, f.Name.Schema)
	keys := []string{schemaKey(f.Name.Schema)}
	for _, n := range f.NeedsTypes {
		keys = append(keys, b.needType(t, n)...)
	}
	for _, k := range f.NeedsFunctions {
		keys = append(keys, b.needFunction(t, k)...)
	}
	for _, n := range f.NeedsTables {
		keys = append(keys, b.needTableOf(t, f, n)...)
	}
	b.needElse(t, "function "+f.Key(), f.Extensions, f.NeedsObjects)
	sql, ok := b.functionSQL(t, f)
	if !ok {
		return
	}
	id := string(plan.CreateFunction) + "/" + postgres.Function{Name: name, Arguments: f.Arguments}.Key()
	b.ids[functionKey(f.Key())] = id
	b.Before = append(b.Before, ddl{
		ID: id, Kind: plan.CreateFunction, Name: name, Object: name.Name + "(" + f.Arguments + ")",
		SQL: sql, Needs: b.needs(keys...),
	})
}

// needTableOf is for a function whose signature or SQL body holds a table.
func (b *builder) needTableOf(t *postgres.Table, f *postgres.Function, n plan.Name) []string {
	if b.create[n] != nil {
		b.needTable(b.create[n])
		return []string{tableKey(n)}
	}
	have := b.Names.toTarget(n)
	if b.Target.Table(have) == nil || b.gone[have] {
		b.block(t, "missing_table", nil, "function %s needs %s, which %s lacks and the selection leaves out",
			f.Key(), n, b.Labels.target)
	}
	return nil
}

// functionSQL writes the statements that create a function. They never replace
// one: what is not missing is not touched.
func (b *builder) functionSQL(t *postgres.Table, f *postgres.Function) ([]string, bool) {
	name := b.Names.toTarget(f.Name)
	sql, ok := functionText(f, name)
	switch {
	case !ok:
		b.block(t, "missing_function", nil, "%s lacks %s, which poco can't create from its definition", b.Labels.target, f.Key())
	case !f.Trusted:
		b.block(t, "untrusted_function", []string{sql}, "%s lacks %s, which is written in %s: only a superuser may create it",
			b.Labels.target, f.Key(), f.Language)
		ok = false
	case f.Language != "sql" && f.Language != "plpgsql" && !b.target.extensions[f.Language]:
		b.block(t, "missing_extension", []string{createExtension(f.Language, "")}, "%s lacks the language %s of %s",
			b.Labels.target, f.Language, f.Key())
	case f.Language == "sql" && b.version < 140000 && sqlBody(sql):
		b.block(t, "version", nil, "%s has a body that only servers from 14 on know, and %s is %s",
			f.Key(), b.Labels.target, b.Target.Server.Version)
	}
	if !ok {
		return nil, false
	}
	if f.Name.Schema != name.Schema && namesSchema(sql[strings.IndexByte(sql, ')')+1:], f.Name.Schema) {
		b.warn(t, "function_names_schema", "the body of %s names the schema %s of %s, and is created on %s as it is",
			f.Key(), f.Name.Schema, b.Labels.source, b.Labels.target)
	}
	all := []string{sql}
	if f.Comment != "" {
		kind, _, _ := strings.Cut(strings.TrimPrefix(sql, "CREATE "), " ")
		all = append(all, commentOn(kind, quoteName(name)+"("+f.Arguments+")", f.Comment))
	}
	return all, true
}

// functionText is the CREATE statement of a function, without OR REPLACE, under
// another name.
func functionText(f *postgres.Function, name plan.Name) (string, bool) {
	sql, ok := strings.CutPrefix(f.Definition, "CREATE OR REPLACE ")
	if !ok || !strings.HasPrefix(sql, "FUNCTION ") && !strings.HasPrefix(sql, "PROCEDURE ") {
		return "", false
	}
	sql, ok = renameAfter("CREATE "+sql, f.Name, name, "FUNCTION", "PROCEDURE")
	return strings.TrimRight(sql, "\n "), ok
}

// sqlBody reports whether a function has a parsed body instead of a string.
func sqlBody(sql string) bool {
	return mentions(sql, "BEGIN", "ATOMIC") || !mentions(sql, "AS")
}

// namesSchema reports whether a function's body, a string of whatever language,
// holds the schema's name as a word.
func namesSchema(sql, schema string) bool {
	for rest := sql; ; {
		i := strings.Index(rest, schema)
		if i < 0 {
			return false
		}
		end := i + len(schema)
		if (i == 0 || !letter(rest[i-1])) && (end == len(rest) || !letter(rest[end])) {
			return true
		}
		rest = rest[end:]
	}
}

// compareFunction tells where the target's function is another one.
func (b *builder) compareFunction(t *postgres.Table, f, have *postgres.Function) {
	want, ok := functionText(f, have.Name)
	got, same := functionText(have, have.Name)
	if ok && same && want != got {
		b.warn(t, "function_differs", "function %s is another one in %s than in %s; it is left as it is",
			have.Key(), b.Labels.target, b.Labels.source)
	}
}

// needExtension makes sure that the target has an extension.
func (b *builder) needExtension(t *postgres.Table, name, schema string) {
	if _, met := b.ids["extension "+name]; met || b.target.extensions[name] {
		return
	}
	b.ids["extension "+name] = ""
	b.block(t, "missing_extension", []string{createExtension(name, b.extensionSchema(schema))},
		"%s needs the extension %s, which %s lacks", t.Name, name, b.Labels.target)
}

// needElse is for what a definition needs besides tables, types, functions and
// sequences.
func (b *builder) needElse(t *postgres.Table, what string, extensions, objects []string) {
	for _, name := range extensions {
		b.needExtension(t, name, "")
	}
	for _, o := range objects {
		b.warn(t, "needs_object", "%s needs %s of %s, which poco does not create; see that %s has it",
			what, o, b.Labels.source, b.Labels.target)
	}
}

// extensionSchema is where an extension belongs so that definitions find its
// objects: what stands bare in them is found in the default schema.
func (b *builder) extensionSchema(schema string) string {
	if schema == "" || schema == "pg_catalog" {
		return ""
	}
	return b.Names.toTarget(plan.Name{Schema: schema}).Schema
}

func createExtension(name, schema string) string {
	sql := "CREATE EXTENSION " + postgres.Quote(name)
	if schema != "" {
		sql += " SCHEMA " + postgres.Quote(schema)
	}
	return sql
}

// needCollation makes sure that the target has a collation.
func (b *builder) needCollation(t *postgres.Table, collation string) {
	if collation == "" || len(b.target.collations) == 0 || b.target.collations[collation] {
		return
	}
	b.block(t, "missing_collation", nil, "%s uses the collation %s, which %s lacks; create it there with CREATE COLLATION",
		t.Name, collation, b.Labels.target)
}
