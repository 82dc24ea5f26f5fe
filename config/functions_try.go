package config

import (
	"errors"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/customdecode"
	"github.com/hashicorp/hcl/v2/ext/tryfunc"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

func canFunction() function.Function { return tryfunc.CanFunc }

// tryFunction gives the first of its expressions that has a value. Where none
// has, it says why only as far as that shows no value.
func tryFunction() function.Function {
	try := func(args []cty.Value) (cty.Value, error) {
		var failed hcl.Diagnostics
		for _, a := range args {
			closure := customdecode.ExpressionClosureFromVal(a)
			v, diags := closure.Value()
			if diags.HasErrors() {
				failed = append(failed, diags...)
				continue
			}
			if !v.IsWhollyKnown() {
				return unknown, nil
			}
			return v, nil
		}
		return cty.NilVal, allFailed(failed)
	}
	return function.New(&function.Spec{
		VarParam: &function.Parameter{Name: "expressions", Type: customdecode.ExpressionClosureType},
		Type: func(args []cty.Value) (cty.Type, error) {
			v, err := try(args)
			if err != nil {
				return cty.NilType, err
			}
			return v.Type(), nil
		},
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) { return try(args) },
	})
}

// allFailed is try's error: that of a function which explains itself, else a
// list of what was wrong.
func allFailed(diags hcl.Diagnostics) error {
	if len(diags) == 0 {
		return errors.New("it takes at least one expression")
	}
	var reasons []string
	for _, d := range diags {
		var own *teaching
		call, ok := hcl.DiagnosticExtra[hclsyntax.FunctionCallDiagExtra](d)
		if ok && errors.As(call.FunctionCallError(), &own) {
			return own
		}
		reasons = append(reasons, d.Summary)
	}
	return errors.New("no expression has a value (" + strings.Join(reasons, "; ") + ")")
}
