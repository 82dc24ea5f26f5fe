package view

import (
	"fmt"

	"poco/plan"
)

// chunked is the shop with its orders in three chunks, their triggers disabled
// meanwhile.
func chunked() *plan.Plan {
	p := shop()
	orders := public("orders")
	step := func(local string, kind plan.Kind, sql string, needs ...string) plan.Step {
		return plan.Step{ID: "copy.refresh/" + local, Kind: kind, Intent: "copy.refresh", Table: &orders, SQL: []string{sql}, Needs: needs}
	}
	stop := step("disable_triggers/public.orders", plan.DisableTriggers, `ALTER TABLE ONLY "public"."orders" DISABLE TRIGGER "audit"`)
	stop.RestoredBy = []string{"copy.refresh/enable_triggers/public.orders"}
	empty := step("truncate/public.orders", plan.Truncate, `TRUNCATE ONLY "public"."orders"`)
	steps := []plan.Step{stop, empty}
	for _, s := range p.Steps {
		if s.Kind != plan.Copy || *s.Table != orders {
			steps = append(steps, s)
			continue
		}
		empty.Destroys = s.Destroys
		for n := range 3 {
			chunk := s
			chunk.ID, chunk.Destroys = fmt.Sprintf("copy.refresh/copy/public.orders/%d", n+1), nil
			chunk.Chunk = &plan.Chunk{Number: n + 1, Of: 3, From: int64(100 * n), To: int64(100 * (n + 1) % 300)}
			chunk.SQL, chunk.CopyIn = []string{`COPY "public"."orders" FROM STDIN`}, 0
			steps = append(steps, chunk)
		}
	}
	steps[1] = empty
	p.Steps = append(steps, step("enable_triggers/public.orders", plan.EnableTriggers, `ALTER TABLE ONLY "public"."orders" ENABLE TRIGGER "audit"`, stop.ID))
	return p
}
