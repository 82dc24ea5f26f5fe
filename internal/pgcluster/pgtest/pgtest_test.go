package pgtest

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMain(m *testing.M) { Main(m) }

func query(t *testing.T, url, sql string) []string {
	t.Helper()
	rows, err := Query(t.Context(), url, sql)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestDatabasesOfOneSetupAreSeparate(t *testing.T) {
	setup := "CREATE TABLE t (id int, name text);\nCOPY t (id, name) FROM stdin;\n1\tone\n2\t\\N\n\\.\nINSERT INTO t VALUES (3, 'three');\n"
	first, second := Database(t, Server(t), setup), Database(t, Server(t), setup)
	if err := Exec(t.Context(), first, "DELETE FROM t WHERE id < 3"); err != nil {
		t.Fatal(err)
	}
	for url, want := range map[string][]string{first: {"3|three"}, second: {"1|one", "2|∅", "3|three"}} {
		if diff := cmp.Diff(want, query(t, url, "SELECT * FROM t ORDER BY id")); diff != "" {
			t.Errorf("rows (-want +got):\n%s", diff)
		}
	}
}

func TestServersAreSeparate(t *testing.T) {
	const q = "SELECT system_identifier FROM pg_control_system()"
	first, second := query(t, Server(t).URL("postgres"), q), query(t, Server(t, 1).URL("postgres"), q)
	if first[0] == second[0] {
		t.Errorf("both servers are %s", first[0])
	}
	if Server(t) != Server(t, 0) {
		t.Error("Server(t) started a second server")
	}
}

func TestSamplesAreWhole(t *testing.T) {
	const tables = `SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
		WHERE nspname = 'public' AND relkind IN ('r', 'p')`
	for _, test := range []struct{ sample, query, want string }{
		{"pagila", "SELECT (" + tables + "), (SELECT count(*) FROM rental), (SELECT count(*) FROM payment)", "22|16044|16049"},
		{"chinook", "SELECT (" + tables + "), (SELECT count(*) FROM playlist_track)", "11|8715"},
		{"chinook_identity", "SELECT (" + tables + "), (SELECT count(*) FROM playlist_track)", "11|8715"},
		{"coder", tables, "117"},
	} {
		t.Run(test.sample, func(t *testing.T) {
			if got := query(t, Data(t, Server(t), test.sample), test.query); got[0] != test.want {
				t.Errorf("got %s, want %s", got[0], test.want)
			}
		})
	}
}
