package planner

import (
	"strings"
	"testing"
)

const everything = "\nselection { include = [\"*\"] }"

// notValid has a check and a key that the rows before them break.
const notValid = `CREATE TABLE parents (id int PRIMARY KEY); CREATE TABLE t (id int PRIMARY KEY, p int);
INSERT INTO t VALUES (1, 1), (2, 5); INSERT INTO parents VALUES (1), (2);`

func TestACheckThatIsNotValidIsTriedOnTheRows(t *testing.T) {
	const check = "ALTER TABLE t ADD CONSTRAINT small CHECK (p < 5) NOT VALID;"
	w := servers(t, []string{notValid, check}, []string{notValid, check})
	says(t, w.problems("mode = \"overwrite\""+everything), "small of qa checks every new row", "1 row fails it")
	w = servers(t, []string{notValid, check, "UPDATE t SET p = 1;"}, []string{notValid, check})
	w.mustPlan("mode = \"overwrite\"" + everything)
}

func TestAKeyThatIsNotValidIsTriedOnTheRowsThatItChecks(t *testing.T) {
	const key = "ALTER TABLE t ADD CONSTRAINT known FOREIGN KEY (p) REFERENCES parents NOT VALID;"
	w := servers(t, []string{notValid, key}, []string{notValid, key, "TRUNCATE t, parents"})
	says(t, w.problems("mode = \"append\""+everything), "foreign key known would not hold", "(5)")
	// Overwritten tables get the key back as it was, after the rows.
	p := w.mustPlan("mode = \"overwrite\"" + everything)
	says(t, warned(p, "key_not_valid"), "public.t: Foreign key known", "1 row of it will point at nothing: (5)")
}

func TestRowsOutsideThatANotValidKeyLosesAreTold(t *testing.T) {
	w := servers(t, []string{"CREATE TABLE parents (id int PRIMARY KEY); INSERT INTO parents VALUES (1)"},
		[]string{notValid, "ALTER TABLE t ADD CONSTRAINT known FOREIGN KEY (p) REFERENCES parents NOT VALID; UPDATE t SET p = 2 WHERE id = 2;"})
	p := w.mustPlan("mode = \"overwrite\"\nselection {\n  include = [\"parents\"]\n  related = \"none\"\n}")
	says(t, warned(p, "key_not_valid"), "1 row of it will point at nothing: (2)")
	if outside := tableNamed(t, p, "public.parents").ReferencedByOutside; len(outside) > 0 {
		t.Errorf("the plan says that every key is copied: %+v", outside)
	}
}

func TestColumnsOfAPartitionedTableAreDecidedByItsPartitions(t *testing.T) {
	const r = "CREATE TABLE r (id int PRIMARY KEY, n %) PARTITION BY RANGE (id); CREATE TABLE r1 PARTITION OF r DEFAULT;"
	rows := "INSERT INTO r VALUES (1, 300), (2, 5)"
	dev, qa := strings.ReplaceAll(r, "%", "bigint"), strings.ReplaceAll(r, "%", "int NOT NULL CHECK (n < 500)")
	servers(t, []string{dev, rows}, []string{qa}).mustPlan("mode = \"overwrite\"" + everything)
	w := servers(t, []string{dev, rows, "; INSERT INTO r VALUES (3, 700)"}, []string{qa})
	says(t, w.problems("mode = \"overwrite\""+everything), "r_n_check", "1 row fails it")
	w = servers(t, []string{dev, rows, "; INSERT INTO r VALUES (3, NULL), (4, 1e10)"}, []string{qa})
	says(t, w.problems("mode = \"overwrite\""+everything), "r1: ", "1 value would not fit", "1 row has null")
}

// TestNondeterministicCollationsAreNotGuessedAt: keys are compared by their bytes,
// and such a collation takes other bytes for equal too.
func TestNondeterministicCollationsAreNotGuessedAt(t *testing.T) {
	const names = `CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE TABLE names (name text COLLATE loose PRIMARY KEY); INSERT INTO names VALUES ('A')`
	const outside = "; CREATE TABLE outside (name text COLLATE loose REFERENCES names); INSERT INTO outside VALUES ('A')"
	const overwrite = "mode = \"overwrite\"\nselection {\n  include = [\"names\"]\n  related = \"none\"\n}"
	servers(t, []string{names}, []string{names, outside}).mustPlan(overwrite)
	w := servers(t, []string{names}, []string{names, outside, "; UPDATE names SET name = 'a'; UPDATE outside SET name = 'a'"})
	says(t, w.problems(overwrite), "foreign key outside_name_fkey can't be checked", "nondeterministic", "('a')")
	w = servers(t, []string{names}, []string{names, "; UPDATE names SET name = 'b'"})
	says(t, warned(w.mustPlan("mode = \"append\""+everything), "keys_unchecked"), "names_pkey (name) is nondeterministic")
}

func TestLargeObjectsAreSaidToStayBehind(t *testing.T) {
	const table = "CREATE TABLE files (id int PRIMARY KEY, content oid, size int);"
	w := servers(t, []string{table, "INSERT INTO files VALUES (1, lo_from_bytea(0, 'x'), 1)"}, []string{table})
	says(t, warned(w.mustPlan("mode = \"append\""+everything), "large_objects"), "public.files: ", "content names")
	w = servers(t, []string{table}, []string{table})
	if got := warned(w.mustPlan("mode = \"append\""+everything), "large_objects"); got != "" {
		t.Errorf("without any: %s", got)
	}
}
