package dump

import "strings"

// A cursor reads the tokens of a statement.
type cursor struct {
	tokens []token
	at     int
}

func (j *judge) cursor() *cursor { return &cursor{tokens: j.tokens} }

// peek is the next token; at the end one without text.
func (c *cursor) peek() token {
	if c.at < len(c.tokens) {
		return c.tokens[c.at]
	}
	return token{kind: punctToken}
}

func (c *cursor) end() bool { return c.at >= len(c.tokens) }

// word reads words, if all of them stand there.
func (c *cursor) word(words ...string) bool {
	for i, word := range words {
		if c.at+i >= len(c.tokens) {
			return false
		}
		if t := c.tokens[c.at+i]; t.kind != wordToken || t.text != word {
			return false
		}
	}
	c.at += len(words)
	return true
}

// punct reads punctuation, if it stands there.
func (c *cursor) punct(text string) bool {
	if t := c.peek(); t.kind == punctToken && t.text == text && !c.end() {
		c.at++
		return true
	}
	return false
}

// oneOf reads one of some words and says which.
func (c *cursor) oneOf(words ...string) string {
	for _, word := range words {
		if c.word(word) {
			return word
		}
	}
	return ""
}

// name reads a name and the dots in it: its last part, and the one before.
func (c *cursor) name() (schema, name string, ok bool) {
	for {
		t := c.peek()
		if t.kind != wordToken && t.kind != nameToken {
			return schema, name, false
		}
		schema, name = name, t.text
		c.at++
		if !c.punct(".") {
			return schema, name, true
		}
	}
}

// has tells whether a word stands outside of parentheses, from here on.
func (c *cursor) has(word string) bool {
	for _, t := range c.tokens[min(c.at, len(c.tokens)):] {
		if t.kind == wordToken && t.depth == 0 && t.text == word {
			return true
		}
	}
	return false
}

// after moves to after a word outside of parentheses, if there is one.
func (c *cursor) after(word string) bool {
	for i := c.at; i < len(c.tokens); i++ {
		if t := c.tokens[i]; t.kind == wordToken && t.depth == 0 && t.text == word {
			c.at = i + 1
			return true
		}
	}
	return false
}

// skipParens moves over a pair of parentheses.
func (c *cursor) skipParens() {
	if !c.punct("(") {
		return
	}
	for depth := 1; depth > 0 && !c.end(); c.at++ {
		if t := c.peek(); t.kind == punctToken && t.text == "(" {
			depth++
		} else if t.kind == punctToken && t.text == ")" {
			depth--
		}
	}
}

// text is the statement, written again from its tokens, cut short.
func (j *judge) text() string {
	var b strings.Builder
	tight := true
	for _, t := range j.tokens {
		if b.Len() > shortLength {
			break
		}
		closes := t.kind == punctToken && strings.Contains(").,:=]", t.text)
		if !tight && !closes && !(t.kind == punctToken && t.text == "(" && j.first() != "insert") {
			b.WriteByte(' ')
		}
		b.WriteString(t.written())
		tight = t.kind == punctToken && strings.Contains("(.:[", t.text)
	}
	return short(b.String())
}

func (t token) written() string {
	switch t.kind {
	case nameToken:
		return `"` + strings.ReplaceAll(t.text, `"`, `""`) + `"`
	case stringToken:
		return "'" + strings.ReplaceAll(t.text, "'", "''") + "'"
	case dollarToken:
		return "$$" + t.text + "$$"
	}
	if t.kind == wordToken && keywords[t.text] {
		return strings.ToUpper(t.text)
	}
	return t.text
}

// keywords are written in capitals in findings.
var keywords = func() map[string]bool {
	words := map[string]bool{}
	for word := range strings.FieldsSeq(`add alter authorization begin call cascade commit concurrently copy create
		database deallocate default delete do drop event execute exists explain extension foreign from function
		grant group if in index insert into language listen load lock notify on only or owned owner policy prepare
		procedure program publication reassign refresh reindex release replace reset revoke role rollback savepoint
		schema security select sequence server session set show start statistics subscription system table
		tablespace to transaction trigger truncate type unlisten update user vacuum values view with`) {
		words[word] = true
	}
	return words
}()

// shortLength is how long the text of a finding may be.
const shortLength = 120

// short cuts a text and puts it on one line.
func short(text string) string {
	text = strings.ToValidUTF8(strings.Join(strings.Fields(text), " "), "?")
	if runes := []rune(text); len(runes) > shortLength {
		return string(runes[:shortLength]) + "…"
	}
	return text
}
