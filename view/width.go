package view

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// columns is how many columns of a terminal text takes, colour sequences not
// counted: wide East Asian characters and emoji take two, combining marks none.
func columns(text string) int {
	n, escaped := 0, false
	for _, r := range text {
		switch {
		case escaped:
			escaped = r != 'm'
		case r == '\x1b':
			escaped = true
		default:
			n += runeColumns(r)
		}
	}
	return n
}

func runeColumns(r rune) int {
	if r < 0x300 {
		return 1
	}
	if unicode.In(r, unicode.Mn, unicode.Me) {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// padRight fills text up with spaces on its right to n columns.
func padRight(text string, n int) string {
	return text + strings.Repeat(" ", max(0, n-columns(text)))
}

// padLeft fills text up with spaces on its left to n columns.
func padLeft(text string, n int) string {
	return strings.Repeat(" ", max(0, n-columns(text))) + text
}

// wrap breaks text into lines of at most n columns at spaces; a word that is
// longer stands on a line of its own. Line breaks in the text stay.
func wrap(text string, n int) []string {
	var lines []string
	for paragraph := range strings.SplitSeq(text, "\n") {
		lines = append(lines, wrapLine(paragraph, n)...)
	}
	return lines
}

// wrapLine keeps the indent of its line for the lines that it makes of it.
func wrapLine(text string, n int) []string {
	if columns(text) <= n {
		return []string{strings.TrimRight(text, " ")}
	}
	indent := text[:len(text)-len(strings.TrimLeft(text, " "))]
	var lines []string
	line, used := indent, len(indent)
	for word := range strings.FieldsSeq(text) {
		w := columns(word)
		if used > len(indent) && used+1+w > n {
			lines, line, used = append(lines, line), indent, len(indent)
		}
		if used > len(indent) {
			line, used = line+" ", used+1
		}
		line, used = line+word, used+w
	}
	return append(lines, line)
}

// wrapUnder wraps text behind a head to n columns in all; what follows the first
// line stands under the text.
func wrapUnder(head, text string, n int) []string {
	indent := columns(head)
	lines := wrap(text, max(n-indent, 20))
	for i, line := range lines {
		if i > 0 {
			head = strings.Repeat(" ", indent)
		}
		lines[i] = head + line
	}
	return lines
}

// Cut shortens text to n columns, the last of them an ellipsis.
func Cut(text string, n int) string {
	if columns(text) <= n {
		return text
	}
	used := 0
	for i, r := range text {
		if used+runeColumns(r) > n-1 {
			return text[:i] + "…"
		}
		used += runeColumns(r)
	}
	return text
}
