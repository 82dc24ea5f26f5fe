package config

import (
	"encoding/base64"
	"errors"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

func hasPrefix(s, part string) bool { return strings.HasPrefix(s, part) }
func hasSuffix(s, part string) bool { return strings.HasSuffix(s, part) }
func hasInfix(s, part string) bool  { return strings.Contains(s, part) }

func textTest(test func(s, part string) bool) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "text", Type: cty.String}, {Name: "part", Type: cty.String}},
		Type:   function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			return cty.BoolVal(test(args[0].AsString(), args[1].AsString())), nil
		},
	})
}

// textFunction makes text out of text.
func textFunction(do func(string) (string, error)) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "text", Type: cty.String}},
		Type:   function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			s, err := do(args[0].AsString())
			if err != nil {
				return cty.NilVal, err
			}
			return cty.StringVal(s), nil
		},
	})
}

// replaceFunction takes a pattern between slashes as a regular expression.
func replaceFunction() function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{
			{Name: "text", Type: cty.String}, {Name: "part", Type: cty.String}, {Name: "replacement", Type: cty.String},
		},
		Type: function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			part := args[1].AsString()
			if len(part) > 1 && part[0] == '/' && part[len(part)-1] == '/' {
				return stdlib.RegexReplace(args[0], cty.StringVal(part[1:len(part)-1]), args[2])
			}
			return stdlib.Replace(args[0], args[1], args[2])
		},
	})
}

// urlEncodeFunction escapes for every part of a URL: also a blank, which the
// query's + would not be in a password.
func urlEncodeFunction() function.Function {
	return textFunction(func(s string) (string, error) {
		return strings.ReplaceAll(url.QueryEscape(s), "+", "%20"), nil
	})
}

func base64EncodeFunction() function.Function {
	return textFunction(func(s string) (string, error) {
		return base64.StdEncoding.EncodeToString([]byte(s)), nil
	})
}

func base64DecodeFunction() function.Function {
	return textFunction(func(s string) (string, error) {
		b, err := base64.StdEncoding.DecodeString(s)
		switch {
		case err != nil:
			return "", errors.New("it is not base64")
		case !utf8.Valid(b):
			return "", errors.New("what it holds is not UTF-8 text")
		}
		return string(b), nil
	})
}
