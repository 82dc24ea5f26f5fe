package demo

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/internal/pgcluster/pgtest"
)

// begin sets a demo up in a fresh folder, and takes it down with the test.
func begin(t *testing.T, dir string) *Demo {
	t.Helper()
	t.Cleanup(func() {
		if _, err := Stop(context.Background(), dir); err != nil {
			t.Error(err)
		}
	})
	d, err := Start(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func query(t *testing.T, s *Server, sql string) string {
	t.Helper()
	rows, err := pgtest.Query(t.Context(), s.url, sql)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(rows, "\n")
}

func TestStartMakesARealShop(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	d := begin(t, dir)
	production, staging := d.Servers[0], d.Servers[1]
	if production.Rows < 190_000 || production.Rows > 230_000 || production.Tables < 12 {
		t.Errorf("production has %d rows in %d tables, want about 200,000 in a dozen or more", production.Rows, production.Tables)
	}
	if staging.Rows >= production.Rows {
		t.Errorf("staging has %d rows, as many as production's %d", staging.Rows, production.Rows)
	}
	for _, test := range []struct {
		name        string
		server      *Server
		query, want string
	}{
		{"production has coupons", production, "SELECT count(*) FROM coupons", "1200"},
		{"staging lacks them", staging, "SELECT to_regclass('coupons')", "∅"},
		{"staging has testers' notes, on orders that production has", staging,
			"SELECT count(*), max(order_id) < 28000 FROM test_notes", "60|t"},
		{"every customer has an address of its own", production,
			"SELECT count(*) FROM customers c LEFT JOIN addresses a ON a.id = default_address_id AND customer_id = c.id WHERE a.id IS NULL", "0"},
		{"one employee has no manager", production, "SELECT count(*) FROM employees WHERE manager_id IS NULL", "1"},
		{"the trigger noted what came back", production,
			"SELECT (SELECT count(*) FROM orders_audit) = count(*), count(*) > 100 FROM orders WHERE status = 'returned'", "t|t"},
		{"identity goes on behind the rows", production,
			"SELECT last_value > 60 OR last_value = 60 AND is_called FROM employees_id_seq", "t"},
		{"the owner is no superuser", production, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user", "f"},
	} {
		if got := query(t, test.server, test.query); got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
	}
}

func TestStartAgainBeginsAfreshAndKeepsTheRecipe(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	first := begin(t, dir)
	if err := pgtest.Exec(t.Context(), first.Servers[1].url, "DROP TABLE test_notes"); err != nil {
		t.Fatal(err)
	}
	edited := filepath.Join(dir, "refresh.poco.hcl")
	if err := os.WriteFile(edited, []byte("# mine\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	second := begin(t, dir)
	if got := query(t, second.Servers[1], "SELECT count(*) FROM test_notes"); got != "60" {
		t.Errorf("staging was not made afresh: %s notes", got)
	}
	if _, err := pgtest.Query(t.Context(), first.Servers[0].url, "SELECT 1"); err == nil {
		t.Error("the first demo's server still answers")
	}
	if text, err := os.ReadFile(edited); err != nil || string(text) != "# mine\n" {
		t.Errorf("the edited recipe is gone: %q, %v", text, err)
	}
}

func TestOtherFoldersAreLeftAlone(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "thesis.txt"), []byte("years of work"), 0o600); err != nil {
		t.Fatal(err)
	}
	var not *NotDemoError
	if _, err := Start(t.Context(), dir); !errors.As(err, &not) {
		t.Errorf("started in a folder of something else: %v", err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
}

func TestSecretsStandInEnvAloneAndStopRemovesThem(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	d := begin(t, dir)
	places, err := folder(dir).places()
	if err != nil || len(places) != 2 {
		t.Fatalf("places %v, %v", places, err)
	}
	t.Run("secrets stand in .env alone", func(t *testing.T) { secretsStandInEnvAlone(t, d) })
	for range 2 {
		if _, err := Stop(t.Context(), dir); err != nil {
			t.Fatal(err)
		}
	}
	var names []string
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if diff := cmp.Diff([]string{".gitignore", ".poco", "refresh.poco.hcl"}, names); diff != "" {
		t.Errorf("what stays (-want +got):\n%s", diff)
	}
	for _, p := range places {
		if _, err := os.Stat(p.Dir); !os.IsNotExist(err) {
			t.Errorf("the files of %s are still there: %v", p.Label, err)
		}
	}
}

func secretsStandInEnvAlone(t *testing.T, d *Demo) {
	t.Helper()
	for _, s := range d.Servers {
		_, after, _ := strings.Cut(s.url, "://"+owner+":")
		password, _, _ := strings.Cut(after, "@")
		if password == "" {
			t.Fatalf("no password in %s's URL", s.Label)
		}
		for _, name := range []string{"refresh.poco.hcl", ".gitignore", ".poco/demo.json"} {
			if text, err := os.ReadFile(filepath.Join(d.Dir, name)); err != nil || strings.Contains(string(text), password) {
				t.Errorf("%s holds the password of %s: %v", name, s.Label, err)
			}
		}
	}
	info, err := os.Stat(filepath.Join(d.Dir, ".env"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf(".env: %v, %v, want mode 0600", info.Mode(), err)
	}
}

// pgtest is used for its queries alone; it has no server to stop here.
func TestMain(m *testing.M) { pgtest.Main(m) }
