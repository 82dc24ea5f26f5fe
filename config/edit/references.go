package edit

import (
	"errors"
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// A reference is kind.LABEL or kind["LABEL"] in an expression of a block.
type reference struct {
	place
	label string
	step  hcl.Range // .LABEL or ["LABEL"]
}

func (r reference) String() string {
	title := r.block.Type
	if len(r.block.Labels) > 0 {
		title += fmt.Sprintf(" %q", r.block.Labels[0])
	}
	return fmt.Sprintf("%s (%s line %d)", title, r.name, r.step.Start.Line)
}

// references are those to a block.
func (r *Recipe) references(kind, label string) []reference {
	var found []reference
	for _, f := range r.files {
		for _, b := range f.body.Blocks {
			_ = hclsyntax.VisitAll(b.Body, func(n hclsyntax.Node) hcl.Diagnostics {
				if e, ok := n.(*hclsyntax.ScopeTraversalExpr); ok {
					if to, step := member(e.Traversal, kind); to == label {
						found = append(found, reference{place{f, b}, to, step})
					}
				}
				return nil
			})
		}
	}
	return found
}

// member is the name after kind in a traversal.
func member(t hcl.Traversal, kind string) (string, hcl.Range) {
	if t.IsRelative() || t.RootName() != kind || len(t) < 2 {
		return "", hcl.Range{}
	}
	switch step := t[1].(type) {
	case hcl.TraverseAttr:
		return step.Name, step.SrcRange
	case hcl.TraverseIndex:
		if step.Key.Type() == cty.String && step.Key.IsKnown() && !step.Key.IsNull() {
			return step.Key.AsString(), step.SrcRange
		}
	}
	return "", hcl.Range{}
}

// refers is the label in an expression that is a whole reference.
func refers(expr hclsyntax.Expression, kind string) string {
	t, diags := hcl.AbsTraversalForExpr(expr)
	if diags.HasErrors() || len(t) != 2 {
		return ""
	}
	label, _ := member(t, kind)
	return label
}

// rename gives a block another label, and all references with it.
func (r *Recipe) rename(in finder, was, label string) error {
	p, _ := in()
	kind := p.block.Type
	splices := map[*file][]splice{}
	at := p.block.LabelRanges[0]
	name := quoted(label)
	if p.text[at.Start.Byte] != '"' {
		name = label
	}
	splices[p.file] = append(splices[p.file], splice{at.Start.Byte, at.End.Byte, name})
	for _, ref := range r.references(kind, was) {
		text := "." + label
		if ref.text[ref.step.Start.Byte] == '[' {
			text = "[" + quoted(label) + "]"
		}
		splices[ref.file] = append(splices[ref.file], splice{ref.step.Start.Byte, ref.step.End.Byte, text})
	}
	for f, s := range splices {
		if err := f.apply(s...); err != nil {
			return err
		}
	}
	return nil
}

// atomic makes the changes of one edit or, where one fails, none.
func (r *Recipe) atomic(change func() error) error {
	type saved struct {
		file *file
		was  file
	}
	var all []saved
	files := append([]*file(nil), r.files...)
	for _, f := range append([]*file{r.dotenv, r.ignore}, r.files...) {
		all = append(all, saved{f, *f})
	}
	err := change()
	for _, f := range r.files {
		err = errors.Join(err, f.tidyUp())
	}
	if err != nil {
		r.files = files
		for _, s := range all {
			*s.file = s.was
		}
	}
	return err
}
