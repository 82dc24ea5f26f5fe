package dump

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
)

// forward sends what was read, or holds it.
func (f *Filter) forward(p []byte) {
	if f.w == nil {
		f.measure(len(p))
		return
	}
	if len(p) == 0 || f.err != nil {
		return
	}
	if !f.holding {
		if _, err := f.w.Write(p); err != nil {
			f.err = fmt.Errorf("forward the dump at line %d: %w", f.lexer.line, err)
		}
		return
	}
	f.held = append(f.held, p...)
	if len(f.held) <= holdLimit {
		return
	}
	if f.command || !f.judge.streams() {
		f.judge.found(TooLong, f.judge.line, f.judge.text())
		f.refused()
		return
	}
	f.released = true
	f.release()
}

// measure finds in a scan what would be too long to be held.
func (f *Filter) measure(n int) {
	before := f.length
	if f.length += n; !f.lexer.open {
		f.length = 0
	} else if before <= holdLimit && f.length > holdLimit && !f.judge.streams() {
		f.judge.found(TooLong, f.lexer.tokenLine, f.judge.text())
	}
}

// release sends what was held.
func (f *Filter) release() {
	held := f.held
	f.holding, f.held = false, f.held[:0]
	f.forward(held)
}

// leaveOut sends the lines of what was held without what stood in them.
func (f *Filter) leaveOut() {
	lines := bytes.Count(f.held, newline)
	f.holding, f.held = false, f.held[:0]
	f.forward(bytes.Repeat(newline, lines))
}

// send judges the statement that the next semicolon ends, and forwards both.
func (f *Filter) send() {
	if !f.lexer.open {
		f.forward([]byte{';'})
		return
	}
	o := f.judge.end()
	if f.refused() {
		return
	}
	omit := o.control || f.omit != nil && f.omit(o.statement) && !o.statement.setsReading()
	switch {
	case omit && f.released:
		f.judge.found(TooLong, f.judge.line, f.judge.text())
		f.refused()
		return
	case omit:
		f.leaveOut()
	default:
		f.release()
		f.forward([]byte{';'})
	}
	f.released = false
	if o.copies {
		f.lexer.copies++
	}
	f.judge.next()
	f.lexer.sent()
	f.length = 0
}

// setsReading tells whether psql reads on by what the statement sets, so that it can't
// be left out.
func (s Statement) setsReading() bool {
	return s.Parameter == "standard_conforming_strings" || s.Parameter == "client_encoding"
}

// pgDumpRestricts is how pg_dump keeps others' commands out of its files. Without
// the right word psql carries out none in between, but versions before it was
// invented don't know it.
var pgDumpRestricts = regexp.MustCompile(`^\\(un)?restrict [A-Za-z0-9]+\r?$`)

// sends are the commands that send what was read of a statement.
var sends = regexp.MustCompile(`^\\(;|g|gx|gexec|gset|gdesc|crosstabview|watch|bind|parse)\b|^\\;|^\\[gG](\s|$)`)

// carryOut judges a command of psql's.
func (f *Filter) carryOut() {
	f.command = false
	text := string(f.lexer.token)
	if !f.lexer.open && !f.lexer.tokenLong && pgDumpRestricts.MatchString(text) {
		f.leaveOut()
		return
	}
	f.judge.found(MetaCommand, f.lexer.tokenLine, text)
	if f.refused() {
		return
	}
	switch {
	case sends.MatchString(text):
		f.judge.end()
		if f.refused() {
			return
		}
		f.judge.next()
		if text != `\;` {
			f.lexer.reset()
		}
		f.lexer.wordCount = 0
	case text == `\r` || text == `\reset`:
		f.judge.next()
		f.lexer.reset()
	case strings.HasPrefix(text, `\copy `) && strings.Contains(strings.ToLower(text), " from stdin"):
		f.lexer.copies++
	}
	if f.w != nil {
		f.release()
		f.holding = f.lexer.open
	}
}

// finish judges how the file ends.
func (f *Filter) finish() {
	f.inv.Lines = f.lexer.line - 1
	l, j := f.lexer, f.judge
	switch {
	case l.state == inData, l.copies > 0:
		j.found(Unfinished, l.line, "rows of COPY")
	case l.open && !j.begun, l.state == inQuote, l.state == inEscapes, l.state == inName, l.state == inDollars:
		j.found(Unfinished, l.tokenLine, short(j.text()+" a quote that is never closed"))
	case l.open:
		j.found(Unfinished, j.line, j.text())
	case l.state != inCode:
		j.found(Unfinished, l.line, "a comment")
	case f.inv.Bytes == 0:
		j.found(Unfinished, 1, "nothing")
	case j.pgDump && !f.inv.Complete:
		j.found(Truncated, l.line, "there is no line \"PostgreSQL database dump complete\"")
	case !j.pgDump:
		f.inv.Complete = true
	}
}
