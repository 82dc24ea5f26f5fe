package edit

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
)

// used is a recipe in two files whose blocks refer to one another.
var used = map[string]string{
	"a.poco.hcl": servers + `database "spare" {
  url = env("SPARE")
}
locals {
  schema = database.dev.schema
}
`,
	"b.poco.hcl": `selection "s" {
  include = ["*"]
}
backup "before" {
  database = database["qa"]
}
copy "c" {
  source    = database.dev
  target    = database.qa
  selection = selection.s
  backup    = backup.before
}
`,
}

// TestRefusals holds that each says why, and changes nothing.
func TestRefusals(t *testing.T) {
	valid := Copy{Name: "n", Source: "dev", Target: "qa", All: true}
	with := func(to func(*Copy)) func(*Recipe) error {
		c := valid
		to(&c)
		return func(r *Recipe) error { return r.SetCopy(c) }
	}
	for _, test := range []struct {
		name string
		edit func(*Recipe) error
		want string
	}{
		{"a database in use", func(r *Recipe) error { return r.RemoveDatabase("dev") },
			`database "dev" can't be removed while others refer to it: locals (a.poco.hcl line 12), copy "c" (b.poco.hcl line 8)`},
		{"one in use by an index", func(r *Recipe) error { return r.RemoveDatabase("qa") },
			`database "qa" can't be removed while others refer to it: backup "before" (b.poco.hcl line 5), copy "c" (b.poco.hcl line 9)`},
		{"no such database", func(r *Recipe) error { return r.RemoveDatabase("x") }, `the recipe has no database "x"`},
		{"no such copy", func(r *Recipe) error { return r.RemoveCopy("x") }, `the recipe has no copy "x"`},
		{"no such copy to read", func(r *Recipe) error { _, _, err := r.ReadCopy("x"); return err }, `the recipe has no copy "x"`},
		{"a taken label", func(r *Recipe) error { return r.SetDatabase("", Database{Label: "qa"}) },
			`there is a database "qa" already: database "qa" (a.poco.hcl line 5)`},
		{"a taken label for another", func(r *Recipe) error { return r.SetDatabase("dev", Database{Label: "spare", Schema: "shop"}) },
			`there is a database "spare" already: database "spare" (a.poco.hcl line 8)`},
		{"no such database to change", func(r *Recipe) error { return r.SetDatabase("x", Database{Label: "y"}) }, `the recipe has no database "x"`},
		{"no label", func(r *Recipe) error { return r.SetDatabase("", Database{}) }, `"" is not a name`},
		{"no name", func(r *Recipe) error { return r.SetDatabase("", Database{Label: `a" {`}) }, `"a\" {" is not a name`},
		{"no variable's name", func(r *Recipe) error { return r.SetDatabase("", Database{Label: "n", Variable: `"}`}) }, `"\"}" is no name of an environment variable`},
		{"a copy without a name", with(func(c *Copy) { c.Name = "" }), `"" is not a name`},
		{"a copy from nowhere", with(func(c *Copy) { c.Source = "x" }), `the recipe has no database "x"`},
		{"a copy to nowhere", with(func(c *Copy) { c.Target = "" }), `the recipe has no database ""`},
		{"a copy to itself", with(func(c *Copy) { c.Target = "dev" }), `source and target are the same database, "dev"`},
		{"a copy of nothing", with(func(c *Copy) { c.All = false }), `copy "n" has no tables: choose at least one`},
		{"two rules for a table", func(r *Recipe) error {
			return change(r, "c", func(c *Copy) {
				c.Rules = []Rule{{Table: name("shop.x"), Where: "a"}, {Table: name("shop.x"), Where: "b"}}
			})
		}, `copy "c" has two rules for shop.x`},
		{"two rules for a table of a new copy", with(func(c *Copy) {
			c.Rules = []Rule{{Table: name("shop.x"), Where: "a"}, {Table: name("shop.x"), Where: "b"}}
		}), `copy "n" has two rules for shop.x`},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := opened(t, folder(t, used))
			err := test.edit(r)
			var refused *Refusal
			if !errors.As(err, &refused) || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
			if diff := r.Diff(); diff != "" {
				t.Errorf("it is changed:\n%s", diff)
			}
		})
	}
}

