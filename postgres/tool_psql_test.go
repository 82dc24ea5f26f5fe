package postgres

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"poco/internal/pgcluster/pgtest"
)

// psql carries out a script and gives what it wrote.
func psql(t testing.TB, url, script string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	p, err := StartPsql(t.Context(), parse(t, url), findTools(t), PsqlOptions{Output: &out, ToolSession: ToolSession{Application: "restore 7f3c"}})
	if err != nil {
		return "", err
	}
	io.WriteString(p, script) // Finish says why, where it fails
	err = p.Finish()
	return out.String(), err
}

func TestPsqlGivesRowsInPlainForm(t *testing.T) {
	url := pgtest.Database(t, pgtest.Server(t))
	out, err := psql(t, url, "SELECT 1, 'two';\nSELECT current_setting('application_name');\n")
	if want := "1|two\npoco restore 7f3c\n"; err != nil || out != want {
		t.Errorf("%q, %v, want %q", out, err, want)
	}
}

func TestScriptErrorsNameTheLine(t *testing.T) {
	url := pgtest.Database(t, pgtest.Server(t), "CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE u (id int REFERENCES t); CREATE TABLE c (id int, s text)")
	for _, test := range []struct {
		name, script string
		want         ScriptError
	}{
		{"no such table", "SELECT 1;\n\nSELECT *\nFROM nothing;\nCREATE TABLE after ();\n",
			ScriptError{Line: 4, Code: "42P01", Message: `relation "nothing" does not exist`}},
		{"a key", "BEGIN;\nINSERT INTO u VALUES (3);\nCOMMIT;\n",
			ScriptError{Line: 2, Code: "23503", Message: `insert or update on table "u" violates foreign key constraint "u_id_fkey"`,
				Detail: `Key (id)=(3) is not present in table "t".`}},
		{"a row of COPY", "SELECT 1;\nCOPY c FROM stdin;\n1\ta\nx\tb\n\\.\nSELECT 2;\n",
			ScriptError{Line: 5, Code: "22P02", Message: `invalid input syntax for type integer: "x"`, Context: `COPY c, line 2, column id: "x"`}},
		{"after notices", "DROP TABLE IF EXISTS nothing;\nCOMMIT;\nDO $$ BEGIN\n  RAISE NOTICE 'ERROR:  no';\n  RAISE 'psql:<stdin>:7: ERROR:  two\nlines' USING HINT = 'a hint', DETAIL = 'DETAIL:  x';\nEND $$;\n",
			ScriptError{Line: 7, Code: "P0001", Message: "psql:<stdin>:7: ERROR:  two\nlines", Detail: "DETAIL:  x", Hint: "a hint",
				Context: "PL/pgSQL function inline_code_block line 3 at RAISE"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := psql(t, url, test.script)
			var got *ScriptError
			if !errors.As(err, &got) {
				t.Fatalf("error %v", err)
			}
			if diff := cmp.Diff(test.want, *got, cmpopts.IgnoreUnexported(ScriptError{})); diff != "" {
				t.Error(diff)
			}
			var tool *ToolError
			if !errors.As(err, &tool) || tool.ExitCode != 3 || Code(err) != test.want.Code {
				t.Errorf("psql's end is told as %v", tool)
			}
		})
	}
	if got := tables(t, url); len(got) != 3 {
		t.Errorf("after errors psql went on: %v", got)
	}
}

