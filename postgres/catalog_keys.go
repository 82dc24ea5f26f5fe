package postgres

import (
	"strings"

	"github.com/jackc/pgx/v5"
)

func (r *reader) queueConstraints(b *catalogBatch) {
	b.inSchemas("constraints", constraintsSQL, func(rows pgx.Rows) error {
		var oid uint32
		var k Constraint
		var columns []int16
		err := rows.Scan(&oid, &k.Name, (*byte)(&k.Kind), &columns, &k.Definition, &k.Validated, &k.Enforced,
			&k.Deferrable, &k.Deferred, &k.Inherited, &k.NoInherit, &k.Index, &k.Options, &k.Tablespace, &k.Parent,
			&k.Comment, &k.ReplicaIdentity, &k.Clustered)
		if err != nil {
			return err
		}
		k.Columns = r.columnNames(oid, columns)
		if t := r.tables[oid]; t != nil {
			t.Constraints = append(t.Constraints, k)
		}
		return nil
	})
}

func (r *reader) queueForeignKeys(b *catalogBatch) {
	b.inSchemas("foreign keys", foreignKeysSQL, func(rows pgx.Rows) error {
		var oid, to uint32
		var k ForeignKey
		var columns []int16
		err := rows.Scan(&oid, &k.Name, &columns, &to, &k.References.Schema, &k.References.Name, &k.RefColumns,
			&k.Definition, &k.OnDelete, &k.OnUpdate, &k.Match, &k.Deferrable, &k.Deferred,
			&k.Validated, &k.Enforced, &k.Period, &k.Comment)
		if err != nil {
			return err
		}
		k.Columns = r.columnNames(oid, columns)
		k.Definition = strings.TrimSuffix(k.Definition, " NOT VALID")
		if t := r.tables[oid]; t != nil {
			t.ForeignKeys = append(t.ForeignKeys, k)
		}
		return nil
	})
}

func (r *reader) queueIndexes(b *catalogBatch) {
	b.inSchemas("indexes", indexesSQL, func(rows pgx.Rows) error {
		var oid uint32
		var i Index
		var constraint bool
		var columns []int16
		var keys int16
		err := rows.Scan(&oid, &i.Name, &constraint, &i.Definition, &columns, &keys, &i.Unique, &i.Partial,
			&i.Valid, &i.Method, &i.Tablespace, &i.Parent, &i.Comment, &i.ReplicaIdentity, &i.Clustered, &i.Bytes)
		if err != nil {
			return err
		}
		t := r.tables[oid]
		if t == nil {
			return nil
		}
		t.IndexBytes += i.Bytes
		if constraint {
			return nil
		}
		i.Columns = r.columnNames(oid, columns[:keys])
		i.Inherited = i.Parent != ""
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
		err := rows.Scan(&oid, &g.Name, &g.Definition, &g.Enabled, &g.Function.Schema, &g.Function.Name,
			&g.Constraint, &g.Inherited, &g.Comment)
		if err != nil {
			return err
		}
		t := r.tables[oid]
		if t == nil {
			return nil
		}
		if t.Name.Schema == r.catalog.Schema {
			g.Definition = bareTable(g.Definition)
		}
		t.Triggers = append(t.Triggers, g)
		return nil
	})
}