// An expression stays: to change what it gives is refused with its line.
func TestExpressionsAreRefused(t *testing.T) {
	const text = `locals {
  name = "shop"
}
database "dev" {
  url       = env("DEV")
  schema    = local.name
  protected = local.name == "x"
}
`
	for _, test := range []struct {
		name string
		to   Database
		want string
	}{
		{"the same", Database{Label: "dev", Schema: "shop"}, ""},
		{"another schema", Database{Label: "dev", Schema: "x"}, `schema of database "dev" (a.poco.hcl line 4) is an expression: change it at line 6`},
		{"protected", Database{Label: "new", Variable: "NEW", Schema: "shop", Protected: true}, `protected of database "dev" (a.poco.hcl line 4) is an expression: change it at line 7`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Setenv("DEV", "service=x")
			r := opened(t, folder(t, map[string]string{"a.poco.hcl": text}))
			err := r.SetDatabase("dev", test.to)
			var refused *Refusal
			if test.want == "" && err != nil || test.want != "" && (!errors.As(err, &refused) || err.Error() != test.want) {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
			if diff := r.Diff(); diff != "" {
				t.Errorf("it is changed:\n%s", diff)
			}
		})
	}
}

func TestOpenNamesTheFileThatCannotBeParsed(t *testing.T) {
	for _, test := range []struct {
		name, text string
		line       int
	}{
		{"an open block", "# c\ndatabase \"dev\" {\n", 2},
		{"no HCL", "\n\n)\n", 3},
		{"not UTF-8", "# \xff\n", 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Open(folder(t, map[string]string{"a.poco.hcl": servers, "b.poco.hcl": test.text}))
			var diags hcl.Diagnostics
			if !errors.As(err, &diags) || !strings.Contains(err.Error(), "b.poco.hcl") {
				t.Fatalf("%T: %v", err, err)
			}
			if test.line > 0 && (diags[0].Subject == nil || diags[0].Subject.Filename != "b.poco.hcl" || diags[0].Subject.Start.Line != test.line) {
				t.Errorf("at %v, want line %d", diags[0].Subject, test.line)
			}
		})
	}
}

