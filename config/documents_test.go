package config

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// surroundings are what the examples of docs/recipe.md refer to without showing
// it.
const surroundings = `
database "dev" {
  url = env("DEV_DB_URI")
}
database "qa" {
  url = env("QA_DB_URI")
}
selection "shop" {
  include = ["*"]
}
backup "qa_before" {
  database = database.qa
}
`

var (
	exampleForm = regexp.MustCompile("(?s)(?:<!-- wrong: ([^\n]*) -->\n)?```hcl\n(.*?)```")
	envForm     = regexp.MustCompile(`env\("(\w+)"\)`)
)

func manual(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../docs/recipe.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// dummies gives every environment variable of a text a value.
func dummies(text string) []string {
	var environ []string
	for _, m := range envForm.FindAllStringSubmatch(text, -1) {
		environ = append(environ, m[1]+"=postgres://app:canary@db.example/shop")
	}
	return environ
}

func TestExamplesOfTheReferenceLoad(t *testing.T) {
	examples := exampleForm.FindAllStringSubmatch(manual(t), -1)
	if len(examples) < 15 {
		t.Fatalf("only %d examples found", len(examples))
	}
	for _, example := range examples {
		wrong, text := example[1], example[2]
		dir := folder(t, map[string]string{"refresh.poco.hcl": text, "rest.poco.hcl": missingFrom(t, text)})
		r, diags := Load(dir, Options{Environ: dummies(text + surroundings), Version: "0.4.0"})
		switch {
		case wrong == "" && len(diags) > 0:
			t.Errorf("an example fails:\n%s\n%s", text, shown(t, dir, r.Sources, diags))
		case wrong != "" && (len(diags) != 1 || diags[0].Summary != wrong):
			t.Errorf("an example should fail with %q:\n%s\n%s", wrong, text, shown(t, dir, r.Sources, diags))
		}
	}
}

// missingFrom are the surroundings without what the example declares itself.
func missingFrom(t *testing.T, example string) string {
	f, diags := hclsyntax.ParseConfig([]byte(example), "", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatalf("%s\n%s", diags, example)
	}
	rest := surroundings
	for _, b := range f.Body.(*hclsyntax.Body).Blocks {
		header := regexp.QuoteMeta(b.Type + " \"" + strings.Join(b.Labels, "") + "\"")
		rest = regexp.MustCompile(`(?s)\n`+header+` \{.*?\n\}`).ReplaceAllString(rest, "")
	}
	return rest
}

func TestShownErrorOfTheReferenceIsTheRealOne(t *testing.T) {
	text := manual(t)
	example := exampleForm.FindStringSubmatch(text[strings.Index(text, "<!-- wrong: no database"):])[2]
	want := regexp.MustCompile("(?s)```text\n(Error: .*?)```").FindStringSubmatch(text)[1]
	dir := folder(t, map[string]string{"refresh.poco.hcl": example, "rest.poco.hcl": missingFrom(t, example)})
	r, diags := Load(dir, Options{Environ: dummies(surroundings)})
	if diff := cmp.Diff(want, strings.TrimSuffix(shown(t, dir, r.Sources, diags), "\n")); diff != "" {
		t.Errorf("(-shown +real)\n%s", diff)
	}
}

func TestDotenvOfTheReferenceIsReadAsItSays(t *testing.T) {
	text := regexp.MustCompile("(?s)```text\n(# The databases.*?)```").FindStringSubmatch(manual(t))[1]
	got, mistakes := parseDotenv([]byte(text))
	if len(mistakes) > 0 {
		t.Fatal(mistakes)
	}
	want := map[string]string{
		"DEV_DB_URI": "postgres://app:p#ss@db-dev.internal/shop",
		"QA_DB_URI":  "postgres://app:$ecret@db-qa.internal/shop",
		"KEY":        "in double quotes \n \r \t \" \\ and $ are escapes,\nand the value may go on over several lines",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestReferenceListsEveryFunction(t *testing.T) {
	text := manual(t)
	text = text[strings.Index(text, "## Functions"):]
	var listed []string
	for _, row := range regexp.MustCompile("(?m)^\\| `.*").FindAllString(text, -1) {
		listed = append(listed, regexp.MustCompile("^\\| `(\\w+)\\(").FindStringSubmatch(row)[1])
	}
	slices.Sort(listed)
	l := newLoader(t.TempDir(), Options{})
	if diff := cmp.Diff(slices.Sorted(maps.Keys(l.functions)), listed); diff != "" {
		t.Errorf("the functions and their list differ (-there +listed):\n%s", diff)
	}
}

func TestReferenceNamesEveryBlockAndAttribute(t *testing.T) {
	text := manual(t)
	for kind, s := range schemas {
		for _, name := range s.attributes {
			if !strings.Contains(text, "`"+name+"`") {
				t.Errorf("%s of %s is not described", name, kind)
			}
		}
	}
	for _, kind := range topLevel.blocks {
		if !strings.Contains(text, "### "+kind+"\n") {
			t.Errorf("%s has no section", kind)
		}
	}
}

func TestExampleRecipesAreValidAndFormatted(t *testing.T) {
	for name, intents := range map[string]string{
		"refresh": "backup.qa_before copy.refresh",
		"mask":    "copy.customers",
		"subset":  "copy.orders",
		"team":    "backup.staging copy.catalogue copy.orders",
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join("../examples", name)
			environ, err := os.ReadFile(filepath.Join(dir, ".env.example"))
			if err != nil {
				t.Fatal(err)
			}
			values, mistakes := parseDotenv(environ)
			if len(mistakes) > 0 {
				t.Fatal(mistakes)
			}
			var o Options
			for k, v := range values {
				o.Environ = append(o.Environ, k+"="+v)
			}
			r, diags := Load(dir, o)
			if len(diags) > 0 {
				t.Fatal(shown(t, dir, r.Sources, diags))
			}
			list, diags := r.Choose(nil)
			if got := namesOf(list); got != intents || len(diags) > 0 {
				t.Errorf("runs %s, want %s; %s", got, intents, diags)
			}
			requireFormatted(t, dir)
		})
	}
	folders, _ := filepath.Glob("../examples/*/*.poco.hcl")
	for _, f := range folders {
		if !strings.Contains("refresh mask subset team", filepath.Base(filepath.Dir(f))) {
			t.Errorf("%s is not tested", f)
		}
	}
}

func requireFormatted(t *testing.T, dir string) {
	t.Helper()
	results, _, diags := Format(dir)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	for _, r := range results {
		if r.Changed() {
			t.Errorf("%s is not formatted:\n%s", r.Path, r.Diff())
		}
	}
}

func namesOf(list []Intent) string {
	var names []string
	for _, i := range list {
		names = append(names, i.IntentName())
	}
	return strings.Join(names, " ")
}
