package config

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// anything is a parameter that takes any value as it is.
func anything(name string) function.Parameter {
	return function.Parameter{
		Name: name, Type: cty.DynamicPseudoType,
		AllowNull: true, AllowDynamicType: true, AllowMarked: true, AllowUnknown: true,
	}
}

// sameType is the type of a function that gives back its argument.
func sameType(args []cty.Value) (cty.Type, error) { return args[0].Type(), nil }

// envFunction reads the environment. A value that stands in the recipe, as
// default, is sensitive like the others, but no secret to hide in output.
func envFunction(e *environment, s *secrets) function.Function {
	return function.New(&function.Spec{
		Params:   []function.Parameter{{Name: "name", Type: cty.String}},
		VarParam: &function.Parameter{Name: "default", Type: cty.String, AllowNull: true},
		Type:     function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			name := args[0].AsString()
			value, set := e.values[name]
			switch {
			case len(args) > 2:
				return cty.NilVal, &teaching{"env takes a name and at most one default", "Leave out what follows the default."}
			case set:
				v := cty.StringVal(value)
				s.take(v)
				return v.Mark(sensitive), nil
			case len(args) == 2:
				return args[1].Mark(sensitive), nil
			case e.broken:
				return cty.UnknownVal(cty.String), nil
			}
			return cty.NilVal, e.missing(name)
		},
	})
}

func sensitiveFunction(s *secrets) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{anything("value")},
		Type:   sameType,
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			s.take(args[0])
			return args[0].Mark(sensitive), nil
		},
	})
}

func nonsensitiveFunction(s *secrets) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{anything("value")},
		Type:   sameType,
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			v, _ := args[0].UnmarkDeep()
			s.lift(v)
			return v, nil
		},
	})
}

func isSensitiveFunction() function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{anything("value")},
		Type:   function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			if args[0].RawEquals(unknown) {
				return cty.UnknownVal(cty.Bool), nil
			}
			return cty.BoolVal(args[0].ContainsMarked()), nil
		},
	})
}

// fileFunction reads a text file of the recipe's folder, for long SQL. It leaves
// neither the folder nor what is visible in it: .env and .poco stay closed.
func fileFunction(dir string) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "path", Type: cty.String}},
		Type:   function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			text, err := readInside(dir, args[0].AsString())
			if err != nil {
				return cty.NilVal, err
			}
			return cty.StringVal(text), nil
		},
	})
}

func readInside(dir, path string) (string, error) {
	for part := range strings.SplitSeq(filepath.ToSlash(path), "/") {
		if strings.HasPrefix(part, ".") && part != "." {
			return "", errors.New("it reads files of the recipe's folder only, and none whose name begins with a dot")
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return "", err
	}
	defer root.Close()
	info, err := root.Stat(filepath.FromSlash(path))
	switch {
	case err != nil:
		return "", fmt.Errorf("%s; the path is relative to the recipe's folder", sentence(err))
	case !info.Mode().IsRegular():
		return "", fmt.Errorf("%s is not a regular file", path)
	}
	f, err := root.Open(filepath.FromSlash(path))
	if err != nil {
		return "", err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFileSize+1))
	switch {
	case err != nil:
		return "", err
	case len(text) > maxFileSize:
		return "", fmt.Errorf("%s is larger than 1 MiB", path)
	case !utf8.Valid(text):
		return "", fmt.Errorf("%s is not UTF-8 text", path)
	}
	return string(text), nil
}
