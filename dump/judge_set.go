package dump

import (
	"slices"
	"strings"
)

// harmless are the settings that a dump may set: they change how the session reads
// and writes, or how long it waits.
var harmless = strings.Fields(`
	statement_timeout lock_timeout idle_in_transaction_session_timeout idle_session_timeout
	transaction_timeout check_function_bodies xmloption client_min_messages row_security default_tablespace
	default_table_access_method default_with_oids search_path datestyle intervalstyle timezone
	escape_string_warning bytea_output extra_float_digits synchronize_seqscans quote_all_identifiers
	default_toast_compression maintenance_work_mem work_mem temp_buffers synchronous_commit array_nulls
	xmlbinary lc_monetary lc_numeric lc_time lc_messages geqo jit constraint_exclusion
	max_parallel_maintenance_workers max_parallel_workers_per_gather restrict_nonsystem_relation_kind
	default_text_search_config`)

// set judges SET and RESET.
func (j *judge) set(verb string, c *cursor, o *outcome) {
	switch {
	case c.word("session", "authorization"):
		j.sessionAuthorization(verb, c)
		return
	case c.word("role"):
		if verb != "reset" {
			j.refuse(Role)
		}
		return
	case verb == "set" && c.word("constraints"):
		return
	case verb == "set" && c.word("names"):
		o.statement.Parameter = "client_encoding"
		j.encoding(c.peek(), c)
		return
	}
	local := c.word("local")
	if !local {
		c.word("session")
	}
	if c.word("session") || c.word("role") {
		j.refuse(Role)
		return
	}
	if c.word("time", "zone") {
		o.statement.Parameter = "timezone"
		return
	}
	name := strings.ToLower(c.peek().text)
	o.statement.Parameter = name
	c.at++
	if verb == "set" && !c.punct("=") && !c.word("to") {
		j.refuse(Setting)
		return
	}
	j.setting(verb, name, local, c)
}

// setting judges what a setting is set to; the cursor stands at the value.
func (j *judge) setting(verb, name string, local bool, c *cursor) {
	switch {
	case verb == "set" && !local && name == "client_encoding":
		j.encoding(c.peek(), c)
	case verb == "set" && !local && name == "standard_conforming_strings":
		j.standardStrings(c)
	case slices.Contains(harmless, name):
		if name == "search_path" {
			j.setSearchPath(c)
		}
	default:
		j.refuse(Setting)
	}
}

// sessionAuthorization lets through what pg_dump writes: a name in quotes, or
// DEFAULT. Neither gives more than the session had when it began.
func (j *judge) sessionAuthorization(verb string, c *cursor) {
	t := c.peek()
	switch {
	case verb == "reset" && c.end():
	case t.kind == wordToken && t.text == "default" && len(c.tokens) == c.at+1:
	case t.kind == stringToken && len(c.tokens) == c.at+1:
		j.owner(t.text)
	default:
		j.refuse(Role)
	}
}

// standardStrings follows standard_conforming_strings. The server obeys at once,
// psql from the next line on.
func (j *judge) standardStrings(c *cursor) {
	t := c.peek()
	c.at++
	if !c.end() {
		j.refuse(Setting)
		return
	}
	switch strings.ToLower(t.text) {
	case "on", "true", "yes", "1":
		j.lexer.nextStd = true
	case "off", "false", "no", "0":
		j.lexer.nextStd = false
	default:
		j.refuse(Ambiguous)
	}
}

// encoding judges a client encoding.
func (j *judge) encoding(t token, c *cursor) {
	if c.at++; !c.end() || t.kind != stringToken && t.kind != wordToken && t.kind != nameToken || !isSafeEncoding(t.text) {
		j.refuse(Encoding)
	}
}

// setSearchPath notes the schema in which unqualified names are made.
func (j *judge) setSearchPath(c *cursor) {
	j.searchPath = ""
	for !c.end() {
		t := c.peek()
		c.at++
		if t.kind != punctToken && t.text != "$user" && t.text != "" && !(t.kind == wordToken && t.text == "default") {
			j.searchPath = t.text
			return
		}
	}
}

// setSearchPathText reads the value that set_config is given: names with commas.
func (j *judge) setSearchPathText(value string) {
	j.searchPath = ""
	for _, name := range strings.Split(value, ",") {
		name = strings.TrimSpace(name)
		if quoted := strings.Trim(name, `"`); quoted != "$user" && quoted != "" {
			j.searchPath = quoted
			return
		}
	}
}
