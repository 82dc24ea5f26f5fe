package planner

import (
	"slices"
	"strings"

	"poco/plan"
	"poco/postgres"
)

// checksInline are the checks that stand in CREATE TABLE: those that are valid
// and call no function of the user's. A partition repeats its parent's, so that
// it can be attached; they become the parent's then.
func (b *builder) checksInline(t *postgres.Table) []postgres.Constraint {
	if b.checksLater(t) {
		return nil
	}
	var list []postgres.Constraint
	for _, k := range t.Constraints {
		if k.Kind == postgres.Check && validCheck(k) && (!k.Inherited || t.PartitionOf != nil) {
			list = append(list, k)
		}
	}
	return list
}

// checksLater reports whether the table's checks come after the rows: a
// function that they call may read tables that have to be filled first. What
// holds for a parent holds for its partitions and children.
func (b *builder) checksLater(t *postgres.Table) bool {
	for _, f := range b.source.structural[t.Name] {
		if f.Extension == "" {
			return true
		}
	}
	for _, p := range parents(t) {
		if parent := b.create[p]; parent != nil && b.checksLater(parent) {
			return true
		}
	}
	return false
}

// validCheck reports whether the check holds for all rows, so that it may stand
// in CREATE TABLE, which can't say otherwise.
func validCheck(k postgres.Constraint) bool {
	return k.Validated && k.Enforced
}

// after appends what a created table gets once its rows are in.
func (b *builder) after(t *postgres.Table) {
	inline := b.checksInline(t)
	for _, k := range t.Constraints {
		if k.Inherited && (k.Kind == postgres.Check || b.intoExisting(t)) {
			continue
		}
		if k.Kind == postgres.Check && slices.ContainsFunc(inline, func(o postgres.Constraint) bool { return o.Name == k.Name }) {
			continue
		}
		b.addConstraint(t, k)
	}
	for _, x := range t.Indexes {
		if !x.Inherited || !b.intoExisting(t) {
			b.createIndex(t, x)
		}
	}
	for _, tr := range t.Triggers {
		b.createTrigger(t, tr)
	}
}

// addConstraint appends one constraint. On a partitioned table it comes after
// the matching ones of the partitions, which it then takes in with their names.
func (b *builder) addConstraint(t *postgres.Table, k postgres.Constraint) {
	key := partKey(t.Name, plan.AddConstraint, k.Name)
	if _, met := b.ids[key]; met {
		return
	}
	keys := append(b.functionKeys(t), tableKey(t.Name))
	for _, p := range b.source.partitions[t.Name] {
		if b.ids[tableKey(p.Name)] == "" {
			continue
		}
		for _, c := range p.Constraints {
			if k.Index != "" && c.Parent == k.Index {
				b.addConstraint(p, c)
				keys = append(keys, partKey(p.Name, plan.AddConstraint, c.Name))
			}
		}
	}
	name := b.Names.toTarget(t.Name)
	if k.Index != "" {
		b.freeName(t, name, k.Index)
	}
	id := stepID(plan.AddConstraint, name, k.Name)
	b.ids[key] = id
	b.After = append(b.After, ddl{
		ID: id, Kind: plan.AddConstraint, Name: name, Object: k.Name, SQL: b.constraintSQL(t, k), Needs: b.needs(keys...),
	})
}

// freeName blocks where an index's name is taken on the target.
func (b *builder) freeName(t *postgres.Table, table plan.Name, relation string) {
	if what := b.taken[plan.Name{Schema: table.Schema, Name: relation}]; what != "" {
		b.block(t, "name_taken", nil, "the index %s of %s can't be created on %s: the name is that of %s",
			relation, table, b.Labels.target, what)
	}
}

// functionKeys are those of the functions that the table's constraints and
// indexes may call.
func (b *builder) functionKeys(t *postgres.Table) []string {
	var keys []string
	for _, f := range b.source.structural[t.Name] {
		keys = append(keys, functionKey(f.Key()))
	}
	return keys
}

