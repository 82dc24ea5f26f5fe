package edit

import (
	"fmt"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// quoted writes a text as HCL has it: nothing in it is a template.
func quoted(s string) string {
	return string(hclwrite.TokensForValue(cty.StringVal(s)).Bytes())
}

// hclText writes a plain value.
func hclText(value any) string {
	if s, ok := value.(string); ok {
		return quoted(s)
	}
	return fmt.Sprint(value)
}

// constant is the value of an expression that is made of no variable and no
// function.
func constant(expr hclsyntax.Expression) (cty.Value, bool) {
	v, diags := expr.Value(nil)
	if diags.HasErrors() || !v.IsWhollyKnown() {
		return cty.NilVal, false
	}
	return v, true
}

// goValue is the text or truth in a value.
func goValue(v cty.Value) (any, bool) {
	switch {
	case v == cty.NilVal || v.IsNull():
		return nil, false
	case v.Type() == cty.String:
		return v.AsString(), true
	case v.Type() == cty.Bool:
		return v.True(), true
	}
	return nil, false
}

// textOf is a value as text, as config reads it.
func textOf(v cty.Value) (string, bool) {
	v, err := convert.Convert(v, cty.String)
	if err != nil || v.IsNull() {
		return "", false
	}
	return v.AsString(), true
}
