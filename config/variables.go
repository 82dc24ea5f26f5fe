package config

import (
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// A variable is one variable block.
type variable struct {
	Variable
	block       *block
	want        cty.Type
	defaults    *typeexpr.Defaults // of optional attributes
	untyped     bool
	initial     cty.Value // NilVal: there is none, and a value must be given
	notNull     bool
	broken      bool // a mistake of the declaration, told already
	validations []*reader
}

// loadVariables reads the declarations, gives each its value and checks it.
func (l *loader) loadVariables() {
	l.variables = map[string]*variable{}
	l.values = map[string]cty.Value{}
	for _, b := range l.blocks["variable"] {
		v := l.declareVariable(b)
		if !l.first(b) {
			continue
		}
		l.variables[b.label] = v
		l.recipe.Variables = append(l.recipe.Variables, v.Variable)
	}
	sortBy(l.recipe.Variables, func(v Variable) string { return v.Name })
	given := l.gatherValues()
	for _, name := range slices.Sorted(maps.Keys(l.variables)) {
		l.values[name] = l.assign(l.variables[name], given[name])
	}
	l.validate(given)
}

func (l *loader) declareVariable(b *block) *variable {
	r := l.open(b, schemas["variable"])
	v := &variable{block: b, want: cty.DynamicPseudoType}
	v.Name, v.Source = b.label, b.source
	v.Sensitive = r.flag("sensitive")
	v.Description, _ = r.text("description")
	if nullable, ok := r.value("nullable", cty.Bool); ok {
		v.notNull = nullable.False()
	}
	l.readType(v)
	l.readDefault(v)
	for _, inner := range b.body.Blocks {
		if inner.Type != "validation" {
			continue
		}
		if inner, ok := l.header(inner, schemas["validation"]); ok {
			v.validations = append(v.validations, l.open(inner, schemas["validation"]))
		}
	}
	return v
}

func (l *loader) readType(v *variable) {
	a := v.block.body.Attributes["type"]
	if a == nil {
		v.untyped, v.Type = true, "any"
		return
	}
	if quoted, ok := a.Expr.(*hclsyntax.TemplateExpr); ok && quoted.IsStringLiteral() {
		at := a.Expr.Range()
		v.broken = true
		l.fail(&at, "a type is written without quotes", "For instance: type = string.")
		return
	}
	want, defaults, diags := typeexpr.TypeConstraintWithDefaults(a.Expr)
	for _, d := range diags {
		d.Detail += " A type is string, number, bool, any, list(…), set(…), map(…), tuple([…]) or object({…})."
	}
	l.diags = append(l.diags, diags...)
	v.want, v.defaults, v.broken = want, defaults, diags.HasErrors()
	v.Type = l.sourceText(a.Expr.Range())
}

func (l *loader) readDefault(v *variable) {
	a := v.block.body.Attributes["default"]
	if a == nil {
		return
	}
	if v.Sensitive {
		l.hide(a.Expr.Range())
	}
	at := a.Expr.Range()
	v.initial = l.evaluate(a.Expr, constants)
	if !v.broken && v.initial.IsKnown() {
		v.initial = l.convert(v, v.initial, &at, "default of var."+v.Name)
	}
	if v.initial.IsNull() && v.notNull {
		v.broken = true
		l.fail(&at, fmt.Sprintf("the default of var.%s is null", v.Name), "nullable = false rules that out.")
	}
}

// convert makes a value fit the variable's type, or notes that it does not.
func (l *loader) convert(v *variable, value cty.Value, at *hcl.Range, what string) cty.Value {
	if v.defaults != nil && !value.IsNull() && value.IsWhollyKnown() {
		value = v.defaults.Apply(value)
	}
	converted, err := convert.Convert(value, v.want)
	if err != nil {
		reason := capital(conversionReason(err))
		if v.Sensitive || value.ContainsMarked() {
			reason = "The value is not shown, since it is sensitive"
		}
		l.fail(at, fmt.Sprintf("the %s has the wrong type", what),
			fmt.Sprintf("%s. The variable's type is %s.", reason, v.Type))
		return unknown
	}
	return converted
}

// assign gives a variable its value: the one given, else its default.
func (l *loader) assign(v *variable, given *assignment) cty.Value {
	value := v.initial
	if given != nil {
		value = l.given(v, given)
		if value.IsNull() && v.notNull {
			value = v.initial
			if v.initial == cty.NilVal {
				l.fail(given.at, fmt.Sprintf("var.%s is null", v.Name), "nullable = false rules that out. Give it a value.")
				return unknown
			}
		}
	}
	switch {
	case v.broken:
		return unknown
	case value == cty.NilVal && (l.incompleteValues || l.env.broken):
		return unknown
	case value == cty.NilVal:
		l.fail(&v.Source.Block, fmt.Sprintf("no value for var.%s", v.Name), l.adviseValue(v))
		return unknown
	}
	if v.Sensitive {
		value = value.Mark(sensitive)
	}
	if value.ContainsMarked() {
		l.secrets.take(value)
	}
	return value
}

// given evaluates an assignment, once the variable's type is known.
func (l *loader) given(v *variable, a *assignment) cty.Value {
	if v.Sensitive && a.at != nil {
		l.hide(*a.at)
	}
	value := a.value(l, v)
	if v.broken || !value.IsKnown() {
		return unknown
	}
	return l.convert(v, value, a.at, "value of var."+v.Name+" from "+a.origin)
}
