package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"poco/executor"
	"poco/state"
)

const whole = 1 << 20 // all messages of a run

// planned is the plan of the recipe's copy.
func (d *desk) planned() Planned {
	d.t.Helper()
	p := asked[Planned](d, http.StatusOK, "POST", "/api/plan", PlanForm{Names: []string{"copy.refresh"}})
	if !p.Applicable {
		d.t.Fatalf("not applicable: %+v", p.Problems)
	}
	return p
}

func TestWhatWasReviewedIsConfirmedAndCarriedOut(t *testing.T) {
	d := newDesk(t)
	p := d.planned()
	if p.Confirm != "qa" || p.Equivalent != "poco apply copy.refresh" || !strings.Contains(p.Text, "Destroyed on qa") {
		t.Errorf("planned %q, %q:\n%s", p.Confirm, p.Equivalent, p.Text)
	}
	asked[Problems](d, http.StatusConflict, "POST", "/api/copy", StartForm{Plan: p.Plan.ID, Confirm: "dev"})
	asked[Problems](d, http.StatusConflict, "POST", "/api/restore", StartForm{Plan: p.Plan.ID, Confirm: "qa"})
	asked[Problems](d, http.StatusNotFound, "POST", "/api/copy", StartForm{Plan: "sha256:0", Confirm: "qa"})
	run := asked[Started](d, http.StatusOK, "POST", "/api/copy", StartForm{Plan: p.Plan.ID, Confirm: "qa"}).Run
	_, messages := d.told(run, 0, whole)
	if last := messages[len(messages)-1]; !last.Status {
		t.Errorf("the last message is %+v", last)
	}
	d.wantEqual()
	s := asked[Status](d, http.StatusOK, "GET", "/api/status/"+run, nil)
	if s.Run.Status != state.Done || s.Receipt == nil || s.Receipt.Copied != 3050 || s.Doing != "" || s.Plan == nil || s.Run.Here {
		t.Errorf("status %+v", s)
	}
	if len(asked[Runs](d, http.StatusOK, "GET", "/api/runs", nil).Runs) != 1 {
		t.Error("the run is not listed")
	}
	asked[Started](d, http.StatusOK, "POST", "/api/runs/verify", RunForm{Run: run})
	d.told(run, 0, whole)
	if s := asked[Status](d, http.StatusOK, "GET", "/api/status/"+run, nil); len(s.Verifications) != 2 || !s.Verifications[0].Equal {
		t.Errorf("verified %+v", s.Verifications)
	}
	d.exec(d.qa, "ALTER TABLE orders ADD COLUMN more int")
	asked[Problems](d, http.StatusConflict, "POST", "/api/copy", StartForm{Plan: p.Plan.ID, Confirm: "qa"})
	if c := asked[Checked](d, http.StatusOK, "POST", "/api/plan/"+p.Plan.ID+"/check", struct{}{}); !c.Stale || len(c.Changes) == 0 {
		t.Errorf("checked %+v", c)
	}
}

// Whoever comes back gets what they missed, once.
func TestAStreamGoesOnWhereItBroke(t *testing.T) {
	d := newDesk(t)
	run := asked[Started](d, http.StatusOK, "POST", "/api/copy", StartForm{Plan: d.planned().Plan.ID, Confirm: "qa"}).Run
	d.told(run, 0, whole)
	wanted, _ := d.told(run, 0, whole)
	var got []int64
	for len(got) < len(wanted) {
		after := int64(0)
		if len(got) > 0 {
			after = got[len(got)-1]
		}
		numbers, _ := d.told(run, after, 3)
		if len(numbers) == 0 {
			break
		}
		got = append(got, numbers...)
	}
	if !slices.Equal(got, wanted) {
		t.Errorf("in parts: %v\nat once: %v", got, wanted)
	}
}

func TestAStoppedRunGoesOnInAnotherProcess(t *testing.T) {
	d := newDesk(t)
	d.write("recipe.poco.hcl", strings.Replace(recipe, "selection {", "table \"orders\" { where = \"pg_sleep(0.001) IS NOT NULL\" }\n  selection {", 1))
	p := d.planned()
	run := asked[Started](d, http.StatusOK, "POST", "/api/copy", StartForm{Plan: p.Plan.ID, Confirm: "qa"}).Run
	asked[Problems](d, http.StatusConflict, "POST", "/api/copy", StartForm{Plan: p.Plan.ID, Confirm: "qa"})
	d.listen(run, 0, func(messages []Message) bool {
		return slices.ContainsFunc(messages, func(m Message) bool { return m.Event != nil && m.Event.Type == executor.StepDone })
	})
	asked[Started](d, http.StatusOK, "POST", "/api/runs/stop", RunForm{Run: run, Now: true})
	d.told(run, 0, whole)
	d.serve()
	s := asked[Status](d, http.StatusOK, "GET", "/api/status/"+run, nil)
	if s.Run.Status.Finished() || s.Resume != "poco apply "+run || s.Run.Here || !s.Run.PlanKnown {
		t.Fatalf("status %+v", s)
	}
	asked[Started](d, http.StatusOK, "POST", "/api/runs/resume", RunForm{Run: run})
	_, messages := d.told(run, 0, whole)
	if !slices.ContainsFunc(messages, func(m Message) bool { return m.Event != nil && m.Event.Type == executor.RunEnded }) {
		t.Error("no end is told")
	}
	d.wantEqual()
}

func TestAnAbortedRunIsPutBack(t *testing.T) {
	d := newDesk(t)
	d.write("recipe.poco.hcl", strings.Replace(recipe, "selection {", "table \"orders\" { where = \"pg_sleep(0.001) IS NOT NULL\" }\n  selection {", 1))
	run := asked[Started](d, http.StatusOK, "POST", "/api/copy", StartForm{Plan: d.planned().Plan.ID, Confirm: "qa"}).Run
	d.listen(run, 0, func(messages []Message) bool {
		return slices.ContainsFunc(messages, func(m Message) bool { return m.Event != nil && m.Event.Type == executor.StepDone })
	})
	var interrupted *executor.InterruptedError
	if err := d.page.Close(t.Context()); !errors.As(err, &interrupted) || interrupted.Run != run {
		t.Errorf("stopped: %v", err)
	}
	d.serve()
	asked[Started](d, http.StatusOK, "POST", "/api/runs/abort", RunForm{Run: run})
	d.told(run, 0, whole)
	s := asked[Status](d, http.StatusOK, "GET", "/api/status/"+run, nil)
	if s.Run.Status != state.Aborted || s.Receipt == nil {
		t.Errorf("status %+v", s)
	}
	if keys := d.query(d.qa, "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND convalidated"); keys[0] != "1" {
		t.Error("the key is not back")
	}
}

func TestADatabaseThatBecameProtectedIsNotWrittenTo(t *testing.T) {
	d := newDesk(t)
	p := d.planned()
	d.write("recipe.poco.hcl", `database "dev" { url = env("DEV") }
database "qa" {
  url       = env("QA")
  protected = true
}
`)
	asked[Problems](d, http.StatusConflict, "POST", "/api/copy", StartForm{Plan: p.Plan.ID, Confirm: "qa"})
	if notes := d.query(d.qa, "SELECT count(*) FROM orders WHERE note = 'new'"); notes[0] != "0" {
		t.Error("it was written to")
	}
}
