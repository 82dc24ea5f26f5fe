package postgres

import (
	"cmp"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"poco/plan"
)

// An edge says that a definition is made of something. Holder and Of tell what
// the OIDs are of: t a table, y a type, f a function, s a sequence, o something
// else.
type edge struct {
	Holder    byte
	OID       uint32
	Column    int16 // of a table's default
	Trigger   bool
	Of        byte
	Needs     uint32
	Extension string // that owns what is needed
	Object    string // what it is, in words, where Of is o
}

func (r *reader) queueDepends(b *catalogBatch) {
	b.inSchemas("dependencies", dependsSQL, func(rows pgx.Rows) error {
		var e edge
		err := rows.Scan(&e.Holder, &e.OID, &e.Column, &e.Trigger, &e.Of, &e.Needs, &e.Extension, &e.Object)
		r.edges = append(r.edges, e)
		return err
	})
}

// neededFunctions are those that tables and types depend on, directly or by other
// functions.
func (r *reader) neededFunctions() []uint32 {
	calls := map[uint32][]uint32{}
	var open []uint32
	for _, e := range r.edges {
		switch {
		case e.Of != 'f':
		case e.Holder == 'f':
			calls[e.OID] = append(calls[e.OID], e.Needs)
		case e.Holder == 't' && r.tables[e.OID] == nil:
		case e.Holder == 'y' && r.types[e.OID] == nil:
		default:
			open = append(open, e.Needs)
		}
	}
	needed := map[uint32]bool{}
	for len(open) > 0 {
		oid := open[len(open)-1]
		open = open[:len(open)-1]
		if !needed[oid] {
			needed[oid] = true
			open = append(open, calls[oid]...)
		}
	}
	return slices.Sorted(maps.Keys(needed))
}

// linkDepends hands each edge to the table, type or function that holds it.
func (r *reader) linkDepends() {
	for _, e := range r.edges {
		switch e.Holder {
		case 't':
			if t := r.tables[e.OID]; t != nil {
				r.linkTable(t, e)
			}
		case 'y':
			if t := r.types[e.OID]; t != nil {
				r.linkType(t, e)
			}
		case 'f':
			if f := r.functions[e.OID]; f != nil {
				r.linkFunction(f, e)
			}
		}
	}
	r.sortDepends()
}

func (r *reader) linkTable(t *Table, e edge) {
	if !e.Trigger {
		note(&t.Extensions, e.Extension)
		note(&t.NeedsObjects, e.Object)
	}
	switch e.Of {
	case 'y':
		if name, ok := r.typeName(e.Needs); ok {
			t.NeedsTypes = append(t.NeedsTypes, name)
		}
	case 't':
		if of := r.tables[e.Needs]; of != nil && of != t {
			t.NeedsTables = append(t.NeedsTables, of.Name)
		}
	case 's':
		if s := r.sequences[e.Needs]; s != nil {
			s.UsedBy = append(s.UsedBy, ColumnRef{Table: t.Name, Column: r.columns[e.OID][e.Column]})
		}
	case 'f':
		f := r.functions[e.Needs]
		switch {
		case f == nil:
		case e.Trigger:
			f.Triggers = append(f.Triggers, t.Name)
		default:
			f.Structural = append(f.Structural, t.Name)
		}
	}
}

func (r *reader) linkType(t *Type, e edge) {
	note(&t.Extensions, e.Extension)
	note(&t.NeedsObjects, e.Object)
	switch e.Of {
	case 'y':
		if name, ok := r.typeName(e.Needs); ok && name != t.Name {
			t.Needs = append(t.Needs, name)
		}
	case 't':
		if of := r.tables[e.Needs]; of != nil {
			t.NeedsTables = append(t.NeedsTables, of.Name)
		}
	case 'f':
		if f := r.functions[e.Needs]; f != nil {
			t.NeedsFunctions = append(t.NeedsFunctions, f.Key())
		}
	}
}

func (r *reader) linkFunction(f *Function, e edge) {
	note(&f.Extensions, e.Extension)
	note(&f.NeedsObjects, e.Object)
	switch e.Of {
	case 'y':
		if name, ok := r.typeName(e.Needs); ok {
			f.NeedsTypes = append(f.NeedsTypes, name)
		}
	case 't':
		if t := r.tables[e.Needs]; t != nil {
			f.NeedsTables = append(f.NeedsTables, t.Name)
		}
	case 'f':
		if g := r.functions[e.Needs]; g != nil && g != f {
			f.NeedsFunctions = append(f.NeedsFunctions, g.Key())
		}
	}
}

// sortDepends puts every list in order and takes doubles out: an object may be
// needed by several parts.
func (r *reader) sortDepends() {
	for _, t := range r.tables {
		tidy(&t.Extensions)
		tidy(&t.NeedsObjects)
		tidyNames(&t.NeedsTypes)
		tidyNames(&t.NeedsTables)
	}
	for _, t := range r.types {
		tidy(&t.Extensions)
		tidy(&t.NeedsObjects)
		tidy(&t.NeedsFunctions)
		tidyNames(&t.Needs)
		tidyNames(&t.NeedsTables)
	}
	for _, f := range r.functions {
		tidy(&f.Extensions)
		tidy(&f.NeedsObjects)
		tidy(&f.NeedsFunctions)
		tidyNames(&f.NeedsTypes)
		tidyNames(&f.NeedsTables)
		tidyNames(&f.Structural)
		tidyNames(&f.Triggers)
	}
	for _, s := range r.sequences {
		slices.SortFunc(s.UsedBy, func(a, b ColumnRef) int {
			return cmp.Or(a.Table.Compare(b.Table), cmp.Compare(a.Column, b.Column))
		})
		s.UsedBy = slices.Compact(s.UsedBy)
	}
}

// note appends s unless it is empty.
func note(list *[]string, s string) {
	if s != "" {
		*list = append(*list, s)
	}
}

func tidy(list *[]string) {
	slices.Sort(*list)
	*list = slices.Compact(*list)
}

func tidyNames(list *[]plan.Name) {
	slices.SortFunc(*list, plan.Name.Compare)
	*list = slices.Compact(*list)
}
