package edit

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"poco/config"
	"poco/plan"
)

// hostile are names and texts that mean something somewhere.
var hostile = []string{
	"orders", `Order "x"`, "a.b", "*", "?", "order_*", "<img src=x onerror=alert(1)>", "${x}", "%{if true}", "$${y}", `"`, `""`, `\`, `\n`, "a\nb", "a\r\nb",
	"Größe", "名前", "Kapital", " blank ", "#", "//", "/*", "*/", "select", "x;DROP TABLE y", "'", "{", "}", "[", "]", ",", "=", "<<EOF", "null", "\t", ".", "..", "-", "1",
	"\u200b", "😀", "database.dev",
}

const servers = `database "dev" {
  url    = env("DEV")
  schema = "shop"
}
database "qa" {
  url = env("QA")
}
`

// randomCopy is a copy block of hostile names.
func randomCopy(r *rand.Rand) Copy {
	pick := func() string { return hostile[r.IntN(len(hostile))] }
	table := func() plan.Name {
		return plan.Name{Schema: []string{"shop", "public", pick()}[r.IntN(3)], Name: pick()}
	}
	tables := func(most int) (list []plan.Name) {
		for range r.IntN(most + 1) {
			list = append(list, table())
		}
		return unique(list)
	}
	c := Copy{
		Name: "c", Source: "dev", Target: "qa", Mode: []string{"append", "overwrite", "update"}[r.IntN(3)],
		Related: []string{"all", "none"}[r.IntN(2)], Ticked: unique(append(tables(5), table())), Unticked: tables(3),
		Backup: r.IntN(2) == 0, CreateMissing: r.IntN(2) == 0, CommonColumns: r.IntN(2) == 0, Jobs: r.IntN(3),
		Patterns: [][]string{nil, {"order_*"}, {`"a.b".*`, "x?"}}[r.IntN(3)],
	}
	if c.Backup {
		c.BackupFormat = []string{"plain", "custom"}[r.IntN(2)]
	}
	for _, name := range tables(4) {
		rule := Rule{Table: name, Where: pick()}
		if r.IntN(2) == 0 {
			rule.Set = map[string]string{pick(): pick(), pick(): pick()}
		}
		if r.IntN(2) == 0 {
			rule.Mode = "skip"
		}
		c.Rules = append(c.Rules, rule)
	}
	return c
}

func unique(list []plan.Name) (all []plan.Name) {
	for _, n := range list {
		if !slices.Contains(all, n) {
			all = append(all, n)
		}
	}
	return all
}

// TestWhatIsSetIsLoaded holds for a new block, and for one that is changed from
// any other.
func TestWhatIsSetIsLoaded(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, start := range []string{
		servers,
		servers + "copy \"c\" {\n  source = database.qa\n  target = database.dev\n  selection { include = [\"*\"] }\n  table \"orders\" { where = \"a\" }\n}\n",
		servers + "selection \"s\" {\n  include = [\n    \"*\", # all\n  ]\n}\ncopy \"c\" {\n  source    = database.dev\n  target    = database.qa\n  selection = selection.s\n}\n",
	} {
		dir := folder(t, map[string]string{"a.poco.hcl": start})
		for i := range 40 {
			want := randomCopy(random)
			r := opened(t, dir)
			if err := r.SetCopy(want); err != nil {
				t.Fatalf("%+v: %s", want, err)
			}
			if err := r.Write(); err != nil {
				t.Fatal(err)
			}
			got, foreign, err := opened(t, dir).ReadCopy("c")
			if err != nil || foreign != "" {
				t.Fatalf("%q %v: %s", foreign, err, contents(t, dir)["a.poco.hcl"])
			}
			if diff := cmp.Diff(want, got, sameSets...); diff != "" {
				t.Fatalf("change %d (-want +got)\n%s\n%s", i, diff, contents(t, dir)["a.poco.hcl"])
			}
			if diff := compareLoaded(dir, want); diff != "" {
				t.Fatalf("change %d as loaded (-want +got)\n%s\n%s", i, diff, contents(t, dir)["a.poco.hcl"])
			}
			again := opened(t, dir)
			if err := again.SetCopy(want); err != nil || again.Diff() != "" {
				t.Fatalf("setting the same again changes: %v\n%s", err, again.Diff())
			}
		}
	}
}

// sameSets compares lists without their order.
var sameSets = []cmp.Option{
	cmpopts.SortSlices(plan.Name.Compare),
	cmpopts.SortSlices(func(a, b string) bool { return a < b }),
	cmpopts.SortSlices(func(a, b Rule) int { return a.Table.Compare(b.Table) }),
	cmpopts.EquateEmpty(),
}

// compareLoaded compares a copy with the one that config loads.
func compareLoaded(dir string, want Copy) string {
	recipe, diags := config.Load(dir, config.Options{Environ: []string{"DEV=service=dev", "QA=service=qa"}})
	if len(diags) > 0 {
		return diags.Error()
	}
	c := recipe.Copies[0]
	got := Copy{
		Name: c.Name, Source: c.Database.Source.Label, Target: c.Database.Target.Label, Mode: string(c.Mode), Related: string(c.Selection.Related),
		Backup: c.Backup != nil, CreateMissing: c.CreateMissing, CommonColumns: c.OnMismatch == "common_columns", Jobs: c.Jobs,
	}
	if c.Backup != nil {
		got.BackupFormat = c.Backup.Format
		if c.Backup.Database != c.Database.Target {
			return "the backup is of another database"
		}
	}
	table := func(p config.Pattern) plan.Name {
		schema := p.Schema.Text
		if schema == "" {
			schema = c.Database.Source.Schema
		}
		return plan.Name{Schema: schema, Name: p.Name.Text}
	}
	for _, p := range c.Selection.Include {
		if !p.Exact() {
			got.Patterns = append(got.Patterns, p.Text)
		} else if n := table(p); p.Match(n.Schema, n.Name, c.Database.Source.Schema) {
			got.Ticked = append(got.Ticked, n)
		}
	}
	for _, p := range c.Selection.Exclude {
		got.Unticked = append(got.Unticked, table(p))
	}
	for _, rule := range c.Tables {
		got.Rules = append(got.Rules, Rule{Table: table(rule.Pattern), Where: rule.Where, Set: rule.Set, Mode: string(rule.Mode)})
	}
	return cmp.Diff(want, got, sameSets...)
}

func TestTheWholeSchemaIsSetAndRead(t *testing.T) {
	dir := folder(t, map[string]string{"a.poco.hcl": servers})
	want := Copy{Name: "c", Source: "dev", Target: "qa", Mode: "overwrite", Related: "none", All: true,
		Ticked: names("other.t"), Unticked: names("shop.log"), Backup: true, BackupFormat: "plain"}
	given := want
	for i := range 500 {
		given.Ticked = append(given.Ticked, plan.Name{Schema: "shop", Name: fmt.Sprint("t", i)})
	}
	r := opened(t, dir)
	if err := r.SetCopy(given); err != nil {
		t.Fatal(err)
	}
	if got, foreign, _ := r.ReadCopy("c"); foreign != "" || !cmp.Equal(want, got, sameSets...) {
		t.Errorf("%s %s", foreign, cmp.Diff(want, got, sameSets...))
	}
}
