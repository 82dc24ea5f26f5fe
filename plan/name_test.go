package plan

import "testing"

func TestNameReadsBackFromItsText(t *testing.T) {
	for text, name := range map[string]Name{
		`public.orders`:             {"public", "orders"},
		`public."Orders"`:           {"public", "Orders"},
		`public."Order ""x"`:        {"public", `Order "x`},
		`"a.b"."c.d"`:               {"a.b", "c.d"},
		`public."1st"`:              {"public", "1st"},
		`public.x1$`:                {"public", "x1$"},
		`"sché ma".select`:          {"sché ma", "select"},
		"public.\"two\nlines\"":     {"public", "two\nlines"},
		`public."bıgınt"`:           {"public", "bıgınt"},
		`"""".""""`:                 {`"`, `"`},
		`public."trailing quote"""`: {"public", `trailing quote"`},
	} {
		if got := name.String(); got != text {
			t.Errorf("%#v writes %s, want %s", name, got, text)
		}
		got, err := ParseName(text)
		if err != nil || got != name {
			t.Errorf("%s reads as %#v, %v, want %#v", text, got, err, name)
		}
	}
}

func TestParseNameRefusesWhatIsNotOne(t *testing.T) {
	for _, text := range []string{"", ".", "orders", "public.", ".orders", `public."x`, `public."x"y`, "a.b.c", `"a"b.c`} {
		if name, err := ParseName(text); err == nil {
			t.Errorf("%q reads as %#v, want an error", text, name)
		}
	}
}

func FuzzNameRoundTrip(f *testing.F) {
	f.Add("public", `Order "x`)
	f.Fuzz(func(t *testing.T, schema, name string) {
		if schema == "" || name == "" {
			t.Skip("no identifier is empty")
		}
		want := Name{schema, name}
		if got, err := ParseName(want.String()); err != nil || got != want {
			t.Errorf("%#v reads back as %#v, %v", want, got, err)
		}
	})
}
