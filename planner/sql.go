package planner

import (
	"regexp"
	"slices"
	"strings"

	"poco/plan"
	"poco/postgres"
)

// columnList writes columns for SELECT; set replaces some of them by expressions.
func columnList(columns []string, set map[string]string) string {
	list := make([]string, len(columns))
	for i, name := range columns {
		list[i] = postgres.Quote(name)
		if expression, has := set[name]; has {
			list[i] = expression + " AS " + list[i]
		}
	}
	return strings.Join(list, ", ")
}

// quoteAll writes columns for a list of names.
func quoteAll(columns []string) string { return columnList(columns, nil) }

func whereClause(where string) string {
	if where == "" {
		return ""
	}
	return " WHERE (" + where + endOf(where)
}

// endOf closes the parenthesis around an expression of the recipe, on a new
// line where a comment could swallow it.
func endOf(expression string) string {
	if strings.Contains(expression, "--") {
		return "\n)"
	}
	return ")"
}

func fromClause(name plan.Name, only bool) string {
	if only {
		return "ONLY " + quoteName(name)
	}
	return quoteName(name)
}

// readSQL is the statement that the source sends the rows of a pair's chunk with.
// A pair that is split has no where.
func (p *pair) readSQL(chunk plan.Chunk) string {
	if !p.split() && p.where == "" && !setsAny(p.values, p.columns) && p.source.Kind == postgres.Ordinary && !generates(p.source, p.columns) {
		return "COPY " + quoteName(p.source.Name) + inParentheses(p.columns) + " TO STDOUT"
	}
	return "COPY (SELECT " + columnList(p.columns, p.values) + " FROM " + fromClause(p.source.Name, p.sourceOnly()) +
		whereClause(p.where) + postgres.WherePages("ctid", chunk.From, chunk.To) + ") TO STDOUT"
}

// generates reports whether a column is generated: COPY gives those only through
// a SELECT.
func generates(t *postgres.Table, columns []string) bool {
	return slices.ContainsFunc(columns, func(name string) bool {
		c := columnOf(t, name)
		return c != nil && c.Generated != ""
	})
}

// inParentheses lists columns after a table's name; COPY takes no empty list.
func inParentheses(columns []string) string {
	if len(columns) == 0 {
		return ""
	}
	return " (" + quoteAll(columns) + ")"
}

// staging is the temporary table that update and skip gather rows in.
const staging = "poco_rows"

// writeSQL are the statements that put a pair's rows into the target; copyIn is
// which of them takes what readSQL sends.
func (p *pair) writeSQL() (sql []string, copyIn int) {
	if !p.staged() {
		return []string{"COPY " + quoteName(p.name) + inParentheses(p.columns) + " FROM STDIN"}, 0
	}
	temp := postgres.Quote("pg_temp", staging)
	columns := quoteAll(p.columns)
	return []string{
		"CREATE TEMPORARY TABLE " + postgres.Quote(staging) + " ON COMMIT DROP AS SELECT " + columns + " FROM " + quoteName(p.name) + " WITH NO DATA",
		"COPY " + temp + " (" + columns + ") FROM STDIN",
		"INSERT INTO " + quoteName(p.name) + " (" + columns + ") OVERRIDING SYSTEM VALUE SELECT " + columns +
			" FROM " + temp + " ON CONFLICT (" + quoteAll(primaryKey(p.target)) + ") DO " + p.onConflict(),
	}, 1
}

// onConflict is what happens to a row whose key exists. A column that is
// generated always as identity can't be updated; it keeps its value.
func (p *pair) onConflict() string {
	if p.mode == plan.Skip {
		return "NOTHING"
	}
	var set []string
	key := primaryKey(p.target)
	for _, name := range p.columns {
		if !slices.Contains(key, name) && columnOf(p.target, name).Identity != 'a' {
			set = append(set, postgres.Quote(name)+" = EXCLUDED."+postgres.Quote(name))
		}
	}
	if len(set) == 0 {
		return "NOTHING"
	}
	return "UPDATE SET " + strings.Join(set, ", ")
}

// truncateTarget names a table for TRUNCATE, without the tables that inherit from
// it.
func truncateTarget(t *postgres.Table) string {
	return fromClause(t.Name, t.Kind != postgres.Partitioned)
}

// valueSQL writes an expression of set as a value of its column's type, so that
// what it gives is what the target's column reads. The length of the type is left
// out: a value that is too long has to fail, a cast would cut it.
func valueSQL(expression, kind string) string {
	return "CAST((" + expression + endOf(expression) + " AS " + withoutLength(kind) + ")"
}

// lengths are the modifiers in a type's name, as in character varying(80)[].
var lengths = regexp.MustCompile(`\([0-9, ]+\)`)

// withoutLength gives the type without limits of its own. Some names stand for
// another type without their length.
func withoutLength(kind string) string {
	bare := lengths.ReplaceAllString(kind, "")
	switch base, array := strings.CutSuffix(bare, "[]"); {
	case base == "character":
		bare = "bpchar"
		if array {
			bare = "bpchar[]"
		}
	case base == "bit":
		bare = "bit varying"
		if array {
			bare = "bit varying[]"
		}
	}
	return bare
}