// TestForeign holds that each thing that SetCopy would lose is named with its line,
// and that SetCopy then refuses.
func TestForeign(t *testing.T) {
	const plain = "  source = database.dev\n  target = database.qa\n"
	inside := func(selection string) string { return plain + "  selection {\n" + selection + "\n  }\n" }
	rule := func(text string) string { return inside(`    include = ["*"]`) + text + "\n" }
	for _, test := range []struct{ name, body, more, want string }{
		{"nothing", inside(`    include = ["*"]`), "", ""},
		{"null", inside(`    include = ["*"]`) + "  mode = null\n  backup = null\n", "", ""},
		{"a number as text", inside(`    include = ["*"]`) + "  jobs = \"3\"\n", "", ""},
		{"mode", inside(`    include = ["*"]`) + "  mode = local.x\n", "", "mode is made of variables or functions (a.poco.hcl line 14)"},
		{"create_missing", inside(`    include = ["*"]`) + "  create_missing = !local.x\n", "", "create_missing is made of variables or functions (a.poco.hcl line 14)"},
		{"on_mismatch", inside(`    include = ["*"]`) + "  on_mismatch = \"${local.x}\"\n", "", "on_mismatch is made of variables or functions (a.poco.hcl line 14)"},
		{"jobs", inside(`    include = ["*"]`) + "  jobs = max(1, 2)\n", "", "jobs is made of variables or functions (a.poco.hcl line 14)"},
		{"a wrong type", inside(`    include = ["*"]`) + "  jobs = \"x\"\n", "", "jobs has the wrong type (a.poco.hcl line 14)"},
		{"a list for a text", inside(`    include = ["*"]`) + "  mode = [\"append\"]\n", "", "mode has the wrong type (a.poco.hcl line 14)"},
		{"source", "  source = local.x\n  target = database.qa\n  selection {\n    include = [\"*\"]\n  }\n", "", "source is no reference to a database (a.poco.hcl line 9)"},
		{"target", "  source = database.dev\n  target = true ? database.qa : database.dev\n  selection {\n    include = [\"*\"]\n  }\n", "", "target is no reference to a database (a.poco.hcl line 10)"},
		{"backup", inside(`    include = ["*"]`) + "  backup = local.x\n", "", "backup is no reference to a backup (a.poco.hcl line 14)"},
		{"no selection", plain, "", "it has no selection (a.poco.hcl line 8)"},
		{"two selections inside", inside(`    include = ["*"]`) + "  selection {\n    include = [\"x\"]\n  }\n", "", "it has two selections (a.poco.hcl line 8)"},
		{"a selection inside and one referred to", inside(`    include = ["*"]`) + "  selection = selection.s\n", "selection \"s\" {\n  include = [\"*\"]\n}\n", "it has two selections (a.poco.hcl line 8)"},
		{"a selection that is no reference", plain + "  selection = local.x\n", "", "selection is no reference to a selection (a.poco.hcl line 11)"},
		{"a selection that is missing", plain + "  selection = selection.s\n", "", "there is no selection.s (a.poco.hcl line 11)"},
		{"a selection that is shared", plain + "  selection = selection.s\n",
			"selection \"s\" {\n  include = [\"*\"]\n}\ncopy \"d\" {\n  selection = selection.s\n}\n", "selection.s is shared with copy \"d\" (a.poco.hcl line 17) (a.poco.hcl line 11)"},
		{"a selection that a backup has", plain + "  selection = selection.s\n",
			"selection \"s\" {\n  include = [\"*\"]\n}\nbackup \"b\" {\n  database = database.dev\n  selection = selection.s\n}\n", "selection.s is shared with backup \"b\" (a.poco.hcl line 18) (a.poco.hcl line 11)"},
		{"include", inside("    include = local.x"), "", "include is no plain list (a.poco.hcl line 12)"},
		{"a comprehension", inside("    include = [for x in local.x : x]"), "", "include is no plain list (a.poco.hcl line 12)"},
		{"exclude", inside("    include = [\"*\"]\n    exclude = concat([\"x\"], local.x)"), "", "exclude is no plain list (a.poco.hcl line 13)"},
		{"a pattern", inside("    include = [\n      \"x\",\n      local.x,\n    ]"), "", "a pattern of include is made of variables or functions, or is none (a.poco.hcl line 14)"},
		{"no pattern", inside("    include = [\"*\"]\n    exclude = [\"a.b.c\"]"), "", "a pattern of exclude is made of variables or functions, or is none (a.poco.hcl line 13)"},
		{"related", inside("    include = [\"*\"]\n    related = local.x"), "", "related is made of variables or functions (a.poco.hcl line 13)"},
		{"a rule for a pattern", rule("  table \"x_*\" {\n  }"), "", "table \"x_*\" names no table (a.poco.hcl line 14)"},
		{"a rule for nothing", rule("  table \"\" {\n  }"), "", "table \"\" names no table (a.poco.hcl line 14)"},
		{"two rules for a table", rule("  table \"x\" {\n  }\n  table \"shop.x\" {\n  }"), "", "table \"shop.x\" stands twice (a.poco.hcl line 16)"},
		{"where", rule("  table \"x\" {\n    where = local.x\n  }"), "", "where is made of variables or functions (a.poco.hcl line 15)"},
		{"a rule's mode", rule("  table \"x\" {\n    mode = local.x\n  }"), "", "mode is made of variables or functions (a.poco.hcl line 15)"},
		{"set", rule("  table \"x\" {\n    set = local.x\n  }"), "", "set is no plain map (a.poco.hcl line 15)"},
		{"SQL of set", rule("  table \"x\" {\n    set = { a = local.x }\n  }"), "", "set is made of variables or functions (a.poco.hcl line 15)"},
		{"no SQL of set", rule("  table \"x\" {\n    set = { a = null }\n  }"), "", "set gives \"a\" no SQL (a.poco.hcl line 15)"},
		{"the first of several", inside("    include = local.x") + "  mode = local.x\n", "", "include is no plain list (a.poco.hcl line 12)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := opened(t, folder(t, map[string]string{"a.poco.hcl": servers + "copy \"c\" {\n" + test.body + "}\n" + test.more}))
			c, foreign, err := r.ReadCopy("c")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, foreign); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			c.Source, c.Target, c.All, c.Mode, c.Rules = "dev", "qa", true, "overwrite", nil
			err = r.SetCopy(c)
			if test.want == "" {
				if err != nil || r.Diff() == "" {
					t.Errorf("it can't be changed: %v", err)
				}
				return
			}
			var refused *Refusal
			if !errors.As(err, &refused) || !strings.HasSuffix(err.Error(), foreign) || r.Diff() != "" {
				t.Errorf("error: %v\n%s", err, r.Diff())
			}
		})
	}
}

