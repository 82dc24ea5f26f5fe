package dump

import "bytes"

// Where in a line of COPY data the lexer is: psql ends data at a line \. alone,
// whatever the format.
const (
	midLine = iota - 1
	lineStart
	seenSlash
	seenDot
	seenReturn
)

func (l *lexer) startData() {
	l.copies--
	l.resume, l.state, l.at = l.state, inData, lineStart
}

// data reads rows of COPY.
func (l *lexer) data(p []byte) int {
	for i := 0; i < len(p); {
		if l.at == midLine {
			end := bytes.IndexByte(p[i:], '\n')
			if end < 0 {
				l.judge.rows(0, len(p))
				return len(p)
			}
			i += end + 1
			l.rowRead()
			continue
		}
		c := p[i]
		switch {
		case l.at == lineStart && c == '\\':
			l.at = seenSlash
		case l.at == seenSlash && c == '.':
			l.at = seenDot
		case l.at == seenDot && c == '\r':
			l.at = seenReturn
		case (l.at == seenDot || l.at == seenReturn) && c == '\n':
			l.endData(i + 1)
			return i + 1
		default:
			l.at = midLine
			continue
		}
		i++
	}
	l.judge.rows(0, len(p))
	return len(p)
}

func (l *lexer) rowRead() {
	l.line++
	l.at = lineStart
	l.judge.rows(1, 0)
}

func (l *lexer) endData(n int) {
	l.line++
	l.judge.rows(0, n)
	l.judge.dataEnd()
	l.state = l.resume
	l.std = l.nextStd
	if l.copies > 0 {
		l.startData()
	}
}
