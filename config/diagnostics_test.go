package config

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write what the tests got as what they want")

// A scene is a folder with a recipe, and what it is loaded with.
type scene struct {
	dir     string
	options Options
}

// folder writes files into a fresh folder.
func folder(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// shown renders diagnostics as people see them.
func shown(t testing.TB, dir string, sources map[string]*hcl.File, diags hcl.Diagnostics) string {
	t.Helper()
	var b bytes.Buffer
	if err := hcl.NewDiagnosticTextWriter(&b, sources, 0, false).WriteDiagnostics(diags); err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(b.String(), dir, "DIR")
}

// lines are the lines of a text that are not empty.
func lines(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == '\n' })
}

// TestDiagnostics loads the recipes of testdata/diagnostics. Each archive holds
// the folder's files, and besides:
//
//	environ   NAME=value of the process
//	flags     --var NAME=value and --var-file FILE
//	want      the diagnostics
//
// Its comment begins with their number. No secret may be in them: each has
// "canary" in it.
func TestDiagnostics(t *testing.T) {
	archives, err := filepath.Glob("testdata/diagnostics/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("no archives", err)
	}
	for _, path := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) { diagnose(t, path) })
	}
}

func diagnose(t *testing.T, path string) {
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s, want := unpack(t, archive)
	recipe, diags := Load(s.dir, s.options)
	got := shown(t, s.dir, recipe.Sources, diags)
	var number int
	if _, err := fmt.Sscanf(string(archive.Comment), "%d", &number); err != nil {
		t.Errorf("the comment does not begin with the number of diagnostics: %v", err)
	}
	if len(diags) != number {
		t.Errorf("%d diagnostics, want %d", len(diags), number)
	}
	if strings.Contains(got, "canary") {
		t.Errorf("a secret is shown:\n%s", got)
	}
	if *update {
		setFile(archive, "want", got)
		if err := os.WriteFile(path, txtar.Format(archive), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("other diagnostics (-want +got):\n%s", diff)
	}
}

func unpack(t *testing.T, archive *txtar.Archive) (s scene, want string) {
	files := map[string]string{}
	s.options.Version = "0.4.0"
	for _, f := range archive.Files {
		switch text := string(f.Data); f.Name {
		case "want":
			want = text
		case "environ":
			s.options.Environ = lines(text)
		case "flags":
			for _, line := range lines(text) {
				if path, ok := strings.CutPrefix(line, "--var-file "); ok {
					s.options.VarFiles = append(s.options.VarFiles, path)
				} else {
					s.options.Vars = append(s.options.Vars, strings.TrimPrefix(line, "--var "))
				}
			}
		default:
			files[f.Name] = text
		}
	}
	s.dir = folder(t, files)
	s.options.WorkDir = s.dir
	return s, want
}

func setFile(archive *txtar.Archive, name, text string) {
	for i, f := range archive.Files {
		if f.Name == name {
			archive.Files[i].Data = []byte(text)
			return
		}
	}
	archive.Files = append(archive.Files, txtar.File{Name: name, Data: []byte(text)})
}
