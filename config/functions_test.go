package config

import (
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// evaluated gives the value of an expression as a recipe would have it.
func evaluated(t *testing.T, l *loader, text string) (cty.Value, hcl.Diagnostics) {
	t.Helper()
	expr, diags := hclsyntax.ParseExpression([]byte(text), "expression", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatalf("%s: %s", text, diags)
	}
	l.diags = nil
	v := l.evaluate(expr, all)
	return v, l.diags
}

// examples hold for each function, by an expression, what is equal to it.
var examples = []struct{ expression, equal string }{
	{`env("NAME")`, `"value"`},
	{`env("NONE", "default")`, `"default"`},
	{`env("NONE", null)`, `null`},
	{`sensitive("a")`, `"a"`},
	{`nonsensitive(env("NAME"))`, `"value"`},
	{`issensitive(env("NAME"))`, `true`},
	{`issensitive([{ a = env("NAME") }])`, `true`},
	{`issensitive("a")`, `false`},
	{`file("sql/where.sql")`, `"a = 'b'\n"`},
	{`chomp("a\r\n\n")`, `"a"`},
	{`endswith("abc", "bc")`, `true`},
	{`format("%s_%02d", "part", 3)`, `"part_03"`},
	{`formatlist("%s.%s", "a", ["b", "c"])`, `["a.b", "a.c"]`},
	{`indent(2, "a\nb")`, `"a\n  b"`},
	{`join(", ", ["a", "b"])`, `"a, b"`},
	{`lower("ABC")`, `"abc"`},
	{`regex("(\\d+)-(\\d+)", "x 12-34")`, `["12", "34"]`},
	{`regexall("\\d", "1a2")`, `["1", "2"]`},
	{`replace("a.b.c", ".", "_")`, `"a_b_c"`},
	{`replace("a12b3", "/\\d+/", "#")`, `"a#b#"`},
	{`split(",", "a,b")`, `["a", "b"]`},
	{`startswith("abc", "ab")`, `true`},
	{`startswith("abc", "b")`, `false`},
	{`strcontains("abc", "b")`, `true`},
	{`strrev("abc")`, `"cba"`},
	{`substr("abcde", 1, 2)`, `"bc"`},
	{`title("ab cd")`, `"Ab Cd"`},
	{`trim("?a!?", "!?")`, `"a"`},
	{`trimprefix("abc", "ab")`, `"c"`},
	{`trimspace(" a\n")`, `"a"`},
	{`trimsuffix("abc", "bc")`, `"a"`},
	{`upper("abc")`, `"ABC"`},
	{`abs(-3)`, `3`},
	{`ceil(1.2)`, `2`},
	{`floor(1.8)`, `1`},
	{`log(8, 2)`, `3`},
	{`max(1, 3, 2)`, `3`},
	{`min([3, 1, 2]...)`, `1`},
	{`parseint("ff", 16)`, `255`},
	{`pow(2, 10)`, `1024`},
	{`signum(-3)`, `-1`},
	{`sum([1, 2, "3"])`, `6`},
	{`alltrue([true, "true"])`, `true`},
	{`alltrue([])`, `true`},
	{`anytrue([true, false])`, `true`},
	{`anytrue([])`, `false`},
	{`chunklist([1, 2, 3], 2)`, `[[1, 2], [3]]`},
	{`coalesce(null, "", "a")`, `"a"`},
	{`coalescelist([], ["a"])`, `["a"]`},
	{`compact(["a", "", null])`, `["a"]`},
	{`concat(["a"], ["b"])`, `["a", "b"]`},
	{`contains(["a", "b"], "b")`, `true`},
	{`distinct(["a", "b", "a"])`, `["a", "b"]`},
	{`element(["a", "b"], 3)`, `"b"`},
	{`flatten([["a"], [], ["b", ["c"]]])`, `["a", "b", "c"]`},
	{`keys({ b = 1, a = 2 })`, `["a", "b"]`},
	{`length("añb")`, `3`},
	{`length(["a", "b"])`, `2`},
	{`length({ a = 1 })`, `1`},
	{`lookup({ a = 1 }, "a")`, `1`},
	{`lookup({ a = "x" }, "b", "y")`, `"y"`},
	{`lookup({ a = "x" }, "b", null)`, `null`},
	{`lookup(tomap({ a = "x" }), "a")`, `"x"`},
	{`merge({ a = 1 }, { a = 2, b = 3 })`, `{ a = 2, b = 3 }`},
	{`one(["a"])`, `"a"`},
	{`one([])`, `null`},
	{`range(3)`, `[0, 1, 2]`},
	{`reverse(["a", "b"])`, `["b", "a"]`},
	{`setintersection(["a", "b"], ["b"])`, `toset(["b"])`},
	{`setproduct(["a"], ["b", "c"])`, `[["a", "b"], ["a", "c"]]`},
	{`setsubtract(["a", "b"], ["b"])`, `toset(["a"])`},
	{`setunion(["a"], ["b"])`, `toset(["a", "b"])`},
	{`slice(["a", "b", "c"], 1, 2)`, `["b"]`},
	{`sort(["b", "a"])`, `["a", "b"]`},
	{`values({ b = 1, a = 2 })`, `[2, 1]`},
	{`zipmap(["a"], [1])`, `{ a = 1 }`},
	{`base64decode("YcOk")`, `"aä"`},
	{`base64encode("aä")`, `"YcOk"`},
	{`csvdecode("a,b\n1,2\n")`, `[{ a = "1", b = "2" }]`},
	{`formatdate("DD.MM.YYYY", "2026-01-31T00:00:00Z")`, `"31.01.2026"`},
	{`jsondecode("{\"a\": [1]}")`, `{ a = [1] }`},
	{`jsonencode({ a = [1] })`, `"{\"a\":[1]}"`},
	{`timeadd("2026-01-31T00:00:00Z", "-24h")`, `"2026-01-30T00:00:00Z"`},
	{`urlencode("a b@c/d:e+f&ä")`, `"a%20b%40c%2Fd%3Ae%2Bf%26%C3%A4"`},
	{`can(tonumber("x"))`, `false`},
	{`can(1)`, `true`},
	{`tobool("true")`, `true`},
	{`tolist(toset(["a"]))`, `["a"]`},
	{`tomap({ a = "b" })`, `{ a = "b" }`},
	{`tonumber("1.5")`, `1.5`},
	{`length(toset(["a", "a"]))`, `1`},
	{`tostring(1.5)`, `"1.5"`},
	{`try(tonumber("x"), env("NONE"), "y")`, `"y"`},
}

func functionLoader(t *testing.T) *loader {
	dir := folder(t, map[string]string{"sql/where.sql": "a = 'b'\n", ".env": "HIDDEN=x", ".poco/x": "x", "latin": "\xe4"})
	return newLoader(dir, Options{Environ: []string{"NAME=value"}})
}

func TestFunctions(t *testing.T) {
	l := functionLoader(t)
	tested := map[string]bool{}
	for _, example := range examples {
		for name := range l.functions {
			tested[name] = tested[name] || strings.Contains(example.expression, name+"(")
		}
		got, diags := evaluated(t, l, "jsonencode("+example.expression+")")
		want, more := evaluated(t, l, "jsonencode("+example.equal+")")
		got, _ = got.UnmarkDeep()
		if diags.HasErrors() || more.HasErrors() || !got.RawEquals(want) {
			t.Errorf("%s is %#v, want %#v; %s", example.expression, got, want, diags)
		}
	}
	for name, ok := range tested {
		if !ok {
			t.Errorf("%s has no example", name)
		}
	}
}

func TestFunctionsRefuse(t *testing.T) {
	l := functionLoader(t)
	for expression, want := range map[string]string{
		`file("../x")`:                       "Call to function \"file\" failed: it reads files of the recipe's folder only, and none whose name begins with a dot.",
		`file(".env")`:                       "Call to function \"file\" failed: it reads files of the recipe's folder only, and none whose name begins with a dot.",
		`file("sql/../.poco/x")`:             "Call to function \"file\" failed: it reads files of the recipe's folder only, and none whose name begins with a dot.",
		`file("none.sql")`:                   "Call to function \"file\" failed: none.sql: no such file or directory; the path is relative to the recipe's folder.",
		`file("sql")`:                        "Call to function \"file\" failed: sql is not a regular file.",
		`file("latin")`:                      "Call to function \"file\" failed: latin is not UTF-8 text.",
		`lookup({ a = 1 }, "b")`:             "Call to function \"lookup\" failed: there is no such key, and no default is given.",
		`lookup({ a = 1 }, "b", 1, 2)`:       "Call to function \"lookup\" failed: it takes a map, a key and at most one default.",
		`lookup(["a"], "0")`:                 `Invalid value for "map" parameter: it takes a map.`,
		`lookup(tomap({ a = 1 }), "b", [])`:  "Call to function \"lookup\" failed: number required, but have tuple.",
		`length(1)`:                          `Invalid value for "value" parameter: it takes text, a list, a set or a map.`,
		`sum([])`:                            `Invalid value for "list" parameter: the list is empty.`,
		`sum(["x"])`:                         `Invalid value for "list" parameter: an element: a number is required.`,
		`sum([null])`:                        `Invalid value for "list" parameter: an element is null.`,
		`alltrue("x")`:                       `Invalid value for "list" parameter: it takes a list or a set.`,
		`one(["a", "b"])`:                    `Invalid value for "list" parameter: it has more than one element.`,
		`coalesce(null, "")`:                 "Call to function \"coalesce\" failed: all its values are null or empty.",
		`base64decode("?")`:                  "Call to function \"base64decode\" failed: it is not base64.",
		`base64decode("/w==")`:               "Call to function \"base64decode\" failed: what it holds is not UTF-8 text.",
		`try()`:                              "Call to function \"try\" failed: it takes at least one expression.",
		`try(tonumber("x"), length(1))`:      "Call to function \"try\" failed: no expression has a value (Invalid function argument; Invalid function argument).",
		`try(env("NAMES"), env("X_X_X_X"))`:  "It is neither in the environment nor in " + l.env.path + ". Did you mean NAME? Set it in one of the two, or give a default: env(\"NAMES\", …).",
		`timestamp()`:                        `There is no function named "timestamp".`,
		`uuid()`:                             `There is no function named "uuid".`,
		`templatefile("sql/where.sql", {})`:  `There is no function named "templatefile".`,
		`coalesce([1], { a = 1 })`:           "Call to function \"coalesce\" failed: all its values must have one type.",
		`tonumber(jsondecode("{\"a\": 1}"))`: `Invalid value for "v" parameter: cannot convert object to number.`,
	} {
		_, diags := evaluated(t, l, expression)
		if len(diags) != 1 || diags[0].Detail != want {
			t.Errorf("%s fails with %q, want %q", expression, diags, want)
		}
	}
}

// TestSensitiveStaysSensitive calls the functions with sensitive arguments: what
// they make of them is sensitive in turn.
func TestSensitiveStaysSensitive(t *testing.T) {
	l := functionLoader(t)
	for _, expression := range []string{
		`"a ${env("NAME")}"`, `"%{if env("NAME") == "x"}a%{else}b%{endif}"`, `env("NAME") == "x" ? 1 : 2`, `!(env("NAME") == "x")`,
		`[env("NAME")]`, `{ a = env("NAME") }`, `{ (env("NAME")) = 1 }`, `[for c in split("", env("NAME")) : c]`,
		`[for c in ["a"] : c if env("NAME") != "x"]`, `{ for k in [env("NAME")] : k => 1 }`, `[env("NAME")][0]`,
		`{ a = { b = env("NAME") } }.a.b`, `[{ a = env("NAME") }][*].a`, `jsondecode("{\"a\": \"${env("NAME")}\"}").a`,
		`env("NONE", "default")`, `sensitive("x")`, `sensitive({ a = 1 })`,
		`chomp(env("NAME"))`, `endswith(env("NAME"), "a")`, `endswith("a", env("NAME"))`, `format("%s", env("NAME"))`,
		`format(env("NAME"))`, `formatlist("%s", [env("NAME")])`, `indent(2, env("NAME"))`, `join(env("NAME"), ["a", "b"])`,
		`join(",", [env("NAME")])`, `lower(env("NAME"))`, `regex(".*", env("NAME"))`, `regex(env("NAME"), "value")`,
		`regexall(".", env("NAME"))`, `replace(env("NAME"), "a", "b")`, `replace("a", env("NAME"), "b")`, `replace("a", "a", env("NAME"))`,
		`replace(env("NAME"), "/./", "b")`, `split(",", env("NAME"))`, `split(env("NAME"), "a")`, `startswith(env("NAME"), "a")`,
		`strcontains(env("NAME"), "a")`, `strrev(env("NAME"))`, `substr(env("NAME"), 0, 1)`, `title(env("NAME"))`, `trim(env("NAME"), "v")`,
		`trim("a", env("NAME"))`, `trimprefix(env("NAME"), "v")`, `trimspace(env("NAME"))`, `trimsuffix(env("NAME"), "e")`, `upper(env("NAME"))`,
		`abs(sensitive(1))`, `ceil(sensitive(1))`, `floor(sensitive(1))`, `log(sensitive(1), 2)`, `max(1, sensitive(2))`, `min(1, sensitive(2))`,
		`parseint(sensitive("1"), 10)`, `pow(sensitive(1), 2)`, `signum(sensitive(1))`, `sum([1, sensitive(2)])`, `-sensitive(1)`,
		`alltrue([sensitive(true)])`, `anytrue([sensitive(true)])`, `chunklist([env("NAME")], 1)`, `coalesce(env("NAME"), "a")`,
		`coalesce(null, env("NAME"))`, `coalescelist([env("NAME")], ["a"])`, `compact([env("NAME")])`, `concat(["a"], [env("NAME")])`,
		`concat(sensitive(["a"]), ["b"])`, `contains([env("NAME")], "a")`, `contains(["a"], env("NAME"))`, `distinct([env("NAME")])`,
		`element([env("NAME")], 0)`, `element(sensitive(["a"]), 0)`, `flatten([[env("NAME")]])`, `keys({ (env("NAME")) = 1 })`,
		`keys(sensitive({ a = 1 }))`, `length(env("NAME"))`, `length(sensitive(["a"]))`, `lookup({ a = env("NAME") }, "a")`,
		`lookup({ a = "b" }, "b", env("NAME"))`, `lookup(sensitive({ a = "b" }), "a", "c")`, `merge({ a = env("NAME") }, { b = 1 })`,
		`merge(sensitive({ a = 1 }), { b = 1 })`, `one([env("NAME")])`, `one(sensitive(["a"]))`, `range(sensitive(2))`,
		`reverse([env("NAME")])`, `reverse(sensitive(["a"]))`, `setintersection([env("NAME")], ["a"])`, `setproduct([env("NAME")], ["a"])`,
		`setsubtract([env("NAME")], ["a"])`, `setunion([env("NAME")], ["a"])`, `slice([env("NAME")], 0, 1)`, `slice(sensitive(["a"]), 0, 1)`,
		`sort([env("NAME")])`, `values({ a = env("NAME") })`, `values(sensitive({ a = 1 }))`, `zipmap(["a"], [env("NAME")])`,
		`zipmap([env("NAME")], ["a"])`, `base64decode(base64encode(env("NAME")))`, `base64encode(env("NAME"))`,
		`csvdecode("a\n${env("NAME")}\n")`, `formatdate("YYYY", sensitive("2026-01-31T00:00:00Z"))`, `jsonencode({ a = env("NAME") })`,
		`jsonencode(sensitive(["a"]))`, `jsondecode("[\"${env("NAME")}\"]")`, `timeadd(sensitive("2026-01-31T00:00:00Z"), "1h")`,
		`urlencode(env("NAME"))`, `tobool(sensitive("true"))`, `tolist([env("NAME")])`, `tomap({ a = env("NAME") })`,
		`tonumber(sensitive("1"))`, `toset([env("NAME")])`, `tostring(sensitive(1))`, `try(env("NAME"), "a")`, `try(tonumber("x"), env("NAME"))`,
		`file(sensitive("sql/where.sql"))`, `one(toset([env("NAME")]))`, `nonsensitive("x") == env("NAME")`,
	} {
		v, diags := evaluated(t, l, expression)
		if diags.HasErrors() || !v.ContainsMarked() {
			t.Errorf("%s is %#v, which is not sensitive; %s", expression, v, diags)
		}
	}
}
