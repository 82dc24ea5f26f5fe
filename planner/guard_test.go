package planner

import (
	"strings"
	"testing"

	"poco/internal/pgcluster/pgtest"
)

func TestSelfCopyIsRefusedWhateverTheHostIsCalled(t *testing.T) {
	url := pgtest.Database(t, pgtest.Server(t), shopSchema, shopRows)
	w := newWorld(t, url, strings.Replace(url, "127.0.0.1", "localhost", 1))
	if w.dev == w.qa {
		t.Fatalf("the test needs two names of one host: %s", url)
	}
	says(t, w.problems("selection { include = [\"*\"] }\nmode = \"overwrite\""),
		"line 5: source and target are the same database", "whatever their host names are")
}

func TestOneServersDatabasesAreNotTheSame(t *testing.T) {
	w := newWorld(t, pgtest.Database(t, pgtest.Server(t), shopSchema, shopRows), pgtest.Database(t, pgtest.Server(t), shopSchema))
	w.mustPlan("selection { include = [\"*\"] }\nmode = \"overwrite\"")
}

func TestProtectedTargetIsRefused(t *testing.T) {
	w := servers(t, []string{shopSchema}, []string{shopSchema})
	_, diags := w.plan(w.load(`database "dev" { url = env("DEV_URL") }
database "qa" {
  url       = env("QA_URL")
  protected = true
}
copy "refresh" {
  source = database.dev
  target = database.qa
  selection { include = ["*"] }
}`))
	says(t, told(diags), "line 8: database qa is protected")
}

func TestUnreachableDatabasesAreAllReported(t *testing.T) {
	w := newWorld(t, "postgres://nobody@127.0.0.1:1/none", "postgres://nobody@127.0.0.1:2/none")
	says(t, w.problems("selection { include = [\"*\"] }"),
		"line 1: cannot connect to dev", "line 2: cannot connect to qa")
}
