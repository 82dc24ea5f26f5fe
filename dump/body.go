package dump

import "strings"

// A body is the text of a function, which is searched for dangerous names, word by
// word, across all its pieces. It sees what stands there, not what the function
// would put together at run time.
type body struct {
	word []byte
	long bool
	last [2]string // the two words before
	line int       // of the next byte
	copy bool      // the word COPY stands in the same statement of it
}

// wordLength is longer than every name that is looked for.
const wordLength = 64

// search reads a piece of a body.
func (b *body) search(p []byte, j *judge) {
	for _, c := range p {
		if isWord(c) {
			b.letter(lower(c))
			continue
		}
		b.end(j)
		b.mark(c, j)
		if c == '\n' {
			b.line++
		}
	}
}

func (b *body) letter(c byte) {
	if len(b.word) < wordLength {
		b.word = append(b.word, c)
	} else {
		b.long = true
	}
}

// end ends a word.
func (b *body) end(j *judge) {
	if len(b.word) == 0 {
		return
	}
	word := string(b.word)
	if !b.long {
		b.judgeWord(word, j)
	}
	b.copy = b.copy || word == "copy"
	b.last[0], b.last[1] = b.last[1], word
	b.word, b.long = b.word[:0], false
}

func (b *body) judgeWord(word string, j *judge) {
	if code, ok := dangerOf(b.word); ok {
		j.found(code, b.line, word+" in the body of a function")
	}
	if b.last[1] == "alter" && word == "system" {
		j.found(AlterSystem, b.line, "ALTER SYSTEM in the body of a function")
	}
}

// mark reads what is no letter: COPY … TO PROGRAM and COPY … TO a file are known by
// the quote, or the place for one in format(), after the word.
func (b *body) mark(c byte, j *judge) {
	switch c {
	case ';':
		b.copy = false
		return
	case '\'', '$', '%':
	default:
		return
	}
	toFrom := func(word string) bool { return word == "to" || word == "from" }
	switch {
	case b.last[1] == "program" && toFrom(b.last[0]):
		j.found(CopyProgram, b.line, strings.ToUpper(b.last[0])+" PROGRAM in the body of a function")
	case toFrom(b.last[1]) && b.copy:
		j.found(CopyFile, b.line, "COPY and "+strings.ToUpper(b.last[1])+" a file in the body of a function")
	}
}
