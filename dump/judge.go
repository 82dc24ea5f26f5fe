package dump

import (
	"slices"
	"strings"
)

// A judge follows the tokens of one statement after the other, notes in the
// inventory what each does, and finds what is dangerous in it.
type judge struct {
	inv   *Inventory
	lexer *lexer
	allow map[Code]bool
	// refused is the first finding that is not allowed.
	refused *RefusedError

	statement
	body       body
	searchPath string
	entry      entryComment // the last "-- Name: …; Type: …" of pg_dump
	pgDump     bool         // pg_dump wrote the file, as its first lines say
	ownCode    bool         // the file made functions or views, which may run
	copying    []int        // the tables whose data follow, by their places; first the one that is read
	header     []int64      // how many lines of each are no rows
	tables     map[[2]string]int
	removals   map[Removal]int
	altered    map[[2]string]bool
}

// A statement is what is known of the one that is being read.
type statement struct {
	begun  bool
	line   int
	tokens []token
	cut    bool // not all of the tokens were kept

	bodies   bool  // what is quoted in it is code
	language bool  // the next token names a language
	atomic   int   // 1: BEGIN was read, ATOMIC must follow; 2: a statement of the body begins
	values   bool  // the VALUES of INSERT were read
	groups   int64 // how many there are
	nested   bool  // the last token was an opening parenthesis
	nestedBy string
}

// A token is one that was kept.
type token struct {
	kind  tokenKind
	text  string
	depth int // of parentheses around it
	line  int
	long  bool
}

// tokensKept is enough for COPY with as many columns as a table may have.
const tokensKept = 8192

func newJudge(allow map[Code]bool) *judge {
	j := &judge{
		inv:      &Inventory{Format: Plain},
		allow:    allow,
		tables:   map[[2]string]int{},
		removals: map[Removal]int{},
		altered:  map[[2]string]bool{},
	}
	j.lexer = newLexer(j)
	return j
}

// found keeps a finding, once for each line.
func (j *judge) found(code Code, line int, text string) {
	finding := Finding{Code: code, Line: line, Text: short(text), Why: code.Why()}
	if slices.Contains(j.inv.Findings, finding) {
		return
	}
	j.inv.add(finding)
	if j.refused == nil && !(j.allow[code] && code.Allowable()) {
		j.refused = &RefusedError{finding}
	}
}

// token takes the next token of a statement.
func (j *judge) token(kind tokenKind, text []byte, long bool, l *lexer) {
	if !j.begun {
		j.begun, j.line = true, l.tokenLine
	}
	if kind != stringToken {
		j.bodyEnd()
	}
	j.follow(kind, text, l)
	if j.values && kind != punctToken && l.paren > 0 {
		return // the rows of INSERT are counted, not kept
	}
	if len(j.tokens) == tokensKept {
		j.cut = true
		return
	}
	t := token{kind: kind, depth: l.paren, line: l.tokenLine, long: long, text: string(text)}
	if kind == punctToken && (text[0] == '(') {
		t.depth--
	}
	if j.values && kind == punctToken {
		return
	}
	j.tokens = append(j.tokens, t)
	if len(j.tokens) <= 8 && kind == wordToken {
		j.bodies = j.bodies || j.makesCode()
	}
}

// makesCode tells whether what is quoted in the statement is code.
func (j *judge) makesCode() bool {
	c := j.cursor()
	if c.word("do") {
		return true
	}
	if !c.word("create") {
		return false
	}
	if c.word("or") {
		c.word("replace")
	}
	return c.word("function") || c.word("procedure")
}

// follow looks at each token as it comes, also at those that are not kept.
func (j *judge) follow(kind tokenKind, text []byte, l *lexer) {
	j.followBody(kind, text, l)
	j.followNested(kind, text, l)
	switch kind {
	case wordToken:
		j.followWord(string(text), l)
	case nameToken:
		j.dangerous(text, l)
	case punctToken:
		if j.values && text[0] == '(' && l.paren == 1 {
			j.groups++
		}
	}
	if j.language && (kind == wordToken || kind == nameToken || kind == stringToken) {
		j.language = false
		if !trusted[strings.ToLower(string(text))] {
			j.found(Language, l.tokenLine, "LANGUAGE "+string(text))
		}
	}
	if j.bodies && kind == wordToken && string(text) == "language" && l.paren == 0 {
		j.language = true
	}
}

func (j *judge) followWord(word string, l *lexer) {
	j.dangerous([]byte(word), l)
	if j.first() != "insert" || l.paren > 0 {
		return
	}
	switch word {
	case "values":
		j.values = true
	case "on", "returning":
		j.values = false
	}
}

func (j *judge) dangerous(name []byte, l *lexer) {
	if j.first() == "set" {
		return // which is judged by its value
	}
	if code, ok := dangerOf(name); ok {
		j.found(code, l.tokenLine, string(name))
	}
	if string(name) == "set_config" && j.first() != "select" && !j.bodies {
		j.found(Setting, l.tokenLine, "set_config")
	}
}

// first is the first word of the statement, once it was read.
func (j *judge) first() string {
	if len(j.tokens) == 0 || j.tokens[0].kind != wordToken {
		return ""
	}
	return j.tokens[0].text
}

// next forgets the statement.
func (j *judge) next() {
	j.bodyEnd()
	j.statement = statement{tokens: j.tokens[:0]}
	j.body = body{word: j.body.word[:0]}
}
