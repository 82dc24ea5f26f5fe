package config

import (
	"errors"
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// mark is the type of the marks that values carry.
type mark string

// sensitive marks a value that nobody may see. It is put on by env(), by
// sensitive() and by sensitive variables, and stays on whatever is made of the
// value, until nonsensitive() takes it off.
const sensitive = mark("sensitive")

// unknown stands for a value whose mistake was told already. Whatever is made
// of it is unknown too, and nothing complains about it.
var unknown = cty.DynamicVal

// scope says which names an expression may use.
type scope int

const (
	constants scope = iota // functions only
	variables              // var too
	all                    // local too
)

// evaluate gives an expression's value, unknown where it has a mistake, which
// is noted.
func (l *loader) evaluate(expr hcl.Expression, s scope) cty.Value {
	if !l.checkReferences(expr, s) || l.covered[expr.Range()] {
		return unknown
	}
	value, diags := expr.Value(l.context(expr))
	l.diags = append(l.diags, l.reworded(expr, diags)...)
	if diags.HasErrors() {
		return unknown
	}
	return value
}

// context holds all variables, and of the locals those that the expression
// names.
func (l *loader) context(expr hcl.Expression) *hcl.EvalContext {
	named := map[string]cty.Value{}
	for _, t := range expr.Variables() {
		if name, ok := memberOf(t, "local"); ok {
			named[name] = l.localValue(name)
		}
	}
	return &hcl.EvalContext{
		Variables: map[string]cty.Value{"var": cty.ObjectVal(l.values), "local": cty.ObjectVal(named)},
		Functions: l.functions,
	}
}

// reworded makes HCL's diagnostics fit to be shown. A function's own words take
// the place of HCL's around them. Where the expression works on a sensitive
// value, the reason and the values beside it are left out: both may hold it, or
// a part of it, in a form that no search would find.
func (l *loader) reworded(expr hcl.Expression, diags hcl.Diagnostics) hcl.Diagnostics {
	var result hcl.Diagnostics
	secret := l.touchesSensitive(expr)
	for _, d := range diags {
		d := *d
		var own *teaching
		call, isCall := hcl.DiagnosticExtra[hclsyntax.FunctionCallDiagExtra](&d)
		switch {
		case isCall && errors.As(call.FunctionCallError(), &own):
			d.Summary, d.Detail = own.summary, own.detail
			d.Expression, d.EvalContext = nil, nil
		case secret && !slices.Contains(harmless, d.Summary):
			d.Detail = "The reason is not shown, because the expression works on a sensitive value."
			d.Expression, d.EvalContext = nil, nil
		case secret:
			d.Expression, d.EvalContext = nil, nil
		}
		d.Extra = nil
		result = append(result, &d)
	}
	return result
}

// harmless are the summaries of HCL whose details come from the recipe's text
// alone.
var harmless = []string{
	"Call to unknown function", "Not enough function arguments", "Too many function arguments",
	"Unsupported attribute", "Unknown variable",
}

// touchesSensitive reports whether an expression uses a sensitive value, however
// it does.
func (l *loader) touchesSensitive(expr hcl.Expression) bool {
	node, ok := expr.(hclsyntax.Node)
	if !ok {
		return true
	}
	found := false
	hclsyntax.VisitAll(node, func(n hclsyntax.Node) hcl.Diagnostics {
		if call, ok := n.(*hclsyntax.FunctionCallExpr); ok {
			found = found || call.Name == "env" || call.Name == "sensitive"
		}
		return nil
	})
	for _, t := range expr.Variables() {
		if name, ok := memberOf(t, "var"); ok {
			found = found || l.values[name] != cty.NilVal && l.values[name].ContainsMarked()
		}
		if name, ok := memberOf(t, "local"); ok {
			found = found || l.localValue(name).ContainsMarked()
		}
	}
	return found
}

// memberOf gives the name in root.name and root["name"].
func memberOf(t hcl.Traversal, root string) (string, bool) {
	if t.IsRelative() || t.RootName() != root || len(t) < 2 {
		return "", false
	}
	switch step := t[1].(type) {
	case hcl.TraverseAttr:
		return step.Name, true
	case hcl.TraverseIndex:
		if key, _ := step.Key.Unmark(); key.Type() == cty.String && key.IsKnown() && !key.IsNull() {
			return key.AsString(), true
		}
	}
	return "", false
}

// checkReferences finds the names that an expression uses and that its scope
// lacks. An expression is checked once: each mistake is told once.
func (l *loader) checkReferences(expr hcl.Expression, s scope) bool {
	fine := true
	for _, t := range expr.Variables() {
		if summary, detail := l.referenceMistake(t, s); summary != "" {
			fine = false
			at := t.SourceRange()
			l.fail(&at, summary, detail)
		} else if name, ok := memberOf(t, "var"); ok && l.values[name] == cty.NilVal {
			fine = false
		}
	}
	return fine
}

func (l *loader) referenceMistake(t hcl.Traversal, s scope) (summary, detail string) {
	root := t.RootName()
	switch {
	case s == constants:
		return fmt.Sprintf("%s cannot be used here", root),
			"This value must not depend on others; functions may be used. Put what depends on others into locals."
	case root == "var":
		return l.memberMistake(t, "var", "variable", l.labels("variable"))
	case root == "local" && s == all:
		return l.memberMistake(t, "local", "local", l.localNames())
	case root == "local":
		return "locals cannot be used here", "A validation may use var.NAME and functions."
	case slices.Contains(referable, root):
		return fmt.Sprintf("a reference to a %s cannot be part of an expression", root),
			fmt.Sprintf("%s.NAME stands alone, in an attribute that takes a %s.", root, root)
	}
	return l.unknownRoot(t)
}

// unknownRoot is the message for a bare word, or for a name before a dot that is
// neither var nor local.
func (l *loader) unknownRoot(t hcl.Traversal) (summary, detail string) {
	root := t.RootName()
	summary = fmt.Sprintf("no value named %q", root)
	if len(t) == 1 {
		return summary, fmt.Sprintf("If text is meant, put it in quotes: %q. Values are var.NAME and local.NAME.", root)
	}
	if step, ok := t[1].(hcl.TraverseAttr); ok {
		if root == "env" {
			return summary, fmt.Sprintf("Write env(%q).", step.Name)
		}
		instead := map[string]string{"vars": "var", "variable": "var", "variables": "var", "locals": "local"}[root]
		if instead == "" {
			instead = nearest(root, []string{"var", "local"})
		}
		if instead != "" {
			return summary, fmt.Sprintf("Did you mean %s.%s? Values are var.NAME and local.NAME.", instead, step.Name)
		}
	}
	return summary, "Values are var.NAME and local.NAME."
}

// memberMistake checks the name after var or local.
func (l *loader) memberMistake(t hcl.Traversal, root, what string, declared []string) (summary, detail string) {
	name, ok := memberOf(t, root)
	if !ok {
		return fmt.Sprintf("%s stands alone", root), fmt.Sprintf("Write %s.NAME, with the name of a %s.", root, what)
	}
	if slices.Contains(declared, name) || l.incomplete {
		return "", ""
	}
	return notDeclared(what, root, name, declared)
}

// notDeclared is the message for a name of a kind that is not declared.
func notDeclared(what, root, name string, declared []string) (summary, detail string) {
	summary = fmt.Sprintf("no %s named %q", what, name)
	if len(declared) == 0 {
		return summary, fmt.Sprintf("The recipe declares no %s.", what)
	}
	var full []string
	for _, d := range declared {
		full = append(full, root+"."+d)
	}
	if near := nearest(name, declared); near != "" {
		detail = fmt.Sprintf("Did you mean %s.%s? ", root, near)
	}
	return summary, detail + "Declared: " + enumerate(full) + "."
}
