package dump

import "strings"

// An outcome is what a statement means to whoever forwards it.
type outcome struct {
	statement Statement
	copies    bool // rows follow, up to \.
	control   bool // BEGIN, COMMIT: the caller's one transaction stands for it
}

// end judges the statement whose semicolon comes next.
func (j *judge) end() outcome {
	j.bodyEnd()
	o := outcome{statement: Statement{Line: j.line, Verb: strings.ToUpper(j.first())}}
	if !j.begun {
		return o
	}
	if j.cut && !j.mayBeCut() {
		j.found(TooLong, j.line, j.text())
		return o
	}
	c := j.cursor()
	verb := c.peek()
	c.at++
	if verb.kind != wordToken {
		j.unusual()
		return o
	}
	j.verb(verb.text, c, &o)
	return o
}

// mayBeCut tells whether all that is judged of a statement stands at its beginning,
// or was judged as it came.
func (j *judge) mayBeCut() bool {
	switch j.first() {
	case "insert", "update", "create", "comment":
		return true
	}
	return false
}

// streams tells whether a statement may be forwarded before its end was read: when
// nothing can happen of it but in the transaction.
func (j *judge) streams() bool {
	switch j.first() {
	case "insert", "update", "select", "comment":
		return true
	case "create":
		c := j.cursor()
		c.at++
		if c.word("or") {
			c.word("replace")
		}
		switch c.oneOf("function", "procedure", "table", "view", "materialized", "type", "rule", "trigger", "policy") {
		case "":
			return false
		}
		return true
	}
	return false
}

func (j *judge) verb(verb string, c *cursor, o *outcome) {
	switch verb {
	case "create":
		j.create(c, o)
	case "alter":
		j.alter(c, o)
	case "drop":
		j.drop(c, o)
	case "insert":
		j.insert(c)
	case "copy":
		j.copy(c, o)
	case "select":
		j.selects(c)
	case "set", "reset":
		j.set(verb, c, o)
	case "comment", "security":
		j.comments(verb, c, o)
	case "grant", "revoke":
		j.grant(c)
	case "delete", "update", "truncate", "merge":
		j.changes(verb, c)
	case "begin", "start", "commit", "end":
		j.control(verb, c, o)
	case "refresh":
		if !c.word("materialized", "view") {
			j.unusual()
		}
	case "analyze":
	case "lock":
		c.word("table")
	default:
		j.refuse(refusals[verb])
	}
}

// refusals are the codes of first words that no dump needs; all others are unusual.
var refusals = map[string]Code{
	"do":         RunsCode,
	"call":       RunsCode,
	"execute":    RunsCode,
	"prepare":    RunsCode,
	"load":       Language,
	"reassign":   Role,
	"import":     Foreign,
	"vacuum":     NoTransaction,
	"reindex":    NoTransaction,
	"cluster":    NoTransaction,
	"checkpoint": NoTransaction,
	"rollback":   Transaction,
	"abort":      Transaction,
	"savepoint":  Transaction,
	"release":    Transaction,
	"discard":    Setting,
}

func (j *judge) unusual() { j.refuse(Unusual) }

// refuse finds the whole statement dangerous.
func (j *judge) refuse(code Code) {
	if code == "" {
		code = Unusual
	}
	if j.first() == "prepare" && len(j.tokens) > 1 && j.tokens[1].text == "transaction" {
		code = Transaction
	}
	j.found(code, j.line, j.text())
}

// control reads what begins and ends a transaction.
func (j *judge) control(verb string, c *cursor, o *outcome) {
	if verb == "start" {
		c.word("transaction")
	} else if c.oneOf("work", "transaction") == "" && !c.end() && verb != "begin" {
		j.refuse(Transaction)
		return
	}
	for !c.end() {
		if c.oneOf("isolation", "level", "serializable", "repeatable", "read", "committed", "uncommitted", "write", "only", "not", "deferrable") == "" && !c.punct(",") || verb == "commit" || verb == "end" {
			j.refuse(Transaction)
			return
		}
	}
	j.inv.Transaction = true
	o.control = true
}
