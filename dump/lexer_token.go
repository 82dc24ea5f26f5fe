package dump

import "bytes"

// tokenKind is what a token is. Punctuation is its own byte.
type tokenKind uint8

const (
	wordToken   tokenKind = iota // not quoted, in small letters
	nameToken                    // "…"
	stringToken                  // '…' of every kind
	dollarToken                  // $$…$$
	numberToken
	punctToken
)

// partial reads on in a token that its next byte decides.
func (l *lexer) partial(p []byte) int {
	switch l.state {
	case inWord:
		return l.inWord(p)
	case inNumber:
		return l.inNumber(p)
	case inVariable:
		return l.inVariable(p)
	case inTag:
		return l.inTag(p)
	case afterMinus:
		return l.mark(p[0], '-', '-', inLineComment)
	case afterSlash:
		return l.mark(p[0], '/', '*', inComment)
	case afterColon:
		return l.afterColon(p[0])
	case afterColonBrace:
		if p[0] == '?' {
			l.judge.found(Variable, l.line, ":{?…}")
		}
		l.punct('{')
		return 0
	case afterDollar:
		return l.afterDollar(p[0])
	}
	return l.afterU(p[0])
}

// mark begins a comment, or gives the operator that looked like one.
func (l *lexer) mark(c, first, second byte, comment state) int {
	l.maybe = false
	if c == second {
		if comment == inComment {
			l.after = continuation{} // over which no quote goes on
		}
		l.state, l.depth, l.pending, l.token = comment, 0, 0, l.token[:0]
		return 1
	}
	l.open, l.tokenLine = true, l.line
	l.punct(first)
	return 0
}

func (l *lexer) inWord(p []byte) int {
	i := 0
	for i < len(p) && (isWord(p[i]) || p[i] == '$') {
		l.keep(lower(p[i]))
		i++
	}
	if i == len(p) {
		return i
	}
	if len(l.token) == 1 && !l.tokenLong {
		if read := l.prefix(l.token[0], p[i]); read {
			return i + 1
		}
	}
	l.count()
	l.give(wordToken)
	return i
}

// prefix begins a quote that one letter stands before.
func (l *lexer) prefix(letter, c byte) bool {
	switch {
	case letter == 'u' && c == '&':
		l.state = afterU
		return true
	case c != '\'':
		return false
	case letter == 'e':
		l.startPrefixed(escapeQuote)
		return true
	case letter == 'b', letter == 'x':
		l.startPrefixed(bitQuote)
		return true
	}
	return false
}

func (l *lexer) startPrefixed(kind quoteKind) {
	l.token = l.token[:0]
	l.startQuote(kind)
}

func (l *lexer) afterU(c byte) int {
	switch c {
	case '\'':
		l.startPrefixed(unicodeQuote)
		return 1
	case '"':
		l.token = l.token[:0]
		l.startName(unicodeQuote)
		return 1
	}
	l.give(wordToken)
	l.punct('&')
	return 0
}

// inNumber takes all that a version of psql may take for a number with what
// follows it. They read letters after digits differently.
func (l *lexer) inNumber(p []byte) int {
	i := 0
	for i < len(p) && (isWord(p[i]) || p[i] == '.' || p[i] == '$') {
		l.keep(lower(p[i]))
		i++
	}
	if i == len(p) {
		return i
	}
	if l.tokenLong || !isNumber(l.token, p[i]) {
		l.judge.found(Ambiguous, l.tokenLine, "letters after digits: "+string(l.token))
	}
	l.give(numberToken)
	return i
}

// isNumber tells whether digits and letters are a number to all versions, or to
// some and an error to the others.
func isNumber(run []byte, next byte) bool {
	if next == '\'' || next == '"' || next == '&' {
		return false
	}
	rest := bytes.TrimLeft(run, "0123456789._")
	switch {
	case len(rest) == 0:
		return true
	case rest[0] == 'e':
		return len(bytes.TrimLeft(rest[1:], "0123456789_")) == 0
	case len(run) > 2 && run[0] == '0' && (run[1] == 'x' || run[1] == 'o' || run[1] == 'b'):
		return len(bytes.TrimLeft(run[2:], "0123456789abcdef_")) == 0
	}
	return false
}

