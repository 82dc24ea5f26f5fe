package edit

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"

	"poco/config"
)

// A splice puts a text in place of the bytes from start to end. Its lines end
// with \n; the file's own line ends are put in.
type splice struct {
	start, end int
	text       string
}

// apply changes a file at places that do not overlap, and reads it anew. Where the
// result could not be read, the file stays as it was.
func (f *file) apply(splices ...splice) error {
	slices.SortStableFunc(splices, func(a, b splice) int { return cmp.Compare(a.start, b.start) })
	var b bytes.Buffer
	at := 0
	for _, s := range splices {
		if s.start < at || s.end < s.start {
			return fmt.Errorf("%s: two changes of the same place", f.name)
		}
		b.Write(f.text[at:s.start])
		b.WriteString(f.lines(s.text))
		at = s.end
	}
	b.Write(f.text[at:])
	return f.become(b.Bytes())
}

func (f *file) become(text []byte) error {
	body, diags := config.ParseRecipeText(f.name, text)
	if diags.HasErrors() {
		return fmt.Errorf("the change does not fit into %s: %w", f.name, diags)
	}
	f.text, f.body, f.lexed = text, body, nil
	return nil
}

// tidyUp lays a changed file out as poco fmt does, where it was so.
func (f *file) tidyUp() error {
	if !f.tidy || !f.changed() {
		return nil
	}
	return f.become(hclwrite.Format(f.text))
}

// A place is one block in one file. It is good until the file changes.
type place struct {
	*file
	block *hclsyntax.Block
}

// String says where the block stands.
func (p place) String() string {
	title := p.block.Type
	if len(p.block.Labels) > 0 {
		title += fmt.Sprintf(" %q", p.block.Labels[0])
	}
	return fmt.Sprintf("%s (%s line %d)", title, p.name, p.block.TypeRange.Start.Line)
}

// A finder finds a block, again after each change.
type finder func() (place, bool)

// find finds the block of a kind and label.
func (r *Recipe) find(kind, label string) finder {
	return func() (place, bool) {
		for _, p := range r.all(kind) {
			if p.block.Labels[0] == label {
				return p, true
			}
		}
		return place{}, false
	}
}

// all are the labelled blocks of a kind, by file and as they stand.
func (r *Recipe) all(kind string) []place {
	var found []place
	for _, f := range r.files {
		for _, b := range f.body.Blocks {
			if b.Type == kind && len(b.Labels) == 1 {
				found = append(found, place{f, b})
			}
		}
	}
	return found
}

// inside finds the first block of a kind in another.
func (in finder) inside(kind string) finder {
	return func() (place, bool) {
		p, ok := in()
		if !ok {
			return place{}, false
		}
		for _, b := range p.block.Body.Blocks {
			if b.Type == kind {
				return place{p.file, b}, true
			}
		}
		return place{}, false
	}
}

// tokens are those of the present text, comments with them.
func (f *file) tokens() hclsyntax.Tokens {
	if f.lexed == nil {
		f.lexed, _ = hclsyntax.LexConfig(f.text, f.name, hcl.InitialPos)
	}
	return f.lexed
}

// tokensFrom are the tokens that end behind a place.
func (f *file) tokensFrom(at int) hclsyntax.Tokens {
	tokens := f.tokens()
	i, _ := slices.BinarySearchFunc(tokens, at+1, func(t hclsyntax.Token, at int) int { return cmp.Compare(t.Range.End.Byte, at) })
	return tokens[i:]
}

// slice is the text of a range.
func (f *file) slice(at hcl.Range) string { return string(f.text[at.Start.Byte:at.End.Byte]) }

// lineStart is where the line of a place begins.
func (f *file) lineStart(at int) int { return bytes.LastIndexByte(f.text[:at], '\n') + 1 }

// lineEnd is where the line ends on which something ends at this place: behind its
// comments, before the line's end. Where other words follow, it is before these.
func (f *file) lineEnd(at int) int {
	for _, t := range f.tokensFrom(at) {
		switch t.Type {
		case hclsyntax.TokenComment:
			if bytes.HasSuffix(t.Bytes, []byte("\n")) {
				return t.Range.Start.Byte + len(bytes.TrimRight(t.Bytes, "\r\n"))
			}
			at = t.Range.End.Byte
		case hclsyntax.TokenNewline, hclsyntax.TokenEOF:
			return t.Range.Start.Byte
		default:
			return at
		}
	}
	return len(f.text)
}

// next is where the next line begins, the line's end where none does.
func (f *file) next(end int) int {
	rest := f.text[end:]
	switch {
	case bytes.HasPrefix(rest, []byte("\r\n")):
		return end + 2
	case bytes.HasPrefix(rest, []byte("\n")):
		return end + 1
	}
	return end
}

// ownLines gives the whole lines that a range takes, its trailing comments with it;
// ok is false where something else stands on them.
func (f *file) ownLines(start, end int) (from, to int, ok bool) {
	from = f.lineStart(start)
	if strings.Trim(string(f.text[from:start]), " \t") != "" {
		return 0, 0, false
	}
	end = f.lineEnd(end)
	to = f.next(end)
	return from, to, to > end || end == len(f.text)
}

// indent is the blank text before the first word of the line of a place.
func (f *file) indent(at int) string {
	line := string(f.text[f.lineStart(at):])
	return line[:len(line)-len(strings.TrimLeft(line, " \t"))]
}

// withComments is where the comments begin that stand right above a place.
func (f *file) withComments(start int) int {
	at := f.lineStart(start)
	for _, t := range slices.Backward(f.tokens()) {
		if t.Range.Start.Byte >= at || t.Type == hclsyntax.TokenNewline && t.Range.End.Byte == at && f.lineStart(t.Range.Start.Byte) < t.Range.Start.Byte {
			continue
		}
		end := t.Range.End.Byte
		if !bytes.HasSuffix(t.Bytes, []byte("\n")) {
			end = f.next(end)
		}
		line := f.lineStart(t.Range.Start.Byte)
		if t.Type != hclsyntax.TokenComment || end < at || strings.Trim(string(f.text[line:t.Range.Start.Byte]), " \t") != "" {
			break
		}
		at = line
	}
	return at
}
