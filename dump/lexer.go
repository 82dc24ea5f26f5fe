package dump

import "bytes"

// A lexer reads a plain dump as psql's own lexer does, from 13 to 18: line by
// line, with the states that live on from one line to the next. It takes any
// pieces of the file and keeps no more than one token, cut short.
//
// What psql sends to the server is known by the semicolons and backslashes that it
// acts on; step stops before each of them. Everything significant goes to the
// judge as tokens.
type lexer struct {
	judge *judge
	state state
	line  int  // of the next byte, from 1
	open  bool // a statement has begun
	maybe bool // or a comment: the next byte tells

	paren, brackets int
	begin           int     // psql's count of BEGIN and CASE in a function's body
	words           [4]byte // psql's notes on the first words of a statement
	wordCount       int

	std, nextStd bool // standard_conforming_strings: on this line, from the next line on
	depth        int  // of nested comments
	pending      byte // a star or slash in a comment that may begin a mark

	token     []byte // of the token being read, cut short
	tokenLong bool
	tokenLine int
	delimiter []byte // of the dollar quote being read: "$tag$"
	match     int    // how much of it was just seen
	quote     quote
	after     continuation

	copies int   // COPY … FROM stdin on this line whose data follow it
	resume state // where data end
	at     int   // in a line of data; see data.go
}

type state uint8

const (
	inCode state = iota
	inWord
	inNumber
	inVariable
	afterMinus
	afterSlash
	afterColon
	afterColonBrace
	afterDollar
	inTag
	afterU
	inLineComment
	inComment
	inQuote
	inEscapes
	afterEscape
	afterQuote
	inName
	afterName
	inDollars
	atBackslash
	afterBackslash
	inCommand
	inData
)

// An event is what psql acts on.
type event uint8

const (
	none      event = iota
	starts          // the next byte begins a statement
	semicolon       // the next byte is the semicolon that sends one
	backslash       // the next byte is a backslash of psql's
	command         // a command of psql's was read, up to its line's end or its second byte
)

// tokenLength is how much of a token is kept.
const tokenLength = 1024

func newLexer(j *judge) *lexer {
	return &lexer{judge: j, line: 1, std: true, nextStd: true, token: make([]byte, 0, tokenLength)}
}

// step reads until an event or the end of p, and tells how much it read.
func (l *lexer) step(p []byte) (n int, e event) {
	if l.state == inData {
		return l.data(p), none
	}
	if l.copies == 0 {
		return l.sql(p)
	}
	// Data follow this line, whatever state it ends in.
	end := bytes.IndexByte(p, '\n')
	if end < 0 {
		return l.sql(p)
	}
	if n, e = l.sql(p[:end+1]); n == end+1 && l.state != inData {
		l.startData()
	}
	return n, e
}

func (l *lexer) sql(p []byte) (int, event) {
	for i := 0; i < len(p); {
		n, e := l.one(p[i:])
		i += n
		if e != none {
			return i, e
		}
	}
	return len(p), none
}

// one reads the next byte, or as many as nothing happens in. It reads none where
// the byte after a token has ended it.
func (l *lexer) one(p []byte) (int, event) {
	switch l.state {
	case inCode:
		return l.code(p[0])
	case inQuote, inEscapes, afterEscape, afterQuote, inName, afterName, inDollars:
		return l.quoted(p), none
	case inLineComment, inComment:
		return l.comment(p), none
	case atBackslash, afterBackslash, inCommand:
		return l.meta(p)
	default:
		return l.partial(p), none
	}
}

// code reads a byte outside of everything.
func (l *lexer) code(c byte) (int, event) {
	switch c {
	case '\n':
		l.passed([]byte{c})
		l.after.newline = true
		return 1, none
	case '\r':
		l.after.carriage = true
		return 1, none
	case '\v': // which is a blank from version 16 on
		l.after = continuation{}
		l.judge.found(Ambiguous, l.line, "a vertical tab")
		return 1, none
	case ' ', '\t', '\f':
		return 1, none
	case '-', '/':
		if !l.open && !l.maybe {
			l.maybe = true
			return 0, starts
		}
		l.state = afterMinus
		if c == '/' {
			l.state = afterSlash
		}
		return 1, none
	case ';':
		if l.paren == 0 && l.begin == 0 {
			return 0, semicolon
		}
	case '\\':
		l.state = atBackslash
		return 0, backslash
	}
	if !l.open {
		l.open = true
		return 0, starts
	}
	l.start(c)
	return 1, none
}

// start begins a token with a byte.
func (l *lexer) start(c byte) {
	l.token, l.tokenLong, l.tokenLine = l.token[:0], false, l.line
	switch {
	case c == '\'':
		l.startQuote(plainQuote)
		return
	case c == '"':
		l.startName(plainQuote)
		return
	case c == '$':
		l.state = afterDollar
		return
	case c == ':':
		l.state = afterColon
		return
	case c >= '0' && c <= '9':
		l.keep(c)
		l.state = inNumber
		return
	case isWordStart(c):
		l.keep(lower(c))
		l.state = inWord
		return
	}
	l.nest(c)
	l.punct(c)
}

func (l *lexer) nest(c byte) {
	switch c {
	case '(':
		l.paren++
	case ')':
		l.paren = max(0, l.paren-1)
	case '[':
		l.brackets++
	case ']':
		l.brackets = max(0, l.brackets-1)
	}
}

// sent says that psql sent what was open.
func (l *lexer) sent() {
	l.open, l.wordCount, l.brackets = false, 0, 0
	l.after = continuation{}
}

// reset is what psql does after a command that sends, or \r.
func (l *lexer) reset() {
	l.sent()
	l.paren, l.begin = 0, 0
}

// passed counts the lines in bytes that were read.
func (l *lexer) passed(p []byte) {
	if n := bytes.Count(p, newline); n > 0 {
		l.line += n
		l.std = l.nextStd
	}
}

var newline = []byte{'\n'}

func (l *lexer) keep(c byte) {
	if len(l.token) < tokenLength {
		l.token = append(l.token, c)
	} else {
		l.tokenLong = true
	}
}

func (l *lexer) keepAll(p []byte) {
	room := tokenLength - len(l.token)
	if len(p) > room {
		l.tokenLong = true
		p = p[:room]
	}
	l.token = append(l.token, p...)
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

func isWordStart(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 0x80
}

func isWord(c byte) bool { return isWordStart(c) || c >= '0' && c <= '9' }
