package config

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/hashicorp/hcl/v2"
	"github.com/rogpeppe/go-internal/txtar"

	"poco/plan"
)

// reveal compares secrets by what they hide.
var reveal = cmp.Transformer("reveal", func(s Secret) string { return s.Reveal() })

func glob(s string) Pattern { return Pattern{Text: s, Name: Glob{Text: s}} }

func TestLoadGivesEveryBlockItsValues(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/diagnostics/fine.txtar")
	if err != nil {
		t.Fatal(err)
	}
	s, _ := unpack(t, archive)
	got, diags := Load(s.dir, s.options)
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	dev := &Database{Label: "dev", URL: "postgres://app:canary@db/dev", Schema: "public"}
	qa := &Database{Label: "qa", URL: "postgres://app:canary@db/qa", Schema: "public"}
	shop := &Selection{
		Name: "shop",
		Include: []Pattern{glob("orders"), glob("order_*"),
			{Text: "inventory.*", Schema: Glob{Text: "inventory"}, Name: Glob{Text: "*"}}},
		Exclude: []Pattern{glob("*_audit")},
		Related: RelatedAll,
	}
	before := &Backup{Name: "qa_before", Database: qa, Selection: shop, Directory: filepath.Join(s.dir, "backups"),
		Format: "plain", Keep: 7}
	refresh := &Copy{
		Name: "refresh", Selection: shop, Mode: plan.Overwrite, Backup: before, CreateMissing: true, OnMismatch: "fail", Jobs: 4,
		Tables: []*TableRule{
			{Pattern: glob("orders"), Where: "placed_at >= '2026-01-01'"},
			{Pattern: glob("customers"), Set: map[string]string{"email": "concat('user', id, '@example.com')"}},
		},
	}
	refresh.Database.Source, refresh.Database.Target = dev, qa
	want := &Recipe{
		Dir:        s.dir,
		Files:      []string{"refresh.poco.hcl"},
		State:      State{Backend: "local", Path: filepath.Join(s.dir, ".poco", "state.json")},
		Databases:  []*Database{dev, qa},
		Selections: []*Selection{shop},
		Backups:    []*Backup{before},
		Copies:     []*Copy{refresh},
		Restores:   []*Restore{{Name: "rollback", Database: qa, Backup: before, BackupFirst: true}},
		Variables:  []Variable{{Name: "since", Type: "string", Description: "Copy orders placed from this day on."}},
		Secrets:    []Secret{"canary", "postgres://app:canary@db/dev", "postgres://app:canary@db/qa"},
	}
	ignored := cmpopts.IgnoreTypes(Source{}, map[string]*hcl.File{})
	if diff := cmp.Diff(want, got, reveal, ignored, cmpopts.IgnoreFields(Recipe{}, "Digest")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if at := got.Copies[0].Source.Attr("on_mismatch"); at.Start.Line != 45 {
		t.Errorf("on_mismatch stands at %s", at)
	}
	if at := got.Copies[0].Source.Attr("depends_on"); *at != got.Copies[0].Source.Block || at.Start.Line == 0 {
		t.Errorf("what is not written stands at %s", at)
	}
}

func TestDefaults(t *testing.T) {
	r := loaded(t, `
database "a" {
  url    = "service=a"
  schema = null
}
database "b" {
  url = "service=b"
}
backup "b" {
  database  = database.b
  selection = null
  max_age   = "1w2d"
  max_size  = "1.5GB"
}
copy "c" {
  source = database.a
  target = database.b
  backup = null
  jobs   = null
  selection {
    include = ["*"]
  }
}
`)
	b, c := r.Backups[0], r.Copies[0]
	if r.Databases[0].Schema != "public" || r.Databases[0].Protected {
		t.Errorf("%+v", r.Databases[0])
	}
	if b.Selection != nil || b.Format != "plain" || b.Directory != filepath.Join(r.Dir, "backups") || b.Keep != 0 ||
		b.MaxAge != 9*24*time.Hour || b.MaxSize != 3<<29 {
		t.Errorf("%+v", b)
	}
	if c.Mode != plan.Append || c.Backup != nil || c.OnMismatch != "fail" || c.Jobs != 0 || c.CreateMissing || c.Selection.Name != "" {
		t.Errorf("%+v", c)
	}
}

// sources are those of a variable's value, from the weakest to the strongest.
var sources = []struct {
	name string
	give func(files map[string]string, o *Options)
}{
	{"default", func(files map[string]string, o *Options) {
		files["r.poco.hcl"] = strings.Replace(files["r.poco.hcl"], "variable \"v\" {", "variable \"v\" {\ndefault = \"default\"", 1)
	}},
	{".env", func(files map[string]string, o *Options) { files[".env"] = "POCO_VAR_v=.env" }},
	{"environment", func(files map[string]string, o *Options) { o.Environ = []string{"POCO_VAR_v=environment"} }},
	{"a.auto", func(files map[string]string, o *Options) { files["a.auto.pocovars"] = `v = "a.auto"` }},
	{"b.auto", func(files map[string]string, o *Options) { files["b.auto.pocovars"] = `v = "b.auto"` }},
	{"first file", func(files map[string]string, o *Options) {
		files["z.pocovars"] = `v = "first file"`
		o.VarFiles = append(o.VarFiles, "z.pocovars")
	}},
	{"second file", func(files map[string]string, o *Options) {
		files["x.pocovars"] = `v = "second file"`
		o.VarFiles = append(o.VarFiles, "x.pocovars")
	}},
	{"first flag", func(files map[string]string, o *Options) { o.Vars = append(o.Vars, "v=first flag") }},
	{"second flag=", func(files map[string]string, o *Options) { o.Vars = append(o.Vars, "v=second flag=") }},
}

func TestLaterSourcesOfValuesWin(t *testing.T) {
	for n := range sources {
		files := map[string]string{"r.poco.hcl": `
variable "v" {
}
database "a" {
  url    = "service=a"
  schema = var.v
}
`}
		var o Options
		for _, source := range sources[:n+1] {
			source.give(files, &o)
		}
		dir := folder(t, files)
		o.WorkDir = dir
		r, diags := Load(dir, o)
		if len(diags) > 0 {
			t.Fatal(shown(t, dir, r.Sources, diags))
		}
		if got := r.Databases[0].Schema; got != sources[n].name {
			t.Errorf("%q wins over %q", got, sources[n].name)
		}
	}
}

func TestValuesAreConverted(t *testing.T) {
	dir := folder(t, map[string]string{"r.poco.hcl": `
variable "number" { type = number }
variable "flag" { type = bool }
variable "list" { type = list(string) }
variable "any" { type = any }
variable "untyped" {}
variable "object" {
  type = object({ a = string, b = optional(number, 5), c = optional(list(string)) })
}
variable "nullable" {
  type    = string
  default = "x"
}
variable "strict" {
  nullable = false
  default  = "x"
}
locals {
  all = jsonencode([var.number + 1, !var.flag, var.list, var.any, var.untyped, var.object, var.nullable, var.strict])
}
database "a" {
  url = "service=a"
}
copy "c" {
  source = database.a
  target = database.b
  selection { include = ["*"] }
  table "x" { where = local.all }
}
database "b" { url = "service=b" }
`, "a.auto.pocovars": "nullable = null\nstrict = null\nlist = [1, true]\n"})
	r, diags := Load(dir, Options{
		Vars:    []string{"number=41", "flag=false", "any=[1, {a = 2}]", "untyped=[1]"},
		Environ: []string{"POCO_VAR_object={ a = 1 }"},
	})
	if len(diags) > 0 {
		t.Fatal(shown(t, dir, r.Sources, diags))
	}
	want := `[42,true,["1","true"],[1,{"a":2}],"[1]",{"a":"1","b":5,"c":null},null,"x"]`
	if diff := cmp.Diff(want, r.Copies[0].Tables[0].Where); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestTheEnvironmentWinsOverDotenv(t *testing.T) {
	dir := folder(t, map[string]string{
		"r.poco.hcl": "database \"a\" {\n  url = \"${env(\"A\")}${env(\"B\")}${env(\"C\", \"x\")}\"\n}\n",
		".env":       "A=file\nB=file\nC=\n",
	})
	r, diags := Load(dir, Options{Environ: []string{"A=process", "=odd", "odd"}})
	if got := r.Databases[0].URL.Reveal(); got != "processfile" || len(diags) > 0 {
		t.Errorf("the url is %q; %s", got, diags)
	}
}

func TestSecretsAreWhatOutputHides(t *testing.T) {
	dir := folder(t, map[string]string{"r.poco.hcl": `
variable "token" { sensitive = true }
database "a" {
  url    = "postgres://${env("USER")}:${urlencode(env("PASSWORD"))}@${env("HOST")}/shop"
  schema = nonsensitive(env("SCHEMA"))
}
database "b" {
  url = "host=db user=app password='a\\'b' dbname=x"
}
database "c" {
  url = env("PLAIN", "service=c")
}
locals {
  short = env("SHORT")
  token = var.token
}
`})
	r, _ := Load(dir, Options{Environ: []string{"USER=someone", "PASSWORD=p ss", "HOST=db.internal", "SCHEMA=sales", "SHORT=abc"},
		Vars: []string{"token=tokentoken"}})
	var got []string
	for _, s := range r.Secrets {
		got = append(got, s.Reveal())
	}
	for _, want := range []string{"p ss", "p%20ss", "tokentoken", `a\'b`, "postgres://someone:p%20ss@db.internal/shop"} {
		if !slices.Contains(got, want) {
			t.Errorf("%q is not hidden: %q", want, got)
		}
	}
	for _, shown := range []string{"someone", "db.internal", "sales", "abc", "shop", "db", "app"} {
		if slices.Contains(got, shown) {
			t.Errorf("%q is hidden: %q", shown, got)
		}
	}
	if text := fmt.Sprintf("%v %+v %#v %s", r.Databases[0], r.Databases[0], *r.Databases[0], r.Secrets); strings.Contains(text, "p%20ss") {
		t.Errorf("a secret shows itself: %s", text)
	}
}

func TestDigestChangesWithFilesAndValues(t *testing.T) {
	const text = "variable \"v\" {}\nvariable \"s\" {\n  sensitive = true\n  default   = \"x\"\n}\n"
	digest := func(text string, vars ...string) string {
		r, _ := Load(folder(t, map[string]string{"r.poco.hcl": text}), Options{Vars: vars})
		return r.Digest
	}
	base := digest(text, "v=1")
	if digest(text, "v=1") != base {
		t.Error("the same recipe in another folder has another digest")
	}
	if digest(text, "v=2") == base {
		t.Error("another value has the same digest")
	}
	if digest(text+"\n", "v=1") == base {
		t.Error("another file has the same digest")
	}
	if digest(text, "v=1", "s=guess") != base {
		t.Error("the digest lets a sensitive value be guessed")
	}
}

func TestBadFoldersAndFilesAreTold(t *testing.T) {
	for name, test := range map[string]struct {
		files map[string]string
		dir   string
		want  string
	}{
		"missing folder":   {dir: "none", want: "cannot read the recipe's folder"},
		"nothing there":    {want: "no recipe here"},
		"hidden file":      {files: map[string]string{".a.poco.hcl": "locals {}"}, want: "no recipe here"},
		"not text":         {files: map[string]string{"a.poco.hcl": "# \xff"}, want: "cannot read a.poco.hcl"},
		"too large":        {files: map[string]string{"a.poco.hcl": strings.Repeat("#\n", maxFileSize)}, want: "cannot read a.poco.hcl"},
		".env is a folder": {files: map[string]string{"a.poco.hcl": "locals {}", ".env/x": ""}, want: "cannot read the .env file"},
	} {
		dir := filepath.Join(folder(t, test.files), test.dir)
		r, diags := Load(dir, Options{})
		if len(diags) != 1 || diags[0].Summary != test.want || diags[0].Detail == "" || r == nil {
			t.Errorf("%s: %s, want %s", name, diags, test.want)
		}
	}
}

func TestFoldersNamedLikeRecipesAreLeftOut(t *testing.T) {
	dir := folder(t, map[string]string{"a.poco.hcl": "locals {}", "b.poco.hcl/x": ""})
	if r, diags := Load(dir, Options{}); len(diags) > 0 || !slices.Equal(r.Files, []string{"a.poco.hcl"}) {
		t.Errorf("%v; %s", r.Files, diags)
	}
}

func TestDeepNestingDoesNotEndTheProcess(t *testing.T) {
	for _, part := range []string{"[", "(", "{a=", "-", "!", "\"${", "f(", "true?", "1+", "a[b]", "<<X\n${"} {
		text := "a = " + strings.Repeat(part, maxOperators+5_000)
		dir := folder(t, map[string]string{"a.poco.hcl": "locals {\n" + text + "\n}\n", "b.poco.hcl": "variable \"v\" {\n  type = any\n}\n"})
		_, diags := Load(dir, Options{Vars: []string{"v=" + text}})
		var told []string
		for _, d := range diags {
			told = append(told, d.Summary)
		}
		if diff := cmp.Diff([]string{"a.poco.hcl is nested too deeply", "the value of var.v from --var cannot be read"}, told); diff != "" {
			t.Errorf("%s without end (-want +got)\n%s", part, diff)
		}
	}
}

func TestManyOperatorsAndElementsAreFine(t *testing.T) {
	list := "x = [" + strings.Repeat("\"a\", ", 5_000) + "]\n"
	sum := "y = " + strings.Repeat("1 + ", maxOperators-10) + "1\n"
	dir := folder(t, map[string]string{"a.poco.hcl": "locals {\n" + list + sum + "}\n"})
	if _, diags := Load(dir, Options{}); diags.HasErrors() {
		t.Error(diags)
	}
}

func TestRequiredVersion(t *testing.T) {
	for _, test := range []struct {
		constraint, version string
		fits                bool
	}{
		{">= 0.1", "0.1.0", true}, {">= 0.1", "0.1.0-dev", true}, {"~> 1.2", "1.9.0", true}, {"~> 1.2", "2.0.0", false},
		{">= 0.1, < 2.0", "1.0.0", true}, {"= 1.0.0", "1.0.1", false}, {">= 9", "", true}, {">= 9", "devel", true}, {">= 9", "v1.0.0", false},
	} {
		dir := folder(t, map[string]string{"a.poco.hcl": "poco {\n  required_version = \"" + test.constraint + "\"\n}\n"})
		if _, diags := Load(dir, Options{Version: test.version}); diags.HasErrors() == test.fits {
			t.Errorf("%s with poco %q: %s", test.constraint, test.version, diags)
		}
	}
}

func TestStateInPostgres(t *testing.T) {
	dir := folder(t, map[string]string{"a.poco.hcl": "poco {\n  state \"postgres\" {\n    url = env(\"S\")\n  }\n}\n"})
	r, diags := Load(dir, Options{Environ: []string{"S=service=state"}})
	want := State{Backend: "postgres", URL: "service=state"}
	if diff := cmp.Diff(want, r.State, reveal, cmpopts.IgnoreTypes(Source{})); diff != "" || len(diags) > 0 {
		t.Errorf("%s; %s", diff, diags)
	}
}

func TestWithoutFilesOfTheirOwnRelativePathsStayInTheFolder(t *testing.T) {
	dir := folder(t, map[string]string{"sub/a.poco.hcl": "poco {\n  state \"local\" {\n    path = \"../s.json\"\n  }\n}\n"})
	t.Chdir(dir)
	r, _ := Load("sub", Options{})
	got, _ := filepath.EvalSymlinks(filepath.Dir(r.State.Path))
	want, _ := filepath.EvalSymlinks(dir)
	if got != want || filepath.Base(r.State.Path) != "s.json" {
		t.Errorf("the state is %s", r.State.Path)
	}
	if _, err := os.Stat(r.State.Path); err == nil {
		t.Error("loading writes the state")
	}
}
