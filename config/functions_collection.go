package config

import (
	"errors"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// lengthFunction counts characters of text, or elements.
func lengthFunction() function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "value", Type: cty.DynamicPseudoType}},
		Type:   function.StaticReturnType(cty.Number),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			switch ty := args[0].Type(); {
			case ty == cty.String:
				return stdlib.Strlen(args[0])
			case ty.IsObjectType():
				return cty.NumberIntVal(int64(len(ty.AttributeTypes()))), nil
			case ty.IsCollectionType() || ty.IsTupleType():
				return args[0].Length(), nil
			}
			return cty.NilVal, function.NewArgErrorf(0, "it takes text, a list, a set or a map")
		},
	})
}

// lookupFunction takes a default or, as Terraform's, does without.
func lookupFunction() function.Function {
	find := func(args []cty.Value) (cty.Value, error) {
		v, diags := hcl.Index(args[0], args[1], nil)
		switch {
		case len(args) > 3:
			return cty.NilVal, errors.New("it takes a map, a key and at most one default")
		case !args[0].Type().IsMapType() && !args[0].Type().IsObjectType():
			return cty.NilVal, function.NewArgErrorf(0, "it takes a map")
		case !diags.HasErrors():
			return v, nil
		case len(args) == 2:
			return cty.NilVal, errors.New("there is no such key, and no default is given")
		case args[0].Type().IsMapType():
			return convert.Convert(args[2], args[0].Type().ElementType())
		}
		return args[2], nil
	}
	return function.New(&function.Spec{
		Params: []function.Parameter{
			{Name: "map", Type: cty.DynamicPseudoType}, {Name: "key", Type: cty.String},
		},
		VarParam: &function.Parameter{Name: "default", Type: cty.DynamicPseudoType, AllowNull: true, AllowDynamicType: true},
		Type: func(args []cty.Value) (cty.Type, error) {
			for _, a := range args {
				if !a.IsWhollyKnown() {
					return cty.DynamicPseudoType, nil
				}
			}
			v, err := find(args)
			if err != nil {
				return cty.NilType, err
			}
			return v.Type(), nil
		},
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) { return find(args) },
	})
}

// coalesceFunction gives the first value that is neither null nor empty text.
func coalesceFunction() function.Function {
	return function.New(&function.Spec{
		VarParam: &function.Parameter{Name: "values", Type: cty.DynamicPseudoType, AllowNull: true, AllowDynamicType: true},
		Type: func(args []cty.Value) (cty.Type, error) {
			var types []cty.Type
			for _, a := range args {
				types = append(types, a.Type())
			}
			if ty, _ := convert.UnifyUnsafe(types); ty != cty.NilType {
				return ty, nil
			}
			return cty.NilType, errors.New("all its values must have one type")
		},
		Impl: func(args []cty.Value, ty cty.Type) (cty.Value, error) {
			for _, a := range args {
				if !a.IsNull() && !a.RawEquals(cty.StringVal("")) {
					return convert.Convert(a, ty)
				}
			}
			return cty.NilVal, errors.New("all its values are null or empty")
		},
	})
}

// elements are those of a list, set or tuple, each converted.
func elements(v cty.Value, ty cty.Type) ([]cty.Value, error) {
	if t := v.Type(); !t.IsListType() && !t.IsSetType() && !t.IsTupleType() {
		return nil, function.NewArgErrorf(0, "it takes a list or a set")
	}
	var list []cty.Value
	for it := v.ElementIterator(); it.Next(); {
		_, e := it.Element()
		e, err := convert.Convert(e, ty)
		switch {
		case err != nil:
			return nil, function.NewArgErrorf(0, "an element: %s", err)
		case e.IsNull():
			return nil, function.NewArgErrorf(0, "an element is null")
		}
		list = append(list, e)
	}
	return list, nil
}

// listFunction makes one value of type out of a list of type in.
func listFunction(in, out cty.Type, do func([]cty.Value) (cty.Value, error)) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "list", Type: cty.DynamicPseudoType}},
		Type:   function.StaticReturnType(out),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			if !args[0].IsWhollyKnown() {
				return cty.UnknownVal(out), nil
			}
			list, err := elements(args[0], in)
			if err != nil {
				return cty.NilVal, err
			}
			return do(list)
		},
	})
}

func sumFunction() function.Function {
	return listFunction(cty.Number, cty.Number, func(list []cty.Value) (cty.Value, error) {
		if len(list) == 0 {
			return cty.NilVal, function.NewArgErrorf(0, "the list is empty")
		}
		sum := cty.Zero
		for _, e := range list {
			sum = sum.Add(e)
		}
		return sum, nil
	})
}

// truthFunction reports whether all elements are true, or any is.
func truthFunction(all bool) function.Function {
	return listFunction(cty.Bool, cty.Bool, func(list []cty.Value) (cty.Value, error) {
		for _, e := range list {
			if e.True() != all {
				return cty.BoolVal(!all), nil
			}
		}
		return cty.BoolVal(all), nil
	})
}

// oneFunction gives the only element, or null where there is none.
func oneFunction() function.Function {
	return listFunction(cty.DynamicPseudoType, cty.DynamicPseudoType, func(list []cty.Value) (cty.Value, error) {
		switch len(list) {
		case 0:
			return cty.NullVal(cty.DynamicPseudoType), nil
		case 1:
			return list[0], nil
		}
		return cty.NilVal, function.NewArgErrorf(0, "it has more than one element")
	})
}
