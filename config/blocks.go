package config

import (
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// A block is one block of the recipe whose header is right.
type block struct {
	kind   string
	label  string // empty where it has none
	title  string // copy "refresh"
	body   *hclsyntax.Body
	source Source
}

// sort puts the blocks of all files into l.blocks and l.declared, and finds
// unknown ones and those declared twice. Of a broken file only the names count:
// its own mistakes are told, more would be guesses.
func (l *loader) sort() {
	for _, f := range l.files {
		if f.broken {
			l.declareBroken(f)
			continue
		}
		l.checkNames(f.body, topLevel, "")
		for _, b := range f.body.Blocks {
			if !slices.Contains(topLevel.blocks, b.Type) {
				continue
			}
			if b, ok := l.header(b, schemas[b.Type]); ok {
				l.blocks[b.kind] = append(l.blocks[b.kind], b)
				l.declare(b)
			}
		}
	}
}

// declare notes a labelled block, or the error that its label is taken.
func (l *loader) declare(b *block) {
	if b.label == "" {
		return
	}
	if l.declared[b.kind] == nil {
		l.declared[b.kind] = declarations{}
	}
	first, taken := l.declared[b.kind][b.label]
	switch {
	case !taken:
		l.declared[b.kind][b.label] = b
	case first != nil:
		l.fail(&b.source.Block, fmt.Sprintf("%s is declared twice", b.title),
			fmt.Sprintf("The first is at %s. Give one of them another name.", place(first.source.Block)))
	}
}

// first reports whether b is the one that its label means. A second one is read
// as well, for the mistakes in it, but counts for nothing.
func (l *loader) first(b *block) bool { return l.declared[b.kind][b.label] == b }

var (
	headerInText = regexp.MustCompile(`(?m)^[ \t]*(\w+)[ \t]+"?([\pL_][\pL\pN_-]*)"?[ \t]*\{`)
	nameInText   = regexp.MustCompile(`(?m)^[ \t]*([\pL_][\pL\pN_-]*)[ \t]*=`)
)

// declareBroken takes names from the text of a file that can't be parsed, so
// that references to them are not called wrong.
func (l *loader) declareBroken(f *file) {
	for _, m := range headerInText.FindAllSubmatch(f.text, -1) {
		kind, label := string(m[1]), string(m[2])
		if l.declared[kind] == nil {
			l.declared[kind] = declarations{}
		}
		if _, known := l.declared[kind][label]; !known {
			l.declared[kind][label] = nil
		}
	}
	for _, m := range nameInText.FindAllSubmatch(f.text, -1) {
		if name := string(m[1]); l.locals[name] == nil {
			l.locals[name] = &local{name: name, done: true, value: unknown}
		}
	}
}

// header checks a block's labels.
func (l *loader) header(b *hclsyntax.Block, s schema) (*block, bool) {
	at := b.DefRange()
	found := &block{kind: b.Type, title: b.Type, body: b.Body, source: sourceOf(b)}
	switch {
	case s.labels == "" && len(b.Labels) == 0:
		return found, true
	case s.labels == "":
		l.fail(&at, fmt.Sprintf("%s takes no name", b.Type), fmt.Sprintf("Write %s.", form(b.Type)))
		return nil, false
	case len(b.Labels) == 0:
		l.fail(&at, fmt.Sprintf("this %s has no name", b.Type), fmt.Sprintf("Write %s.", form(b.Type)))
		return nil, false
	case len(b.Labels) > 1:
		l.fail(&at, fmt.Sprintf("this %s has more than one name", b.Type),
			fmt.Sprintf("Write %s %q { … }.", b.Type, b.Labels[0]))
		return nil, false
	}
	found.label = b.Labels[0]
	found.title = fmt.Sprintf("%s %q", b.Type, found.label)
	if b.Type != "table" && !hclsyntax.ValidIdentifier(found.label) {
		l.fail(&b.LabelRanges[0], fmt.Sprintf("%q is not a name", found.label),
			"A name begins with a letter or underscore, and holds letters, digits, underscores and dashes.")
		return nil, false
	}
	return found, true
}

func sourceOf(b *hclsyntax.Block) Source {
	s := Source{Block: b.DefRange(), Attrs: map[string]hcl.Range{}}
	for name, a := range b.Body.Attributes {
		s.Attrs[name] = a.Range()
	}
	return s
}

// checkNames finds the attributes and blocks of a body that its schema lacks,
// and the required ones that the body lacks.
func (l *loader) checkNames(body *hclsyntax.Body, s schema, title string) {
	in := ""
	if title != "" {
		in = " in " + title
	}
	for name, a := range body.Attributes {
		if s.free || slices.Contains(s.attributes, name) {
			continue
		}
		l.fail(&a.NameRange, fmt.Sprintf("no attribute named %q%s", name, in), s.adviseAttribute(name))
	}
	for _, b := range body.Blocks {
		if slices.Contains(s.blocks, b.Type) {
			continue
		}
		at := b.DefRange()
		l.fail(&at, fmt.Sprintf("no block named %q%s", b.Type, in), s.adviseBlock(b.Type))
	}
}

// adviseAttribute says what to write instead of an unknown attribute.
func (s schema) adviseAttribute(name string) string {
	switch {
	case slices.Contains(s.blocks, name):
		return fmt.Sprintf("%s is a block: write it without the equals sign, %s.", name, form(name))
	case s.inner(name) != "":
		return fmt.Sprintf("%s stands in a %s block.", name, s.inner(name))
	case len(s.attributes) > 0:
		return didYouMean(name, s.attributes) + "Attributes here: " + enumerate(s.attributes) + "."
	case len(s.blocks) > 0:
		return didYouMean(name, s.blocks) + "Here stand blocks only: " + enumerate(s.blocks) + "."
	}
	return "No attribute stands here."
}

// inner is the block inside this one that an attribute belongs to.
func (s schema) inner(name string) string {
	for _, kind := range s.blocks {
		if slices.Contains(schemas[kind].attributes, name) && nearest(name, s.attributes) == "" {
			return kind
		}
	}
	return ""
}

// adviseBlock says what to write instead of an unknown block.
func (s schema) adviseBlock(kind string) string {
	switch {
	case slices.Contains(s.attributes, kind):
		return fmt.Sprintf("%s is an attribute: write it with an equals sign, %s = …", kind, kind)
	case s.free:
		return "Here stand names with values only: name = value."
	case len(s.blocks) > 0:
		return didYouMean(kind, s.blocks) + "Blocks here: " + enumerate(s.blocks) + "."
	case len(s.attributes) > 0:
		return didYouMean(kind, s.attributes) + "Here stand attributes only: " + enumerate(s.attributes) + "."
	}
	return "No block stands here."
}

// open checks a block against its schema and gives it to be read.
func (l *loader) open(b *block, s schema) *reader {
	l.checkNames(b.body, s, b.title)
	for _, name := range slices.Sorted(maps.Keys(s.required)) {
		if b.body.Attributes[name] == nil {
			l.fail(&b.source.Block, fmt.Sprintf("%s has no %s", b.title, name),
				fmt.Sprintf("Add %s = %s.", name, s.required[name]))
		}
	}
	return &reader{l: l, block: b}
}
