package postgres

import "strings"

// Postgres qualifies the name of an index's table, a trigger's table and a
// function itself whatever the search path is. Here the schema is taken off, so
// that what stands in the default schema is bare.

// bareTable makes the table's name bare in the definition of an index or a
// trigger of the default schema: the name after the first ON outside of quotes.
func bareTable(definition string) string {
	quoted := false
	for i := range len(definition) {
		if definition[i] == '"' {
			quoted = !quoted
		}
		if rest, ok := strings.CutPrefix(definition[i:], " ON "); ok && !quoted {
			rest = strings.TrimPrefix(rest, "ONLY ")
			head := definition[:len(definition)-len(rest)]
			return head + unqualify(rest)
		}
	}
	return definition
}

// bareFunction makes the function's name bare in its own definition.
func bareFunction(definition string) string {
	for _, head := range []string{"CREATE OR REPLACE FUNCTION ", "CREATE OR REPLACE PROCEDURE "} {
		if rest, ok := strings.CutPrefix(definition, head); ok {
			return head + unqualify(rest)
		}
	}
	return definition
}

// unqualify takes the schema off the name that s begins with.
func unqualify(s string) string {
	end := identifierEnd(s)
	if end == 0 || s[end] != '.' {
		return s
	}
	return s[end+1:]
}

// identifierEnd is the length of the identifier that s begins with, 0 where there
// is none or nothing follows it.
func identifierEnd(s string) int {
	if !strings.HasPrefix(s, `"`) {
		return max(0, strings.IndexAny(s, ". (\n"))
	}
	for i := 1; i+1 < len(s); i++ {
		switch {
		case s[i] != '"':
		case s[i+1] == '"':
			i++
		default:
			return i + 1
		}
	}
	return 0
}
