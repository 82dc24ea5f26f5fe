// Package e2e runs whole commands of Poco against two real servers, as its user
// would, and compares what the databases hold before and after.
package e2e

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"poco/command"
	"poco/internal/pgcluster/pgtest"
	"poco/internal/witness"
)

// child names the variable that makes this binary a poco, for the tests that
// kill one.
const child = "POCO_E2E_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(child) != "" {
		os.Exit(command.Main(os.Args[1:], command.System()))
	}
	pgtest.Main(m)
}

// A workplace is a recipe's folder with a source, dev, and a target, qa.
type workplace struct {
	t        *testing.T
	dir      string
	dev, qa  string
	settings []string // further environment
}

// setup makes a workplace of two databases and a recipe with one copy block of
// the given body.
func setup(t *testing.T, dev, qa, body string) *workplace {
	t.Helper()
	w := &workplace{t: t, dir: t.TempDir(), dev: dev, qa: qa}
	w.recipe(body)
	return w
}

// recipe writes the recipe anew with this body of its copy block.
func (w *workplace) recipe(body string) {
	w.t.Helper()
	text := fmt.Sprintf(`
database "dev" { url = env("DEV_URL") }
database "qa" { url = env("QA_URL") }
copy "refresh" {
  source = database.dev
  target = database.qa
%s
}
`, body)
	if err := os.WriteFile(filepath.Join(w.dir, "refresh.poco.hcl"), []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// A result is what a command printed and how it ended.
type result struct {
	out, err string
	code     int
}

// poco runs one command in the workplace.
func (w *workplace) poco(args ...string) result {
	w.t.Helper()
	var out, stderr bytes.Buffer
	code := run(w, args, &out, &stderr)
	return result{out.String(), stderr.String(), code}
}

// must runs a command that has to end with the given code.
func (w *workplace) must(code int, args ...string) result {
	w.t.Helper()
	r := w.poco(args...)
	if r.code != code {
		w.t.Fatalf("poco %s: exit %d, want %d\nstdout:\n%s\nstderr:\n%s", strings.Join(args, " "), r.code, code, r.out, r.err)
	}
	return r
}

// must contain: every one of these texts has to stand in what was printed.
func (r result) says(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(r.out+r.err, text) {
			t.Errorf("%q is not said in\nstdout:\n%s\nstderr:\n%s", text, r.out, r.err)
		}
	}
}

// sql, schema, content and same are the witness', by the names that these tests
// read best with.
func sql(t *testing.T, url, script string) string { t.Helper(); return witness.SQL(t, url, script) }

func schema(t *testing.T, url string) string { t.Helper(); return witness.Schema(t, url) }

func content(t *testing.T, url string) string { t.Helper(); return witness.Content(t, url) }

func same(t *testing.T, what, want, got string) { t.Helper(); witness.Same(t, what, want, got) }
