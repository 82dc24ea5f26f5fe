package postgres

import (
	"io/fs"
	"os"
	"path"
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/internal/pgcluster/pgtest"
	"poco/plan"
)

// A server takes the comments of a query for text as well, and refuses a character
// that its database's encoding lacks.
func TestACatalogOfAnotherEncodingIsRead(t *testing.T) {
	c := databaseWith(t, pgtest.Server(t), "ENCODING LATIN1 LOCALE 'C'")
	run(t, c, `CREATE TABLE "größe" (id int PRIMARY KEY, v text DEFAULT 'ü')`)
	if got, want := read(t, c, "public").Tables[0].Name, public("größe"); got != want {
		t.Errorf("read as %v, want %v", got, want)
	}
	holds, err := ReadDumpTables(t.Context(), c, []string{"public"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]plan.Name{public("größe")}, holds.Rows); diff != "" {
		t.Error(diff)
	}
}

func TestQueriesAreOfCharactersThatEveryEncodingHas(t *testing.T) {
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".sql" {
			return err
		}
		text, err := os.ReadFile(name)
		for i, b := range text {
			if b >= 0x80 {
				t.Errorf("%s: byte %d is not ASCII", name, i)
				break
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
