package dump

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/internal/pgcluster"
	"poco/internal/pgcluster/pgtest"
)

// run runs one of the programs of Postgres.
func run(t *testing.T, program string, args ...string) []byte {
	t.Helper()
	programs, err := pgcluster.Find()
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), programs.Path(program), args...).Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			t.Fatalf("%s: %s", program, exit.Stderr)
		}
		t.Fatal(err)
	}
	return out
}

// shop makes the demo's shop.
func shop(t *testing.T) string {
	t.Helper()
	var script strings.Builder
	script.WriteString("SET shop.percent = 25;\n")
	for _, name := range []string{"schema.sql", "rows.sql", "staging.sql"} {
		text, err := os.ReadFile(filepath.Join("..", "internal", "demo", "shop", name))
		if err != nil {
			t.Fatal(err)
		}
		script.Write(text)
	}
	return pgtest.Database(t, pgtest.Server(t), script.String())
}

// TestNoFalseAlarmOnWhatPgDumpWrites dumps real databases in every way and finds
// nothing in them but what is there.
func TestNoFalseAlarmOnWhatPgDumpWrites(t *testing.T) {
	for _, name := range []string{"pagila", "chinook", "chinook_identity", "coder", "shop"} {
		t.Run(name, func(t *testing.T) {
			url := ""
			if name == "shop" {
				url = shop(t)
			} else {
				url = pgtest.Data(t, pgtest.Server(t), name)
			}
			counts := rowCounts(t, url)
			archive := filepath.Join(t.TempDir(), "archive")
			run(t, "pg_dump", "-Fc", "-f", archive, url)
			for way, text := range map[string][]byte{
				"plain":   run(t, "pg_dump", url),
				"clean":   run(t, "pg_dump", "--clean", "--if-exists", url),
				"inserts": run(t, "pg_dump", "--rows-per-insert=7", "--quote-all-identifiers", url),
				"sets":    run(t, "pg_dump", "--use-set-session-authorization", "--disable-triggers", url),
				"custom":  run(t, "pg_restore", "-f", "-", "--clean", "--if-exists", archive),
			} {
				holdsAll(t, way, text, counts)
			}
			listsAll(t, archive, counts)
		})
	}
}

// holdsAll scans a dump and compares it with the database.
func holdsAll(t *testing.T, way string, text []byte, counts map[string]int64) {
	t.Helper()
	inv := scan(t, text)
	for _, f := range inv.Findings {
		t.Errorf("%s: false alarm: %v", way, f)
	}
	if !inv.Complete || !strings.HasPrefix(inv.ToolVersion, "15.") || !strings.HasPrefix(inv.DatabaseVersion, "15.") {
		t.Errorf("%s: complete %v, pg_dump %q, server %q", way, inv.Complete, inv.ToolVersion, inv.DatabaseVersion)
	}
	got := map[string]int64{}
	for _, rows := range inv.Tables {
		got[rows.Schema+"."+rows.Name] += rows.Copied + rows.Inserted
	}
	for name, n := range counts {
		if got[name] != n {
			t.Errorf("%s: %d rows of %s found, the database has %d", way, got[name], name, n)
		}
	}
	tables := 0
	for _, o := range inv.Objects {
		if o.Kind == "TABLE" {
			tables++
		}
	}
	if tables != len(counts) {
		t.Errorf("%s: %d tables found of %d", way, tables, len(counts))
	}
	var out bytes.Buffer
	f := NewFilter(&out, FilterOptions{})
	if _, err := f.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(withoutRestrict(string(text)), out.String()); diff != "" {
		t.Errorf("%s: forwarded differently:\n%.2000s", way, diff)
	}
}

// withoutRestrict takes pg_dump's own commands out of a dump.
func withoutRestrict(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, `\restrict `) || strings.HasPrefix(line, `\unrestrict `) {
			lines[i] = ""
		}
	}
	return strings.Join(lines, "\n")
}

func listsAll(t *testing.T, archive string, counts map[string]int64) {
	t.Helper()
	inv, err := ParseList(bytes.NewReader(run(t, "pg_restore", "--list", archive)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range inv.Findings {
		t.Errorf("list: false alarm: %v", f)
	}
	listed := map[string]bool{}
	for _, o := range inv.Objects {
		if o.Kind == "TABLE" {
			listed[o.Schema+"."+o.Name] = true
		}
	}
	for name := range counts {
		if !listed[name] {
			t.Errorf("list: no table %s", name)
		}
	}
	if inv.Format != Custom || !strings.HasPrefix(inv.ToolVersion, "15.") {
		t.Errorf("list: format %q of pg_dump %q", inv.Format, inv.ToolVersion)
	}
}

// rowCounts are the tables of a database and how many rows each holds itself.
func rowCounts(t *testing.T, url string) map[string]int64 {
	t.Helper()
	rows, err := pgtest.Query(t.Context(), url, `
SELECT n.nspname || '.' || c.relname || ' ' ||
    (xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM ONLY %I.%I', n.nspname, c.relname), false, true, '')))[1]::text
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')`)
	if err != nil || len(rows) == 0 {
		t.Fatalf("%d tables counted: %v", len(rows), err)
	}
	counts := map[string]int64{}
	for _, row := range rows {
		var name string
		var n int64
		if _, err := fmt.Sscan(row, &name, &n); err != nil {
			t.Fatal(err)
		}
		counts[name] = n
	}
	return counts
}
