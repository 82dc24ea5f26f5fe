package planner

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"poco/plan"
)

const logSchema = `
CREATE TABLE hosts (id int PRIMARY KEY);
CREATE TABLE logs (id int NOT NULL, day date NOT NULL, host int REFERENCES hosts, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE logs_1 PARTITION OF logs FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
`

const logMore = `CREATE TABLE logs_2 PARTITION OF logs FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');`

const logNotes = `CREATE TABLE notes (id int PRIMARY KEY, log int, day date, FOREIGN KEY (log, day) REFERENCES logs);`

const logRows = `INSERT INTO hosts VALUES (1); INSERT INTO logs VALUES (1, '2026-01-05', 1), (2, '2026-02-05', 1);`

// copies are the tables that a plan's copy steps fill.
func copies(p *plan.Plan) []string {
	var names []string
	for _, step := range p.Steps {
		if step.Kind == plan.Copy {
			names = append(names, step.Table.Name)
		}
	}
	slices.Sort(names)
	return names
}

func TestPartitionsAreCopiedOneByOneWhereBothSidesHaveThem(t *testing.T) {
	const overwrite = "selection { include = [\"logs\"] }\nmode = \"overwrite\""
	const other = `CREATE TABLE logs_all PARTITION OF logs FOR VALUES FROM ('2026-02-01') TO ('2027-01-01');`
	const plain = `CREATE TABLE hosts (id int PRIMARY KEY); CREATE TABLE logs (id int NOT NULL, day date NOT NULL, host int REFERENCES hosts, PRIMARY KEY (id, day));`
	for _, test := range []struct {
		name, body string
		qa, copied []string
	}{
		{"the same", overwrite, []string{logSchema, logMore, "INSERT INTO logs VALUES (9, '2026-01-09', NULL);"}, []string{"hosts", "logs_1", "logs_2"}},
		{"one missing", overwrite + "\ncreate_missing = true", []string{logSchema}, []string{"hosts", "logs_1", "logs_2"}},
		{"all missing", overwrite + "\ncreate_missing = true", nil, []string{"hosts", "logs_1", "logs_2"}},
		{"others", overwrite, []string{logSchema, other, "INSERT INTO logs VALUES (9, '2026-12-09', NULL);"}, []string{"hosts", "logs"}},
		{"none", overwrite, []string{plain, "INSERT INTO logs VALUES (9, '2026-12-09', NULL);"}, []string{"hosts", "logs"}},
		{"recreate", "selection { include = [\"logs\"] }\nmode = \"recreate\"", []string{logSchema, other, "INSERT INTO logs VALUES (9, '2026-12-09', NULL);"}, []string{"hosts", "logs_1", "logs_2"}},
		{"append", "selection { include = [\"logs\"] }", []string{logSchema, logMore}, []string{"hosts", "logs_1", "logs_2"}},
		{"update", "selection { include = [\"logs\"] }\nmode = \"update\"", []string{logSchema, other}, []string{"hosts", "logs"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, notes := range []string{"", logNotes} {
				qa := test.qa
				if len(qa) > 0 {
					qa = append(slices.Clone(qa), notes)
				}
				w := servers(t, []string{logSchema, logMore, logRows, notes}, qa)
				p := w.mustPlan(test.body + "\n")
				copied := slices.DeleteFunc(copies(p), func(n string) bool { return n == "notes" })
				if diff := cmp.Diff(test.copied, copied); diff != "" {
					t.Errorf("copies (-want +got):\n%s", diff)
				}
				w.carryOut(p, 1)
				w.sameRows("hosts", "logs")
			}
		})
	}
}

func TestRowsOfADroppedTreeAreAllShown(t *testing.T) {
	w := servers(t, []string{logSchema, logMore, logRows}, []string{logSchema,
		"CREATE TABLE logs_x PARTITION OF logs FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');",
		"INSERT INTO logs VALUES (1, '2026-01-09', NULL), (2, '2025-01-09', NULL), (3, '2025-01-09', NULL);"})
	p := w.mustPlan("selection {\n include = [\"logs\"]\n related = \"none\"\n}\nmode = \"recreate\"\ntable \"logs\" {\n set = { host = \"NULL\" }\n}")
	if diff := cmp.Diff([]plan.Destroys{{Table: public("logs"), Rows: 3, Exact: true}}, find(t, p, "drop_table/public.logs").Destroys); diff != "" {
		t.Errorf("destroys (-want +got):\n%s", diff)
	}
	if p.Summary.RowsOverwritten != 3 {
		t.Errorf("%d rows are shown as overwritten, 3 are", p.Summary.RowsOverwritten)
	}
}

func TestAPartitionCanBeLeftOutWhereTheTargetHasIt(t *testing.T) {
	w := servers(t, []string{logSchema, logMore, logRows}, []string{logSchema, logMore, "INSERT INTO logs VALUES (7, '2026-02-07', NULL);"})
	p := w.mustPlan("selection {\n include = [\"logs\"]\n exclude = [\"logs_2\"]\n}\nmode = \"overwrite\"")
	w.carryOut(p, 1)
	if got, want := rowsIn(t, w.qa, "SELECT id::text FROM logs ORDER BY id"), "1\n7"; got != want {
		t.Errorf("qa holds %s, want %s", got, want)
	}
	other := servers(t, []string{logSchema, logMore, logRows}, []string{logSchema})
	says(t, other.problems("selection {\n include = [\"logs\"]\n exclude = [\"logs_1\"]\n}\nmode = \"overwrite\""),
		"line 8: partitions of public.logs can't be left out", "logs_1")
}

func TestRowsPointingAtALeftOutPartitionAreCounted(t *testing.T) {
	w := servers(t, []string{logSchema, logMore, logRows, logNotes},
		[]string{logSchema, logMore, "INSERT INTO logs VALUES (7, '2026-02-07', NULL), (8, '2026-01-08', NULL);", logNotes, "INSERT INTO notes VALUES (1, 7, '2026-02-07'), (2, 8, '2026-01-08');"})
	told := w.problems("selection {\n include = [\"logs_1\"]\n related = \"none\"\n}\nmode = \"overwrite\"\ntable \"logs_1\" {\n set = { host = \"NULL\" }\n}")
	says(t, told, "notes_log_day_fkey would not hold", "1 row of qa.public.notes", "(8, '2026-01-08')")
}

func TestInheritedTablesKeepTheirOwnRows(t *testing.T) {
	const animals = "CREATE TABLE animals (id int PRIMARY KEY); CREATE TABLE dogs (tricks int) INHERITS (animals);"
	w := servers(t, []string{animals, "INSERT INTO animals VALUES (1); INSERT INTO dogs VALUES (2, 3);"},
		[]string{animals, "INSERT INTO dogs VALUES (9, 9);"})
	p := w.mustPlan("selection { include = [\"animals\"] }\nmode = \"overwrite\"")
	if len(p.Warnings) != 1 || p.Warnings[0].Code != "inheritance" {
		t.Errorf("warnings: %v", p.Warnings)
	}
	w.carryOut(p, 1)
	if got, want := rowsIn(t, w.qa, "SELECT id::text FROM animals ORDER BY id"), "1\n9"; got != want {
		t.Errorf("qa holds %s, want %s", got, want)
	}
	both := w.mustPlan("selection { include = [\"*\"] }\nmode = \"recreate\"")
	w.carryOut(both, 1)
	w.sameRows("animals", "dogs")
}
