package e2e

import (
	_ "embed"
	"testing"

	"poco/internal/pgcluster/pgtest"
)

//go:embed testdata/fill.sql
var fill string

// TestRealDatabasesCopyWholeAndAgain copies each into an empty database of
// another server, then over itself after rows were changed, and compares both
// databases by means of their own.
func TestRealDatabasesCopyWholeAndAgain(t *testing.T) {
	for _, test := range []struct {
		name   string
		setup  string // runs on the source
		spoil  string // runs on the target between the two copies
		tables int
	}{
		{name: "chinook", spoil: "DELETE FROM playlist_track; UPDATE artist SET name = 'x'", tables: 11},
		{name: "chinook_identity", spoil: "DELETE FROM playlist_track; UPDATE artist SET name = 'x'", tables: 11},
		{name: "pagila", spoil: "DELETE FROM payment; UPDATE film SET title = 'x' WHERE film_id < 9", tables: 22},
		{name: "coder", setup: fill, spoil: "UPDATE users SET email = id::text", tables: 117},
	} {
		t.Run(test.name, func(t *testing.T) {
			dev := pgtest.Data(t, pgtest.Server(t, 0), test.name)
			if test.setup != "" {
				sql(t, dev, test.setup)
			}
			qa := pgtest.Database(t, pgtest.Server(t, 1))
			w := setup(t, dev, qa, `
  create_missing = true
  selection { include = ["*"] }`)
			w.must(0, "apply", "--auto-approve")
			same(t, "content after the first copy", content(t, dev), content(t, qa))
			w.must(0, "verify")

			sql(t, qa, test.spoil)
			before, want := schema(t, qa), content(t, dev)
			w.must(1, "verify")
			w.recipe(`
  mode = "overwrite"
  selection { include = ["*"] }`)
			w.must(0, "apply", "--auto-approve")
			same(t, "content after the second copy", want, content(t, qa))
			same(t, "schema after the second copy", before, schema(t, qa))
			w.must(0, "verify")
		})
	}
}
