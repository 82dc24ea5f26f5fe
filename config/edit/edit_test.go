package edit

import (
	"errors"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"poco/config"
	"poco/plan"
)

var update = flag.Bool("update", false, "write the files after each edit into testdata")

// edits are changes to recipes: each has its files before and after in
// testdata/NAME.txtar. What is not in after/ stays as it was.
var edits = map[string]func(*Recipe) error{
	"card-changed": func(r *Recipe) error {
		return r.SetDatabase("dev", Database{Label: "devel-2", Variable: "OTHER", Schema: `a"b`, Protected: true})
	},
	"card-one-line": func(r *Recipe) error {
		return errors.Join(
			r.SetDatabase("dev", Database{Label: "dev", Variable: "DEV", Protected: true}),
			r.SetDatabase("qa", Database{Label: "test", Schema: "qa"}),
			r.SetDatabase("x", Database{Label: "x", Schema: "y"}))
	},
	"crlf": func(r *Recipe) error {
		return errors.Join(
			r.SetDatabase("", Database{Label: "new", Schema: "x"}),
			change(r, "c", func(c *Copy) {
				c.Ticked = names("public.b", "public.d")
				c.Rules[0].Mode = "skip"
				c.Rules = append(c.Rules, Rule{Table: name("public.d"), Where: "two\nlines"})
				c.Backup = true
			}))
	},
	"several-files": func(r *Recipe) error {
		return errors.Join(
			r.SetDatabase("dev", Database{Label: "devel", Variable: "DEV"}),
			r.SetDatabase("", Database{Label: "prod", Protected: true}),
			r.SetCopy(Copy{Name: "s", Source: "prod", Target: "qa", All: true, Mode: "overwrite", Backup: true}))
	},
	"lists": func(r *Recipe) error {
		return change(r, "c", func(c *Copy) {
			c.Ticked = names("public.first", "public.kept", "public.new", "other.new")
			c.Unticked = nil
			c.Rules = []Rule{
				{Table: name("public.kept"), Set: map[string]string{"a": "1", "b": "'${x}'", "c": "4", "d d": "5"}},
				{Table: name("public.first"), Set: map[string]string{"x": "1", "y": "2"}},
			}
		})
	},
	"tidy": func(r *Recipe) error {
		return errors.Join(
			r.SetDatabase("qa", Database{Label: "qa", Variable: "QA", Protected: false, Schema: "x"}),
			change(r, "c", func(c *Copy) {
				c.Backup, c.CommonColumns, c.Mode, c.Jobs = true, true, "overwrite", 3
				c.Unticked = names("public.items")
				c.Rules = []Rule{{Table: name("public.orders"), Where: "id > 5", Mode: "update"}}
			}))
	},
	"removed": func(r *Recipe) error {
		return errors.Join(r.RemoveCopy("c"), r.RemoveDatabase("dev"), r.RemoveDatabase("x"))
	},
	"no-final-newline": func(r *Recipe) error {
		return errors.Join(
			r.SetDatabase("", Database{Label: "qa"}),
			r.SetCopy(Copy{Name: "c", Source: "dev", Target: "qa", Ticked: names("public.a")}))
	},
	"empty-folder": func(r *Recipe) error {
		return errors.Join(
			r.SetDatabase("", Database{Label: "dev", Protected: true}),
			r.SetDatabase("", Database{Label: "qa", Variable: "QA_URL", Schema: "shop"}),
			r.SetCopy(Copy{Name: "refresh", Source: "dev", Target: "qa", Mode: "overwrite", Backup: true, BackupFormat: "custom",
				Ticked: names("public.orders", `inventory."Parts"`), Unticked: names("public.log"), Related: "referenced",
				Rules: []Rule{{Table: name("public.orders"), Where: `note = '"x" ${y} %{z}'`, Set: map[string]string{"a": "1", "null": "2"}}}}))
	},
	"labels": func(r *Recipe) error {
		return change(r, "c", func(c *Copy) {
			c.Ticked = []plan.Name{name("shop.orders"), name(`shop."Kept"`), {Schema: "shop", Name: "a.b"}, {Schema: "public", Name: "${x}"}}
			c.Rules = nil
			for _, n := range c.Ticked {
				c.Rules = append(c.Rules, Rule{Table: n, Where: "b"})
			}
		})
	},
	"unchanged": func(r *Recipe) error {
		return errors.Join(
			r.SetDatabase("dev", Database{Label: "dev", Schema: "public", Protected: true}),
			r.SetDatabase("qa", Database{Label: "qa", Schema: "public"}),
			change(r, "c", func(*Copy) {}))
	},
}

