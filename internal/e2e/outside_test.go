package e2e

import (
	"strings"
	"testing"

	"poco/internal/pgcluster/pgtest"
)

// shop is a parent that an unselected child references, on both sides.
const shop = `
CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE invoices (id bigint PRIMARY KEY, customer_id bigint CONSTRAINT invoices_customer_fkey REFERENCES customers);
INSERT INTO customers SELECT i, 'old ' || i FROM generate_series(1, 1000) i;
INSERT INTO invoices SELECT i, i FROM generate_series(1, 500) i;`

const customersAlone = `
  mode = "overwrite"
  selection {
    include = ["customers"]
    related = "none"
  }`

func shops(t *testing.T) *workplace {
	t.Helper()
	dev := pgtest.Database(t, pgtest.Server(t, 0), shop)
	qa := pgtest.Database(t, pgtest.Server(t, 1), shop)
	sql(t, dev, "UPDATE customers SET name = 'new ' || id; DELETE FROM invoices")
	return setup(t, dev, qa, customersAlone)
}

func TestOverwritingAParentKeepsTheChildThatItStillServes(t *testing.T) {
	w := shops(t)
	before := schema(t, w.qa)
	w.must(0, "apply", "--auto-approve")
	if got := sql(t, w.qa, "SELECT count(*), min(name) FROM customers UNION ALL SELECT count(*), '' FROM invoices"); got != "1000|new 1\n500|" {
		t.Errorf("qa holds\n%s", got)
	}
	same(t, "schema", before, schema(t, w.qa))
	if got := sql(t, w.qa, "SELECT bool_and(convalidated) FROM pg_constraint WHERE contype = 'f'"); got != "t" {
		t.Errorf("the foreign key is not valid")
	}
}

func TestOverwritingAParentThatAChildWouldLoseIsRefused(t *testing.T) {
	w := shops(t)
	sql(t, w.dev, "DELETE FROM customers WHERE id IN (17, 99, 900)")
	before, rows := schema(t, w.qa), content(t, w.qa)
	for _, args := range [][]string{{"plan", "--out", "x.json"}, {"apply", "--auto-approve"}} {
		r := w.must(1, args...)
		r.says(t, "invoices_customer_fkey", "2 rows", "17", "99")
		if strings.Contains(r.err, "900") {
			t.Errorf("900 is not referenced, but named:\n%s", r.err)
		}
	}
	same(t, "content", rows, content(t, w.qa))
	same(t, "schema", before, schema(t, w.qa))
}

func TestSelfCopyIsRefusedWhateverTheHostIsCalled(t *testing.T) {
	url := pgtest.Database(t, pgtest.Server(t, 0), shop)
	before := content(t, url)
	w := setup(t, url, strings.Replace(url, "127.0.0.1", "localhost", 1), customersAlone)
	if w.dev == w.qa {
		t.Fatalf("%s names no 127.0.0.1", url)
	}
	w.must(1, "plan").says(t, "same database")
	w.must(1, "apply", "--auto-approve").says(t, "same database")
	same(t, "content", before, content(t, url))
}

func TestSwappedAppendShowsWhatWouldCollide(t *testing.T) {
	w := shops(t)
	w.dev, w.qa = w.qa, w.dev
	w.recipe(`selection { include = ["customers"] }
  mode = "append"`)
	before := content(t, w.qa)
	w.must(1, "plan").says(t, "customers", "1,000", "exist")
	same(t, "content", before, content(t, w.qa))
}

func TestColumnAddedAfterThePlanIsNamedAndNothingChanges(t *testing.T) {
	w := shops(t)
	w.must(0, "plan", "--out", "p.json")
	sql(t, w.qa, "ALTER TABLE customers ADD COLUMN note text")
	before, rows := schema(t, w.qa), content(t, w.qa)
	w.must(12, "apply", "p.json", "--auto-approve").says(t, "note", "customers", "qa")
	same(t, "content", rows, content(t, w.qa))
	same(t, "schema", before, schema(t, w.qa))
}

func TestMoreRowsThanThePlanShowedIsStale(t *testing.T) {
	w := shops(t)
	w.must(0, "plan", "--out", "p.json")
	sql(t, w.qa, "INSERT INTO customers VALUES (5000, 'late')")
	rows := content(t, w.qa)
	w.must(12, "apply", "p.json", "--auto-approve").says(t, "qa.public.customers now holds 1,001 rows, 1 more than the 1,000 that the plan showed")
	same(t, "content", rows, content(t, w.qa))
}
