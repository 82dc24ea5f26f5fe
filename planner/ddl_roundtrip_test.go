package planner

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/internal/pgcluster"
	"poco/internal/pgcluster/pgtest"
	"poco/plan"
	"poco/postgres"
)

// TestCreatedTablesAreTheSources proves, by pg_dump of both sides, that the
// tables of real databases come out the same on an empty one.
func TestCreatedTablesAreTheSources(t *testing.T) {
	for _, sample := range []string{"pagila", "chinook", "chinook_identity", "coder"} {
		t.Run(sample, func(t *testing.T) {
			server := pgtest.Server(t)
			source := pgtest.Data(t, server, sample)
			target := pgtest.Database(t, server, extensionsOf(t, source, "public"))
			r := roundTrip(t, server, place{source, "public"}, place{target, "public"})
			for _, p := range r.Problems {
				if p.Blocks {
					t.Errorf("%s: %s", p.Table, p.Message)
				}
			}
		})
	}
}

// TestOddSchemaIsCreatedUnderAnotherName takes everything that is awkward to a
// default schema of another name, and back to one of the same name.
func TestOddSchemaIsCreatedUnderAnotherName(t *testing.T) {
	server := pgtest.Server(t)
	extension := "CREATE EXTENSION btree_gist SCHEMA public;"
	source := pgtest.Database(t, server, extension, oddSchema(t, server))
	for _, schema := range []string{"app", "public", `Tar"get`} {
		t.Run(schema, func(t *testing.T) {
			prepare := "CREATE SCHEMA IF NOT EXISTS " + postgres.Quote(schema) +
				`; CREATE SCHEMA IF NOT EXISTS "Other schema"; CREATE COLLATION "Other schema"."german" (LOCALE = 'C');`
			target := pgtest.Database(t, server, extension, prepare)
			d := roundTrip(t, server, place{source, "app"}, place{target, schema})
			for _, p := range d.Problems {
				if p.Blocks {
					t.Errorf("%s: %s", p.Table, p.Message)
				}
			}
		})
	}
}

// oddSchema is testdata/ddl_odd.sql without the lines that are for newer servers.
func oddSchema(t *testing.T, server *pgcluster.Cluster) string {
	t.Helper()
	script, err := os.ReadFile("testdata/ddl_odd.sql")
	if err != nil {
		t.Fatal(err)
	}
	return sinceVersion.ReplaceAllStringFunc(string(script), func(line string) string {
		since, err := strconv.Atoi(sinceVersion.FindStringSubmatch(line)[1])
		if err != nil || since > versionOf(t, server) {
			return ""
		}
		return line
	})
}

var sinceVersion = regexp.MustCompile(`(?m)^.* -- since (\d+)$`)

// versionOf is a server's major version.
func versionOf(t *testing.T, server *pgcluster.Cluster) int {
	t.Helper()
	rows, err := pgtest.Query(t.Context(), server.URL("postgres"), "SELECT current_setting('server_version_num')::int / 10000")
	if err != nil {
		t.Fatal(err)
	}
	version, err := strconv.Atoi(rows[0])
	if err != nil {
		t.Fatal(err)
	}
	return version
}

// A place is one database of a round trip with its default schema.
type place struct{ url, schema string }

// roundTrip creates all tables of the source on the target and compares dumps.
func roundTrip(t *testing.T, server *pgcluster.Cluster, source, target place) definition {
	t.Helper()
	from, to := readCatalog(t, source), readCatalog(t, target)
	c := creation{Source: from, Target: to, Labels: labels{"dev", "qa"}, Names: mappingOf(from, to)}
	var views []string
	for _, table := range from.Tables {
		if table.Kind == postgres.View || table.Kind == postgres.MaterializedView {
			views = append(views, table.Name.Name)
		}
		if (table.Kind == postgres.Ordinary || table.Kind == postgres.Partitioned) && table.Extension == "" {
			c.Tables = append(c.Tables, table.Name)
		}
	}
	d := createTables(c)
	run(t, target, d)
	sameDumps(t, server, source, target, views)
	after := readCatalog(t, target)
	for _, name := range c.Tables {
		s, to := from.Table(name), after.Table(c.Names.toTarget(name))
		if to == nil {
			t.Errorf("%s was not created", name)
			continue
		}
		d := diffTable(from, after, s, to, c.Labels, c.Names, diffOptions{Mode: plan.Overwrite, OnMismatch: "fail"})
		for _, x := range d.Differences {
			if strings.Contains(x.Text, "is not valid in dev") {
				continue // the definitions agree; the rows are to be looked at
			}
			t.Errorf("%s differs after it was created: %s", name, x.Text)
		}
		if diff := cmp.Diff(s.Facts(), to.Facts()); diff != "" && source.schema == target.schema {
			t.Errorf("facts of %s (-source +target):\n%s", name, diff)
		}
	}
	return d
}

// sameDumps compares what pg_dump says of both sides. Where the programs are
// there without pg_dump, the catalogs alone have to be the same.
func sameDumps(t *testing.T, server *pgcluster.Cluster, source, target place, views []string) {
	t.Helper()
	if _, err := os.Stat(server.Programs().Path("pg_dump")); err != nil {
		t.Logf("no dumps are compared: %v", err)
		return
	}
	want, got := dumpOf(t, server, source), dumpOf(t, server, target)
	if diff := cmp.Diff(onlyCreated(want, got, views), got); diff != "" {
		t.Errorf("the dumps differ (-source +target):\n%s", diff)
	}
}

