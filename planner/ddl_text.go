package planner

import (
	"slices"
	"strings"

	"poco/plan"
)

// literal quotes a string for SQL. Sessions have standard_conforming_strings on.
func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// A word is one token of SQL that a server deparsed: a bare word, a quoted
// identifier, a string, or one other character.
type word struct {
	text       string // an identifier without its quotes
	bare       bool   // a keyword or an unquoted identifier
	quoted     bool   // a quoted identifier
	start, end int
}

// identifier reports whether the word can be a name.
func (w word) identifier() bool { return w.bare || w.quoted }

// words splits SQL as a server deparses it: keywords in upper case, identifiers
// quoted where they need it. Comments don't occur there.
func words(sql string) []word {
	var list []word
	for i := 0; i < len(sql); {
		w := wordAt(sql, i)
		i = w.end
		if w.text != "" || w.quoted {
			list = append(list, w)
		}
	}
	return list
}

// wordAt reads the token that begins at i; white space gives an empty one.
func wordAt(sql string, i int) word {
	c := sql[i]
	switch {
	case c == ' ' || c == '\n' || c == '\t' || c == '\r':
		return word{start: i, end: i + 1}
	case c == '"':
		end := closing(sql, i+1, '"', false)
		inner := sql[i+1 : max(i+1, end-1)]
		return word{text: strings.ReplaceAll(inner, `""`, `"`), quoted: true, start: i, end: end}
	case c == '\'':
		end := closing(sql, i+1, '\'', i > 0 && sql[i-1] == 'E')
		return word{text: sql[i:end], start: i, end: end}
	case c == '$':
		if end := dollarEnd(sql, i); end > 0 {
			return word{text: sql[i:end], start: i, end: end}
		}
	case letter(c):
		end := i + 1
		for end < len(sql) && (letter(sql[end]) || sql[end] >= '0' && sql[end] <= '9' || sql[end] == '$') {
			end++
		}
		return word{text: sql[i:end], bare: true, start: i, end: end}
	}
	return word{text: sql[i : i+1], start: i, end: i + 1}
}

func letter(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

// closing finds the end of a quoted token whose contents begin at i; a doubled
// quote, or with escapes a backslash and what follows it, does not end it.
func closing(sql string, i int, quote byte, escapes bool) int {
	for ; i < len(sql); i++ {
		switch {
		case escapes && sql[i] == '\\':
			i++
		case sql[i] != quote:
		case i+1 < len(sql) && sql[i+1] == quote:
			i++
		default:
			return i + 1
		}
	}
	return len(sql)
}

// dollarEnd finds the end of a dollar-quoted string; 0 where there is none.
func dollarEnd(sql string, i int) int {
	tag := i + 1
	for tag < len(sql) && (letter(sql[tag]) || sql[tag] >= '0' && sql[tag] <= '9') {
		tag++
	}
	if tag == len(sql) || sql[tag] != '$' {
		return 0
	}
	mark := sql[i : tag+1]
	rest := strings.Index(sql[tag+1:], mark)
	if rest < 0 {
		return 0
	}
	return tag + 1 + rest + len(mark)
}

// mentions reports whether the keywords stand in sql one after the other,
// outside of names and strings.
func mentions(sql string, keywords ...string) bool {
	list := words(sql)
	for i := 0; i+len(keywords) <= len(list); i++ {
		n := 0
		for n < len(keywords) && list[i+n].bare && list[i+n].text == keywords[n] {
			n++
		}
		if n == len(keywords) {
			return true
		}
	}
	return false
}

// nameEnd tells where the name ends that stands at word i, bare or qualified;
// false where it is another one.
func nameEnd(list []word, i int, name plan.Name) (int, bool) {
	if i < len(list) && i+1 < len(list) && list[i+1].text == "." && !list[i+1].quoted {
		if i+2 >= len(list) || list[i].text != name.Schema || !list[i+2].identifier() {
			return 0, false
		}
		i += 2
	}
	if i >= len(list) || !list[i].identifier() || list[i].text != name.Name {
		return 0, false
	}
	return list[i].end, true
}

// renameAfter replaces the name that follows the first of the keywords in a
// definition: that of an index's or trigger's table, or of a function. The
// catalog has it bare in the default schema, qualified elsewhere; here it
// becomes the name on the target, qualified, so that nothing else is found
// instead. It fails where another name stands there.
func renameAfter(sql string, from, to plan.Name, keywords ...string) (string, bool) {
	list := words(sql)
	for i, w := range list {
		if !w.bare || !slices.Contains(keywords, w.text) {
			continue
		}
		at := i + 1
		if at < len(list) && list[at].bare && list[at].text == "ONLY" {
			at++
		}
		end, ok := nameEnd(list, at, from)
		if !ok {
			return "", false
		}
		return sql[:w.end] + " " + quoteName(to) + sql[end:], true
	}
	return "", false
}
