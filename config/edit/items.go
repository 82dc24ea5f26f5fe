package edit

import (
	"bytes"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// An items is a list [ … ] or a map { … } as it is written: elements between two
// brackets.
type items struct {
	*file
	open, end int         // behind the first bracket, before the last one
	each      []hcl.Range // the elements, without commas
	comma     string      // what follows an element on a line of its own
}

func listItems(f *file, e *hclsyntax.TupleConsExpr) items {
	l := items{file: f, open: e.OpenRange.End.Byte, end: e.SrcRange.End.Byte - 1, comma: ","}
	for _, item := range e.Exprs {
		l.each = append(l.each, item.Range())
	}
	return l
}

func mapItems(f *file, e *hclsyntax.ObjectConsExpr) items {
	l := items{file: f, open: e.OpenRange.End.Byte, end: e.SrcRange.End.Byte - 1}
	for _, item := range e.Items {
		l.each = append(l.each, hcl.RangeBetween(item.KeyExpr.Range(), item.ValueExpr.Range()))
	}
	return l
}

// change leaves out the elements that keep refuses, and puts new ones behind the
// last of the others. An element goes with the comment behind it on its line.
func (l items) change(keep func(i int) bool, add []string) []splice {
	last := -1
	for i := range l.each {
		if keep(i) {
			last = i
		}
	}
	splices := l.additions(last, add)
	for i := range l.each {
		if !keep(i) {
			splices = append(splices, l.drop(i, i > last && last >= 0))
		}
	}
	return splices
}

// afterComma is where the comma behind an element ends, the element's end where
// there is none.
func (l items) afterComma(i int) (at int, has bool) {
	end := l.each[i].End.Byte
	for _, t := range l.tokensFrom(end) {
		switch t.Type {
		case hclsyntax.TokenComment, hclsyntax.TokenNewline:
		case hclsyntax.TokenComma:
			return t.Range.End.Byte, true
		default:
			return end, false
		}
	}
	return end, false
}

// behind is where the comma behind an element stands, the element's end where there
// is none.
func (l items) behind(i int) int {
	at, has := l.afterComma(i)
	if has {
		at--
	}
	return at
}

// ownLine gives the lines of an element that has them to itself.
func (l items) ownLine(i int) (from, to int, ok bool) {
	after, _ := l.afterComma(i)
	return l.ownLines(l.each[i].Start.Byte, after)
}

// drop takes an element out. tail is true where no element is left behind it, but
// one before it.
func (l items) drop(i int, tail bool) splice {
	if from, to, ok := l.ownLine(i); ok && from >= l.open && to <= l.end {
		return splice{from, to, ""}
	}
	start, end := l.each[i].Start.Byte, l.each[i].End.Byte
	if tail && !l.broken(l.each[i-1].End.Byte, start) {
		return splice{l.behind(i - 1), end, ""}
	}
	end, _ = l.afterComma(i)
	if i+1 < len(l.each) && !l.broken(end, l.each[i+1].Start.Byte) {
		end = l.each[i+1].Start.Byte
	}
	return splice{start, end, ""}
}

// broken reports whether a line ends between two places.
func (l items) broken(from, to int) bool {
	return from < to && bytes.ContainsRune(l.text[from:to], '\n')
}

// additions puts elements behind the one numbered last, -1 for the bracket.
func (l items) additions(last int, add []string) []splice {
	if len(add) == 0 {
		return nil
	}
	if last < 0 {
		if !l.broken(l.open, l.end) {
			text := strings.Join(add, ", ")
			if l.comma == "" {
				text = " " + text + " "
			}
			return []splice{{l.open, l.open, text}}
		}
		at := l.lineEnd(l.open)
		return []splice{{at, at, l.lines(l.innerOf(0), add)}}
	}
	if _, _, own := l.ownLine(last); !own {
		return []splice{{l.behind(last), l.behind(last), ", " + strings.Join(add, ", ")}}
	}
	end := l.each[last].End.Byte
	after, has := l.afterComma(last)
	at := l.lineEnd(after)
	added := splice{at, at, l.lines(l.innerOf(last), add)}
	if has || l.comma == "" {
		return []splice{added}
	}
	return []splice{{end, end, ","}, added}
}

func (l items) lines(indent string, add []string) string {
	var b strings.Builder
	for _, a := range add {
		b.WriteString("\n" + indent + a + l.comma)
	}
	return b.String()
}

// innerOf is how an element's line is indented.
func (l items) innerOf(i int) string {
	if i < len(l.each) {
		return l.indent(l.each[i].Start.Byte)
	}
	return l.indent(l.open) + "  "
}
