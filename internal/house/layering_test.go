// Package house holds the rules of the house as tests: who may import whom, how
// files are named and how long they may grow.
package house

import (
	"bytes"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// mayImport is the house: which packages of the module each package may import,
// "*" for all. A package of more than tests that is not listed has no place yet;
// give it one here.
var mayImport = map[string][]string{
	"poco":                      {"command"},
	"command":                   {"*"},
	"view":                      {"executor", "planner", "config", "state", "plan", "backup", "dump"},
	"web":                       {"planner", "executor", "config", "config/edit", "view", "state", "postgres", "backup", "dump", "plan"},
	"planner":                   {"config", "postgres", "plan", "backup", "dump"},
	"executor":                  {"postgres", "state", "plan", "backup", "dump"},
	"config":                    {"plan"},
	"config/edit":               {"config", "plan"},
	"state":                     {"postgres", "plan"},
	"postgres":                  {"plan", "internal/pgprograms"},
	"backup":                    {"plan"},
	"dump":                      {},
	"plan":                      {},
	"internal/demo":             {"internal/pgcluster", "postgres"},
	"internal/pgcluster":        {"internal/pgprograms"},
	"internal/pgprograms":       {},
	"internal/pgcluster/pgtest": {"internal/pgcluster"},
	"internal/pgcluster/find":   {"internal/pgcluster"},
	"internal/witness":          {"internal/pgcluster"},
	"bench":                     {"*"},
}

// keptTo are the libraries that only some packages may import, by the prefix of
// their import paths.
var keptTo = map[string][]string{
	"github.com/jackc/pgx":      {"postgres", "internal/pgcluster/pgtest"},
	"github.com/spf13/cobra":    {"command"},
	"github.com/hashicorp/hcl/": {"config", "config/edit", "planner", "view", "command", "web"},
}

// vague are names that say nothing of what a package or file is for.
var vague = []string{"util", "utils", "common", "helper", "helpers", "misc", "shared", "base", "lib"}

// longest is how many lines a source file may have.
const longest = 400

// A source is one Go file of the module.
type source struct {
	pkg     string // its folder from the module's root; "poco" for the root
	file    string
	test    bool
	lines   int
	imports []string
}

// sources parses the imports of every Go file, whatever system it is for.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	root := os.DirFS("../..")
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && name != "." && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "testdata" || entry.Name() == "node_modules") {
			return fs.SkipDir
		}
		if entry.IsDir() || path.Ext(name) != ".go" {
			return nil
		}
		s, err := parse(root, name)
		all = append(all, s)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func parse(root fs.FS, name string) (source, error) {
	text, err := fs.ReadFile(root, name)
	if err != nil {
		return source{}, err
	}
	parsed, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ImportsOnly)
	if err != nil {
		return source{}, err
	}
	s := source{pkg: path.Dir(name), file: name, test: strings.HasSuffix(name, "_test.go"), lines: bytes.Count(text, []byte("\n"))}
	if s.pkg == "." {
		s.pkg = "poco"
	}
	for _, spec := range parsed.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return source{}, err
		}
		s.imports = append(s.imports, imported)
	}
	return s, nil
}

// breaches are the ways in which files break the rules of the house. Tests may
// import any package of the module, but no library that is kept to others.
func breaches(files []source) []string {
	var found []string
	for _, s := range files {
		allowed, known := mayImport[s.pkg]
		if !known && !s.test {
			found = append(found, fmt.Sprintf("%s: package %s has no place in the house", s.file, s.pkg))
		}
		for _, imported := range s.imports {
			own, ours := strings.CutPrefix(imported, "poco/")
			if ours && !s.test && !slices.Contains(allowed, own) && !slices.Contains(allowed, "*") {
				found = append(found, fmt.Sprintf("%s: %s may not import %s", s.file, s.pkg, own))
			}
			for library, keepers := range keptTo {
				if strings.HasPrefix(imported, library) && !slices.Contains(keepers, s.pkg) {
					found = append(found, fmt.Sprintf("%s: only %s may import %s", s.file, strings.Join(keepers, ", "), imported))
				}
			}
		}
		if name := strings.TrimSuffix(path.Base(s.file), ".go"); slices.Contains(vague, name) || slices.Contains(vague, path.Base(s.pkg)) {
			found = append(found, fmt.Sprintf("%s: the name says nothing of what it is for", s.file))
		}
		if s.lines > longest && !s.test {
			found = append(found, fmt.Sprintf("%s: %d lines, more than %d", s.file, s.lines, longest))
		}
	}
	return found
}

func TestImportsRunDownwards(t *testing.T) {
	files := sources(t)
	if len(files) < 50 {
		t.Fatalf("only %d Go files found: the test does not see the module", len(files))
	}
	for _, breach := range breaches(files) {
		t.Error(breach)
	}
}

func TestLayeringRulesFindBreaches(t *testing.T) {
	for _, test := range []struct {
		name string
		file source
		want []string
	}{
		{"a clean file", source{pkg: "executor", file: "executor/run.go", imports: []string{"context", "poco/plan", "poco/state"}}, nil},
		{"an executor that reads recipes", source{pkg: "executor", file: "executor/run.go", imports: []string{"poco/config"}},
			[]string{"executor/run.go: executor may not import config"}},
		{"a test of it that does", source{pkg: "executor", file: "executor/run_test.go", test: true, imports: []string{"poco/config"}}, nil},
		{"plan on postgres", source{pkg: "plan", file: "plan/plan.go", imports: []string{"poco/postgres"}},
			[]string{"plan/plan.go: plan may not import postgres"}},
		{"pgx outside postgres", source{pkg: "planner", file: "planner/p_test.go", test: true, imports: []string{"github.com/jackc/pgx/v5/pgconn"}},
			[]string{"planner/p_test.go: only postgres, internal/pgcluster/pgtest may import github.com/jackc/pgx/v5/pgconn"}},
		{"cobra outside command", source{pkg: "view", file: "view/v.go", imports: []string{"github.com/spf13/cobra"}},
			[]string{"view/v.go: only command may import github.com/spf13/cobra"}},
		{"a drawer for everything", source{pkg: "internal/util", file: "internal/util/strings.go"},
			[]string{"internal/util/strings.go: package internal/util has no place in the house",
				"internal/util/strings.go: the name says nothing of what it is for"}},
		{"a file too long", source{pkg: "view", file: "view/v.go", lines: 401}, []string{"view/v.go: 401 lines, more than 400"}},
	} {
		if diff := cmp.Diff(test.want, breaches([]source{test.file})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}
