package dump

import "bytes"

// quoted takes a piece of what is quoted, which begins on a line.
func (j *judge) quoted(p []byte, line int) {
	if j.bodies {
		j.body.line = line
		j.body.search(p, j)
	}
}

// bodyBreak says that a quote begins which does not go on with the one before.
func (j *judge) bodyBreak() { j.bodyEnd() }

func (j *judge) bodyEnd() {
	if j.bodies {
		j.body.end(j)
	}
}

// hidden says that a quoted character stands there by its number.
func (j *judge) hidden(line int) {
	if j.bodies {
		j.found(Ambiguous, line, "the body of a function with characters in escapes")
	}
}

// unicode looks at a whole U&'…'.
func (j *judge) unicode(text []byte, line int) {
	if j.bodies && bytes.IndexByte(text, '\\') >= 0 {
		j.found(Ambiguous, line, "the body of a function with characters in escapes")
	}
}

// slashBeforeQuote says that a string ends, or does not, at a quote after a
// backslash, depending on standard_conforming_strings. Code of the file's own may
// have switched that without a word, and in the line that switches it psql reads by
// the old value what the server reads by the new one.
func (j *judge) slashBeforeQuote(l *lexer) {
	if j.ownCode || l.std != l.nextStd {
		j.found(Ambiguous, l.line, `a backslash before a quote in a string, after functions of the file's own`)
	}
}

// slashAfterHigh says that a backslash escapes after a byte that is not ASCII,
// which in some encodings would be half of the character before. Code of the file's
// own may have switched to one.
func (j *judge) slashAfterHigh(l *lexer) {
	if j.ownCode {
		j.found(Ambiguous, l.line, "a backslash that escapes after a letter that is not ASCII, after functions of the file's own")
	}
}

// followBody watches BEGIN ATOMIC … END, which psql counts and the server parses:
// each statement of it must be one that may stand there, so that nothing hides in
// what psql sends as one.
func (j *judge) followBody(kind tokenKind, text []byte, l *lexer) {
	word := ""
	if kind == wordToken {
		word = string(text)
	}
	switch {
	case j.atomic == 1:
		j.atomic = 2
		if word != "atomic" {
			j.found(Ambiguous, l.tokenLine, "BEGIN without ATOMIC in CREATE FUNCTION")
		}
	case j.atomic == 2:
		j.atomic = 3
		j.bodyStatement(kind, word, text, l)
	case l.begin == 1 && l.paren == 0 && word == "begin":
		j.atomic = 1
	}
	if l.begin > 0 && l.paren == 0 && kind == punctToken && text[0] == ';' {
		j.atomic = 2
	}
}

func (j *judge) bodyStatement(kind tokenKind, word string, text []byte, l *lexer) {
	if kind == punctToken && text[0] == '(' {
		return
	}
	switch word {
	case "select", "with", "insert", "update", "delete", "merge", "values", "return":
		return
	case "end":
		if l.begin == 0 {
			return
		}
	}
	j.found(Ambiguous, l.tokenLine, "what begins with "+word+" in BEGIN ATOMIC")
}

// followNested finds rows that are changed inside of another statement, which the
// inventory does not see.
func (j *judge) followNested(kind tokenKind, text []byte, l *lexer) {
	word := ""
	if kind == wordToken || kind == nameToken {
		word = string(text)
	}
	switch {
	case j.nestedBy == "update":
		if word != "" && j.first() != "create" && j.first() != "alter" {
			j.found(Unusual, l.tokenLine, "UPDATE inside of another statement")
		}
	case j.nestedBy == "delete" && word == "from", j.nestedBy != "" && word == "into":
		if !j.rule() {
			j.found(Unusual, l.tokenLine, "rows changed inside of another statement")
		}
	}
	j.nestedBy = ""
	if j.nested && kind == wordToken {
		switch word {
		case "update", "delete", "insert", "merge":
			j.nestedBy = word
		}
	}
	j.nested = kind == punctToken && text[0] == '('
}

// rule tells whether the statement makes a rule or a function, which hold
// statements of their own.
func (j *judge) rule() bool {
	c := j.cursor()
	if !c.word("create") {
		return false
	}
	if c.word("or") {
		c.word("replace")
	}
	return c.word("rule") || c.word("function") || c.word("procedure")
}
