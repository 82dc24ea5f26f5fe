package config

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

func TestFormatWritesInPlace(t *testing.T) {
	dir := folder(t, map[string]string{
		"a.poco.hcl":      "database \"a\" {\n  url=\"service=a\"\n    schema = \"x\" # c\n}\n",
		"b.poco.hcl":      "locals {\n  x = 1\n}\n",
		"c.poco.hcl":      "locals {\n",
		"v.auto.pocovars": "a=1\nbcd = 2\n",
		"other.hcl":       "x=1\n",
	})
	link := filepath.Join(dir, "d.poco.hcl")
	if err := os.Symlink("other.hcl", link); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	if err := os.Chmod(filepath.Join(dir, "a.poco.hcl"), 0o640); err != nil {
		t.Fatal(err)
	}
	results, sources, diags := Format(dir)
	if got := shown(t, dir, sources, diags); len(diags) != 1 || diags[0].Subject.Filename != "c.poco.hcl" {
		t.Errorf("diagnostics:\n%s", got)
	}
	var changed []string
	for _, r := range results {
		if r.Changed() {
			changed = append(changed, r.File)
		}
		if err := r.Write(); err != nil {
			t.Error(err)
		}
	}
	if diff := cmp.Diff([]string{"a.poco.hcl", "d.poco.hcl", "v.auto.pocovars"}, changed); diff != "" {
		t.Errorf("changed files (-want +got)\n%s", diff)
	}
	requireText(t, filepath.Join(dir, "a.poco.hcl"), "database \"a\" {\n  url    = \"service=a\"\n  schema = \"x\" # c\n}\n")
	requireText(t, filepath.Join(dir, "v.auto.pocovars"), "a   = 1\nbcd = 2\n")
	requireText(t, filepath.Join(dir, "other.hcl"), "x = 1\n")
	if info, _ := os.Lstat(link); info.Mode()&os.ModeSymlink == 0 {
		t.Error("the symbolic link was replaced")
	}
	if info, _ := os.Stat(filepath.Join(dir, "a.poco.hcl")); info.Mode().Perm() != 0o640 && runtime.GOOS != "windows" {
		t.Errorf("the mode is now %s", info.Mode())
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".poco-fmt-*")); len(left) > 0 {
		t.Errorf("left behind: %s", left)
	}
}

func requireText(t *testing.T, path, want string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if diff := cmp.Diff(want, string(got)); diff != "" || err != nil {
		t.Errorf("%s (-want +got) %v\n%s", path, err, diff)
	}
}

func TestFormatShowsADiff(t *testing.T) {
	r := FormatResult{File: "a.poco.hcl", Before: []byte("a=1\nb = 2\n"), After: []byte("a = 1\nb = 2\n")}
	want := "diff a/a.poco.hcl b/a.poco.hcl\n--- a/a.poco.hcl\n+++ b/a.poco.hcl\n@@ -1,2 +1,2 @@\n-a=1\n+a = 1\n b = 2\n"
	if diff := cmp.Diff(want, r.Diff()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	r.After = r.Before
	if r.Diff() != "" {
		t.Errorf("a diff of nothing: %s", r.Diff())
	}
}

func TestFormatOfAFolderWithoutRecipe(t *testing.T) {
	if _, _, diags := Format(t.TempDir()); len(diags) != 1 || diags[0].Summary != "no recipe here" {
		t.Error(diags)
	}
	if _, _, diags := Format(filepath.Join(t.TempDir(), "none")); !diags.HasErrors() {
		t.Error("a folder that is missing is formatted")
	}
}

// FuzzFormat holds that formatting changes no token, and nothing the second time.
func FuzzFormat(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, text string) {
		if _, diags := hclsyntax.ParseConfig([]byte(text), "", hcl.InitialPos); diags.HasErrors() {
			return
		}
		after := formatted([]byte(text))
		if diff := cmp.Diff(meaning([]byte(text)), meaning(after)); diff != "" {
			t.Errorf("formatting changes the text (-before +after)\n%s", diff)
		}
		if again := formatted(after); string(again) != string(after) {
			t.Errorf("formatting twice differs\n%s", cmp.Diff(string(after), string(again)))
		}
	})
}

// meaning are the tokens of a text.
func meaning(text []byte) []string {
	tokens, _ := hclsyntax.LexConfig(text, "", hcl.InitialPos)
	var list []string
	for _, token := range tokens {
		list = append(list, token.Type.String()+" "+string(token.Bytes))
	}
	return list
}