// change reads a copy, changes it and sets it.
func change(r *Recipe, name string, to func(*Copy)) error {
	c, foreign, err := r.ReadCopy(name)
	if err != nil || foreign != "" {
		return errors.Join(err, errors.New(foreign))
	}
	to(&c)
	return r.SetCopy(c)
}

func TestEditsChangeWhatTheyAreAboutAlone(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) != len(edits) {
		t.Errorf("%d files for %d edits; %v", len(files), len(edits), err)
	}
	for _, label := range slices.Sorted(maps.Keys(edits)) {
		t.Run(label, func(t *testing.T) {
			path := filepath.Join("testdata", label+".txtar")
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			before, after := split(archive)
			if label == "no-final-newline" {
				before["a.poco.hcl"] = strings.TrimSuffix(before["a.poco.hcl"], "\n")
			}
			want := maps.Clone(before)
			maps.Copy(want, after)
			dir := folder(t, before)
			r := opened(t, dir)
			if err := edits[label](r); err != nil {
				t.Fatal(err)
			}
			if err := r.Write(); err != nil {
				t.Fatal(err)
			}
			got := contents(t, dir)
			if *update {
				record(t, path, archive, before, got)
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if diags := loadDiags(dir); diags != "" {
				t.Errorf("the recipe is broken: %s", diags)
			}
		})
	}
}

// loadDiags are the mistakes of a recipe, each variable of the environment set.
func loadDiags(dir string) string {
	environ := []string{}
	for _, v := range []string{"DEV", "QA", "X", "OTHER", "NEW_DB_URI", "PROD_DB_URI", "QA_DB_URI", "DEV_DB_URI", "QA_URL", "PASSWORD"} {
		environ = append(environ, v+"=service="+v)
	}
	_, diags := config.Load(dir, config.Options{Environ: environ})
	if len(diags) == 0 {
		return ""
	}
	return diags.Error()
}

// split takes an archive apart: files before, and those after.
func split(a *txtar.Archive) (before, after map[string]string) {
	before, after = map[string]string{}, map[string]string{}
	for _, f := range a.Files {
		if name, ok := strings.CutPrefix(f.Name, "after/"); ok {
			after[name] = string(f.Data)
		} else {
			before[f.Name] = string(f.Data)
		}
	}
	return before, after
}

// record writes what an edit gave into its archive.
func record(t *testing.T, path string, a *txtar.Archive, before, got map[string]string) {
	t.Helper()
	a.Files = slices.DeleteFunc(a.Files, func(f txtar.File) bool { return strings.HasPrefix(f.Name, "after/") })
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if got[name] != before[name] {
			a.Files = append(a.Files, txtar.File{Name: "after/" + name, Data: []byte(got[name])})
		}
	}
	if err := os.WriteFile(path, txtar.Format(a), 0o644); err != nil {
		t.Fatal(err)
	}
}

// folder writes files into a new folder.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// contents are the files of a folder, by name.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[e.Name()] = string(text)
	}
	return files
}

func opened(t *testing.T, dir string) *Recipe {
	t.Helper()
	r, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func name(s string) plan.Name {
	n, err := plan.ParseName(s)
	if err != nil {
		panic(err)
	}
	return n
}

func names(list ...string) (all []plan.Name) {
	for _, s := range list {
		all = append(all, name(s))
	}
	return all
}
