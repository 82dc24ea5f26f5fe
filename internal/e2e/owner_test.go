package e2e

import (
	"net/url"
	"testing"

	"poco/internal/pgcluster/pgtest"
)

// A role that owns the tables and may create nothing, no schema and no table, copies
// all the same; killed in the middle, it finishes. The ledger is kept in large
// objects, and nothing of it is left.
func TestPlainOwnerResumes(t *testing.T) {
	const clean = `SELECT count(*) FROM pg_largeobject_metadata`
	dev := pgtest.Database(t, pgtest.Server(t, 0), parcels, parcelRows)
	qa := pgtest.Database(t, pgtest.Server(t, 1), parcels, "INSERT INTO parcels SELECT i, 'old', i FROM generate_series(1, 100) i")
	sql(t, qa, `DROP ROLE IF EXISTS e2e_owner; CREATE ROLE e2e_owner LOGIN PASSWORD 'plain';
		ALTER TABLE parcels OWNER TO e2e_owner; ALTER TABLE stamps OWNER TO e2e_owner; REVOKE CREATE ON SCHEMA public FROM PUBLIC`)
	t.Cleanup(func() { sql(t, qa, "DROP OWNED BY e2e_owner; DROP ROLE e2e_owner") })
	u, err := url.Parse(qa)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword("e2e_owner", "plain")
	w := setup(t, dev, u.String(), `
  mode       = "overwrite"
  jobs       = 1
  chunk_size = "4MB"
  selection { include = ["*"] }`)
	before := schema(t, qa)
	w.must(0, "plan", "--out", "p.json").says(t, "the run keeps its ledger in large objects")
	w.kill(6, "p.json")
	if held := sql(t, qa, clean); held == "0" {
		t.Fatal("the ledger is not in large objects")
	}
	sql(t, dev, "DELETE FROM stamps WHERE id < 5")
	w.must(0, "apply", "p.json", "--auto-approve").says(t, "Continued: public.parcels")
	same(t, "content", content(t, dev), content(t, qa))
	same(t, "schema", before, schema(t, qa))
	if held := sql(t, qa, clean); held != "0" {
		t.Errorf("%s large objects are left", held)
	}
}
