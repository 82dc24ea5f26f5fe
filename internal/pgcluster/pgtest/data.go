package pgtest

import (
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"poco/internal/pgcluster"
)

// samples are the real databases that Data loads, each by its files.
var samples = map[string][]string{
	"pagila":           {"pagila/pagila-schema.sql", "pagila/pagila-data.sql.gz"},
	"chinook":          {"chinook/Chinook_PostgreSql.sql"},
	"chinook_identity": {"chinook/Chinook_PostgreSql_AutoIncrementPKs.sql"},
	"coder":            {"coder/dump.sql"},
}

// Data makes a database on a server that holds a real sample: pagila, chinook,
// chinook_identity, or coder (a schema without rows). The samples stand beside
// the checkout, in ../shared/data; where they are missing the test is skipped,
// but fails in CI.
func Data(t testing.TB, cluster *pgcluster.Cluster, sample string) (url string) {
	t.Helper()
	files, ok := samples[sample]
	if !ok {
		t.Fatalf("there is no sample %q", sample)
	}
	var scripts []string
	for _, file := range files {
		script, err := read(filepath.Join(root(t), "..", "shared", "data", file))
		if os.IsNotExist(err) && os.Getenv("CI") == "" {
			t.Skipf("the sample database %s is not here: %v", sample, err)
		}
		if err != nil {
			t.Fatalf("sample %s: %v", sample, err)
		}
		scripts = append(scripts, ownDatabase.ReplaceAllString(script, ""))
	}
	return Database(t, cluster, scripts...)
}

// ownDatabase are the lines with which a script makes and enters a database.
var ownDatabase = regexp.MustCompile(`(?m)^((DROP|CREATE) DATABASE|\\c ).*$`)

// read reads a script, unpacking it where its name says so.
func read(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(path, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			return "", err
		}
	}
	data, err := io.ReadAll(r)
	return string(data), err
}

// root is the folder of the module that is being tested.
func root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = parent
	}
}