func (l *lexer) afterDollar(c byte) int {
	switch {
	case c == '$':
		l.startDollars()
		return 1
	case isWordStart(c):
		l.keep(c)
		l.state = inTag
		return 1
	case c >= '0' && c <= '9':
		l.state = inNumber
		return 0
	}
	l.punct('$')
	return 0
}

func (l *lexer) inTag(p []byte) int {
	i, long := 0, l.tokenLong
	for i < len(p) && isWord(p[i]) {
		l.keep(p[i])
		i++
	}
	if l.tokenLong && !long {
		l.judge.found(TooLong, l.tokenLine, "the tag of a dollar quote")
	}
	switch {
	case i == len(p):
	case p[i] == '$':
		l.startDollars()
		return i + 1
	default: // a stray dollar and a word
		l.judge.token(punctToken, []byte{'$'}, false, l)
		copy(l.token, bytes.ToLower(l.token))
		l.state = inWord
	}
	return i
}

func (l *lexer) afterColon(c byte) int {
	l.after = continuation{}
	switch {
	case c == ':', c == '=':
		l.punct(c)
		return 1
	case isWord(c):
		l.state = inVariable
		return 0
	case c == '\'':
		l.startQuote(plainQuote)
		l.quote.variable = true
		return 1
	case c == '"':
		l.startName(plainQuote)
		l.quote.variable = true
		return 1
	case c == '{':
		l.state = afterColonBrace
		return 1
	}
	l.punct(':')
	return 0
}

// inVariable reads what psql would take for a variable. In an array's slice, which
// pg_dump writes as a[1:n], it is none: nothing that pg_dump quotes by no quotes has
// the name of a variable that psql sets, which are all in capitals.
func (l *lexer) inVariable(p []byte) int {
	i := 0
	for i < len(p) && isWord(p[i]) {
		l.keep(p[i])
		i++
	}
	if i == len(p) {
		return i
	}
	slice := l.brackets > 0 && bytes.IndexByte([]byte("'\"$&"), p[i]) < 0 && !l.tokenLong
	if !slice || (!bytes.ContainsFunc(l.token, isSmall) && len(bytes.Trim(l.token, "0123456789")) > 0) {
		l.variableFound()
	}
	copy(l.token, bytes.ToLower(l.token))
	l.give(wordToken)
	return i
}

func isSmall(r rune) bool { return r >= 'a' && r <= 'z' }

func (l *lexer) variableFound() {
	l.judge.found(Variable, l.tokenLine, ":"+string(l.token))
}

// count is psql's own way to know that it is in the body of a function, where
// semicolons send nothing.
func (l *lexer) count() {
	if l.wordCount == 0 {
		l.words = [4]byte{}
	}
	word := string(l.token)
	switch word {
	case "create", "function", "procedure", "or", "replace":
		if l.wordCount < len(l.words) {
			l.words[l.wordCount] = word[0]
		}
	}
	l.wordCount++
	if !l.makesFunction() || l.paren > 0 {
		return
	}
	switch {
	case word == "begin", word == "case" && l.begin > 0:
		l.begin++
	case word == "end":
		l.begin = max(0, l.begin-1)
	}
}

func (l *lexer) makesFunction() bool {
	w := l.words
	return w[0] == 'c' && (w[1] == 'f' || w[1] == 'p' || w[1] == 'o' && w[2] == 'r' && (w[3] == 'f' || w[3] == 'p'))
}

// give hands the token over and goes back to code.
func (l *lexer) give(kind tokenKind) {
	if kind != stringToken {
		l.after = continuation{}
	}
	l.state = inCode
	l.judge.token(kind, l.token, l.tokenLong, l)
}

func (l *lexer) punct(c byte) {
	l.after = continuation{}
	l.state = inCode
	l.judge.token(punctToken, []byte{c}, false, l)
}
