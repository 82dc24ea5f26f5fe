package command_test

import (
	"context"
	"flag"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/rogpeppe/go-internal/testscript"

	"poco/command"
	"poco/internal/pgcluster/pgtest"
)

var update = flag.Bool("update", false, "write the expected output of the scripts anew")

// TestMain makes poco, and sql for the scripts' own statements, programs that a
// script can run.
func TestMain(m *testing.M) {
	testscript.Main(servers{m}, map[string]func(){
		"poco": func() { os.Exit(command.Main(os.Args[1:], command.System())) },
		"sql":  func() { os.Exit(sql(os.Args[1], os.Args[2])) },
	})
}

// servers stops the shared servers after the tests.
type servers struct{ *testing.M }

func (s servers) Run() int {
	defer pgtest.Stop()
	return s.M.Run()
}

// sql runs a script file, or prints the rows of a query.
func sql(url, text string) int {
	var rows []string
	script, err := os.ReadFile(text)
	if err == nil {
		err = pgtest.Exec(context.Background(), url, string(script))
	} else if strings.HasPrefix(strings.ToUpper(text), "SELECT") {
		rows, err = pgtest.Query(context.Background(), url, text)
	} else {
		err = pgtest.Exec(context.Background(), url, text)
	}
	for _, r := range rows {
		fmt.Println(r)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// TestScripts runs testdata/*.txtar, each with two databases of its own: DEV_URL
// on one server, QA_URL on another.
func TestScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			dev, qa := pgtest.Database(t, pgtest.Server(t, 0)), pgtest.Database(t, pgtest.Server(t, 1))
			testscript.Run(t, testscript.Params{
				Files: []string{file}, UpdateScripts: *update, RequireUniqueNames: true,
				Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
					"code": exitsWith, "cut": cut, "replace": replace, "printable": printable,
				},
				Setup: func(env *testscript.Env) error {
					env.Setenv("DEV_URL", dev)
					env.Setenv("QA_URL", qa)
					u, err := url.Parse(qa)
					if err != nil {
						return err
					}
					password, _ := u.User.Password()
					env.Setenv("PASSWORD", password)
					env.Setenv("DEV_LOCALHOST", changed(t, dev, func(u *url.URL) { u.Host = "localhost:" + u.Port() }))
					env.Setenv("WRONG_PASSWORD", changed(t, dev, func(u *url.URL) { u.User = url.UserPassword(u.User.Username(), "wr0ng-canary") }))
					env.Setenv("NO_DATABASE", changed(t, dev, func(u *url.URL) { u.Path = "/no_such_database" }))
					return nil
				},
			})
		})
	}
}

// changed is a URL with something else in it.
func changed(t *testing.T, dsn string, change func(*url.URL)) string {
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	change(u)
	return u.String()
}

// exitsWith runs a program that must exit with a code: code 12 poco apply x.
func exitsWith(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N program args…")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if err != nil {
		got = strings.TrimPrefix(err.Error(), "exit status ")
	}
	ts.Check(os.WriteFile(filepath.Join(ts.Getenv("WORK"), "stderr.txt"), []byte(ts.ReadFile("stderr")), 0o644))
	if got != args[0] {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
}

// cut keeps the first half of a file: cut FROM TO.
func cut(ts *testscript.TestScript, neg bool, args []string) {
	text := ts.ReadFile(args[0])
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(text[:len(text)/2]), 0o600))
}

// replace writes a file with one word in another's place: replace FROM TO OLD NEW.
func replace(ts *testscript.TestScript, neg bool, args []string) {
	text := ts.ReadFile(args[0])
	if !strings.Contains(text, args[2]) {
		ts.Fatalf("%s does not hold %q", args[0], args[2])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(strings.ReplaceAll(text, args[2], args[3])), 0o644))
}

// printable fails where what a program wrote could garble a terminal: printable
// stdout|stderr.
func printable(ts *testscript.TestScript, neg bool, args []string) {
	for _, r := range ts.ReadFile(args[0]) {
		if !unicode.IsPrint(r) && r != '\n' {
			ts.Fatalf("%s holds %U", args[0], r)
		}
	}
}
