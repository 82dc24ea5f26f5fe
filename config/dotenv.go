package config

import (
	"bytes"
	"errors"
	"fmt"
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
	p := readDotenv(text)
	values := map[string]string{}
	for _, e := range p.entries {
		values[e.Name] = e.Value
	}
	return values, p.errors
}

func readDotenv(text []byte) *dotenvParser {
	p := &dotenvParser{size: len(text)}
	p.rest = string(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")))
	for p.rest != "" {
		p.line += p.taken
		p.taken = 0
		if err := p.entry(); err != nil {
			p.errors = append(p.errors, dotenvError{p.line + 1, err.Error()})
		}
	}
	return p
}

// A DotenvEntry is one assignment of a .env file.
type DotenvEntry struct {
	Name, Value string
	// Start and End are where the value stands in the file's bytes, with its quotes.
	Start, End int
}

// DotenvEntries reads the assignments of a .env file, in their order, for whoever
// edits it. The error names the line, and shows nothing of it.
func DotenvEntries(text []byte) ([]DotenvEntry, error) {
	p := readDotenv(text)
	if len(p.errors) > 0 {
		return nil, fmt.Errorf("%s line %d cannot be read: %s", dotenvName, p.errors[0].line, p.errors[0].reason)
	}
	return p.entries, nil
}

type dotenvParser struct {
	size    int // of the whole text
	rest    string
	line    int // lines before the present entry
	taken   int // lines that it has taken so far
	lineEnd int // where the present line ends in the text, its line end left out
	entries []DotenvEntry
	errors  []dotenvError
}

// cutLine takes the rest of the present line, without its end.
func (p *dotenvParser) cutLine() string {
	start := p.size - len(p.rest)
	line, rest, _ := strings.Cut(p.rest, "\n")
	p.rest = rest
	p.taken++
	line = strings.TrimSuffix(line, "\r")
	p.lineEnd = start + len(line)
	return line
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
	if !IsEnvName(name) {
		return errors.New("what stands before = is no name of letters, digits and underscores")
	}
	written := strings.TrimLeft(value, " \t")
	start := p.lineEnd - len(written)
	value, after, err := p.value(written)
	if err != nil {
		return err
	}
	if strings.ContainsRune(value, 0) || !utf8.ValidString(value) {
		return errors.New("the value is not UTF-8 text")
	}
	p.entries = append(p.entries, DotenvEntry{Name: name, Value: value, Start: start, End: p.lineEnd - len(after)})
	return nil
}

// IsEnvName reports whether a .env file can give this name a value.
func IsEnvName(s string) bool {
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

// value reads a value, and gives what follows it on its last line.
func (p *dotenvParser) value(s string) (value, after string, err error) {
	switch {
	case strings.HasPrefix(s, "'"):
		value, after, ok := strings.Cut(s[1:], "'")
		if !ok {
			return "", "", errors.New("the single quote is not closed")
		}
		return value, after, onlyComment(after)
	case strings.HasPrefix(s, `"`):
		return p.doubleQuoted(s[1:])
	}
	value = bareValue(s)
	return value, s[len(value):], nil
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
func (p *dotenvParser) doubleQuoted(s string) (value, after string, err error) {
	rest, taken := p.rest, p.taken
	var b strings.Builder
	for {
		for i := 0; i < len(s); i++ {
			switch {
			case s[i] == '"':
				return b.String(), s[i+1:], onlyComment(s[i+1:])
			case s[i] == '\\' && i+1 < len(s):
				i++
				b.WriteString(unescape(s[i]))
			default:
				b.WriteByte(s[i])
			}
		}
		if p.rest == "" {
			p.rest, p.taken = rest, taken
			return "", "", errors.New("the double quote is not closed")
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
