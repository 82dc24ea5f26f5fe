package planner

import (
	"context"
	"strings"
	"testing"
	"time"

	"poco/plan"
	"poco/postgres"
)

// session opens a session that a test holds something with.
func session(t *testing.T, url, application string) *postgres.Conn {
	t.Helper()
	config, err := postgres.ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	c, err := postgres.Connect(t.Context(), config, postgres.Session{Application: application})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close(context.Background()) })
	return c
}

func warningsOf(p *plan.Plan, code string) string {
	var texts []string
	for _, w := range p.Warnings {
		if w.Code == code {
			texts = append(texts, w.Message)
		}
	}
	return strings.Join(texts, "\n")
}

func TestARunThatHasNotEndedOnTheTargetIsToldWithBothWaysOut(t *testing.T) {
	w := servers(t, []string{shopSchema, shopRows}, []string{shopSchema})
	const copies = "selection {\n include = [\"customers\"]\n related = \"none\"\n}\nmode = \"overwrite\""
	if told := warningsOf(w.mustPlan(copies), "unfinished_run"); told != "" {
		t.Errorf("no run is there, but: %s", told)
	}
	c := session(t, w.qa, "ledger")
	ledger, err := postgres.OpenLedger(t.Context(), c, "poco")
	if err != nil {
		t.Fatal(err)
	}
	const holder = "ann@pc pid 7 since 2026-11-24T07:00:00Z: poco apply"
	const who = "ann@pc pid 7 since 2026-11-24T07:00:00Z (poco apply)"
	run := postgres.Run{ID: "7f3c", PlanID: "0123456789abcdef", PlanDocument: []byte("{}"), Holder: holder}
	if err := ledger.Begin(t.Context(), c, run); err != nil {
		t.Fatal(err)
	}
	says(t, warningsOf(w.mustPlan(copies), "unfinished_run"),
		"Run 7f3c, of the plan 0123456789ab, has not ended on qa", who, "poco apply 7f3c", "poco abort 7f3c")

	lock := session(t, w.qa, "lock")
	if err := postgres.LockTarget(t.Context(), lock, holder); err != nil {
		t.Fatal(err)
	}
	says(t, warningsOf(w.mustPlan(copies), "unfinished_run"), "Run 7f3c, of the plan 0123456789ab, is writing to qa now; who runs it: "+who)
	lock.Close(t.Context())

	w.qa = as(t, w.qa, "poco_blind", "GRANT USAGE ON SCHEMA poco TO poco_blind; GRANT ALL ON ALL TABLES IN SCHEMA public TO poco_blind;")
	p, _ := w.plan(w.recipe(copies))
	says(t, warningsOf(p, "unfinished_run"), "qa holds the ledger of a run that has not ended, and it can't be read")
}

func TestALockedTableFailsThePlanAndNamesWhoLocksIt(t *testing.T) {
	w := servers(t, []string{shopSchema, shopRows}, []string{shopSchema})
	c := session(t, w.dev, "migration")
	if _, err := c.Exec(t.Context(), "BEGIN; LOCK TABLE orders"); err != nil {
		t.Fatal(err)
	}
	_, diags := Plan(t.Context(), Request{Recipe: w.recipe("selection {\n include = [\"orders\"]\n}"), Version: "0.1.0", LockTimeout: 50 * time.Millisecond})
	says(t, told(diags), "the catalog of dev can't be read", "poco migration", "which has locked public.orders against readers", "--lock-timeout")
}
