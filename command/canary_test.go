package command_test

import (
	"context"
	"crypto/rand"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"poco/internal/pgcluster/pgtest"
)

// canary is a password that must turn up nowhere, with all that encodings change.
const canary = `c4nary @/"'\%Pässwörd`

// canaryForms are how it would look where it leaked.
func canaryForms() []string {
	return []string{
		"c4nary", // in whatever form: no encoding touches this part
		url.QueryEscape(canary)[8:], "P%C3%A4ssw", "Pässwörd",
	}
}

func checkCanary(t *testing.T, where, text string) {
	t.Helper()
	for _, form := range canaryForms() {
		if i := strings.Index(text, form); i >= 0 {
			t.Errorf("%s holds the password: …%s…", where, text[max(0, i-60):min(len(text), i+60)])
		}
	}
}

// withCanary gives a session whose databases are reached with the canary, in a
// URL and in a key=value string.
func withCanary(t *testing.T) *session {
	t.Helper()
	s := newSession(t)
	role := "canary_" + strings.ToLower(rand.Text())
	asRole := func(dsn string) *url.URL {
		create := "CREATE ROLE " + role + " SUPERUSER LOGIN PASSWORD '" + strings.ReplaceAll(canary, "'", "''") + "'"
		if err := pgtest.Exec(context.Background(), dsn, create); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := pgtest.Exec(context.Background(), dsn, "DROP OWNED BY "+role+"; DROP ROLE "+role); err != nil {
				t.Log(err)
			}
		})
		u, err := url.Parse(dsn)
		if err != nil {
			t.Fatal(err)
		}
		u.User = url.UserPassword(role, canary)
		return u
	}
	s.dev = asRole(s.dev).String()
	u := asRole(s.qa)
	s.qa = "host=" + u.Hostname() + " port=" + u.Port() + " dbname=" + strings.TrimPrefix(u.Path, "/") + " user=" + role +
		" password='" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(canary) + "'"
	return s
}

func TestCanaryTurnsUpNowhere(t *testing.T) {
	t.Parallel()
	s := withCanary(t)
	s.must("plan", "--out", "refresh.plan.json")
	s.must("backup", "qa")
	s.must("restore", "qa", "latest", "--auto-approve", "--log-level", "trace")
	for _, args := range [][]string{
		{"validate"}, {"fmt"}, {"fmt", "--check", "--diff"}, {"tables", "dev", "--columns"}, {"tables", "qa", "--json"}, {"graph"},
		{"plan"}, {"plan", "--json"}, {"plan", "--markdown"}, {"plan", "--sql"}, {"plan", "--log-level", "trace"},
		{"show", "refresh.plan.json"}, {"show", "refresh.plan.json", "--json"},
		{"apply", "refresh.plan.json"}, {"apply", "refresh.plan.json", "--auto-approve", "--log-level", "trace"},
		{"apply", "--auto-approve", "--json"}, {"verify"}, {"verify", "refresh.plan.json", "--json"}, {"runs"}, {"runs", "--json"},
		{"runs", "7f3c"}, {"abort"}, {"unlock"}, {"plan", "nope"}, {"tables", "nope"}, {"show", ".env"}, {"show", "main.poco.hcl"},
		{"backup", "qa", "--format", "custom", "--json"}, {"backups", "--check"}, {"backups", "--json"}, {"restore", "qa", "latest"},
		{"restore", "qa", "latest", "--auto-approve", "--json"}, {"restore", "qa", "main.poco.hcl"}, {"backup", "qa", "--selection", "nope"},
		{"init", "DEV_URL", "QA_URL", "--dir", "first"}, {"init", s.dev, "--dir", "second"}, {"version"}, {"help"},
	} {
		checkResult(t, s, args)
	}
}

// checkResult runs a command line and looks for the canary in what it says.
func checkResult(t *testing.T, s *session, args []string) {
	t.Helper()
	r := s.poco(args...)
	name := "poco " + args[0]
	checkCanary(t, name+" on stdout", r.stdout)
	checkCanary(t, name+" on stderr", r.stderr)
	checkFiles(t, s)
}

// checkFiles looks for the canary in all files of the recipe's folder but .env.
func checkFiles(t *testing.T, s *session) {
	t.Helper()
	err := filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == ".env" {
			return err
		}
		text, err := os.ReadFile(path)
		checkCanary(t, path, string(text))
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestCanaryTurnsUpInNoFailure(t *testing.T) {
	t.Parallel()
	s := withCanary(t)
	working := s.qa
	for _, dsn := range []string{
		strings.Replace(working, "port=", "port=1", 1),            // no server
		strings.Replace(working, "dbname=", "dbname=no_such_", 1), // no database
		strings.Replace(working, "user=", "user=no_such_", 1),     // no role
		working + " sslmode=maybe",                                // no connection string
		"postgres://canary:" + url.QueryEscape(canary) + "@[bad/x",
		"postgres://canary:" + strings.ReplaceAll(canary, "/", "") + "@127.0.0.1:1/x",
	} {
		s.qa = dsn
		for _, args := range [][]string{{"validate"}, {"plan"}, {"tables", "qa"}, {"apply", "--auto-approve"}, {"plan", "--json"},
			{"backup", "qa"}, {"restore", "qa", "main.poco.hcl"}} {
			checkResult(t, s, args)
		}
	}
	s.qa = working
	s.write("main.poco.hcl", strings.ReplaceAll(shopRecipe, `env("QA_URL")`, `"postgres://canary:`+url.QueryEscape(canary)+`@127.0.0.1:1/x"`))
	for _, args := range [][]string{{"validate"}, {"plan"}, {"fmt", "--diff", "--check"}} {
		r := s.poco(args...)
		checkCanary(t, "poco "+args[0], r.stdout+r.stderr)
	}
}

func TestCanaryTurnsUpNowhereWhileARunGoesOn(t *testing.T) {
	t.Parallel()
	s := withCanary(t)
	release := s.hold("notes")
	cmd := exec.Command("poco", "apply", "--auto-approve")
	cmd.Dir, cmd.Env = s.dir, append(os.Environ(), "DEV_URL="+s.dev, "QA_URL="+s.qa)
	var output syncBuffer
	cmd.Stdout, cmd.Stderr = &output, &output
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s.blocked()
	if runtime.GOOS == "linux" {
		files, err := filepath.Glob("/proc/[0-9]*/cmdline")
		if err != nil || len(files) == 0 {
			t.Fatalf("no process list: %v", err)
		}
		for _, f := range files {
			line, _ := os.ReadFile(f) // a process may have ended
			checkCanary(t, f, string(line))
		}
	}
	for _, query := range []string{
		"SELECT application_name, query FROM pg_stat_activity WHERE application_name LIKE 'poco%'",
		"SELECT run::text FROM poco.run", "SELECT ledger::text FROM poco.ledger",
	} {
		text := s.query(query)
		if text == "" {
			t.Errorf("%s finds nothing, so it proves nothing", query)
		}
		checkCanary(t, query, text)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	release()
	if err := cmd.Wait(); err == nil || err.Error() != "exit status 130" {
		t.Errorf("the end is %v\n%s", err, output.String())
	}
	checkCanary(t, "the output", output.String())
	checkFiles(t, s)
	checkResult(t, s, []string{"abort"})
}
