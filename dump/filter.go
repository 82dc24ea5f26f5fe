package dump

import (
	"bytes"
	"io"
	"sync/atomic"
)

// FilterOptions say what a Filter lets through.
type FilterOptions struct {
	// Allow are the codes that are let through, if they are Allowable.
	Allow map[Code]bool
	// Omit tells which statements are left out. It is asked once for each
	// statement that ends, after it was judged. What sets how psql reads
	// (standard_conforming_strings, client_encoding) stays whatever it says.
	Omit func(Statement) bool
}

// A Statement is what Omit is told of a statement.
type Statement struct {
	Line      int    // where it begins
	Verb      string // its first word in capitals: "CREATE"
	Kind      string // of what it creates, alters or drops: "SCHEMA"
	Schema    string
	Name      string // of that thing, of the first of them
	Several   bool   // it names more than one, as DROP TABLE a, b
	Parameter string // of SET, in small letters: "transaction_timeout"
	Owner     bool   // it is ALTER … OWNER TO and does nothing else
}

// A Filter stands in front of psql: what is written to it is judged and then
// forwarded, line for line the same. It holds a statement back until it was judged
// at its semicolon; only statements of more than a megabyte that can do nothing but
// change rows or make objects in the transaction go on before.
//
// It leaves out what the restore's one transaction stands for (BEGIN, COMMIT and
// their like), pg_dump's \restrict and \unrestrict, a byte order mark, and what
// Omit says, with as many lines in their place. A last line without an end gets one.
//
// Write and Close return a *RefusedError at the first finding that is not allowed,
// and forward nothing more. Whoever feeds psql must then kill it, not close its
// input: at the end of its input psql sends what it has of a statement.
type Filter struct {
	w       io.Writer // nil for a scan, which goes on after findings
	omit    func(Statement) bool
	judge   *judge
	lexer   *lexer
	inv     *Inventory
	started bool
	start   []byte // the first bytes, until it is known what they are
	last    byte

	holding  bool
	held     []byte
	length   int  // of the statement, in a scan
	released bool // the statement was longer than what is held, and goes on
	command  bool // a command of psql's is read
	line     atomic.Int64
	err      error
}

// holdLimit is how much of a statement is held.
const holdLimit = 1 << 20

// NewFilter makes a filter that writes to w.
func NewFilter(w io.Writer, options FilterOptions) *Filter {
	j := newJudge(options.Allow)
	f := &Filter{w: w, omit: options.Omit, judge: j, lexer: j.lexer, inv: j.inv}
	f.line.Store(1)
	return f
}

// Line is the line of the file that is being read; psql counts the same lines from
// where the file begins. It may be called at any time from anywhere.
func (f *Filter) Line() int { return int(f.line.Load()) }

// Inventory is what was seen so far. It is whole after Close.
func (f *Filter) Inventory() *Inventory { return f.inv }

// Write judges and forwards a piece of the file, of any size.
func (f *Filter) Write(p []byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	f.inv.Bytes += int64(len(p))
	rest := p
	if !f.started {
		if rest = f.begin(p); rest == nil {
			return len(p), nil
		}
	}
	if f.err == nil {
		f.feed(rest)
	}
	f.line.Store(int64(f.lexer.line))
	if f.err != nil {
		return 0, f.err
	}
	return len(p), nil
}

var (
	byteOrderMark = []byte("\ufeff")
	customMagic   = []byte("PGDMP")
)

// begin waits for the first bytes of a file, which tell what it is.
func (f *Filter) begin(p []byte) []byte {
	f.start = append(f.start, p...)
	if len(f.start) < len(customMagic) {
		return nil
	}
	return f.begun()
}

func (f *Filter) begun() []byte {
	f.started = true
	if bytes.HasPrefix(f.start, customMagic) {
		f.judge.found(Binary, 1, "a dump in custom format")
		f.refused()
	}
	return bytes.TrimPrefix(f.start, byteOrderMark)
}

// feed reads bytes up to one that is no text.
func (f *Filter) feed(p []byte) {
	for len(p) > 0 && f.err == nil {
		f.last = p[len(p)-1]
		end := bytes.IndexByte(p, 0)
		if end < 0 {
			f.text(p)
			return
		}
		f.text(p[:end])
		if f.err == nil {
			f.judge.found(Binary, f.lexer.line, "a byte of zero")
			f.refused()
		}
		p = p[end+1:]
	}
}

func (f *Filter) text(p []byte) {
	for len(p) > 0 && f.err == nil {
		n, e := f.lexer.step(p)
		if f.refused() {
			return
		}
		if f.holding && (e == starts || !f.lexer.open && !f.lexer.maybe && !f.command) {
			f.release() // it was a comment
		}
		f.forward(p[:n])
		p = p[n:]
		switch e {
		case starts:
			f.holding = f.w != nil
		case backslash:
			f.command, f.holding = true, f.w != nil
		case command:
			f.carryOut()
		case semicolon:
			f.send()
			p = p[1:]
		}
	}
}

// refused tells whether something was found that is not allowed.
func (f *Filter) refused() bool {
	if f.w != nil && f.err == nil && f.judge.refused != nil {
		f.err = f.judge.refused
	}
	return f.err != nil
}

// Close says that the file is at its end, which may be one too early.
func (f *Filter) Close() error {
	if f.err == nil && !f.started {
		f.feed(f.begun())
	}
	if f.err == nil && f.last != '\n' && f.inv.Bytes > 0 {
		f.text(newline)
	}
	if f.err == nil {
		f.finish()
		f.refused()
	}
	f.line.Store(int64(f.lexer.line))
	return f.err
}
