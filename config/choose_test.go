package config

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
)

// chain has intents whose names do not sort as they depend on each other.
const chain = `
database "dev" {
  url = "service=dev"
}
database "qa" {
  url = "service=qa"
}
selection "all" {
  include = ["*"]
}
backup "z_first" {
  database = database.qa
}
backup "unrelated" {
  database = database.dev
}
copy "a" {
  source     = database.dev
  target     = database.qa
  selection  = selection.all
  depends_on = [copy.m]
}
copy "m" {
  source     = database.dev
  target     = database.qa
  selection  = selection.all
  backup     = backup.z_first
}
copy "n" {
  source     = database.dev
  target     = database.qa
  selection  = selection.all
  depends_on = [restore.r]
}
restore "r" {
  database   = database.qa
  backup     = backup.z_first
  depends_on = [copy.z]
}
copy "z" {
  source    = database.dev
  target    = database.qa
  selection = selection.all
}
`

func loaded(t *testing.T, text string) *Recipe {
	t.Helper()
	dir := folder(t, map[string]string{"r.poco.hcl": text})
	r, diags := Load(dir, Options{})
	if diags.HasErrors() {
		t.Fatal(shown(t, dir, r.Sources, diags))
	}
	return r
}

func TestChooseOrdersByReferencesThenDependsOn(t *testing.T) {
	r := loaded(t, chain)
	for names, want := range map[string]string{
		"":                      "backup.unrelated backup.z_first copy.m copy.a copy.z copy.n",
		"copy.a":                "backup.z_first copy.m copy.a",
		"copy.m":                "backup.z_first copy.m",
		"copy.m copy.m":         "backup.z_first copy.m",
		"copy.n":                "copy.n",
		"copy.n copy.z":         "copy.z copy.n",
		"copy.n restore.r":      "copy.z restore.r copy.n",
		"restore.r":             "copy.z restore.r",
		"restore.r copy.m":      "backup.z_first copy.m copy.z restore.r",
		"copy.z backup.z_first": "backup.z_first copy.z",
	} {
		list, diags := r.Choose(strings.Fields(names))
		if got := namesOf(list); got != want || diags.HasErrors() {
			t.Errorf("%q runs %s, want %s (%s)", names, got, want, diags)
		}
	}
	if got := namesOf(r.Intents()); got != "backup.unrelated backup.z_first copy.m copy.a copy.z restore.r copy.n" {
		t.Errorf("all intents are %s", got)
	}
}

func TestChooseHelpsWithWrongNames(t *testing.T) {
	r := loaded(t, chain)
	var got []string
	_, diags := r.Choose([]string{"copy.mm", "r", "copy.a", "nothing.like.it"})
	for _, d := range diags {
		got = append(got, d.Summary+": "+d.Detail)
	}
	const declared = "Declared: backup.unrelated, backup.z_first, copy.a, copy.m, copy.n, copy.z, restore.r."
	want := []string{
		`no copy, backup or restore named "copy.mm": Did you mean copy.m? ` + declared,
		`no copy, backup or restore named "r": Did you mean restore.r? ` + declared,
		`no copy, backup or restore named "nothing.like.it": ` + declared,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestChooseFromNothing(t *testing.T) {
	r := loaded(t, "database \"a\" {\n  url = \"service=a\"\n}\n")
	_, diags := r.Choose(nil)
	if len(diags) != 1 || diags[0].Severity != hcl.DiagError || diags[0].Summary != "the recipe has nothing to run" {
		t.Error(diags)
	}
}

func TestChooseEndsInACycle(t *testing.T) {
	dir := folder(t, map[string]string{"r.poco.hcl": strings.Replace(chain, "backup     = backup.z_first", "depends_on = [copy.a]", 1)})
	r, diags := Load(dir, Options{})
	if len(diags) != 1 || !strings.HasPrefix(diags[0].Detail, "copy.a → copy.m → copy.a.") {
		t.Errorf("the cycle is told as %s", diags)
	}
	if list, diags := r.Choose(nil); !diags.HasErrors() || list != nil {
		t.Errorf("a cycle has the order %s", namesOf(list))
	}
}
