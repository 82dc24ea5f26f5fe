// Package witness tells tests what a database holds and defines, by psql and
// pg_dump alone. It uses nothing of Poco's, so that it can contradict Poco.
package witness

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/internal/pgcluster"
)

// SQL runs a script on a database by psql and gives what it printed, a row a
// line. The test ends where a statement fails.
func SQL(t testing.TB, url, script string) string {
	t.Helper()
	out, err := Run(url, script)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Run is SQL for where a failure is no failure of the test.
func Run(url, script string) (string, error) {
	psql, err := client("psql")
	if err != nil {
		return "", err
	}
	cmd := exec.Command(psql, "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-f", "-")
	cmd.Stdin = strings.NewReader(script)
	var out, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("psql: %w\n%s", err, stderr.String())
	}
	return strings.TrimSpace(out.String()), nil
}

// Schema is everything that a database defines, as pg_dump writes it. options are
// further ones of pg_dump's.
func Schema(t testing.TB, url string, options ...string) string {
	t.Helper()
	dump, err := client("pg_dump")
	if err != nil {
		t.Fatal(err)
	}
	options = append([]string{"--schema-only", "--no-owner", "--no-privileges", "-d", url}, options...)
	var stderr bytes.Buffer
	cmd := exec.Command(dump, options...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("pg_dump: %v\n%s", err, stderr.String())
	}
	var kept []string
	for line := range strings.Lines(string(out)) {
		if !strings.HasPrefix(line, "--") && !strings.HasPrefix(line, `\`) && strings.TrimSpace(line) != "" {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}

// Content is a line for each table of a database: its name, rows and the hash of
// its sorted rows, and one for each sequence.
func Content(t testing.TB, url string) string {
	t.Helper()
	return Rows(t, url) + "\n" + Sequences(t, url)
}

// Rows are the lines of Content that are of tables.
func Rows(t testing.TB, url string) string {
	t.Helper()
	queries := SQL(t, url, `
SELECT format('SELECT %L, count(*), md5(coalesce(string_agg(md5(t::text), '''' ORDER BY md5(t::text) COLLATE "C"), '''')) FROM ONLY %I.%I t;',
  n.nspname || '.' || c.relname, n.nspname, c.relname)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY n.nspname, c.relname`)
	return SQL(t, url, "SET TimeZone = 'UTC'; SET work_mem = '512MB';"+queries)
}

// Sequences is a line for each sequence with its exact position.
func Sequences(t testing.TB, url string) string {
	t.Helper()
	queries := SQL(t, url, `
SELECT format('SELECT %L, last_value, is_called FROM %I.%I;', schemaname || '.' || sequencename, schemaname, sequencename)
FROM pg_sequences ORDER BY schemaname, sequencename`)
	return SQL(t, url, queries)
}

// Same fails with the lines that differ.
func Same(t testing.TB, what, want, got string) {
	t.Helper()
	if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", what, diff)
	}
}

// programs are looked for once: that starts each of them.
var programs = sync.OnceValues(pgcluster.Find)

// client is a client program of the servers' version.
func client(name string) (string, error) {
	programs, err := programs()
	if err != nil {
		return "", err
	}
	if path := programs.Path(name); exists(path) {
		return path, nil
	}
	return name, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
