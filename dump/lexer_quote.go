package dump

import "bytes"

// A quote is one that is being read.
type quote struct {
	kind     quoteKind
	escapes  bool // backslashes escape, as psql sees it
	differs  bool // the server sees the backslashes of this one differently
	slash    bool // the last byte was a backslash that is not escaped itself
	high     bool // the last byte was not ASCII
	variable bool // after a colon, and nothing but the letters of a variable so far
}

type quoteKind uint8

const (
	plainQuote   quoteKind = iota // '…' or "…"
	escapeQuote                   // E'…'
	bitQuote                      // B'…' or X'…'
	unicodeQuote                  // U&'…' or U&"…"
)

// A continuation is what a quote leaves behind: another quote on a later line goes
// on with it, for the server always, for psql only across a carriage return.
type continuation struct {
	quoted            bool
	kind              quoteKind
	escapes           bool
	newline, carriage bool
}

func (l *lexer) startQuote(kind quoteKind) {
	q := quote{kind: kind, escapes: kind == escapeQuote || kind == plainQuote && !l.std}
	continues := l.after.quoted && kind == plainQuote && (l.after.newline || l.after.carriage)
	if continues {
		server := l.after.escapes
		if !l.after.newline {
			q.kind, q.escapes = l.after.kind, server
		}
		q.differs = q.escapes != server
	}
	if !continues {
		l.judge.bodyBreak()
	}
	l.quote, l.after = q, continuation{}
	l.state = inQuote
	if q.escapes {
		l.state = inEscapes
	}
}

func (l *lexer) startName(kind quoteKind) {
	l.quote = quote{kind: kind}
	l.state = inName
}

func (l *lexer) quoted(p []byte) int {
	switch l.state {
	case inQuote:
		return l.inQuote(p)
	case inEscapes:
		return l.inEscapes(p)
	case afterEscape:
		return l.afterEscape(p)
	case afterQuote:
		return l.afterQuote(p[0])
	case inName:
		return l.inName(p)
	case afterName:
		return l.afterName(p[0])
	}
	return l.inDollars(p)
}

// content takes a piece of what is quoted.
func (l *lexer) content(p []byte) {
	if len(p) == 0 {
		return
	}
	l.judge.quoted(p, l.line)
	l.passed(p)
	l.keepAll(p)
	if l.quote.variable {
		l.quote.variable = !bytes.ContainsFunc(p, func(r rune) bool { return r < 0x80 && !isWord(byte(r)) })
	}
}

func (l *lexer) inQuote(p []byte) int {
	end := bytes.IndexByte(p, '\'')
	ends := end >= 0
	if !ends {
		end = len(p)
	}
	l.content(p[:end])
	l.slashes(p[:end])
	if !ends {
		return end
	}
	if l.quote.slash && l.quote.kind == plainQuote {
		l.judge.slashBeforeQuote(l)
	}
	l.quote.slash = false
	l.state = afterQuote
	return end + 1
}

// slashes follows the backslashes of a quote in which they mean nothing, as one in
// which they escape would.
func (l *lexer) slashes(p []byte) {
	if l.quote.differs && bytes.IndexByte(p, '\\') >= 0 {
		l.judge.found(Ambiguous, l.tokenLine, "a string that goes on from the line before, with a backslash")
	}
	trimmed := bytes.TrimRight(p, "\\")
	odd := (len(p)-len(trimmed))%2 == 1
	if len(trimmed) == 0 {
		odd = odd != l.quote.slash
	}
	l.quote.slash = odd
}

func (l *lexer) inEscapes(p []byte) int {
	end := bytes.IndexAny(p, "'\\")
	if end < 0 {
		end = len(p)
	}
	if end > 0 {
		l.content(p[:end])
		l.quote.high = p[end-1] >= 0x80
	}
	if end == len(p) {
		return end
	}
	if p[end] == '\'' {
		l.state = afterQuote
		return end + 1
	}
	if l.quote.differs {
		l.judge.found(Ambiguous, l.tokenLine, "a string that goes on from the line before, with a backslash")
	}
	if l.quote.high {
		l.judge.slashAfterHigh(l)
	}
	l.content(p[end : end+1])
	l.state = afterEscape
	return end + 1
}

func (l *lexer) afterEscape(p []byte) int {
	c := p[0]
	if c == '\'' && l.quote.kind == plainQuote {
		l.judge.slashBeforeQuote(l)
	}
	if c >= '0' && c <= '7' || c == 'x' || c == 'u' || c == 'U' {
		l.judge.hidden(l.line)
	}
	l.content(p[:1])
	l.quote.high = c >= 0x80
	l.state = inEscapes
	return 1
}

func (l *lexer) afterQuote(c byte) int {
	if c == '\'' && l.quote.kind != bitQuote {
		if l.quote.variable {
			l.quote.variable = false
			l.variableFound()
		}
		l.content([]byte{c})
		l.state = inQuote
		if l.quote.escapes {
			l.state = inEscapes
		}
		return 1
	}
	if l.quote.variable && len(l.token) > 0 {
		l.variableFound()
	}
	if l.quote.kind == unicodeQuote {
		l.judge.unicode(l.token, l.tokenLine)
	}
	l.after = continuation{quoted: true, kind: l.quote.kind, escapes: l.quote.escapes}
	l.give(stringToken)
	return 0
}

func (l *lexer) inName(p []byte) int {
	end := bytes.IndexByte(p, '"')
	ends := end >= 0
	if !ends {
		end = len(p)
	}
	l.content(p[:end])
	if !ends {
		return end
	}
	l.state = afterName
	return end + 1
}

func (l *lexer) afterName(c byte) int {
	if c == '"' {
		l.content([]byte{c})
		l.state = inName
		return 1
	}
	if l.quote.variable && len(l.token) > 0 {
		l.variableFound()
	}
	if l.quote.kind == unicodeQuote && bytes.IndexByte(l.token, '\\') >= 0 {
		l.judge.found(Ambiguous, l.tokenLine, "a name in escapes: U&\""+string(l.token)+"\"")
	}
	l.give(nameToken)
	return 0
}

func (l *lexer) startDollars() {
	l.delimiter = append(append(append(l.delimiter[:0], '$'), l.token...), '$')
	l.token, l.match, l.quote = l.token[:0], 0, quote{}
	l.judge.bodyBreak()
	l.state = inDollars
}

func (l *lexer) inDollars(p []byte) int {
	if l.match == 0 {
		end := bytes.IndexByte(p, '$')
		if end < 0 {
			l.content(p)
			return len(p)
		}
		l.content(p[:end])
		l.match = 1
		return end + 1
	}
	switch c := p[0]; {
	case c == l.delimiter[l.match]:
		if l.match++; l.match == len(l.delimiter) {
			l.give(dollarToken)
		}
		return 1
	case c == '$':
		l.content(l.delimiter[:l.match])
		l.match = 1
		return 1
	}
	l.content(l.delimiter[:l.match])
	l.match = 0
	return 0
}
