package dump

import "bytes"

func (l *lexer) comment(p []byte) int {
	if l.state == inComment {
		return l.inComment(p)
	}
	end := bytes.IndexAny(p, "\r\n")
	if end < 0 {
		l.keepAll(p)
		return len(p)
	}
	l.keepAll(p[:end])
	l.state = inCode
	if !l.open {
		l.judge.comment(string(l.token), l.line)
	}
	return end
}

// inComment follows a comment that may hold others.
func (l *lexer) inComment(p []byte) int {
	if l.pending == 0 {
		end := bytes.IndexAny(p, "*/")
		if end < 0 {
			l.passed(p)
			return len(p)
		}
		l.passed(p[:end])
		l.pending = p[end]
		return end + 1
	}
	before, c := l.pending, p[0]
	l.pending = 0
	switch {
	case before == '*' && c == '/':
		if l.depth--; l.depth < 0 {
			l.state = inCode
		}
	case before == '/' && c == '*':
		l.depth++
	default: // c may begin a mark itself
		return 0
	}
	return 1
}

// meta reads a command of psql's. All of its line belongs to it, but for the two
// that only put a character into the statement.
func (l *lexer) meta(p []byte) (int, event) {
	switch l.state {
	case atBackslash:
		l.token, l.tokenLong, l.tokenLine = l.token[:0], false, l.line
		l.keep('\\')
		l.state = afterBackslash
		return 1, none
	case afterBackslash:
		if p[0] == ';' || p[0] == ':' {
			l.keep(p[0])
			l.state = inCode
			return 1, command
		}
		l.state = inCommand
	}
	end := bytes.IndexByte(p, '\n')
	if end < 0 {
		l.keepAll(p)
		return len(p), none
	}
	l.keepAll(p[:end])
	l.state = inCode
	return end, command
}
