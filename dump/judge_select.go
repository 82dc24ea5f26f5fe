package dump

import (
	"slices"
	"strings"
)

// selectFirst are the functions that a SELECT of a dump calls, selectInside those
// that stand in their arguments.
var (
	selectFirst = strings.Fields(`set_config setval lo_create lo_open lowrite lo_close lo_unlink lo_from_bytea lo_put
		pg_restore_relation_stats pg_restore_attribute_stats pg_restore_extended_stats`)
	selectInside = strings.Fields(`max min count coalesce greatest pg_get_serial_sequence nextval currval cast`)
)

// selects judges SELECT: pg_dump writes calls of a few functions, and files by hand
// set sequences to the highest key.
func (j *judge) selects(c *cursor) {
	start := c.at
	c.punct("*")
	c.word("from")
	schema, name, ok := c.name()
	if !ok || !slices.Contains(selectFirst, name) || schema != "" && schema != "pg_catalog" || c.peek().text != "(" || !j.callsOnly(start) {
		j.refuse(RunsCode)
		return
	}
	arguments := &cursor{tokens: c.tokens, at: c.at + 1}
	switch name {
	case "set_config":
		j.setConfig(arguments)
	case "setval":
		j.inv.Sequences++
		j.setsSequence(arguments)
	case "lo_create", "lo_from_bytea":
		j.inv.LargeObjects++
	case "lo_unlink":
		if !unlinksOne(arguments) {
			j.refuse(RunsCode)
			return
		}
		j.remove(Removal{Action: "DROP", Kind: "LARGE OBJECT", IfExists: true})
	}
}

// setsSequence notes the sequence of setval, which no rollback would set back; or
// the table by which pg_get_serial_sequence finds it.
func (j *judge) setsSequence(c *cursor) {
	c.word("pg_catalog")
	c.punct(".")
	if c.word("pg_get_serial_sequence") {
		c.punct("(")
	}
	if t := c.peek(); t.kind == stringToken && !strings.Contains(t.text, `\`) {
		j.alters(splitName(t.text))
		return
	}
	j.refuse(RunsCode)
}

// splitName takes a name apart as the server takes one in a string.
func splitName(text string) (schema, name string) {
	var part strings.Builder
	quoted := false
	for i := range len(text) {
		switch c := text[i]; {
		case c == '"' && i > 0 && text[i-1] == '"' && !quoted:
			part.WriteByte(c)
			quoted = true
		case c == '"':
			quoted = !quoted
		case quoted:
			part.WriteByte(c)
		case c == '.':
			schema = part.String()
			part.Reset()
		case c != ' ':
			part.WriteByte(lower(c))
		}
	}
	return schema, part.String()
}

// unlinksOne tells whether lo_unlink is of one large object, by its number, as
// pg_dump writes it.
func unlinksOne(c *cursor) bool {
	number := func() bool {
		kind := c.peek().kind
		c.at++
		return kind == numberToken || kind == stringToken
	}
	if c.word("oid") {
		if !c.punct(")") || !c.word("from") {
			return false
		}
		schema, name, _ := c.name()
		return (schema == "" || schema == "pg_catalog") && name == "pg_largeobject_metadata" && c.word("where", "oid") && c.punct("=") && number() && c.end()
	}
	return number() && c.punct(")") && c.end()
}

// callsOnly tells whether all the functions that are called are known ones, in the
// server's own schema.
func (j *judge) callsOnly(start int) bool {
	for i := start + 1; i < len(j.tokens); i++ {
		t, before := j.tokens[i], j.tokens[i-1]
		if t.kind != punctToken || t.text != "(" {
			continue
		}
		if before.kind == nameToken {
			return false
		}
		if before.kind == wordToken && !slices.Contains(selectFirst, before.text) && !slices.Contains(selectInside, before.text) && !isSQLWord(before.text) {
			return false
		}
		if i > 2 && j.tokens[i-2].text == "." && j.tokens[i-3].text != "pg_catalog" {
			return false
		}
	}
	return true
}

// isSQLWord knows the words of the language that stand before parentheses.
func isSQLWord(word string) bool {
	switch word {
	case "in", "and", "or", "not", "where", "from", "select", "any", "as", "exists", "numeric", "varchar":
		return true
	}
	return false
}

// setConfig judges set_config(name, value, is_local), which must be of constants.
func (j *judge) setConfig(c *cursor) {
	name, value := c.peek(), token{}
	c.at++
	if c.punct(",") {
		value = c.peek()
		c.at++
	}
	plain := func(t token) bool { return t.kind == stringToken && !strings.Contains(t.text, `\`) }
	local := c.punct(",") && !c.word("false")
	parameter := strings.ToLower(name.text)
	if !plain(name) || !plain(value) || local || !c.punct(")") || !c.end() || !slices.Contains(harmless, parameter) {
		j.refuse(Setting)
		return
	}
	if parameter == "search_path" {
		j.setSearchPathText(value.text)
	}
}
