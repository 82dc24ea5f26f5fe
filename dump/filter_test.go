package dump

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func filtered(text string, options FilterOptions) (string, error) {
	var out bytes.Buffer
	f := NewFilter(&out, options)
	if _, err := f.Write([]byte(text)); err != nil {
		return out.String(), err
	}
	err := f.Close()
	return out.String(), err
}

func TestFilterLeavesOutStatementsButNotTheirLines(t *testing.T) {
	text := "\\restrict x1\nBEGIN;\nSET transaction_timeout = 0;\nDROP SCHEMA\n  public;\nCREATE TABLE a (i int); COMMIT;\n"
	got, err := filtered(text, FilterOptions{Omit: func(s Statement) bool {
		return s.Parameter == "transaction_timeout" || s.Verb == "DROP" && s.Kind == "SCHEMA" && s.Name == "public" && s.Line == 4
	}})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("\n\n\n\n\nCREATE TABLE a (i int); \n", got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestFilterStopsBeforeTheSemicolon(t *testing.T) {
	got, err := filtered("CREATE TABLE a (i int);\nALTER SYSTEM SET work_mem = 1;\n", FilterOptions{})
	var refused *RefusedError
	if !errors.As(err, &refused) || refused.Finding.Code != AlterSystem || refused.Finding.Line != 2 {
		t.Errorf("error: %v", err)
	}
	if got != "CREATE TABLE a (i int);\n" {
		t.Errorf("forwarded %q", got)
	}
}

func TestFilterLetsThroughWhatIsAllowed(t *testing.T) {
	text := "\\echo hello\nALTER SYSTEM SET work_mem = 1;\nSELECT 1 \\g\nSELECT 2;\n"
	got, err := filtered(text, FilterOptions{Allow: map[Code]bool{MetaCommand: true, AlterSystem: true, RunsCode: true}})
	if err != nil || got != text {
		t.Errorf("forwarded %q, error %v", got, err)
	}
	_, err = filtered("SET client_encoding = 'SJIS';\n", FilterOptions{Allow: map[Code]bool{Encoding: true}})
	if err == nil {
		t.Error("an encoding that psql reads differently was let through")
	}
}

// TestLongStatementsStreamOrAreRefused writes statements of more than is held.
func TestLongStatementsStreamOrAreRefused(t *testing.T) {
	long := strings.Repeat("x", 3*holdLimit)
	insert := "INSERT INTO a VALUES ('" + long + "');\n"
	if got, err := filtered(insert, FilterOptions{}); err != nil || got != insert {
		t.Errorf("a long INSERT: %d bytes of %d, %v", len(got), len(insert), err)
	}
	got, err := filtered("COPY a FROM /*"+long+"*/ PROGRAM 'true';\n", FilterOptions{})
	if err == nil || got != "" {
		t.Errorf("a long COPY: %d bytes forwarded, %v", len(got), err)
	}
	if inv := scan(t, []byte("COPY a FROM /*"+long+"*/ stdin;\n\\.\n")); codesAndLines(inv.Findings) != "too-long 1" {
		t.Errorf("a long COPY, scanned: %v", inv.Findings)
	}
	comment := "/*" + long + "*/ -- " + long + "\nSELECT pg_catalog.setval('a', 1);\n"
	if got, err := filtered(comment, FilterOptions{}); err != nil || got != comment {
		t.Errorf("a long comment: %d bytes of %d, %v", len(got), len(comment), err)
	}
}

func TestInventoryTellsWhatAFileHolds(t *testing.T) {
	inv := scan(t, []byte(`--
-- PostgreSQL database dump
--
-- Dumped from database version 15.18
-- Dumped by pg_dump version 16.1
SELECT pg_catalog.set_config('search_path', '', false);
DROP TABLE IF EXISTS public.a, b;
-- Name: f(integer, text); Type: FUNCTION; Schema: public; Owner: alice
CREATE FUNCTION public.f(integer, text) RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION public.f(integer, text) OWNER TO alice;
SET search_path = "Shop", public;
CREATE TABLE a (i int);
INSERT INTO a VALUES (1, (2)), (3, 4) ON CONFLICT (i) DO NOTHING;
COPY public.b (i) FROM stdin;
1
22
\.
DELETE FROM a;
DELETE FROM a WHERE i = 1;
-- PostgreSQL database dump complete
`))
	want := &Inventory{
		Format: Plain, DatabaseVersion: "15.18", ToolVersion: "16.1", Complete: true, Lines: 20, Bytes: inv.Bytes,
		Objects: []Object{
			{Kind: "FUNCTION", Schema: "public", Name: "f", Args: "integer, text", Owner: "alice", Line: 9},
			{Kind: "TABLE", Schema: "Shop", Name: "a", Line: 12},
		},
		Tables: []TableRows{
			{Schema: "Shop", Name: "a", Inserted: 2, Line: 13},
			{Schema: "public", Name: "b", Copied: 2, Bytes: 8, Line: 14},
		},
		Removals: []Removal{
			{Action: "DROP", Kind: "TABLE", Schema: "public", Name: "a", IfExists: true, Count: 1, Line: 7},
			{Action: "DROP", Kind: "TABLE", Name: "b", IfExists: true, Count: 1, Line: 7},
			{Action: "DELETE", Kind: "TABLE", Schema: "Shop", Name: "a", Count: 2, Line: 18},
		},
		Owners: []string{"alice"},
	}
	if diff := cmp.Diff(want, inv); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func BenchmarkFilterRows(b *testing.B) {
	piece := bytes.Repeat([]byte("12345\tsome text of a row\t2026-11-24 15:00:00\t\\N\tanother column of the row\n"), 3000)
	f := NewFilter(io.Discard, FilterOptions{})
	if _, err := f.Write([]byte("COPY a FROM stdin;\n")); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(piece)))
	for b.Loop() {
		if _, err := f.Write(piece); err != nil {
			b.Fatal(err)
		}
	}
}

// TestOwnersAreLeftOutAlone leaves out what gives an owner, and nothing that does more.
func TestOwnersAreLeftOutAlone(t *testing.T) {
	const text = `ALTER TABLE public.a OWNER TO x;
ALTER TABLE ONLY a OWNER TO "owner to";
ALTER FUNCTION f(a integer, owner text) OWNER TO x;
ALTER LARGE OBJECT 12 OWNER TO x;
ALTER SCHEMA s OWNER TO x;
ALTER TABLE a ADD COLUMN b int, OWNER TO x;
ALTER TABLE a RENAME COLUMN owner TO x;
`
	got, err := filtered(text, FilterOptions{Omit: func(s Statement) bool { return s.Owner }})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("\n\n\n\n\nALTER TABLE a ADD COLUMN b int, OWNER TO x;\nALTER TABLE a RENAME COLUMN owner TO x;\n", got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestNamesInStringsAreReadAsTheServerReadsThem(t *testing.T) {
	for text, want := range map[string][2]string{
		"public.a_seq": {"public", "a_seq"}, "A_Seq": {"", "a_seq"}, `"A.b"."c""d"`: {"A.b", `c"d`}, ` s . "X" `: {"s", "X"},
	} {
		if schema, name := splitName(text); [2]string{schema, name} != want {
			t.Errorf("%s: %q %q", text, schema, name)
		}
	}
}
