package config

import (
	"bytes"
	"errors"
	"strings"
	"unicode/utf8"
)

// A dotenvError is one mistake of a .env file. It never shows what the line
// holds: what looks like a name may be half a password.
type dotenvError struct {
	line   int
	reason string
}

// parseDotenv reads lines of [export] NAME=value. It goes on after a mistake, so
// that the other lines count and all mistakes are found.
//
//	NAME=value            # up to a blank and a #, blanks around it taken off
//	NAME='as it $tands'   # nothing is special
//	NAME="two\nlines"     # \n \r \t \" \\ \$; may go on over several lines
//
// Nothing is expanded: passwords hold dollar signs. A later line wins.
func parseDotenv(text []byte) (map[string]string, []dotenvError) {
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	p := dotenvParser{rest: string(text), values: map[string]string{}}
	for p.rest != "" {
		p.line += p.taken
		p.taken = 0
		if err := p.entry(); err != nil {
			p.errors = append(p.errors, dotenvError{p.line + 1, err.Error()})
		}
	}
	return p.values, p.errors
}

type dotenvParser struct {
	rest   string
	line   int // lines before the present entry
	taken  int // lines that it has taken so far
	values map[string]string
	errors []dotenvError
}

// cutLine takes the rest of the present line, without its end.
func (p *dotenvParser) cutLine() string {
	line, rest, _ := strings.Cut(p.rest, "\n")
	p.rest = rest
	p.taken++
	return strings.TrimSuffix(line, "\r")
}

// entry reads one assignment, which takes one line unless its double quotes go
// on. After a mistake the next line is read afresh.
func (p *dotenvParser) entry() error {
	line := strings.TrimLeft(p.cutLine(), " \t")
	if line == "" || line[0] == '#' {
		return nil
	}
	if after, ok := strings.CutPrefix(line, "export"); ok && after != "" && (after[0] == ' ' || after[0] == '\t') {
		line = strings.TrimLeft(after, " \t")
	}
	name, value, ok := strings.Cut(line, "=")
	if !ok {
		return errors.New("there is no = in it; expected NAME=value")
	}
	name = strings.TrimRight(name, " \t")
	if !isEnvName(name) {
		return errors.New("what stands before = is no name of letters, digits and underscores")
	}
	value, err := p.value(strings.TrimLeft(value, " \t"))
	if err != nil {
		return err
	}
	if strings.ContainsRune(value, 0) || !utf8.ValidString(value) {
		return errors.New("the value is not UTF-8 text")
	}
	p.values[name] = value
	return nil
}

func isEnvName(s string) bool {
	for i, r := range s {
		switch {
		case r == '_', r >= 'A' && r <= 'Z', r >= 'a' && r <= 'z':
		case i > 0 && (r >= '0' && r <= '9' || r == '.' || r == '-'):
		default:
			return false
		}
	}
	return s != ""
}

func (p *dotenvParser) value(s string) (string, error) {
	switch {
	case strings.HasPrefix(s, "'"):
		value, after, ok := strings.Cut(s[1:], "'")
		if !ok {
			return "", errors.New("the single quote is not closed")
		}
		return value, onlyComment(after)
	case strings.HasPrefix(s, `"`):
		return p.doubleQuoted(s[1:])
	}
	return bareValue(s), nil
}

// bareValue ends at a # that follows a blank or stands first.
func bareValue(s string) string {
	for i := range len(s) {
		if s[i] == '#' && (i == 0 || s[i-1] == ' ' || s[i-1] == '\t') {
			s = s[:i]
			break
		}
	}
	return strings.TrimRight(s, " \t")
}

// doubleQuoted reads on over line ends, which count as \n however they are
// written. Where no quote closes, only the first line is taken.
func (p *dotenvParser) doubleQuoted(s string) (string, error) {
	rest, taken := p.rest, p.taken
	var b strings.Builder
	for {
		for i := 0; i < len(s); i++ {
			switch {
			case s[i] == '"':
				return b.String(), onlyComment(s[i+1:])
			case s[i] == '\\' && i+1 < len(s):
				i++
				b.WriteString(unescape(s[i]))
			default:
				b.WriteByte(s[i])
			}
		}
		if p.rest == "" {
			p.rest, p.taken = rest, taken
			return "", errors.New("the double quote is not closed")
		}
		b.WriteByte('\n')
		s = p.cutLine()
	}
}

// unescape is what a backslash and c stand for. A backslash before any other
// character stands for itself.
func unescape(c byte) string {
	switch c {
	case 'n':
		return "\n"
	case 'r':
		return "\r"
	case 't':
		return "\t"
	case '"', '\\', '$':
		return string(c)
	}
	return `\` + string([]byte{c})
}

func onlyComment(s string) error {
	trimmed := strings.TrimLeft(s, " \t")
	if trimmed == "" || trimmed[0] == '#' && trimmed != s {
		return nil
	}
	return errors.New("something follows the closing quote")
}
