package config

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// envPrefix is that of environment variables that give values to variables.
const envPrefix = "POCO_VAR_"

// An assignment is a value given to a variable: text from the command line or
// the environment, or an expression of a file.
type assignment struct {
	origin string // --var, the environment, prod.pocovars
	text   string
	expr   hcl.Expression // nil: text
	at     *hcl.Range     // nil: text
}

// value evaluates the assignment. Text is taken as it is for a variable that
// holds text, a number or a bool, and is an expression for all others.
func (a *assignment) value(l *loader, v *variable) cty.Value {
	expr := a.expr
	if expr == nil {
		if v.untyped || v.want.IsPrimitiveType() {
			return cty.StringVal(a.text)
		}
		parsed, ok := parseValue(a.text)
		if !ok {
			l.fail(nil, fmt.Sprintf("the value of var.%s from %s cannot be read", v.Name, a.origin),
				fmt.Sprintf("Its type is %s: write the value as in a recipe, for instance --var '%s=[\"a\", \"b\"]'.", v.Type, v.Name))
			return unknown
		}
		expr = parsed
	}
	value, diags := expr.Value(nil)
	if diags.HasErrors() {
		l.diags = append(l.diags, l.withoutValues(v, a, diags)...)
		return unknown
	}
	return value
}

// parseValue parses text as an expression.
func parseValue(text string) (hcl.Expression, bool) {
	tokens, _ := hclsyntax.LexExpression([]byte(text), "", hcl.InitialPos)
	if tooDeep(tokens) != nil {
		return nil, false
	}
	expr, diags := hclsyntax.ParseExpression([]byte(text), "", hcl.InitialPos)
	return expr, !diags.HasErrors()
}

// withoutValues is what may be told of the diagnostics of an assignment.
func (l *loader) withoutValues(v *variable, a *assignment, diags hcl.Diagnostics) hcl.Diagnostics {
	var result hcl.Diagnostics
	for _, d := range diags {
		d := *d
		d.Expression, d.EvalContext, d.Extra = nil, nil, nil
		if a.at == nil {
			d.Subject, d.Context = nil, nil
			d.Summary = fmt.Sprintf("var.%s from %s: %s", v.Name, a.origin, d.Summary)
		}
		if v.Sensitive {
			d.Detail = "The reason is not shown, because the variable is sensitive."
		}
		result = append(result, &d)
	}
	return result
}

// gatherValues reads all sources of values. A later source wins over an earlier
// one: the environment, *.auto.pocovars by name, --var-file and --var in the
// order given.
func (l *loader) gatherValues() map[string]*assignment {
	given := map[string]*assignment{}
	for name := range l.declared["variable"] {
		if text, ok := l.env.values[envPrefix+name]; ok {
			given[name] = &assignment{origin: envPrefix + name, text: text}
		}
	}
	autos, _ := findFiles(l.dir, autoSuffix)
	for _, name := range autos {
		l.valueFile(name, filepath.Join(l.dir, name), given)
	}
	for _, name := range l.options.VarFiles {
		path := name
		if !filepath.IsAbs(path) {
			path = filepath.Join(l.options.WorkDir, path)
		}
		l.valueFile(name, path, given)
	}
	l.valueFlags(given)
	return given
}

// valueFile reads a file of NAME = value. One that can't be parsed is not shown:
// nobody knows which of its lines hold a secret.
func (l *loader) valueFile(name, path string, given map[string]*assignment) {
	if _, err := os.Stat(path); err != nil {
		l.incompleteValues = true
		l.fail(nil, "cannot read the file of values "+name, sentence(err)+".")
		return
	}
	incomplete := l.incomplete
	f := l.parse(name, path)
	l.incomplete = incomplete // it declares nothing
	if f == nil || f.broken {
		l.incompleteValues = true
		delete(l.recipe.Sources, name)
		return
	}
	for _, b := range f.body.Blocks {
		at := b.DefRange()
		l.fail(&at, "a block in a file of values", "It holds NAME = value only; blocks belong into a file named *.poco.hcl.")
	}
	for _, a := range attributesInOrder(f.body) {
		at := a.Expr.Range()
		if _, ok := l.declared["variable"][a.Name]; !ok {
			l.undeclaredInFile(a)
			continue
		}
		given[a.Name] = &assignment{origin: name, expr: a.Expr, at: &at}
	}
}

func (l *loader) undeclaredInFile(a *hclsyntax.Attribute) {
	l.hide(a.Expr.Range())
	if l.incomplete {
		return
	}
	_, detail := notDeclared("variable", "var", a.Name, l.labels("variable"))
	at := a.NameRange
	l.diags = append(l.diags, &hcl.Diagnostic{
		Severity: hcl.DiagWarning,
		Summary:  fmt.Sprintf("a value for %q, which is no variable of the recipe", a.Name),
		Detail:   "It is ignored. " + detail,
		Subject:  &at,
	})
}

// valueFlags reads --var.
func (l *loader) valueFlags(given map[string]*assignment) {
	for _, flag := range l.options.Vars {
		name, text, ok := strings.Cut(flag, "=")
		name = strings.TrimSpace(name)
		if !ok || !hclsyntax.ValidIdentifier(name) {
			l.fail(nil, "--var takes NAME=value", "For instance: --var since=2026-01-01. What was given is not shown, since it may hold a secret.")
			continue
		}
		if _, declared := l.declared["variable"][name]; !declared {
			if !l.incomplete {
				summary, detail := notDeclared("variable", "var", name, l.labels("variable"))
				l.fail(nil, summary+", which --var sets", detail)
			}
			continue
		}
		given[name] = &assignment{origin: "--var", text: text}
	}
}

// adviseValue says how to give a variable its value.
func (l *loader) adviseValue(v *variable) string {
	var detail string
	if v.Description != "" {
		detail = v.Description + " "
	}
	var near []string
	for name := range maps.Keys(l.env.values) {
		if strings.HasPrefix(name, envPrefix) && l.declared["variable"][strings.TrimPrefix(name, envPrefix)] == nil {
			near = append(near, name)
		}
	}
	if name := nearest(envPrefix+v.Name, near); name != "" {
		detail += fmt.Sprintf("The environment has %s; did you mean %s%s? ", name, envPrefix, v.Name)
	}
	return detail + fmt.Sprintf("Give it with --var %[1]s=…, as %[1]s = … in a --var-file or a *%[2]s file beside the recipe, "+
		"as %[3]s%[1]s in the environment or in .env, or give the variable a default.", v.Name, autoSuffix, envPrefix)
}

// attributesInOrder are a body's attributes as they stand.
func attributesInOrder(body *hclsyntax.Body) []*hclsyntax.Attribute {
	list := slices.Collect(maps.Values(body.Attributes))
	slices.SortFunc(list, func(a, b *hclsyntax.Attribute) int { return a.SrcRange.Start.Byte - b.SrcRange.Start.Byte })
	return list
}
