package command_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"poco/command"
	"poco/internal/pgcluster/pgtest"
)

// typed runs a command line in a folder, off a terminal.
func typed(t *testing.T, dir string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	code = command.Main(args, command.Environment{
		Stdin: strings.NewReader(""), Stdout: &out, Stderr: &err, Dir: dir,
		// What stands in the environment must not lead the demo anywhere else.
		Environ: []string{"POCO_DEMO_STAGING_URL=postgres://nobody@127.0.0.1:1/elsewhere"},
		Width:   func() int { return 0 },
		Signals: func() (<-chan os.Signal, func()) { return nil, func() {} },
		Now:     time.Now,
	})
	return code, out.String(), err.String()
}

// demoURL reads one server's URL out of the demo's .env.
func demoURL(t *testing.T, dir, name string) string {
	t.Helper()
	env, err := os.ReadFile(filepath.Join(dir, "demo", ".env"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(env)) {
		if url, ok := strings.CutPrefix(line, name+"="); ok {
			return strings.TrimSpace(url)
		}
	}
	t.Fatalf("no %s in .env", name)
	return ""
}

func TestDemoCopiesAShopAndLeavesItToPlayWith(t *testing.T) {
	dir := t.TempDir()
	t.Cleanup(func() {
		if code, _, stderr := typed(t, dir, "demo", "--stop"); code != 0 || !strings.Contains(stderr, "Stopped production and staging") {
			t.Errorf("demo --stop: exit %d\n%s", code, stderr)
		}
	})
	code, stdout, stderr := typed(t, dir, "demo")
	if code != 0 {
		t.Fatalf("exit %d\n%s%s", code, stdout, stderr)
	}
	for _, want := range []string{"$ cd demo", "$ poco plan --out refresh.plan.json", "$ poco apply refresh.plan.json --auto-approve",
		"$ poco verify refresh.plan.json", "poco demo --dir " + filepath.Join(dir, "demo") + " --stop"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("the output does not show %q:\n%s", want, stdout)
		}
	}
	production, staging := demoURL(t, dir, "POCO_DEMO_PRODUCTION_URL"), demoURL(t, dir, "POCO_DEMO_STAGING_URL")
	for _, test := range []struct{ name, query, want string }{
		{"all orders came over", "SELECT count(*) FROM orders", "28000"},
		{"coupons were created and filled", "SELECT count(*) FROM coupons", "1200"},
		{"no real address came over", "SELECT count(*) FROM customers WHERE email NOT LIKE '%@staging.example' OR phone IS NOT NULL", "0"},
		{"staging's switch stays, the new one came", "SELECT string_agg(name || ' ' || enabled, ', ' ORDER BY name) FROM feature_flags",
			"coupons true, gift_wrap true, new_checkout true"},
		{"the testers' notes stay", "SELECT count(*) FROM test_notes", "60"},
		{"every foreign key is valid", "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND NOT convalidated", "0"},
		{"triggers are as before", "SELECT string_agg(tgenabled::text, '') FROM pg_trigger WHERE NOT tgisinternal", "OO"},
		{"nothing of poco's stays", "SELECT to_regnamespace('poco')", "∅"},
	} {
		got, err := pgtest.Query(t.Context(), staging, test.query)
		if diff := cmp.Diff([]string{test.want}, got); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", test.name, err, diff)
		}
	}
	if env, err := os.ReadFile(filepath.Join(dir, "demo", ".env")); err != nil || strings.Contains(string(env), "elsewhere") {
		t.Errorf(".env: %s, %v", env, err)
	}
	if rows, err := pgtest.Query(t.Context(), production, "SELECT to_regnamespace('poco')"); err != nil || rows[0] != "∅" {
		t.Errorf("production was written to: %v, %v", rows, err)
	}
}

func TestDemoRefusesAFolderOfSomethingElse(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "demo", "thesis"), 0o755); err != nil {
		t.Fatal(err)
	}
	code, _, stderr := typed(t, dir, "demo")
	if code != 1 || !strings.Contains(stderr, "holds no demo") || !strings.Contains(stderr, "--dir") {
		t.Errorf("exit %d\n%s", code, stderr)
	}
}