func (b *builder) constraintSQL(t *postgres.Table, k postgres.Constraint) []string {
	name := b.Names.toTarget(t.Name)
	index := postgres.Quote(name.Schema, k.Index)
	sql := b.inTablespace(t, k.Tablespace)
	add := "ALTER TABLE " + only(t, k) + quoteName(name) + " ADD CONSTRAINT " + postgres.Quote(k.Name) + " " + k.Definition
	sql = append(sql, add)
	if k.Index != "" && len(k.Options) > 0 {
		sql = append(sql, "ALTER INDEX "+index+" SET ("+options(k.Options)+")")
	}
	sql = append(sql, indexRoles(name, k.Index, k.Clustered, k.ReplicaIdentity)...)
	return append(sql, constraintComment(name, k)...)
}

// only keeps a statement from reaching the children of a table. Partitioned
// tables' constraints, and checks, are for the children too.
func only(t *postgres.Table, k postgres.Constraint) string {
	if t.Kind == postgres.Partitioned || k.Kind == postgres.Check {
		return ""
	}
	return "ONLY "
}

// inTablespace makes the next index of the transaction lie in a tablespace.
func (b *builder) inTablespace(t *postgres.Table, tablespace string) []string {
	if tablespace == "" || !b.hasTablespace(t, tablespace) {
		return nil
	}
	return []string{"SET LOCAL default_tablespace = " + literal(tablespace)}
}

// indexRoles marks the index that the table is clustered on, and the one that
// replication knows rows by.
func indexRoles(table plan.Name, index string, clustered, identity bool) []string {
	var sql []string
	if clustered {
		sql = append(sql, "ALTER TABLE "+quoteName(table)+" CLUSTER ON "+postgres.Quote(index))
	}
	if identity {
		sql = append(sql, "ALTER TABLE ONLY "+quoteName(table)+" REPLICA IDENTITY USING INDEX "+postgres.Quote(index))
	}
	return sql
}

// createIndex appends one index; on a partitioned table after the partitions'
// parts of it, as for constraints.
func (b *builder) createIndex(t *postgres.Table, x postgres.Index) {
	key := partKey(t.Name, plan.CreateIndex, x.Name)
	if _, met := b.ids[key]; met {
		return
	}
	b.ids[key] = ""
	name := b.Names.toTarget(t.Name)
	if !x.Valid && t.Kind != postgres.Partitioned {
		b.warn(t, "invalid_index", "the index %s of %s is not valid in %s; it is not created", x.Name, t.Name, b.Labels.source)
		return
	}
	sql, ok := b.indexSQL(t, x)
	if !ok {
		b.block(t, "index", nil, "poco can't read the definition of index %s of %s: %s", x.Name, t.Name, x.Definition)
		return
	}
	b.freeName(t, name, x.Name)
	keys := append(b.functionKeys(t), tableKey(t.Name))
	for _, p := range b.source.partitions[t.Name] {
		if b.ids[tableKey(p.Name)] == "" {
			continue
		}
		for _, c := range p.Indexes {
			if c.Parent == x.Name {
				b.createIndex(p, c)
				keys = append(keys, partKey(p.Name, plan.CreateIndex, c.Name))
			}
		}
	}
	id := stepID(plan.CreateIndex, name, x.Name)
	b.ids[key] = id
	b.After = append(b.After, ddl{
		ID: id, Kind: plan.CreateIndex, Name: name, Object: x.Name, SQL: sql, Needs: b.needs(keys...),
	})
}

// indexSQL writes an index's statements; false where its definition is not of
// the form that servers give.
func (b *builder) indexSQL(t *postgres.Table, x postgres.Index) ([]string, bool) {
	name := b.Names.toTarget(t.Name)
	create, ok := renameAfter(x.Definition, t.Name, name, "ON")
	if !ok || !strings.HasPrefix(create, "CREATE ") {
		return nil, false
	}
	sql := append(b.inTablespace(t, x.Tablespace), create)
	sql = append(sql, indexRoles(name, x.Name, x.Clustered, x.ReplicaIdentity)...)
	if x.Comment != "" {
		sql = append(sql, commentOn("INDEX", postgres.Quote(name.Schema, x.Name), x.Comment))
	}
	return sql, true
}
