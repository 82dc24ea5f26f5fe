package config

import (
	"cmp"
	"fmt"
	"slices"
)

func (l *loader) loadSelections() {
	for _, b := range l.blocks["selection"] {
		if read := l.readSelection(b); l.first(b) {
			l.recipe.Selections = append(l.recipe.Selections, read)
		}
	}
	sortBy(l.recipe.Selections, func(s *Selection) string { return s.Name })
}

func (l *loader) readSelection(b *block) *Selection {
	r := l.open(b, schemas["selection"])
	s := &Selection{Name: b.label, Source: b.source}
	var ok bool
	s.Include, ok = r.patterns("include")
	if ok && len(s.Include) == 0 && b.body.Attributes["include"] != nil {
		r.fail("include", "include is empty", `A selection includes at least one pattern; "*" takes the whole default schema.`)
	}
	s.Exclude, _ = r.patterns("exclude")
	s.Related = Related(r.choice("related", string(RelatedAll), string(RelatedReferenced),
		string(RelatedReferencing), string(RelatedNone)))
	return s
}

// selection reads what a copy or backup takes: the attribute, or one block
// inside. Where a mistake was told, the selection is nil and ok is true.
func (r *reader) selection() (s *Selection, ok bool) {
	var inline []*block
	for _, b := range r.body.Blocks {
		if b.Type == "selection" {
			inline = append(inline, &block{kind: b.Type, title: "selection", body: b.Body, source: sourceOf(b)})
			if len(b.Labels) > 0 {
				r.l.fail(&b.LabelRanges[0], "a selection inside a block has no name", "Write selection { … }.")
			}
		}
	}
	a := r.body.Attributes["selection"]
	written := a != nil && !isNull(a.Expr)
	if len(inline) > 1 || written && len(inline) > 0 {
		at := inline[len(inline)-1].source.Block
		r.l.fail(&at, fmt.Sprintf("%s has two selections", r.title), "Keep one: selection = selection.NAME, or one selection block.")
		return nil, true
	}
	if len(inline) == 1 {
		return r.l.readSelection(inline[0]), true
	}
	if !written {
		return nil, false
	}
	ref, found := r.reference("selection", "selection")
	if !found {
		return nil, true
	}
	i := slices.IndexFunc(r.l.recipe.Selections, func(s *Selection) bool { return s.Name == ref.label })
	if i < 0 {
		return nil, true
	}
	return r.l.recipe.Selections[i], true
}

// sortBy sorts a list by a text of its elements.
func sortBy[T any](list []T, by func(T) string) {
	slices.SortStableFunc(list, func(a, b T) int { return cmp.Compare(by(a), by(b)) })
}
