package config

import (
	"strings"
	"testing"
)

func TestPatternsMatch(t *testing.T) {
	const schema = "public"
	for _, test := range []struct {
		pattern       string
		matches, lets string // names of tables, separated by blanks
	}{
		{"orders", "public.orders", "public.order public.orders2 sales.orders public.Orders"},
		{"order_*", "public.order_items public.order_", "public.orders sales.order_items"},
		{"order?", "public.orders public.orderé", "public.order public.orderss"},
		{"*", "public.a public.b", "sales.a"},
		{"*.*", "public.a sales.b", ""},
		{"inventory.*", "inventory.a", "public.a public.inventory"},
		{"*.orders", "public.orders sales.orders", "sales.order"},
		{"s*s.*_*_x", "sales.a_b_x ss.__x", "sales.a_x sale.a_b_x"},
		{`"a*"`, "public.a*", "public.ab"},
		{`"A.B".c`, "A|B.c", "a|b.c"},
		{`public."x""y"`, `public.x"y`, `public.x""y`},
		{`"?"."*"`, "?.*", "a.b"},
		{"caf\u00e9", "public.caf\u00e9 public.cafe\u0301", "public.cafe"},
		{"**a**b**", "public.ab public.xaxbx", "public.ba"},
	} {
		p, err := ParsePattern(test.pattern)
		if err != nil {
			t.Errorf("%s: %v", test.pattern, err)
			continue
		}
		for want, names := range map[bool]string{true: test.matches, false: test.lets} {
			for _, name := range strings.Fields(names) {
				s, n, _ := strings.Cut(name, ".")
				if got := p.Match(strings.ReplaceAll(s, "|", "."), n, schema); got != want {
					t.Errorf("%s matches %s: %t, want %t", test.pattern, name, got, want)
				}
			}
		}
	}
}

func TestUnqualifiedPatternsMeanTheDefaultSchema(t *testing.T) {
	p, err := ParsePattern("orders")
	if err != nil || !p.Match("shop", "orders", "shop") || p.Match("public", "orders", "shop") {
		t.Error("orders should mean shop.orders where shop is the default schema", err)
	}
}

func TestParsePatternRefuses(t *testing.T) {
	for _, s := range []string{"", ".", "a.", ".a", "a.b.c", `"a`, `a"b"`, `"a"b`, `""`, `"".a`, `a.""`, `"a".`, `"a"."b".c`} {
		if p, err := ParsePattern(s); err == nil {
			t.Errorf("%q is read as %+v", s, p)
		}
	}
}

func TestExactPatternsNameOneTable(t *testing.T) {
	for pattern, want := range map[string]bool{"orders": true, "a.b": true, `"a*".b`: true, "a*": false, "?.b": false} {
		p, err := ParsePattern(pattern)
		if err != nil || p.Exact() != want {
			t.Errorf("%s is exact: %t, want %t (%v)", pattern, p.Exact(), want, err)
		}
	}
}

// FuzzParsePattern holds that a pattern without special characters matches the
// table that it names, and that matching ends.
func FuzzParsePattern(f *testing.F) {
	for _, s := range []string{"orders", "a.b", `"A.B".c`, "*.*", `"x""y"`, "a*b?c*", "*****", "é*"} {
		f.Add(s, "orders")
	}
	f.Fuzz(func(t *testing.T, pattern, name string) {
		p, err := ParsePattern(pattern)
		if err != nil {
			return
		}
		p.Match(name, name, name)
		schema := p.Schema.Text
		if schema == "" {
			schema = "public"
		}
		if p.Exact() && !p.Match(schema, p.Name.Text, "public") {
			t.Errorf("%q does not match the table that it names", pattern)
		}
	})
}
