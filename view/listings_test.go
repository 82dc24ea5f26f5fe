package view

import (
	"bytes"
	"testing"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"poco/executor"
	"poco/plan"
	"poco/planner"
	"poco/state"
)

func graph() *planner.Graph {
	odd := plan.Name{Schema: "odd", Name: "a|b\n\"c\""}
	return &planner.Graph{
		Tables: []planner.Node{{Table: public("customers")}, {Table: odd}, {Table: public("orders"), Depth: 1, Why: "selected"}},
		Keys: []planner.Edge{
			{Constraint: "k1", Table: public("orders"), Columns: []string{"customer_id"}, References: public("customers"), RefColumns: []string{"id"}},
			{Constraint: "k2", Table: public("orders"), Columns: []string{"a", "b"}, References: odd, RefColumns: []string{"x", "y"}, InCycle: true},
			{Constraint: "k3", Table: public("orders"), Columns: []string{"parent"}, References: public("orders"), RefColumns: []string{"id"}},
		},
		Cycles: [][]plan.Name{{odd, public("orders")}},
	}
}

func TestGraph(t *testing.T) {
	golden(t, "graph.txt", func(w *bytes.Buffer) { GraphText(w, graph(), "public", Style{}) })
	golden(t, "graph.dot", func(w *bytes.Buffer) { GraphDot(w, graph(), "public") })
	golden(t, "graph.mmd", func(w *bytes.Buffer) { GraphMermaid(w, graph(), "public") })
	golden(t, "graph.json", func(w *bytes.Buffer) {
		if err := GraphJSON(w, graph()); err != nil {
			t.Error(err)
		}
	})
}

func TestTables(t *testing.T) {
	partitioned := public("payment")
	l := planner.Listing{
		Database: "dev", Where: "app@db:5432/shop", Version: "16.4 (Debian)", Schema: "public",
		Schemas: []planner.ListedSchema{{Name: "public", Tables: 2, Bytes: 73728}, {Name: "Audit", Tables: 1}},
		Tables: []planner.ListedTable{
			{Name: public("orders"), Kind: "table", Rows: 310227, Bytes: 61236838, IndexBytes: 8192,
				Columns:     []planner.ListedColumn{{Name: "id", Type: "bigint", NotNull: true, Key: true}, {Name: "Odd", Type: "text", NotNull: true, Default: "'x'::text"}},
				ForeignKeys: []planner.ListedKey{{Name: "k", Columns: []string{"Odd"}, References: public("customers"), RefColumns: []string{"id"}}}},
			{Name: public("payment_1"), Kind: "partition", Of: &partitioned, Rows: -1},
			{Name: plan.Name{Schema: "Audit", Name: "log\x1b"}, Kind: "view", Rows: -1},
		},
	}
	golden(t, "tables.txt", func(w *bytes.Buffer) { Tables(w, l, false, Style{}) })
	golden(t, "tables_columns.txt", func(w *bytes.Buffer) { Tables(w, l, true, Style{}) })
}

func TestRuns(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	holder := state.Holder{User: "ci", Host: "build-2", PID: 7, Command: "poco apply x", Since: now.Add(-time.Hour)}
	run := state.Run{
		ID: "7f3c", PlanID: "0123456789abcdef", Intents: []string{"copy.refresh"}, Targets: []string{"qa"}, Status: state.Interrupted,
		Holder: holder, StartedAt: now.Add(-time.Hour), UpdatedAt: now.Add(-4 * time.Minute), Steps: 40, StepsDone: 20,
		Rows: 1531856, RowsDone: 968114, Error: "the server\nwent away",
		Tables: []state.Table{{Name: "public.orders", Planned: 310227, Exact: true, Copied: 310227, Done: true}, {Name: "public.items", Planned: 9}},
	}
	done := state.Run{ID: "beef", Intents: []string{"copy.refresh"}, Status: state.Done, Holder: holder, StartedAt: now.Add(-72 * time.Hour)}
	golden(t, "runs.txt", func(w *bytes.Buffer) { Runs(w, []state.Run{run, done}, now, Style{}) })
	golden(t, "run.txt", func(w *bytes.Buffer) { Run(w, run, now, Style{}) })
	golden(t, "runs_none.txt", func(w *bytes.Buffer) { Runs(w, nil, now, Style{}) })
}

func TestVerifications(t *testing.T) {
	all := []executor.Verification{
		{Target: public("customers"), Compared: "rows and content", SourceRows: 20, TargetRows: 20, Equal: true},
		{Target: public("orders"), Compared: "rows and content", SourceRows: 500, TargetRows: 499, Reason: "1 row is missing"},
		{Target: public("flags"), Compared: "keys", SourceRows: 3, TargetRows: 9, Missing: 1, Keys: []string{"a\x1b"}, Reason: "1 key is missing"},
	}
	golden(t, "verify.txt", func(w *bytes.Buffer) { Verifications(w, all, Style{}) })
	golden(t, "verify_equal.txt", func(w *bytes.Buffer) { Verifications(w, all[:1], Style{}) })
	right := executor.Verification{Intent: "backup.before", File: "backups/backup_qa_20261123_071500.sql", Compared: "checksum", Equal: true}
	wrong := right
	wrong.Equal, wrong.Reason = false, "backups/backup_qa_20261123_071500.sql is not what was written"
	restored := executor.Verification{Intent: "restore.qa", Source: public("orders"), Target: public("orders"), Mode: plan.Restored,
		Compared: "rows", SourceRows: 298113, TargetRows: 298113, Equal: true}
	golden(t, "verify_backups.txt", func(w *bytes.Buffer) { Verifications(w, []executor.Verification{restored, right, wrong}, Style{}) })
}

func TestDiagnosticsShowPlaceLineAndWhatToDo(t *testing.T) {
	text := "copy \"refresh\" {\n  mode   = \"overwrite\"\n\ttarget = database.qaa # \x1b[2J\n}\n"
	file, diags := hclsyntax.ParseConfig([]byte(text), "refresh.poco.hcl", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	found := hcl.Diagnostics{
		{Severity: hcl.DiagError, Summary: `no database named "qaa"`, Detail: "Did you mean database.qa?\nDeclared: database.dev, database.qa.",
			Subject: &hcl.Range{Filename: "refresh.poco.hcl", Start: hcl.Pos{Line: 3, Column: 2, Byte: 41}, End: hcl.Pos{Line: 3, Column: 23, Byte: 62}}},
		{Severity: hcl.DiagWarning, Summary: "a name with \x1b[31m in it", Detail: "It is shown as it would be typed, in a sentence that is long enough to be wrapped at the width."},
		{Severity: hcl.DiagError, Summary: "the file is gone", Subject: &hcl.Range{Filename: "other.poco.hcl", Start: hcl.Pos{Line: 9}, End: hcl.Pos{Line: 9}}},
	}
	golden(t, "diagnostics.txt", func(w *bytes.Buffer) {
		Diagnostics(w, found, map[string]*hcl.File{"refresh.poco.hcl": file}, Style{Width: 60})
	})
	golden(t, "diagnostics_colour.txt", func(w *bytes.Buffer) { Diagnostics(w, found[:1], nil, Style{Color: true}) })
	golden(t, "diagnostics.jsonl", func(w *bytes.Buffer) {
		if err := DiagnosticsJSON(w, found); err != nil {
			t.Error(err)
		}
	})
}