func readCatalog(t *testing.T, s place) *postgres.Catalog {
	t.Helper()
	conn := connect(t, s)
	defer conn.Close(context.Background())
	c, err := postgres.ReadCatalog(t.Context(), conn, s.schema)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func connect(t *testing.T, s place) *postgres.Conn {
	t.Helper()
	config, err := postgres.ParseConfig(s.url)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := postgres.Connect(t.Context(), config, postgres.Session{Application: "test", Schema: s.schema})
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

// run carries a definition out, each ddl in a transaction of its own, in the
// order in which it stands, which must satisfy Needs.
func run(t *testing.T, target place, d definition) {
	t.Helper()
	conn := connect(t, target)
	defer conn.Close(context.Background())
	done := map[string]bool{}
	for _, x := range slices.Concat(d.Before, d.After, d.ForeignKeys) {
		if done[x.ID] {
			t.Errorf("%s stands twice in the definition", x.ID)
		}
		for _, n := range x.Needs {
			if !done[n] {
				t.Errorf("%s comes before %s, which it needs", x.ID, n)
			}
		}
		err := conn.Tx(t.Context(), "", func() error {
			for _, sql := range x.SQL {
				if _, err := conn.Exec(t.Context(), sql); err != nil {
					return fmt.Errorf("%s\n%s", sql, postgres.Explain(err))
				}
			}
			return nil
		})
		if err != nil {
			t.Fatalf("%s: %v", x.ID, err)
		}
		done[x.ID] = true
	}
}

// extensionsOf is the SQL that creates the source's extensions: poco leaves that
// to people.
func extensionsOf(t *testing.T, url, schema string) string {
	t.Helper()
	rows, err := pgtest.Query(t.Context(), url, "SELECT format('CREATE EXTENSION IF NOT EXISTS %I;', extname) FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY 1")
	if err != nil {
		t.Fatal(err)
	}
	return "SET search_path = " + postgres.Quote(schema) + ";\n" + strings.Join(rows, "\n")
}

var dumpHeader = regexp.MustCompile(`(?m)^-- (?:Data for )?Name: (.*); Type: (.*); Schema: (.*); Owner: .*$`)

// dump gives the entries of pg_dump --schema-only by type and name, without what
// poco does not create.
func dumpOf(t *testing.T, server *pgcluster.Cluster, s place) map[string]string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), server.Programs().Path("pg_dump"),
		"--schema-only", "--no-owner", "--no-acl", "--dbname", s.url).CombinedOutput()
	if err != nil {
		t.Fatalf("pg_dump: %v\n%s", err, out)
	}
	text := string(out)
	entries := map[string]string{}
	heads := dumpHeader.FindAllStringSubmatchIndex(text, -1)
	for i, h := range heads {
		end := len(text)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		name, kind, schema := text[h[2]:h[3]], text[h[4]:h[5]], text[h[6]:h[7]]
		if leftOut[kind] || kind == "COMMENT" && leftOutComments.MatchString(name) {
			continue
		}
		if schema == s.schema {
			schema = "DEFAULT"
		}
		body := settings.ReplaceAllString(text[h[1]:end], "")
		entries[normalSchema(kind+" "+schema+" "+name, s.schema)] = normalSchema(strings.Trim(body, "-\n "), s.schema)
	}
	return entries
}

var (
	leftOut = map[string]bool{
		"VIEW": true, "MATERIALIZED VIEW": true, "POLICY": true, "EXTENSION": true, "AGGREGATE": true,
		"SCHEMA": true, "RULE": true, "SEQUENCE SET": true, "ROW SECURITY": true,
	}
	leftOutComments = regexp.MustCompile(`^(EXTENSION|VIEW|MATERIALIZED VIEW|POLICY|SCHEMA) `)
	settings        = regexp.MustCompile(`(?m)^(SET .*|\\(un)?restrict .*|-- PostgreSQL database dump complete)$`)
)

// normalSchema writes one word for the default schema, whatever it is called.
func normalSchema(sql, schema string) string {
	for _, q := range []string{schema, postgres.Quote(schema)} {
		sql = strings.ReplaceAll(sql, q+".", "DEFAULT.")
	}
	return sql
}

// onlyCreated leaves out what stands on views, and the functions, types and
// sequences that no created table needs: had one been needed, creating the table
// would have failed.
func onlyCreated(source, target map[string]string, views []string) map[string]string {
	kept, made := map[string]string{}, map[string]bool{}
	for key := range target {
		made[object(key)] = true
	}
	for key, sql := range source {
		kind, _, _ := strings.Cut(object(key), " ")
		unneeded := slices.Contains([]string{"FUNCTION", "PROCEDURE", "TYPE", "DOMAIN", "SEQUENCE"}, kind) && !made[object(key)]
		onView := slices.ContainsFunc(views, func(v string) bool { return strings.Contains(sql, " ON DEFAULT."+v+" ") })
		if !unneeded && !onView {
			kept[key] = sql
		}
	}
	return kept
}

// object is the key of an entry, or of the object that it comments, without the
// arguments of functions: FUNCTION DEFAULT touch.
func object(key string) string {
	kind, rest, _ := strings.Cut(key, " ")
	if kind == "COMMENT" {
		schema, commented, _ := strings.Cut(rest, " ")
		kind, rest, _ = strings.Cut(commented, " ")
		rest = schema + " " + strings.ReplaceAll(rest, `"`, "")
	}
	rest, _, _ = strings.Cut(rest, "(")
	return kind + " " + rest
}
