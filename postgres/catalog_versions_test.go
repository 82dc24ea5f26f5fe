package postgres

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/internal/pgcluster/pgtest"
)

// since skips a test on servers older than a version.
func since(t testing.TB, c *Conn, version int) {
	t.Helper()
	if have := ask[int](t, c, "SELECT current_setting('server_version_num')::int"); have < version*10000 {
		t.Skipf("this server is %d, and it is about what came with %d", have, version)
	}
}

func TestQueriesFitTheServersVersion(t *testing.T) {
	const query = "SELECT a,\n  b, -- since 14\n  c, -- before 14\n  d  -- since when?\n-- since we know\nFROM t"
	for version, want := range map[int]string{
		130023: "SELECT a,\n  c, -- before 14\n  d  -- since when?\n-- since we know\nFROM t",
		140000: "SELECT a,\n  b, -- since 14\n  d  -- since when?\n-- since we know\nFROM t",
	} {
		if diff := cmp.Diff(want, forVersion(query, version)); diff != "" {
			t.Errorf("%d (-want +got)\n%s", version, diff)
		}
	}
}

func TestWhatCameWith15IsRead(t *testing.T) {
	c := open(t, pgtest.Database(t, pgtest.Server(t)))
	since(t, c, 15)
	run(t, c,
		"CREATE TABLE t (id int PRIMARY KEY, a int UNIQUE NULLS NOT DISTINCT, b int, c text COMPRESSION pglz)",
		"CREATE UNIQUE INDEX i ON t (b) NULLS NOT DISTINCT",
		"CREATE UNLOGGED SEQUENCE s",
		"ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES t ON DELETE SET NULL (a)")
	catalog := read(t, c, "public")
	got := table(t, catalog, "t")
	want := [][2]string{
		{"PRIMARY KEY (id)", "UNIQUE NULLS NOT DISTINCT (a)"},
		{"CREATE UNIQUE INDEX i ON t USING btree (b) NULLS NOT DISTINCT", "FOREIGN KEY (a) REFERENCES t(id) ON DELETE SET NULL (a)"},
		{"", "pglz"},
	}
	have := [][2]string{
		{got.Constraints[0].Definition, got.Constraints[1].Definition},
		{got.Indexes[0].Definition, got.ForeignKeys[0].Definition},
		{got.Columns[0].Compression, got.Columns[3].Compression},
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if !catalog.Sequences[0].Unlogged {
		t.Error("the sequence does not count as unlogged")
	}
}

func TestWhatCameWith18IsRead(t *testing.T) {
	c := open(t, pgtest.Database(t, pgtest.Server(t)))
	since(t, c, 18)
	run(t, c,
		"CREATE TABLE p (id int PRIMARY KEY, during daterange NOT NULL)",
		`CREATE TABLE t (id int CONSTRAINT given NOT NULL, v int GENERATED ALWAYS AS (id * 2) VIRTUAL,
			CONSTRAINT c CHECK (id > 0) NOT ENFORCED,
			CONSTRAINT k FOREIGN KEY (id) REFERENCES p NOT ENFORCED)`)
	got := table(t, read(t, c, "public"), "t")
	want := []string{
		"check c: CHECK ((id > 0)) NOT ENFORCED",
		"column id: integer not null",
		"column v: integer generated as ((id * 2)) virtual",
		"foreign key k: FOREIGN KEY (id) REFERENCES p(id) NOT ENFORCED, not valid",
		"kind: table",
	}
	if diff := cmp.Diff(want, got.Facts()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got.Constraints[0].Enforced || got.ForeignKeys[0].Enforced || !got.Columns[1].Virtual {
		t.Errorf("enforced %v, %v; virtual %v", got.Constraints[0].Enforced, got.ForeignKeys[0].Enforced, got.Columns[1].Virtual)
	}
}
