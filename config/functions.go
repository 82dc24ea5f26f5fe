package config

import (
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// functions are those that a recipe may call, under Terraform's names. None
// depends on the time, on chance or on the network: the same recipe gives the
// same plan. docs/recipe.md lists them.
func functions(l *loader) map[string]function.Function {
	return map[string]function.Function{
		// Secrets and files
		"env":          envFunction(l.env, l.secrets),
		"sensitive":    sensitiveFunction(l.secrets),
		"nonsensitive": nonsensitiveFunction(l.secrets),
		"issensitive":  isSensitiveFunction(),
		"file":         fileFunction(l.dir),

		// Text
		"chomp":       stdlib.ChompFunc,
		"endswith":    textTest(hasSuffix),
		"format":      stdlib.FormatFunc,
		"formatlist":  stdlib.FormatListFunc,
		"indent":      stdlib.IndentFunc,
		"join":        stdlib.JoinFunc,
		"lower":       stdlib.LowerFunc,
		"regex":       stdlib.RegexFunc,
		"regexall":    stdlib.RegexAllFunc,
		"replace":     replaceFunction(),
		"split":       stdlib.SplitFunc,
		"startswith":  textTest(hasPrefix),
		"strcontains": textTest(hasInfix),
		"strrev":      stdlib.ReverseFunc,
		"substr":      stdlib.SubstrFunc,
		"title":       stdlib.TitleFunc,
		"trim":        stdlib.TrimFunc,
		"trimprefix":  stdlib.TrimPrefixFunc,
		"trimspace":   stdlib.TrimSpaceFunc,
		"trimsuffix":  stdlib.TrimSuffixFunc,
		"upper":       stdlib.UpperFunc,

		// Numbers
		"abs":      stdlib.AbsoluteFunc,
		"ceil":     stdlib.CeilFunc,
		"floor":    stdlib.FloorFunc,
		"log":      stdlib.LogFunc,
		"max":      stdlib.MaxFunc,
		"min":      stdlib.MinFunc,
		"parseint": stdlib.ParseIntFunc,
		"pow":      stdlib.PowFunc,
		"signum":   stdlib.SignumFunc,
		"sum":      sumFunction(),

		// Collections
		"alltrue":         truthFunction(true),
		"anytrue":         truthFunction(false),
		"chunklist":       stdlib.ChunklistFunc,
		"coalesce":        coalesceFunction(),
		"coalescelist":    stdlib.CoalesceListFunc,
		"compact":         stdlib.CompactFunc,
		"concat":          stdlib.ConcatFunc,
		"contains":        stdlib.ContainsFunc,
		"distinct":        stdlib.DistinctFunc,
		"element":         stdlib.ElementFunc,
		"flatten":         stdlib.FlattenFunc,
		"keys":            stdlib.KeysFunc,
		"length":          lengthFunction(),
		"lookup":          lookupFunction(),
		"merge":           stdlib.MergeFunc,
		"one":             oneFunction(),
		"range":           stdlib.RangeFunc,
		"reverse":         stdlib.ReverseListFunc,
		"setintersection": stdlib.SetIntersectionFunc,
		"setproduct":      stdlib.SetProductFunc,
		"setsubtract":     stdlib.SetSubtractFunc,
		"setunion":        stdlib.SetUnionFunc,
		"slice":           stdlib.SliceFunc,
		"sort":            stdlib.SortFunc,
		"values":          stdlib.ValuesFunc,
		"zipmap":          stdlib.ZipmapFunc,

		// Encodings and dates
		"base64decode": base64DecodeFunction(),
		"base64encode": base64EncodeFunction(),
		"csvdecode":    stdlib.CSVDecodeFunc,
		"formatdate":   stdlib.FormatDateFunc,
		"jsondecode":   stdlib.JSONDecodeFunc,
		"jsonencode":   stdlib.JSONEncodeFunc,
		"timeadd":      stdlib.TimeAddFunc,
		"urlencode":    urlEncodeFunction(),

		// Types and failures
		"can":      canFunction(),
		"tobool":   stdlib.MakeToFunc(cty.Bool),
		"tolist":   stdlib.MakeToFunc(cty.List(cty.DynamicPseudoType)),
		"tomap":    stdlib.MakeToFunc(cty.Map(cty.DynamicPseudoType)),
		"tonumber": stdlib.MakeToFunc(cty.Number),
		"toset":    stdlib.MakeToFunc(cty.Set(cty.DynamicPseudoType)),
		"tostring": stdlib.MakeToFunc(cty.String),
		"try":      tryFunction(),
	}
}
