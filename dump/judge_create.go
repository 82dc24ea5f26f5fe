package dump

import "strings"

// create judges CREATE, and notes what it makes.
func (j *judge) create(c *cursor, o *outcome) {
	if c.word("or") {
		c.word("replace")
	}
	temporary := c.oneOf("temp", "temporary", "global", "local")
	if temporary == "global" || temporary == "local" {
		temporary = c.oneOf("temp", "temporary")
	}
	c.oneOf("unlogged", "unique", "recursive", "constraint", "default", "trusted", "procedural")
	kind := c.kind()
	o.statement.Kind = kind
	if code := createCode(kind); code != "" {
		j.created(kind, code, c)
		return
	}
	if c.word("concurrently") {
		j.refuse(NoTransaction)
		return
	}
	c.word("if", "not", "exists")
	object := Object{Kind: kind, Line: j.line}
	j.createName(&object, c)
	if temporary != "" && object.Schema == "" {
		object.Schema = "pg_temp"
	}
	o.statement.Schema, o.statement.Name = object.Schema, object.Name
	j.entry.describe(&object)
	j.inv.Objects = append(j.inv.Objects, object)
	j.createMore(kind, object, c)
}

// createMore judges what is particular about a kind.
func (j *judge) createMore(kind string, object Object, c *cursor) {
	switch kind {
	case "SCHEMA":
		for !c.end() {
			if c.oneOf("create", "grant") != "" {
				j.unusual()
				return
			}
			c.at++
		}
	case "EXTENSION":
		if far(object.Name) {
			j.refuse(Extension)
		}
	case "FUNCTION", "PROCEDURE", "VIEW", "RULE", "MATERIALIZED VIEW", "AGGREGATE", "OPERATOR":
		j.ownCode = true
	}
}

// created judges the kinds that are refused. PL/pgSQL, which every database has, may
// be made again.
func (j *judge) created(kind string, code Code, c *cursor) {
	if kind == "LANGUAGE" {
		if t := c.peek(); t.text == "plpgsql" && len(c.tokens) == c.at+1 {
			return
		}
	}
	j.refuse(code)
}

// createName reads the name of what is created, in the schema that it will be in.
func (j *judge) createName(o *Object, c *cursor) {
	switch o.Kind {
	case "CAST":
		o.Name = c.rest()
		return
	case "SCHEMA":
		if !c.word("authorization") {
			_, o.Name, _ = c.name()
		} else if _, name, ok := c.name(); ok {
			o.Name = name
			j.owner(name)
		}
		if c.word("authorization") {
			_, name, _ := c.name()
			j.owner(name)
		}
		return
	case "EXTENSION":
		_, o.Name, _ = c.name()
		return
	case "OPERATOR", "TRANSFORM":
		o.Name = c.rest()
		return
	case "TRIGGER", "RULE", "POLICY":
		_, o.Name, _ = c.name()
		if o.Kind == "RULE" && c.after("to") || o.Kind != "RULE" && c.after("on") {
			schema, table, _ := c.name()
			j.alters(schema, table)
			o.Schema, o.Name = j.resolve(schema), table+" "+o.Name
		}
		return
	case "INDEX":
		_, o.Name, _ = c.name()
		if o.Name == "on" && c.tokens[c.at-1].kind == wordToken {
			o.Name, c.at = "", c.at-1
		}
		if c.after("on") {
			c.word("only")
			schema, table, _ := c.name()
			j.alters(schema, table)
			o.Schema = j.resolve(schema)
		}
		return
	}
	schema, name, _ := c.name()
	o.Schema, o.Name = j.resolve(schema), name
}

// kinds are the kinds of two words and more.
var kinds = [][]string{
	{"materialized", "view"}, {"foreign", "table"}, {"foreign", "data", "wrapper"}, {"event", "trigger"},
	{"user", "mapping"}, {"access", "method"}, {"text", "search", "configuration"}, {"text", "search", "dictionary"},
	{"text", "search", "parser"}, {"text", "search", "template"}, {"operator", "class"}, {"operator", "family"},
	{"large", "object"}, {"default", "privileges"}, {"procedural", "language"},
}

// kind reads the kind of an object in capitals.
func (c *cursor) kind() string {
	for _, words := range kinds {
		if c.word(words...) {
			return strings.ToUpper(strings.Join(words, " "))
		}
	}
	t := c.peek()
	if t.kind != wordToken {
		return ""
	}
	c.at++
	return strings.ToUpper(t.text)
}

// rest is what is left of the statement's beginning, as text.
func (c *cursor) rest() string {
	j := judge{statement: statement{tokens: c.tokens[min(c.at, len(c.tokens)):min(c.at+12, len(c.tokens))]}}
	return j.text()
}

// kindCodes are the kinds that a dump should not create, alter or drop.
var kindCodes = map[string]Code{
	"ROLE": Role, "USER": Role, "GROUP": Role,
	"DATABASE": Database, "TABLESPACE": Database,
	"SYSTEM":        AlterSystem,
	"EVENT TRIGGER": EventTrigger,
	"PUBLICATION":   Replication, "SUBSCRIPTION": Replication,
	"SERVER": Foreign, "FOREIGN DATA WRAPPER": Foreign, "FOREIGN TABLE": Foreign, "USER MAPPING": Foreign,
	"LANGUAGE": Language, "PROCEDURAL LANGUAGE": Language, "ACCESS METHOD": Language, "TEXT SEARCH PARSER": Language,
	"TEXT SEARCH TEMPLATE": Language,
	"OWNED":                Role,
}

// ordinary are the kinds that dumps are made of.
var ordinary = map[string]bool{
	"TABLE": true, "VIEW": true, "MATERIALIZED VIEW": true, "INDEX": true, "SEQUENCE": true, "FUNCTION": true,
	"PROCEDURE": true, "AGGREGATE": true, "TRIGGER": true, "RULE": true, "TYPE": true, "DOMAIN": true, "SCHEMA": true,
	"EXTENSION": true, "CAST": true, "OPERATOR": true, "OPERATOR CLASS": true, "OPERATOR FAMILY": true,
	"COLLATION": true, "CONVERSION": true, "TEXT SEARCH CONFIGURATION": true, "TEXT SEARCH DICTIONARY": true,
	"POLICY": true, "STATISTICS": true, "TRANSFORM": true,
}

// createCode is the code of a kind; "" for those that dumps are made of.
func createCode(kind string) Code {
	if code, ok := kindCodes[kind]; ok {
		return code
	}
	if ordinary[kind] {
		return ""
	}
	return Unusual
}
