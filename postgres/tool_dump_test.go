package postgres

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"poco/internal/pgcluster/pgtest"
	"poco/plan"
)

// found are the tools for the shared server, looked for once.
var found struct {
	sync.Mutex
	tools Tools
}

// findTools finds the tools for the shared server.
func findTools(t testing.TB) Tools {
	t.Helper()
	found.Lock()
	defer found.Unlock()
	if found.tools.Dir == "" {
		var err error
		version := ask[int](t, open(t, pgtest.Server(t).URL("postgres")), "SELECT current_setting('server_version_num')::int")
		if found.tools, err = FindTools(t.Context(), version); err != nil {
			t.Fatal(Explain(err))
		}
	}
	return found.tools
}

// dump gives a plain or custom dump.
func dump(t testing.TB, url string, o DumpOptions) []byte {
	t.Helper()
	var b bytes.Buffer
	o.Out = &b
	if err := Dump(t.Context(), parse(t, url), findTools(t), o); err != nil {
		t.Fatal(Explain(err))
	}
	return b.Bytes()
}

// ownRestrict are the lines with which a dump restricts psql itself, as StartPsql has
// done already.
var ownRestrict = regexp.MustCompile(`(?m)^\\(un)?restrict \w+$`)

// restore has psql carry out a script.
func restore(t testing.TB, url string, script io.Reader) {
	t.Helper()
	text, err := io.ReadAll(script)
	if err != nil {
		t.Fatal(Explain(err))
	}
	psql, err := StartPsql(t.Context(), parse(t, url), findTools(t), PsqlOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := psql.Write(ownRestrict.ReplaceAll(text, nil)); err != nil {
		t.Error(err)
	}
	if err := psql.Finish(); err != nil {
		t.Fatal(Explain(err))
	}
}

// tables are the tables of a database that are the user's, with their rows.
func tables(t testing.TB, url string) map[string]int {
	t.Helper()
	c := open(t, url)
	rows := map[string]int{}
	for _, name := range strings.Split(ask[string](t, c, `
SELECT coalesce(string_agg(quote_ident(nspname) || '.' || quote_ident(relname), E'\x01'), '')
FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
WHERE relkind = 'r' AND nspname !~ '^pg_|^information_schema$'`), "\x01") {
		if name != "" {
			rows[name] = ask[int](t, c, "SELECT count(*)::int FROM "+name)
		}
	}
	return rows
}

// patternNames are tables whose names mean something to a pattern, an option list or a
// shell; beside each stand the tables that it would match as a pattern.
var patternNames = []string{
	`a"b`, `A.b*`, `$x`, `?`, "line\nbreak", `-x`, `--table=t`, ` blank `, `a|b`, `(a)`, `[a-z]`, `a\b`, `\d`, `a.*`, `^a$`, `Größe`, `'`, `;`, `%s`, `a{2}`, `***:a`, `"`,
}

var decoys = []string{`a`, `b`, `aa`, `x`, `d`, `t`, `A.b`, `A.bc`, `blank`, `line break`, `ab`, `a""b`, `größe`, `5`}

func TestDumpTakesNamesLiterally(t *testing.T) {
	var setup strings.Builder
	var all []plan.Name
	for _, schema := range []string{"public", `we"ird.*`, "other"} {
		fmt.Fprintf(&setup, "CREATE SCHEMA IF NOT EXISTS %s;", Quote(schema))
		for _, name := range slices.Concat(patternNames, decoys) {
			fmt.Fprintf(&setup, "CREATE TABLE %s AS SELECT 1 AS x;", Quote(schema, name))
			if schema != "other" && slices.Contains(patternNames, name) {
				all = append(all, plan.Name{Schema: schema, Name: name})
			}
		}
	}
	url := pgtest.Database(t, pgtest.Server(t), setup.String())
	check := func(t *testing.T, chosen []plan.Name) {
		empty := pgtest.Database(t, pgtest.Server(t), `CREATE SCHEMA "we""ird.*"`)
		restore(t, empty, bytes.NewReader(dump(t, url, DumpOptions{Format: DumpPlain, Tables: chosen})))
		want := map[string]int{}
		for _, name := range chosen {
			want[ask[string](t, open(t, url), "SELECT quote_ident($1) || '.' || quote_ident($2)", name.Schema, name.Name)] = 1
		}
		if diff := cmp.Diff(want, tables(t, empty)); diff != "" {
			t.Error(diff)
		}
	}
	check(t, all)
	for _, name := range all[:len(patternNames)] { // those of one schema
		t.Run(name.String(), func(t *testing.T) { checkOne(t, url, name) })
	}
}

// checkOne looks into the dump of one table that no other is in it.
func checkOne(t *testing.T, url string, name plan.Name) {
	text := string(dump(t, url, DumpOptions{Format: DumpPlain, Tables: []plan.Name{name}}))
	if n := strings.Count(text, "CREATE TABLE "); n != 1 || !strings.Contains(text, "CREATE TABLE "+ask[string](t, open(t, url), "SELECT $1 || '.' || quote_ident($2)", name.Schema, name.Name)+" (") {
		t.Errorf("it holds %d tables:\n%s", n, text)
	}
}

func TestDumpOfSchemasTakesThemLiterally(t *testing.T) {
	url := pgtest.Database(t, pgtest.Server(t),
		`CREATE SCHEMA "a*"; CREATE SCHEMA abc; CREATE TABLE "a*".t AS SELECT 1; CREATE TABLE abc.t AS SELECT 1; CREATE TABLE u AS SELECT 1`)
	empty := pgtest.Database(t, pgtest.Server(t))
	restore(t, empty, bytes.NewReader(dump(t, url, DumpOptions{Format: DumpPlain, Schemas: []string{"a*"}, Clean: true})))
	if diff := cmp.Diff(map[string]int{`"a*".t`: 1}, tables(t, empty)); diff != "" {
		t.Error(diff)
	}
}

func TestDumpFailsWhereATableIsMissing(t *testing.T) {
	url := pgtest.Database(t, pgtest.Server(t), "CREATE TABLE t (id int)")
	err := Dump(t.Context(), parse(t, url), findTools(t), DumpOptions{Format: DumpPlain, Out: io.Discard,
		Tables: []plan.Name{{Schema: "public", Name: "t"}, {Schema: "public", Name: "gone"}}})
	var tool *ToolError
	if !errors.As(err, &tool) || !strings.Contains(tool.Reason, "no matching tables were found") || !strings.Contains(tool.Reason, "gone") {
		t.Errorf("error %v", err)
	}
}

// withRows is a database with some tables.
const withRows = `CREATE TABLE a AS SELECT g AS id FROM generate_series(1, 1000) g; CREATE TABLE b AS SELECT * FROM a; CREATE SCHEMA s; CREATE TABLE s.c AS SELECT * FROM a`

func TestEveryFormatHoldsTheMomentOfItsSnapshot(t *testing.T) {
	tools := findTools(t)
	for _, format := range []string{DumpPlain, DumpCustom, DumpDirectory} {
		t.Run(format, func(t *testing.T) {
			url := pgtest.Database(t, pgtest.Server(t), withRows)
			snapshot, err := OpenSnapshot(t.Context(), parse(t, url), Session{Application: "test"})
			if err != nil {
				t.Fatal(err)
			}
			defer snapshot.Close(context.Background())
			run(t, open(t, url), "INSERT INTO a SELECT 0", "CREATE TABLE later (id int)")

			var seen []string
			o := DumpOptions{Format: format, Snapshot: snapshot.ID(), Clean: true,
				Progress: func(p DumpProgress) { seen = append(seen, fmt.Sprint(p.Number, " ", p.Table)) }}
			path := filepath.Join(t.TempDir(), "dump")
			if format == DumpDirectory {
				o.Directory, o.Jobs = path, 2
			} else {
				f, err := os.Create(path)
				if err != nil {
					t.Fatal(err)
				}
				defer f.Close()
				o.Out = f
			}
			if err := Dump(t.Context(), parse(t, url), tools, o); err != nil {
				t.Fatal(Explain(err))
			}
			slices.Sort(seen)
			if len(seen) != 3 || !strings.HasPrefix(seen[0], "1 ") || !strings.HasPrefix(seen[2], "3 ") || !strings.Contains(strings.Join(seen, ","), "s.c") {
				t.Errorf("progress tells of %q", seen)
			}
			empty := pgtest.Database(t, pgtest.Server(t))
			restore(t, empty, scriptOf(t, tools, path, format))
			want := map[string]int{"public.a": 1000, "public.b": 1000, "s.c": 1000}
			if diff := cmp.Diff(want, tables(t, empty)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// scriptOf is the script of a dump of any format.
func scriptOf(t *testing.T, tools Tools, path, format string) io.Reader {
	t.Helper()
	var script io.ReadCloser
	var err error
	if format == DumpPlain {
		script, err = os.Open(path)
	} else {
		script, err = Script(t.Context(), tools, path, ScriptOptions{Clean: true, IfExists: true})
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { script.Close() })
	return script
}

func TestScriptAndListOfADump(t *testing.T) {
	tools := findTools(t)
	url := pgtest.Database(t, pgtest.Server(t), withRows)
	path := filepath.Join(t.TempDir(), "-dump")
	if err := os.WriteFile(path, dump(t, url, DumpOptions{Format: DumpCustom, Compress: "gzip:1"}), 0o600); err != nil {
		t.Fatal(err)
	}
	read := func(r io.ReadCloser, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(Explain(err))
		}
		return string(text)
	}
	list := read(List(t.Context(), tools, path))
	for _, want := range []string{"TABLE public a ", "TABLE DATA s c "} {
		if !strings.Contains(list, want) {
			t.Errorf("no %q in\n%s", want, list)
		}
	}
	schema := read(Script(t.Context(), tools, path, ScriptOptions{SchemaOnly: true, NoOwner: true, Schemas: []string{"s"}}))
	if !strings.Contains(schema, "CREATE TABLE s.c") || strings.Contains(schema, "public.a") || strings.Contains(schema, "COPY") || strings.Contains(schema, "OWNER TO") {
		t.Errorf("the script of the schema s is\n%s", schema)
	}
}

func TestScriptOfWhatIsNoDumpFailsAtItsEnd(t *testing.T) {
	tools := findTools(t)
	url := pgtest.Database(t, pgtest.Server(t), withRows)
	good := dump(t, url, DumpOptions{Format: DumpCustom})
	for name, content := range map[string][]byte{"cut off": good[:len(good)-200], "not a dump": []byte("no dump\n"), "empty": nil} {
		path := filepath.Join(t.TempDir(), "dump")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		script, err := Script(t.Context(), tools, path, ScriptOptions{})
		if err != nil {
			t.Fatal(err)
		}
		_, err = io.Copy(io.Discard, script)
		script.Close()
		var tool *ToolError
		if !errors.As(err, &tool) || tool.Tool != "pg_restore" || tool.Reason == "" {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestScriptIsClosedEarly(t *testing.T) {
	tools := findTools(t)
	url := pgtest.Database(t, pgtest.Server(t), "CREATE TABLE big AS SELECT repeat('x', 1000) FROM generate_series(1, 2000)")
	path := filepath.Join(t.TempDir(), "dump")
	if err := os.WriteFile(path, dump(t, url, DumpOptions{Format: DumpCustom}), 0o600); err != nil {
		t.Fatal(err)
	}
	script, err := Script(t.Context(), tools, path, ScriptOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(script, make([]byte, 100)); err != nil {
		t.Fatal(err)
	}
	script.Close()
	if pid := script.(*toolOutput).process.cmd.Process.Pid; processAlive(pid) {
		t.Errorf("pg_restore %d is still there", pid)
	}
}

// errFull stands for a full disk.
var errFull = errors.New("no room")

type fullWriter struct{ room int }

func (w *fullWriter) Write(b []byte) (int, error) {
	if w.room -= len(b); w.room < 0 {
		return 0, errFull
	}
	return len(b), nil
}

func TestDumpEndsWithItsWriter(t *testing.T) {
	url := pgtest.Database(t, pgtest.Server(t), "CREATE TABLE big AS SELECT repeat('x', 1000) FROM generate_series(1, 5000)")
	err := Dump(t.Context(), parse(t, url), findTools(t), DumpOptions{Format: DumpPlain, Out: &fullWriter{room: 1 << 20}})
	if !errors.Is(err, errFull) {
		t.Errorf("error %v, want the writer's", err)
	}
}

func TestDumpTellsWhyItFailed(t *testing.T) {
	server := pgtest.Server(t)
	tools := findTools(t)
	url := pgtest.Database(t, server, withRows+`; DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN PASSWORD 'reader''s word'; GRANT SELECT ON a TO reader; GRANT USAGE ON SCHEMA public TO reader; CREATE TABLE x (id int); ALTER TABLE x ENABLE ROW LEVEL SECURITY; GRANT SELECT ON x TO reader`)
	as := func(user, password string) string {
		c := parse(t, url)
		return WithPassword(fmt.Sprintf("host=%s port=%d dbname=%s user=%s sslmode=disable", c.Host(), c.Port(), c.DBName(), user), password)
	}
	held := open(t, url)
	run(t, held, "BEGIN; LOCK TABLE b IN ACCESS EXCLUSIVE MODE")
	names := func(schema, name string) []plan.Name { return []plan.Name{{Schema: schema, Name: name}} }
	for _, test := range []struct {
		name, url, want, hint string
		o                     DumpOptions
	}{
		{"wrong password", as("reader", "wrong"), `password authentication failed for user "reader"`, "Check the user and the password.", DumpOptions{}},
		{"no right on one table", as("reader", "reader's word"), "permission denied for table b", "GRANT SELECT", DumpOptions{Tables: names("public", "b")}},
		{"no right on the schema", as("reader", "reader's word"), "permission denied for schema s", "GRANT USAGE", DumpOptions{Tables: names("s", "c")}},
		{"policies", as("reader", "reader's word"), "row-level security", "BYPASSRLS", DumpOptions{Tables: names("public", "x")}},
		{"no such database", strings.Replace(as("reader", "reader's word"), "dbname=", "dbname=no_", 1), "does not exist", "", DumpOptions{}},
		{"nobody there", as("reader", "") + " port=1", "Connection refused", "Check whether the server is running", DumpOptions{}},
		{"a lock", url, "statement timeout", "--lock-timeout", DumpOptions{Tables: names("public", "b"), LockTimeout: 50 * time.Millisecond}},
		{"a snapshot that is gone", url, "snapshot", "", DumpOptions{Snapshot: "00000003-0000001B-1"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.o.Format, test.o.Out = DumpCustom, io.Discard
			test.o.Progress = func(DumpProgress) {}
			err := Dump(t.Context(), parse(t, test.url), tools, test.o)
			var tool *ToolError
			if !errors.As(err, &tool) || tool.ExitCode != 1 {
				t.Fatalf("error %v", err)
			}
			if !strings.Contains(err.Error(), test.want) || !strings.Contains(Explain(err), test.hint) {
				t.Errorf("%s\nwant %q and %q", Explain(err), test.want, test.hint)
			}
			for _, line := range tool.Lines {
				if strings.HasPrefix(line, "pg_dump: reading ") {
					t.Errorf("progress among the lines: %s", line)
				}
			}
		})
	}
}

func TestOptionsThatContradictAreRefused(t *testing.T) {
	tables := []plan.Name{{Schema: "public", Name: "t"}}
	for name, o := range map[string]DumpOptions{
		"no format":             {Out: io.Discard},
		"no writer":             {Format: DumpPlain},
		"no folder":             {Format: DumpDirectory, Out: io.Discard},
		"schemas and tables":    {Format: DumpPlain, Out: io.Discard, Schemas: []string{"s"}, Tables: tables},
		"compressed plain dump": {Format: DumpPlain, Out: io.Discard, Compress: "gzip"},
		"jobs for one file":     {Format: DumpCustom, Out: io.Discard, Jobs: 2},
	} {
		if _, err := dumpCommand(Tools{Major: 16}, o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
