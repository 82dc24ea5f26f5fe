package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// A reference names a block: database.dev. Block is nil where it is declared in
// a place that can't be read.
type reference struct {
	kind, label string
	at          hcl.Range
	block       *block
}

func (r reference) String() string { return r.kind + "." + r.label }

// reference reads an attribute that names a block of the given kind.
func (r *reader) reference(name, kind string) (reference, bool) {
	a := r.body.Attributes[name]
	if a == nil || isNull(a.Expr) {
		return reference{}, false
	}
	return r.l.resolve(a.Expr, name, kind)
}

// references reads depends_on.
func (r *reader) references(name string, kinds ...string) []reference {
	a := r.body.Attributes[name]
	if a == nil || isNull(a.Expr) {
		return nil
	}
	list, diags := hcl.ExprList(a.Expr)
	if diags.HasErrors() {
		r.fail(name, name+" is not a list", fmt.Sprintf("Write it with brackets: %s = [copy.NAME].", name))
		return nil
	}
	var found []reference
	for _, e := range list {
		if ref, ok := r.l.resolve(e, name, kinds...); ok {
			found = append(found, ref)
		}
	}
	return found
}

func isNull(expr hcl.Expression) bool {
	literal, ok := expr.(*hclsyntax.LiteralValueExpr)
	return ok && literal.Val.IsNull()
}

// resolve finds the block that an expression names. attribute is for messages.
func (l *loader) resolve(expr hcl.Expression, attribute string, kinds ...string) (reference, bool) {
	at := expr.Range()
	t, diags := hcl.AbsTraversalForExpr(expr)
	if diags.HasErrors() || len(t) == 0 {
		l.fail(&at, attribute+" takes a reference", l.adviseReference(expr, kinds))
		return reference{}, false
	}
	root := t.RootName()
	if len(t) == 1 || !slices.Contains(kinds, root) {
		l.fail(&at, l.wrongRoot(t, attribute, kinds), l.adviseRoot(t, kinds))
		return reference{}, false
	}
	label, ok := memberOf(t, root)
	if !ok || len(t) > 2 {
		l.fail(&at, fmt.Sprintf("%s takes a whole %s", attribute, root),
			fmt.Sprintf("Write %s.NAME, with nothing behind the name.", root))
		return reference{}, false
	}
	found, declared := l.declared[root][label]
	if !declared {
		if !l.incomplete {
			summary, detail := notDeclared(root, root, label, l.labels(root))
			l.fail(&at, summary, detail)
		}
		return reference{}, false
	}
	return reference{kind: root, label: label, at: at, block: found}, true
}

func (l *loader) wrongRoot(t hcl.Traversal, attribute string, kinds []string) string {
	if len(t) > 1 && slices.Contains(referable, t.RootName()) {
		return fmt.Sprintf("%s takes a %s, not a %s", attribute, either(kinds), t.RootName())
	}
	return fmt.Sprintf("%s takes a reference to a %s", attribute, either(kinds))
}

// adviseRoot helps where what is before the dot is wrong, or there is no dot.
func (l *loader) adviseRoot(t hcl.Traversal, kinds []string) string {
	root := t.RootName()
	if len(t) == 1 {
		return l.adviseLabel(root, kinds)
	}
	if step, ok := t[1].(hcl.TraverseAttr); ok {
		for _, kind := range kinds {
			_, exists := l.declared[kind][step.Name]
			if exists || nearest(root, kinds) == kind {
				return fmt.Sprintf("Did you mean %s.%s? %s", kind, step.Name, l.declaredOf(kinds))
			}
		}
	}
	return l.declaredOf(kinds)
}

// adviseReference helps where something else than a reference is written, most
// often one in quotes.
func (l *loader) adviseReference(expr hcl.Expression, kinds []string) string {
	if template, ok := expr.(*hclsyntax.TemplateExpr); ok && template.IsStringLiteral() {
		if v, _ := template.Value(nil); v.Type() == cty.String {
			_, label, dotted := strings.Cut(v.AsString(), ".")
			if !dotted {
				label = v.AsString()
			}
			return l.adviseLabel(label, kinds)
		}
	}
	return fmt.Sprintf("Write %s.NAME. %s", kinds[0], l.declaredOf(kinds))
}

func (l *loader) adviseLabel(label string, kinds []string) string {
	for _, kind := range kinds {
		if _, exists := l.declared[kind][label]; exists {
			return fmt.Sprintf("Write %s.%s, without quotes.", kind, label)
		}
	}
	return fmt.Sprintf("Write %s.NAME, without quotes. %s", kinds[0], l.declaredOf(kinds))
}

func (l *loader) declaredOf(kinds []string) string {
	var names []string
	for _, kind := range kinds {
		for _, label := range l.labels(kind) {
			names = append(names, kind+"."+label)
		}
	}
	if len(names) == 0 {
		return fmt.Sprintf("The recipe declares no %s.", either(kinds))
	}
	return "Declared: " + enumerate(names) + "."
}
