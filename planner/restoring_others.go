package planner

import (
	"slices"
	"strings"

	"poco/dump"
	"poco/plan"
	"poco/postgres"
)

// keepOthers refuses a file that changes or removes what it does not make, but for
// whole tables, which are shown as replaced: a column of a table that stays, a
// trigger or rule on it, rights to it, an index, view, function or sequence that
// would not come back.
func (r *restoring) keepOthers() {
	told := map[string]bool{}
	for _, o := range r.holds.Altered {
		if name := r.nameOf(o.Schema, o.Name); r.stays(name) {
			r.strange(told, o.Line, "changes "+name.String())
		}
	}
	for _, d := range r.holds.Removals {
		switch name := r.nameOf(d.Schema, d.Name); d.Kind {
		case "COLUMN", "CONSTRAINT", "TRIGGER", "RULE", "POLICY":
			if table := r.nameOf(d.Schema, d.Table); r.stays(table) {
				r.strange(told, d.Line, "changes "+table.String())
			}
		case "INDEX", "VIEW", "MATERIALIZED VIEW", "SEQUENCE", "TYPE", "DOMAIN", "FUNCTION", "PROCEDURE", "AGGREGATE", "ROUTINE", "STATISTICS":
			if !r.comesAgain(d, name) {
				r.strange(told, d.Line, "removes "+strings.ToLower(d.Kind)+" "+name.String())
			}
		}
	}
}

// stays reports whether a table or sequence of the target is none of those that are
// replaced.
func (r *restoring) stays(name plan.Name) bool {
	if t := r.side.catalog.Table(name); t != nil && hasRows(t) {
		return !r.goes(name)
	}
	return slices.ContainsFunc(r.side.catalog.Sequences, func(s postgres.Sequence) bool {
		return s.Name == name && (s.OwnedBy == nil || !r.goes(*s.OwnedBy)) && !r.makes(name, "SEQUENCE")
	})
}

// comesAgain reports whether the file makes again what it removes, or the target has
// nothing of the kind.
func (r *restoring) comesAgain(d dump.Removal, name plan.Name) bool {
	switch d.Kind {
	case "FUNCTION", "PROCEDURE", "AGGREGATE", "ROUTINE":
		return r.makes(name, "FUNCTION", "PROCEDURE", "AGGREGATE")
	case "INDEX":
		return r.makes(name, "INDEX") || !r.indexStays(name)
	case "VIEW", "MATERIALIZED VIEW":
		return r.makes(name, "VIEW", "MATERIALIZED VIEW") || r.there(dump.Object{Kind: d.Kind}, name) == ""
	case "TYPE", "DOMAIN":
		return r.makes(name, "TYPE", "DOMAIN", "SHELL TYPE") || r.there(dump.Object{Kind: d.Kind}, name) == ""
	case "SEQUENCE":
		return r.makes(name, "SEQUENCE") || r.there(dump.Object{Kind: d.Kind}, name) == ""
	}
	return r.makes(name, d.Kind)
}

// indexStays reports whether an index is one of a table that stays.
func (r *restoring) indexStays(name plan.Name) bool {
	return slices.ContainsFunc(r.side.catalog.Tables, func(t *postgres.Table) bool {
		return t.Name.Schema == name.Schema && !r.goes(t.Name) &&
			slices.ContainsFunc(t.Indexes, func(i postgres.Index) bool { return i.Name == name.Name })
	})
}

func (r *restoring) strange(told map[string]bool, line int, does string) {
	if told[does] {
		return
	}
	told[does] = true
	r.fail(r.inFile(line), "the file "+does+", which it does not make",
		"A restore touches nothing but what the file brings back. Take the statement out of the file, or run it by psql.")
}
