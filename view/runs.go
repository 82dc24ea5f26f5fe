package view

import (
	"fmt"
	"io"
	"strings"
	"time"

	"poco/plan"
	"poco/state"
)

// Runs lists runs, the newest first.
func Runs(w io.Writer, runs []state.Run, now time.Time, s Style) {
	if len(runs) == 0 {
		fmt.Fprintln(w, "No run yet.")
		return
	}
	g := grid{gap: "   ", right: []bool{false, false, false, false, true}}
	g.add(plainCells("run", "status", "started", "intents", "steps", "rows", "by")...)
	for _, r := range runs {
		g.add(cell{text: Safe(r.ID)}, statusCell(r.Status, s), cell{text: ago(r.StartedAt, now)},
			cell{text: Safe(strings.Join(r.Intents, ", "))},
			cell{text: fmt.Sprintf("%d of %d", r.StepsDone, r.Steps)},
			cell{text: plan.Thousands(r.RowsDone)}, cell{text: Safe(r.Holder.User + "@" + r.Holder.Host)})
	}
	g.write(w)
}

func statusCell(status state.Status, s Style) cell {
	c := cell{text: string(status)}
	switch status {
	case state.Done:
		c.paint = s.adds
	case state.Failed:
		c.paint = s.destroys
	case state.Interrupted, state.Running:
		c.paint = s.warns
	}
	return c
}

// Run shows one run with its tables.
func Run(w io.Writer, r state.Run, now time.Time, s Style) {
	g := grid{gap: "   "}
	status := statusCell(r.Status, s)
	g.add(cell{text: "run"}, cell{text: Safe(r.ID), paint: s.heads})
	g.add(cell{text: "status"}, status)
	g.add(plainCells("intents", Safe(strings.Join(r.Intents, ", ")))...)
	if len(r.Targets) > 0 { // a run of backups alone has none
		g.add(plainCells("target", Safe(strings.Join(r.Targets, ", ")))...)
	}
	g.add(plainCells("plan", Safe(r.PlanID))...)
	g.add(plainCells("by", Safe(r.Holder.String()))...)
	g.add(plainCells("started", moment(r.StartedAt, now))...)
	if r.Status.Finished() {
		g.add(plainCells("ended", moment(r.EndedAt, now))...)
	} else {
		g.add(plainCells("updated", moment(r.UpdatedAt, now))...)
	}
	g.add(plainCells("steps", fmt.Sprintf("%d of %d done", r.StepsDone, r.Steps))...)
	g.add(plainCells("rows", fmt.Sprintf("%s of %s planned", plan.Thousands(r.RowsDone), plan.Thousands(r.Rows)))...)
	if r.Error != "" {
		g.add(cell{text: "error"}, cell{text: firstLine(r.Error), paint: s.destroys})
	}
	g.write(w)
	if len(r.Tables) > 0 {
		fmt.Fprintln(w)
		runTables(r.Tables, s).write(w)
	}
}

func moment(t, now time.Time) string {
	return t.Format("2006-01-02 15:04:05 MST") + ", " + ago(t, now)
}

func runTables(tables []state.Table, s Style) *grid {
	g := &grid{indent: "  ", gap: "   ", right: []bool{false, true, true, true}}
	g.add(plainCells("table", "planned", "copied", "kept", "")...)
	for _, t := range tables {
		done := cell{text: "not yet"}
		if t.Done {
			done = cell{text: "done", paint: s.adds}
		}
		g.add(cell{text: Safe(t.Name)}, cell{text: counted(t.Planned, t.Exact)}, cell{text: plan.Thousands(t.Copied)},
			cell{text: plan.Thousands(t.Kept)}, done)
	}
	return g
}
