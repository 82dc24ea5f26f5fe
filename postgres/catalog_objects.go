package postgres

import (
	"github.com/jackc/pgx/v5"

	"poco/plan"
)

func (r *reader) queueSequences(b *catalogBatch) {
	b.inSchemas("sequences", sequencesSQL, func(rows pgx.Rows) error {
		var oid, owner uint32
		var column int16
		s := &Sequence{}
		var usage, update, readable *bool
		err := rows.Scan(&oid, &s.Name.Schema, &s.Name.Name, &s.Type, &s.Start, &s.Increment, &s.Min, &s.Max,
			&s.Cache, &s.Cycle, &owner, &column, &s.Identity, &usage, &update, &readable, &s.Owned,
			&s.Unlogged, &s.Extension, &s.Comment)
		if err != nil || usage == nil || update == nil || readable == nil {
			return err // a sequence that is gone has no privileges
		}
		s.Usage, s.Update, s.Readable = *usage, *update, *readable
		if t := r.tables[owner]; t != nil {
			s.OwnedBy, s.Column = &t.Name, r.columns[owner][column]
		}
		if of, ok := r.identities[oid]; ok {
			of.table.Columns[of.column].IdentitySequence = &s.Name
		}
		r.sequences[oid] = s
		return nil
	})
}

func (r *reader) queueTypes(b *catalogBatch) {
	b.inSchemas("types", typesSQL, func(rows pgx.Rows) error {
		var oid uint32
		t := &Type{}
		var checks, definitions, fields, types, collations []string
		err := rows.Scan(&oid, &t.Name.Schema, &t.Name.Name, &t.Kind, &t.Owned, &t.Labels, &t.Base, &t.NotNull,
			&t.Default, &t.Collation, &checks, &definitions, &fields, &types, &collations, &t.Range,
			&t.Extension, &t.Comment)
		if err != nil {
			return err
		}
		for i := range checks {
			t.Checks = append(t.Checks, TypeCheck{Name: checks[i], Definition: definitions[i]})
		}
		for i := range fields {
			t.Fields = append(t.Fields, TypeField{Name: fields[i], Type: types[i], Collation: collations[i]})
		}
		r.types[oid] = t
		return nil
	})
}

func (r *reader) queueFunctions(b *catalogBatch, oids []uint32) {
	b.add("functions", functionsSQL, []any{oids}, func(rows pgx.Rows) error {
		var oid uint32
		f := &Function{}
		var arguments, definition *string
		err := rows.Scan(&oid, &f.Name.Schema, &f.Name.Name, &arguments, &definition, &f.Language, &f.Trusted,
			&f.Owned, &f.Extension, &f.Comment)
		if err != nil || arguments == nil || definition == nil {
			return err
		}
		f.Arguments, f.Definition = *arguments, *definition
		if f.Name.Schema == r.catalog.Schema {
			f.Definition = bareFunction(f.Definition)
		}
		r.functions[oid] = f
		return nil
	})
}

// queueDropping reads what stands in the way of dropping tables, and what goes
// with them.
func (r *reader) queueDropping(b *catalogBatch) {
	words := func(list func(*Table) *[]string) func(pgx.Rows) error {
		return func(rows pgx.Rows) error {
			var oid uint32
			var what string
			err := rows.Scan(&oid, &what)
			if t := r.tables[oid]; err == nil && t != nil {
				*list(t) = append(*list(t), what)
			}
			return err
		}
	}
	b.inSchemas("dependents", dependentsSQL, words(func(t *Table) *[]string { return &t.Dependents }))
	b.inSchemas("losses", lossesSQL, words(func(t *Table) *[]string { return &t.Losses }))
}

// typeName is the name of a type that the catalog lists.
func (r *reader) typeName(oid uint32) (plan.Name, bool) {
	t := r.types[oid]
	if t == nil {
		return plan.Name{}, false
	}
	return t.Name, true
}
