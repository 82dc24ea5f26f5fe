package dump

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/internal/pgcluster"
	"poco/internal/pgcluster/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// psql feeds a script to the real psql.
func psql(t *testing.T, url, script string, environ ...string) (output string, err error) {
	t.Helper()
	programs, err := pgcluster.Find()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), programs.Path("psql"), "-X", "-q", "-f", "-", url)
	cmd.Env = append(os.Environ(), append(environ, "PGCLIENTENCODING=UTF8")...)
	cmd.Stdin = strings.NewReader(script)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// commandsOf are the numbers of the commands "\! echo N >> …" that psql carries out
// in a script, and those that the scanner finds in it.
func commandsOf(t *testing.T, url, script string) (psqls, ours []string) {
	t.Helper()
	marker := filepath.Join(t.TempDir(), "marker")
	if out, err := psql(t, url, script, "POCO_MARKER="+marker); err != nil && testing.Verbose() {
		t.Logf("psql: %v\n%s", err, out)
	}
	if written, err := os.ReadFile(marker); err == nil {
		psqls = strings.Fields(string(written))
	}
	return psqls, foundCommands(t, script)
}

func foundCommands(t *testing.T, script string) (numbers []string) {
	t.Helper()
	inv, err := Scan(context.Background(), strings.NewReader(script), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range inv.Findings {
		if f.Code == Ambiguous || f.Code == TooLong {
			return []string{"ambiguous"}
		}
	}
	for _, f := range inv.Findings {
		if after, ok := strings.CutPrefix(f.Text, `\! echo `); f.Code == MetaCommand && ok {
			numbers = append(numbers, strings.Fields(after)[0])
		}
	}
	return numbers
}

// bang is the command that tells whether psql carries out commands at a place.
func bang(n int) string { return fmt.Sprintf("\\! echo %d >> \"$POCO_MARKER\"\n", n) }

// TestCommandsAreWherePsqlSeesThem asks the real psql the questions that a lexer can
// get wrong.
func TestCommandsAreWherePsqlSeesThem(t *testing.T) {
	url := pgtest.Database(t, pgtest.Server(t), "CREATE TABLE t (a text); CREATE TABLE u (a text)")
	b := bang(1)
	for _, test := range []struct{ name, script string }{
		{"alone", b},
		{"in the middle of a statement", "SELECT 1 " + b},
		{"after a statement on its line", "SELECT 1; " + b},
		{"in quotes", "SELECT '\n" + b + "';"},
		{"after doubled quotes", "SELECT '''" + b + "';"},
		{"after a backslash that is no escape", "SELECT 'a\\'; " + b + "'"},
		{"in an escaped string", "SELECT E'a\\'; " + b + "';"},
		{"after two backslashes", "SELECT E'a\\\\'; " + b},
		{"in a bit string", "SELECT B'1''0'; " + b},
		{"in a national string", "SELECT N'a\\'; " + b},
		{"in a unicode string", "SELECT U&'a\\'; " + b},
		{"in a quoted name", "SELECT 1 AS \"\n" + b + "\";"},
		{"after a name with a quote in it", "SELECT 1 AS \"a\"\"'\"; " + b},
		{"in dollars", "SELECT $$\n" + b + "$$;"},
		{"in a tag that another stands in", "SELECT $a$ $b$ $$ \n" + b + " $a$;"},
		{"after a tag that shares its dollar", "SELECT $a$ $b$a$; " + b},
		{"after a name with dollars", "SELECT 1 AS a$a$; " + b},
		{"after a parameter", "SELECT $1 $$; " + b + "$$"},
		{"after a tag that is none", "SELECT $a; " + b},
		{"in a comment", "/* \n" + b + "*/"},
		{"in a nested comment", "/* /* */ \n" + b + "*/"},
		{"after a comment of a slash", "/*/ \n" + b + "*/"},
		{"after a comment of stars", "/***/ " + b},
		{"after an operator that holds a comment", "SELECT 1 +/* */ " + b},
		{"in a line comment", "-- " + b},
		{"after a line comment that a carriage return ends", "-- a\r" + b},
		{"after an operator of minuses", "SELECT 1 <--" + b},
		{"in parentheses", "SELECT (1; " + b},
		{"in the body of a function", "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; END; " + b},
		{"in rows", "COPY t FROM stdin;\n" + b + "\\.\n"},
		{"after rows", "COPY t FROM stdin;\n1\n\\.\n" + b},
		{"after rows that end in a carriage return", "COPY t FROM stdin;\n1\r\n\\.\r\n" + b},
		{"after rows from stdout", "COPY t FROM stdout;\n" + b + "\\.\n"},
		{"on the line of COPY", "COPY t FROM stdin; " + strings.TrimSuffix(b, "\n") + "\n1\n\\.\n" + bang(2)},
		{"after two COPY on a line", "COPY t FROM stdin; COPY u FROM stdin;\n1\n\\.\n" + bang(1) + "\\.\n" + bang(2)},
		{"after COPY in a string that goes on behind its rows", "COPY t FROM stdin; SELECT '\nrow\n\\.\n" + bang(1) + "'; " + bang(2)},
		{"in rows of CSV", "COPY t FROM stdin (FORMAT csv);\n\"\n" + bang(1) + "\\.\n" + bang(2)},
		{"in rows, after a dot that does not end them", "COPY t FROM stdin (FORMAT csv);\n \\.\n" + bang(1) + "\\.\n" + bang(2)},
		{"after standard_conforming_strings was switched off", "SET standard_conforming_strings = off;\nSELECT 'a\\'; " + b + "';"},
		{"after a variable", "SELECT :'a" + b + "';"},
		{"after a backslash at the end of a line", "SELECT E'a\\\n'; " + b},
		{"after a semicolon of psql's", "SELECT 1 \\; " + b},
		{"after a mark of byte order", "\ufeff" + b},
		{"in a string that goes on on the next line", "SELECT 'a'\n'b\\'; " + b},
		{"after a string that a comment keeps from going on", "SELECT E'a'/**/\r'b\\' " + b + "';"},
		{"after a string that a later comment keeps from going on", "SELECT E'a'\r/**/'b\\' " + b + "';"},
		{"in a string that goes on after a line comment", "SELECT E'a' --x\r'b\\' " + b + "';"},
		{"after a form feed", "SELECT 'a'\f; " + b},
	} {
		t.Run(test.name, func(t *testing.T) {
			psqls, ours := commandsOf(t, url, test.script)
			if diff := cmp.Diff(psqls, ours); diff != "" {
				t.Errorf("%q (-psql +scanner):\n%s", test.script, diff)
			}
		})
	}
}

// TestCorpusIsReadAsPsqlReadsIt feeds the files of the corpus that try a command to
// the real psql: it carries the command out where the scanner finds one.
func TestCorpusIsReadAsPsqlReadsIt(t *testing.T) {
	asked := 0
	for _, folder := range []string{"hostile", "harmless"} {
		for name, text := range corpus(t, folder) {
			if !bytes.Contains(text, []byte("POCO_MARKER")) {
				continue
			}
			asked++
			psqls, ours := commandsOf(t, pgtest.Database(t, pgtest.Server(t)), string(text))
			if diff := cmp.Diff(psqls, ours); diff != "" || (folder == "hostile") != (len(psqls) > 0) {
				t.Errorf("%s/%s (-psql +scanner):\n%s", folder, name, diff)
			}
		}
	}
	if asked < 20 {
		t.Errorf("only %d files asked psql", asked)
	}
}

// TestPsqlCarriesOutNothingBehindTheFilter feeds hostile files through the filter to
// the real psql, which then gets the end of its input, the worst that can follow.
func TestPsqlCarriesOutNothingBehindTheFilter(t *testing.T) {
	url := pgtest.Database(t, pgtest.Server(t))
	marker := filepath.Join(t.TempDir(), "marker")
	for name, text := range corpus(t, "hostile") {
		if !bytes.Contains(text, []byte("POCO_MARKER")) {
			continue
		}
		var script bytes.Buffer
		script.WriteString("\\set ON_ERROR_STOP on\nBEGIN;\n")
		if _, err := NewFilter(&script, FilterOptions{}).Write(text); err == nil {
			t.Errorf("%s was not refused", name)
		}
		if out, err := psql(t, url, script.String(), "POCO_MARKER="+marker); err != nil {
			t.Logf("%s: psql: %v\n%s", name, err, out)
		}
		if _, err := os.Stat(marker); !os.IsNotExist(err) {
			t.Fatalf("%s: psql carried out a command behind the filter", name)
		}
	}
}

// fragments are what random scripts are made of.
var fragments = strings.Split("'|''|\"|$$|$a$|$|$1|/*|*/|--|\n|\r|\n|E'|e|U&'|u&\"|b'|N'|;|;|(|)|[|]|:|:x|::|\\\\|\\'|1|1e|.|-|/|*|+| |a|begin|end|case|create function f|create or replace procedure|SET standard_conforming_strings = off;\n|SET standard_conforming_strings = on;\n|;\nCOPY t FROM stdin;\n|\\.\n|\n\\.\n|é|x\\|$é$|%|atomic|select 1", "|")

// TestRandomScriptsAreReadAsPsqlReadsThem compares the scanner with the real psql on
// scripts of random pieces.
func TestRandomScriptsAreReadAsPsqlReadsThem(t *testing.T) {
	url := pgtest.Database(t, pgtest.Server(t), "CREATE TABLE t (a text)")
	seed, cases := uint64(1), 20
	if n := os.Getenv("POCO_TEST_RANDOM_SCRIPTS"); n != "" {
		fmt.Sscan(n, &cases, &seed)
	}
	random := rand.New(rand.NewPCG(seed, 0))
	compared := 0
	for range cases {
		script := randomScript(random)
		psqls, ours := commandsOf(t, url, script)
		if slices.Contains(ours, "ambiguous") {
			continue
		}
		compared += len(psqls)
		if diff := cmp.Diff(psqls, ours); diff != "" {
			t.Errorf("%q (-psql +scanner):\n%s", script, diff)
		}
	}
	if compared < cases {
		t.Errorf("only %d commands of %d scripts compared", compared, cases)
	}
}

func randomScript(random *rand.Rand) string {
	var script bytes.Buffer
	for n := range 12 {
		for range random.IntN(5) {
			script.WriteString(fragments[random.IntN(len(fragments))])
		}
		script.WriteString(bang(n))
	}
	return script.String()
}
