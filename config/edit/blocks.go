package edit

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2/hclwrite"
)

// order is how attributes follow one another where Poco writes them.
var order = []string{
	"url", "schema", "protected",
	"database", "source", "target", "selection", "where", "set", "mode", "backup", "create_missing", "on_mismatch", "format", "jobs",
	"include", "exclude", "related",
}

// set gives an attribute of a block a value, as HCL has it. One that is there
// already keeps its line.
func (in finder) set(name, value string) error {
	p, ok := in()
	if !ok {
		return nil
	}
	if a := p.block.Body.Attributes[name]; a != nil {
		at := a.Expr.Range()
		if p.slice(at) == value {
			return nil
		}
		return p.apply(splice{at.Start.Byte, at.End.Byte, value})
	}
	if err := p.spread(); err != nil {
		return err
	}
	p, _ = in()
	after := p.lineEnd(p.block.OpenBraceRange.End.Byte)
	width := 0 // so that the new = stands under the one above
	for _, before := range order {
		if before == name {
			break
		}
		if a := p.block.Body.Attributes[before]; a != nil && a.SrcRange.End.Byte > after {
			after = p.lineEnd(a.SrcRange.End.Byte)
			width = a.EqualsRange.Start.Column - a.NameRange.Start.Column - 1
		}
	}
	text := p.inside(name + " = " + value)
	return p.apply(splice{after, after, strings.Replace(text, name, fmt.Sprintf("%-*s", width, name), 1)})
}

// unset takes an attribute out, with its line.
func (in finder) unset(name string) error {
	p, ok := in()
	if !ok || p.block.Body.Attributes[name] == nil {
		return nil
	}
	at := p.block.Body.Attributes[name].SrcRange
	if from, to, ok := p.ownLines(at.Start.Byte, at.End.Byte); ok {
		return p.apply(splice{from, to, ""})
	}
	end := at.End.Byte
	for end < len(p.text) && p.text[end] == ' ' {
		end++
	}
	return p.apply(splice{at.Start.Byte, end, ""})
}

// spread gives each part of a block written on one line a line of its own.
func (p place) spread() error {
	open, end := p.block.OpenBraceRange.End.Byte, p.block.CloseBraceRange.Start.Byte
	if bytes.ContainsRune(p.text[open:end], '\n') {
		return nil
	}
	inside := strings.TrimSpace(string(p.text[open:end]))
	if inside != "" {
		inside = p.inner() + inside + "\n"
	}
	return p.apply(splice{open, end, "\n" + inside + p.indent(p.block.TypeRange.Start.Byte)})
}

// inner is how the lines inside a block are indented.
func (p place) inner() string {
	line := p.block.OpenBraceRange.Start.Line
	for _, a := range p.block.Body.Attributes {
		if a.SrcRange.Start.Line > line {
			return p.indent(a.SrcRange.Start.Byte)
		}
	}
	for _, b := range p.block.Body.Blocks {
		if b.TypeRange.Start.Line > line {
			return p.indent(b.TypeRange.Start.Byte)
		}
	}
	return p.indent(p.block.TypeRange.Start.Byte) + "  "
}

// remove takes a block out, with the comments right above it, and one of the
// blank lines around it.
func (in finder) remove() error {
	p, ok := in()
	if !ok {
		return nil
	}
	from := p.withComments(p.block.TypeRange.Start.Byte)
	end := p.lineEnd(p.block.CloseBraceRange.End.Byte)
	to := p.next(end)
	above, below := p.blankBefore(from), p.blankAfter(to)
	switch {
	case (above < from || from == 0) && below > to:
		to = below
	case above < from && (to == len(p.text) || strings.HasPrefix(strings.TrimLeft(string(p.text[to:]), " \t"), "}")):
		from = above
	}
	return p.apply(splice{from, to, ""})
}

// blankBefore is where the blank line before a line begins, the place itself where
// there is none.
func (f *file) blankBefore(at int) int {
	if at == 0 {
		return at
	}
	start := f.lineStart(at - 1)
	if strings.TrimSpace(string(f.text[start:at])) != "" {
		return at
	}
	return start
}

// blankAfter is where the blank line at a place ends, the place itself where there
// is none.
func (f *file) blankAfter(at int) int {
	end := bytes.IndexByte(f.text[at:], '\n')
	if end < 0 || strings.TrimSpace(string(f.text[at:at+end])) != "" {
		return at
	}
	return at + end + 1
}

// written is a new block as poco fmt writes it, without the last line end.
func written(text string) string {
	return strings.TrimRight(string(hclwrite.Format([]byte(text))), "\n")
}

// add puts a new block behind the last one of its kind, else at the end of the
// file that fits best.
func (r *Recipe) add(kind, text string) error {
	if others := r.all(kind); len(others) > 0 {
		last := others[len(others)-1]
		at := last.lineEnd(last.block.CloseBraceRange.End.Byte)
		text = "\n\n" + written(text)
		if at == len(last.text) {
			text += "\n"
		}
		return last.apply(splice{at, at, text})
	}
	f := r.home()
	gap := "\n"
	switch {
	case len(bytes.TrimSpace(f.text)) == 0:
		gap = ""
	case !bytes.HasSuffix(f.text, []byte("\n")):
		gap = "\n\n"
	case bytes.HasSuffix(f.text, []byte("\n\n")), bytes.HasSuffix(f.text, []byte("\n\r\n")):
		gap = ""
	}
	return f.apply(splice{len(f.text), len(f.text), gap + written(text) + "\n"})
}

// home is the file for the first block of a kind: the only one of the recipe, else
// recipe.poco.hcl.
func (r *Recipe) home() *file {
	if len(r.files) == 1 {
		return r.files[0]
	}
	return r.file(newFile)
}

// above puts a new block before another one.
func (in finder) above(text string) error {
	p, ok := in()
	if !ok {
		return nil
	}
	at := p.withComments(p.block.TypeRange.Start.Byte)
	return p.apply(splice{at, at, written(text) + "\n\n"})
}

// append puts a new block at the end of another one.
func (in finder) append(text string) error {
	p, ok := in()
	if !ok {
		return nil
	}
	if err := p.spread(); err != nil {
		return err
	}
	p, _ = in()
	at := p.block.OpenBraceRange.End.Byte
	for _, a := range p.block.Body.Attributes {
		at = max(at, a.SrcRange.End.Byte)
	}
	for _, b := range p.block.Body.Blocks {
		at = max(at, b.CloseBraceRange.End.Byte)
	}
	at = p.lineEnd(at)
	gap := "\n"
	if len(p.block.Body.Attributes)+len(p.block.Body.Blocks) == 0 {
		gap = ""
	}
	return p.apply(splice{at, at, gap + p.inside(text)})
}

// inside is a text as it begins a new line in the block.
func (p place) inside(text string) string {
	var b strings.Builder
	inner := p.inner()
	for line := range strings.SplitSeq(written(text), "\n") {
		b.WriteString("\n")
		if line != "" {
			b.WriteString(inner + line)
		}
	}
	return b.String()
}
