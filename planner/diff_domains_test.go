package planner

import (
	"strings"
	"testing"
)

func TestChecksOfTheTargetsDomainsAreTriedOnTheRows(t *testing.T) {
	const table = "CREATE TABLE t (id int PRIMARY KEY, n amount);"
	const rows = "INSERT INTO t VALUES (1, 5), (2, NULL), (3, 500);"
	for name, c := range map[string]struct{ source, target, problem string }{
		"the same":            {"CREATE DOMAIN amount AS int CHECK (VALUE < 1000);", "CREATE DOMAIN amount AS int CHECK (VALUE < 1000);", ""},
		"a check that holds":  {"CREATE DOMAIN amount AS int;", "CREATE DOMAIN amount AS int CHECK (VALUE < 1000);", ""},
		"one that fails":      {"CREATE DOMAIN amount AS int;", `CREATE DOMAIN amount AS int CONSTRAINT "a ""value""" CHECK (VALUE < 100);`, "1 value fails it"},
		"of a domain below":   {"CREATE DOMAIN amount AS int;", "CREATE DOMAIN low AS int CHECK (VALUE < 100); CREATE DOMAIN amount AS low;", "1 value fails it"},
		"null where it is no": {"CREATE DOMAIN amount AS int;", "CREATE DOMAIN amount AS int NOT NULL;", "1 row has null"},
	} {
		t.Run(name, func(t *testing.T) {
			w := servers(t, []string{c.source, table, rows}, []string{c.target, table})
			if c.problem == "" {
				w.mustPlan("mode = \"overwrite\"" + everything)
				return
			}
			says(t, w.problems("mode = \"overwrite\""+everything), "the domain public.", c.problem)
		})
	}
}

func TestKeyToWhichNullsAreEqualIsTriedOnTheRows(t *testing.T) {
	const table = "CREATE TABLE t (id int PRIMARY KEY, a int, b int, UNIQUE % (a, b));"
	const rows = "INSERT INTO t VALUES (1, 5, NULL), (2, NULL, 5), (3, NULL, NULL);"
	dev, qa := strings.ReplaceAll(table, "%", ""), strings.ReplaceAll(table, "%", "NULLS NOT DISTINCT")
	servers(t, []string{dev, rows}, []string{qa}).mustPlan("mode = \"overwrite\"" + everything)
	w := servers(t, []string{dev, rows, "INSERT INTO t VALUES (4, 5, NULL)"}, []string{qa})
	says(t, w.problems("mode = \"overwrite\""+everything), "unique NULLS NOT DISTINCT (a, b)", "2 rows of dev share their values")
}