// The schema of a source has to be known where a name is without one.
func TestForeignSchema(t *testing.T) {
	for _, test := range []struct{ include, want string }{
		{`"shop.x"`, ""},
		{`"x*"`, ""},
		{`"x"`, "the schema of database.dev is made of variables or functions (a.poco.hcl line 11)"},
	} {
		text := strings.Replace(servers, `"shop"`, "local.x", 1) + "copy \"c\" {\n  source = database.dev\n  target = database.qa\n  selection {\n    include = [" + test.include + "]\n  }\n}\n"
		if _, foreign, err := opened(t, folder(t, map[string]string{"a.poco.hcl": text})).ReadCopy("c"); err != nil || foreign != test.want {
			t.Errorf("%s: %q, want %q; %v", test.include, foreign, test.want, err)
		}
	}
}

func TestNewVariable(t *testing.T) {
	const environ = "POCO_TEST_TAKEN"
	t.Setenv(environ+"_DB_URI", "")
	for _, test := range []struct{ label, dotenv, recipe, want string }{
		{"fresh-one", "", "", "FRESH_ONE_DB_URI"},
		{"_x_", "", "", "X_DB_URI"},
		{"größe", "", "", "GR__E_DB_URI"},
		{"名前", "", "", "DATABASE_DB_URI"},
		{"", "", "", "DATABASE_DB_URI"},
		{"1a", "", "", "DATABASE_1A_DB_URI"},
		{"poco_test_taken", "", "", environ + "_2_DB_URI"},
		{"a", "A_DB_URI=", "", "A_2_DB_URI"},
		{"a", "# A_DB_URI=x", "", "A_DB_URI"},
		{"a", "A_DB_URI=x\nexport A_2_DB_URI=y", "", "A_3_DB_URI"},
		{"a", "", "locals {\n  x = env(\"A_DB_URI\", \"\")\n}\n", "A_2_DB_URI"},
		{"a", "A_2_DB_URI=x", "locals {\n  x = env(\"A_DB_URI\", \"\")\n}\n", "A_3_DB_URI"},
	} {
		r := opened(t, folder(t, map[string]string{".env": test.dotenv, "a.poco.hcl": test.recipe}))
		if got := r.NewVariable(test.label); got != test.want {
			t.Errorf("%q: %s, want %s", test.label, got, test.want)
		}
		if _, set := os.LookupEnv(test.want); set {
			t.Errorf("%s is set", test.want)
		}
	}
}

// Two cards of one label's kind get a variable each.
func TestNewVariablesDiffer(t *testing.T) {
	r := opened(t, folder(t, nil))
	if err := errors.Join(r.SetDatabase("", Database{Label: "a-b"}), r.SetDatabase("", Database{Label: "a_b"})); err != nil {
		t.Fatal(err)
	}
	if one, two := r.Variable("a-b"), r.Variable("a_b"); one != "A_B_DB_URI" || two != "A_B_2_DB_URI" {
		t.Errorf("%s and %s", one, two)
	}
}
