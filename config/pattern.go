package config

import (
	"errors"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// A Pattern is a glob over table names. Schema is empty for an unqualified one,
// which means the database's default schema. * and ? stand for any characters
// and any one; nothing is folded to lower case. A part in double quotes, as in
// SQL, is taken literally.
type Pattern struct {
	Text   string // as written
	Schema Glob
	Name   Glob
}

// A Glob is one part of a pattern.
type Glob struct {
	Text    string // unquoted
	Literal bool   // written in quotes: no character is special
}

// ParsePattern reads name, schema.name, or either part in double quotes.
func ParsePattern(s string) (Pattern, error) {
	first, rest, err := cutGlob(s)
	if err != nil {
		return Pattern{}, err
	}
	if rest == "" {
		return Pattern{Text: s, Name: first}, nil
	}
	second, rest, err := cutGlob(rest[1:])
	if err != nil {
		return Pattern{}, err
	}
	if rest != "" {
		return Pattern{}, errors.New("a pattern has at most two parts, schema.table; put a name that holds a dot in double quotes")
	}
	return Pattern{Text: s, Schema: first, Name: second}, nil
}

// cutGlob takes one part off the front of s. What is left is empty or begins
// with a dot.
func cutGlob(s string) (Glob, string, error) {
	if strings.HasPrefix(s, `"`) {
		return cutQuoted(s)
	}
	end := strings.IndexByte(s, '.')
	if end < 0 {
		end = len(s)
	}
	switch {
	case end == 0:
		return Glob{}, s, errors.New("a part of the pattern is empty")
	case strings.Contains(s[:end], `"`):
		return Glob{}, s, errors.New("a double quote stands inside a part; quote the whole part, and double the quotes inside it")
	}
	return Glob{Text: s[:end]}, s[end:], nil
}

func cutQuoted(s string) (Glob, string, error) {
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		if s[i] != '"' {
			b.WriteByte(s[i])
			continue
		}
		if i+1 < len(s) && s[i+1] == '"' {
			b.WriteByte('"')
			i++
			continue
		}
		rest := s[i+1:]
		switch {
		case b.Len() == 0:
			return Glob{}, s, errors.New("a part of the pattern is empty")
		case rest != "" && rest[0] != '.':
			return Glob{}, s, errors.New("only a dot may follow a closing double quote")
		}
		return Glob{Text: b.String(), Literal: true}, rest, nil
	}
	return Glob{}, s, errors.New("a double quote is not closed")
}

// Match reports whether the pattern names the table schema.name of a database
// with the given default schema.
func (p Pattern) Match(schema, name, defaultSchema string) bool {
	if p.Schema.Text == "" {
		return schema == defaultSchema && p.Name.match(name)
	}
	return p.Schema.match(schema) && p.Name.match(name)
}

// Exact reports whether the pattern can match one table only.
func (p Pattern) Exact() bool { return p.Schema.exact() && p.Name.exact() }

func (g Glob) exact() bool { return g.Literal || !strings.ContainsAny(g.Text, "*?") }

// match compares in Unicode's composed form: a recipe's strings always come in
// it, a database's names may not.
func (g Glob) match(s string) bool {
	s, text := norm.NFC.String(s), norm.NFC.String(g.Text)
	if g.exact() {
		return s == text
	}
	return matchRunes([]rune(text), []rune(s))
}

// matchRunes goes back to the last * only, so that no pattern takes more than
// the product of the two lengths.
func matchRunes(glob, s []rune) bool {
	g, i := 0, 0
	star, retry := -1, 0
	for i < len(s) {
		switch {
		case g < len(glob) && glob[g] == '*':
			star, retry = g, i
			g++
		case g < len(glob) && (glob[g] == '?' || glob[g] == s[i]):
			g++
			i++
		case star >= 0:
			retry++
			g, i = star+1, retry
		default:
			return false
		}
	}
	for g < len(glob) && glob[g] == '*' {
		g++
	}
	return g == len(glob)
}
