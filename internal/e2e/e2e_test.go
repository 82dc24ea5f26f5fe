// Package e2e runs whole commands of Poco against two real servers, as its user
// would, and compares what the databases hold before and after.
package e2e

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"poco/command"
	"poco/internal/pgcluster"
	"poco/internal/pgcluster/pgtest"
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

// client is a client program of the servers' version.
func client(t *testing.T, name string) string {
	t.Helper()
	programs, err := pgcluster.Find()
	if err != nil {
		t.Fatal(err)
	}
	if path := programs.Path(name); exists(path) {
		return path
	}
	return name
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// sql runs a script on a database by psql and gives what it printed, a row a
// line.
func sql(t *testing.T, url, script string) string {
	t.Helper()
	cmd := exec.Command(client(t, "psql"), "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-f", "-")
	cmd.Stdin = strings.NewReader(script)
	var out, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("psql: %v\n%s", err, stderr.String())
	}
	return strings.TrimSpace(out.String())
}

// schema is everything that a database defines, as pg_dump writes it.
func schema(t *testing.T, url string) string {
	t.Helper()
	out, err := exec.Command(client(t, "pg_dump"), "--schema-only", "--no-owner", "--no-privileges", "-d", url).Output()
	if err != nil {
		t.Fatalf("pg_dump: %v", err)
	}
	var kept []string
	for line := range strings.Lines(string(out)) {
		if !strings.HasPrefix(line, "--") && !strings.HasPrefix(line, `\`) && strings.TrimSpace(line) != "" {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}

// content is a line for each table of a database: its name, rows and the hash
// of its sorted rows, and one for each sequence. It uses nothing of Poco's, so
// that it can contradict poco verify.
func content(t *testing.T, url string) string {
	t.Helper()
	queries := sql(t, url, `
SELECT format('SELECT %L, count(*), md5(coalesce(string_agg(md5(t::text), '''' ORDER BY md5(t::text)), '''')) FROM ONLY %I.%I t;',
  n.nspname || '.' || c.relname, n.nspname, c.relname)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY n.nspname, c.relname`)
	return sql(t, url, "SET TimeZone = 'UTC';"+queries) + "\n" + sequences(t, url)
}

// sequences is a line for each sequence with its exact position.
func sequences(t *testing.T, url string) string {
	t.Helper()
	queries := sql(t, url, `
SELECT format('SELECT %L, last_value, is_called FROM %I.%I;', schemaname || '.' || sequencename, schemaname, sequencename)
FROM pg_sequences ORDER BY schemaname, sequencename`)
	return sql(t, url, queries)
}
