package postgres

import (
	"strings"

	"github.com/jackc/pgx/v5"
)

// A definition that Postgres does not give is that of an object which was dropped
// since the snapshot; it is left out.

func (r *reader) queueConstraints(b *catalogBatch) {
	b.inSchemas("constraints", constraintsSQL, func(rows pgx.Rows) error {
		var oid uint32
		var k Constraint
		var columns []int16
		var definition *string
		err := rows.Scan(&oid, &k.Name, (*byte)(&k.Kind), &columns, &definition, &k.Validated, &k.Enforced,
			&k.Deferrable, &k.Deferred, &k.Inherited, &k.NoInherit, &k.Index, &k.Options, &k.Tablespace, &k.Parent,
			&k.Comment, &k.ReplicaIdentity, &k.Clustered)
		if t := r.tables[oid]; err == nil && t != nil && definition != nil {
			k.Columns, k.Definition = r.columnNames(oid, columns), *definition
			t.Constraints = append(t.Constraints, k)
		}
		return err
	})
}

func (r *reader) queueForeignKeys(b *catalogBatch) {
	b.inSchemas("foreign keys", foreignKeysSQL, func(rows pgx.Rows) error {
		var oid, to uint32
		var k ForeignKey
		var columns []int16
		var definition *string
		err := rows.Scan(&oid, &k.Name, &columns, &to, &k.References.Schema, &k.References.Name, &k.RefColumns,
			&definition, &k.OnDelete, &k.OnUpdate, &k.Match, &k.Deferrable, &k.Deferred,
			&k.Validated, &k.Enforced, &k.Period, &k.Comment)
		if t := r.tables[oid]; err == nil && t != nil && definition != nil {
			k.Columns = r.columnNames(oid, columns)
			k.Definition = strings.TrimSuffix(*definition, " NOT VALID")
			t.ForeignKeys = append(t.ForeignKeys, k)
		}
		return err
	})
}

func (r *reader) queueIndexes(b *catalogBatch) {
	b.inSchemas("indexes", indexesSQL, func(rows pgx.Rows) error {
		var oid uint32
		var i Index
		var constraint bool
		var columns []int16
		var keys int16
		var definition *string
		err := rows.Scan(&oid, &i.Name, &constraint, &definition, &columns, &keys, &i.Unique, &i.Partial,
			&i.Valid, &i.Method, &i.Tablespace, &i.Parent, &i.Comment, &i.ReplicaIdentity, &i.Clustered, &i.Bytes)
		t := r.tables[oid]
		if err != nil || t == nil || definition == nil {
			return err
		}
		t.IndexBytes += i.Bytes
		if constraint {
			return nil
		}
		i.Columns = r.columnNames(oid, columns[:keys])
		i.Inherited = i.Parent != ""
		i.Definition = *definition
		if t.Name.Schema == r.catalog.Schema {
			i.Definition = bareTable(i.Definition)
		}
		t.Indexes = append(t.Indexes, i)
		return nil
	})
}

func (r *reader) queueTriggers(b *catalogBatch) {
	b.inSchemas("triggers", triggersSQL, func(rows pgx.Rows) error {
		var oid uint32
		var g Trigger
		var definition *string
		err := rows.Scan(&oid, &g.Name, &definition, &g.Enabled, &g.Function.Schema, &g.Function.Name,
			&g.Constraint, &g.Inherited, &g.Comment)
		t := r.tables[oid]
		if err != nil || t == nil || definition == nil {
			return err
		}
		g.Definition = *definition
		if t.Name.Schema == r.catalog.Schema {
			g.Definition = bareTable(g.Definition)
		}
		t.Triggers = append(t.Triggers, g)
		return nil
	})
}
