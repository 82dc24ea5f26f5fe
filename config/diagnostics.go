package config

import (
	"cmp"
	"errors"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
)

// A teaching error brings its own diagnostic: a function returns it where HCL's
// words around the reason would only be in the way. It holds no sensitive value.
type teaching struct{ summary, detail string }

func (t *teaching) Error() string { return t.summary }

// fail notes a mistake of the recipe. at may be nil.
func (l *loader) fail(at *hcl.Range, summary, detail string) {
	l.diags = append(l.diags, &hcl.Diagnostic{
		Severity: hcl.DiagError, Summary: summary, Detail: detail, Subject: at,
	})
}

// ordered sorts diagnostics by file and line and leaves one of each that says
// the same. A missing environment variable is one mistake however often it is
// used: it is told at the first place.
func ordered(diags hcl.Diagnostics) hcl.Diagnostics {
	slices.SortStableFunc(diags, func(a, b *hcl.Diagnostic) int {
		return comparePlaces(a.Subject, b.Subject)
	})
	type key struct {
		summary, detail string
		at              hcl.Range
	}
	seen := map[key]bool{}
	return slices.DeleteFunc(diags, func(d *hcl.Diagnostic) bool {
		k := key{summary: d.Summary, detail: d.Detail}
		if d.Subject != nil && !strings.HasPrefix(d.Summary, "no environment variable") {
			k.at = *d.Subject
		}
		again := seen[k]
		seen[k] = true
		return again
	})
}

func comparePlaces(a, b *hcl.Range) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	}
	return cmp.Or(cmp.Compare(a.Filename, b.Filename), cmp.Compare(a.Start.Byte, b.Start.Byte),
		cmp.Compare(a.Start.Line, b.Start.Line))
}

// place says where a range begins, for a message about another place.
func place(r hcl.Range) string {
	return r.Filename + " line " + strconv.Itoa(r.Start.Line)
}

// capital makes the first letter of a sentence.
func capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[size:]
}

// sentence gives an operating system's error without the path's "open".
func sentence(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Path + ": " + path.Err.Error()
	}
	return capital(err.Error())
}
