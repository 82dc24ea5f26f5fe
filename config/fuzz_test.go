package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/rogpeppe/go-internal/txtar"
)

// seed adds the recipes of the examples and of the diagnostics' tests.
func seed(f *testing.F) {
	paths, _ := filepath.Glob("../examples/*/*.poco.hcl")
	if len(paths) == 0 {
		f.Fatal("no examples")
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	archives, _ := filepath.Glob("testdata/diagnostics/*.txtar")
	for _, path := range archives {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			if strings.HasSuffix(file.Name, recipeSuffix) {
				f.Add(string(file.Data))
			}
		}
	}
}

// FuzzLoad holds that no text makes Load, its rendering or Choose panic, and
// that no diagnostic shows a secret of the environment.
func FuzzLoad(f *testing.F) {
	seed(f)
	dir := f.TempDir()
	path := filepath.Join(dir, "r.poco.hcl")
	o := Options{Version: "0.4.0", Vars: []string{"since=qzj71x", "password=qzj72x"}}
	for _, name := range []string{"URL", "DEV_DB_URI", "QA_DB_URI", "SECRET", "PASSWORD", "HOST"} {
		o.Environ = append(o.Environ, name+"=qzj73x")
	}
	f.Fuzz(func(t *testing.T, text string) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		r, diags := Load(dir, o)
		got := shown(t, dir, r.Sources, diags)
		if strings.Contains(got, "qzj73x") && !strings.Contains(text, "nonsensitive") {
			t.Errorf("a secret is shown:\n%s", got)
		}
		for _, d := range diags {
			if d.Severity != hcl.DiagError && d.Severity != hcl.DiagWarning || d.Summary == "" {
				t.Errorf("an odd diagnostic: %#v", d)
			}
		}
		r.Intents()
		_, _ = r.Choose(nil)
	})
}
