package view

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Safe gives text that a terminal shows as it stands: control characters, and
// the invisible ones that reorder or hide what stands beside them, are written
// as escapes. Names in a database may hold any of them.
func Safe(text string) string { return escape(text, "") }

// Indented is a text that is safe already, wrapped and indented by two columns.
func Indented(text string, s Style) string {
	return "  " + strings.Join(wrap(text, s.prose()-2), "\n  ")
}

// SafeLines is Safe for text of more than one line: line feeds and tabs stay.
func SafeLines(text string) string {
	return escape(strings.ReplaceAll(text, "\r\n", "\n"), "\n\t")
}

func escape(text, keep string) string {
	if isSafe(text, keep) {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, text[i])
		case shows(r) || strings.ContainsRune(keep, r):
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < 0x80:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r < 0x10000:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
		i += size
	}
	return b.String()
}

func isSafe(text, keep string) bool {
	for i, r := range text {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(text[i:]); size == 1 {
				return false
			}
		}
		if !shows(r) && !strings.ContainsRune(keep, r) {
			return false
		}
	}
	return true
}

// shows reports whether a terminal shows r as one character that stands where it
// was written.
func shows(r rune) bool { return unicode.IsPrint(r) }