func TestAbandonedScriptLeavesNothing(t *testing.T) {
	url := pgtest.Database(t, pgtest.Server(t), "CREATE TABLE t (id int)")
	c := open(t, url)
	for name, script := range map[string]string{
		"between statements":        "BEGIN;\nINSERT INTO t VALUES (1);\nCREATE TABLE made ();\n",
		"in mid-statement":          "BEGIN;\nINSERT INTO t VALUES (1);\nCREATE TABLE made ()\n",
		"before COMMIT's semicolon": "BEGIN;\nINSERT INTO t VALUES (1);\nCOMMIT\n",
		"before its own semicolon":  "INSERT INTO t VALUES (1)\n",
		"in the rows of a COPY":     "BEGIN;\nCOPY t FROM stdin;\n1\n2\n",
	} {
		p, err := StartPsql(t.Context(), parse(t, url), findTools(t), PsqlOptions{ToolSession: ToolSession{Application: "restore half"}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(p, script); err != nil {
			t.Fatal(err)
		}
		if begun := strings.SplitAfter(script, ";"); len(begun) > 1 { // it has read the first statements
			awaitSessions(t, c, "poco restore half", "query LIKE '%INSERT%' OR query LIKE '%COPY%'", 1)
		} else {
			awaitSessions(t, c, "poco restore half", "query LIKE '%set_config%'", 1)
		}
		if err := p.Abandon(errFull); !errors.Is(err, errFull) {
			t.Errorf("%s: error %v", name, err)
		}
		awaitSessions(t, c, "poco restore half", "true", 0)
		if diff := cmp.Diff(map[string]int{"public.t": 0}, tables(t, url)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestTransactionTakesPlaceWithItsCommitOnly(t *testing.T) {
	url := pgtest.Database(t, pgtest.Server(t), "CREATE TABLE t (id int)")
	for _, test := range []struct {
		script string
		rows   int
		fails  bool
	}{
		{"BEGIN;\nINSERT INTO t VALUES (1);\n", 0, false},
		{"BEGIN;\nINSERT INTO t VALUES (1);\nSELECT 1/0;\nCOMMIT;\n", 0, true},
		{"BEGIN;\nINSERT INTO t VALUES (1);\nCOMMIT;\n", 1, false},
	} {
		if _, err := psql(t, url, test.script); (err != nil) != test.fails {
			t.Errorf("%q: %v", test.script, err)
		}
		if got := tables(t, url)["public.t"]; got != test.rows {
			t.Errorf("%q: %d rows, want %d", test.script, got, test.rows)
		}
	}
}

func TestBackslashCommandsAreRefused(t *testing.T) {
	if !findTools(t).KnowsRestrict() {
		t.Skip("this psql does not know \\restrict")
	}
	made := filepath.Join(t.TempDir(), "made")
	_, err := psql(t, pgtest.Database(t, pgtest.Server(t)), "SELECT 1;\n\\! touch "+made+"\n")
	var tool *ToolError
	if !errors.As(err, &tool) || !strings.Contains(tool.Reason, "restricted") {
		t.Errorf("error %v", err)
	}
	if _, err := os.Stat(made); err == nil {
		t.Error("the command was run")
	}
}

func TestAbandonedPsqlRollsBack(t *testing.T) {
	url := pgtest.Database(t, pgtest.Server(t), "CREATE TABLE t (id int); CREATE TABLE held (id int)")
	holder, c := open(t, url), open(t, url)
	run(t, holder, "BEGIN; LOCK TABLE held")
	p, err := StartPsql(t.Context(), parse(t, url), findTools(t), PsqlOptions{ToolSession: ToolSession{Application: "restore abandoned"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(p, "BEGIN;\nINSERT INTO t VALUES (1);\nLOCK TABLE held;\nCOMMIT;\n"); err != nil {
		t.Fatal(err)
	}
	awaitSessions(t, c, "poco restore abandoned", "wait_event_type = 'Lock'", 1)
	if err := p.Abandon(errFull); !errors.Is(err, errFull) {
		t.Errorf("error %v, want the reason", err)
	}
	awaitSessions(t, c, "poco restore abandoned", "true", 0) // its statement was cancelled
	run(t, holder, "ROLLBACK")
	if got := tables(t, url)["public.t"]; got != 0 {
		t.Errorf("%d rows of the abandoned script", got)
	}
}

func TestSessionsOfKilledToolsAreEnded(t *testing.T) {
	url := pgtest.Database(t, pgtest.Server(t), "CREATE TABLE t (id int); CREATE TABLE held (id int)")
	holder, c := open(t, url), open(t, url)
	run(t, holder, "BEGIN; LOCK TABLE held")
	p, err := StartPsql(t.Context(), parse(t, url), findTools(t), PsqlOptions{ToolSession: ToolSession{Application: "restore killed"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(p, "BEGIN;\nINSERT INTO t VALUES (1);\nLOCK TABLE held;\n"); err != nil {
		t.Fatal(err)
	}
	awaitSessions(t, c, "poco restore killed", "wait_event_type = 'Lock'", 1)
	if err := p.process.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	var tool *ToolError
	if err := p.Finish(); !errors.As(err, &tool) || tool.Signal != 9 || !strings.Contains(err.Error(), "was killed (signal 9)") {
		t.Errorf("error %v, want one that tells of the signal", err)
	}
	if err := EndToolSessions(t.Context(), c, "restore killed", time.Minute); err != nil {
		t.Fatal(err)
	}
	awaitSessions(t, c, "poco restore killed", "true", 0)
	run(t, holder, "SELECT 1", "ROLLBACK")
}

func TestServerThatEndsTheSessionIsTold(t *testing.T) {
	url := pgtest.Database(t, pgtest.Server(t))
	_, err := psql(t, url, "SELECT 1;\nSELECT pg_terminate_backend(pg_backend_pid());\n")
	if Code(err) != "57P01" {
		t.Errorf("error %v, want SQLSTATE 57P01", err)
	}
}

func TestPasswordsOfEveryKindReachTheTool(t *testing.T) {
	server := pgtest.Server(t)
	url := pgtest.Database(t, server)
	admin := open(t, url)
	for i, password := range []string{`a:b\c`, ` blanks `, "two\nlines", `\`, `'quoted'`, "Schlüssel", strings.Repeat("long", 100), "#x", "tab\t"} {
		role := fmt.Sprintf("keeper_%d_%s", i, ask[string](t, admin, "SELECT current_database()"))
		run(t, admin, "CREATE ROLE "+Quote(role)+" LOGIN PASSWORD "+strings.ReplaceAll(literalE(password), "\n", `\n`))
		t.Cleanup(func() { admin.Exec(context.Background(), "DROP ROLE "+Quote(role)) })
		host := "127.0.0.1"
		if i%2 == 1 {
			host = server.Dir() // of its socket
		}
		dsn := fmt.Sprintf("host='%s' port=%d dbname=%s user=%s sslmode=disable", host, server.Port(), parse(t, url).DBName(), role)
		out, err := psql(t, WithPassword(dsn, password), "SELECT current_user;\n")
		if err != nil || out != role+"\n" {
			t.Errorf("password %q on %s: %q, %v", password, host, out, err)
		}
		if _, err := psql(t, WithPassword(dsn, password+"x"), "SELECT 1;\n"); err == nil {
			t.Errorf("the server on %s asks for no password", host)
		}
	}
}

// literalE is a string constant with escapes.
func literalE(s string) string {
	return "E'" + strings.NewReplacer(`\`, `\\`, `'`, `''`).Replace(s) + "'"
}

// awaitSessions waits until as many sessions have a name and fit a condition.
func awaitSessions(t testing.TB, c *Conn, application, condition string, want int) {
	t.Helper()
	deadline := time.Now().Add(time.Minute)
	for {
		got := ask[int](t, c, "SELECT count(*)::int FROM pg_stat_activity WHERE application_name = $1 AND "+condition, application)
		if got == want {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d sessions of %s with %s, want %d", got, application, condition, want)
		}
		time.Sleep(10 * time.Millisecond)
	}
}
