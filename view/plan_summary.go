package view

import (
	"io"

	"poco/plan"
)

// PlanSummary writes what who applies a reviewed plan should still see: for each
// intent the databases, the totals and the tables whose rows are destroyed; then
// the warnings, and last what is destroyed in all. All of the plan is shown by
// the command o.Whole.
func PlanSummary(w io.Writer, p *plan.Plan, o PlanOptions, s Style) {
	v := &planView{w: w, p: p, o: o, s: s}
	for i, in := range p.Intents {
		if i > 0 {
			v.line("")
		}
		tables := tablesOf(p, in.Name)
		v.intentHead(in)
		v.databases(in)
		switch in.Kind {
		case "backup":
			v.backupTotals(in)
			v.pruned(in)
		case "restore":
			v.restoreTotals(in, tables)
		default:
			v.totals(in, tables)
		}
		if losing := losingRows(tables); len(losing) > 0 {
			v.line("")
			newTableList(v, in, losing).write()
		}
		for _, s := range stepsOfKind(p, in.Name, plan.Restore) {
			v.replaced(s.Restoration)
		}
	}
	v.warnings()
	v.line("")
	v.backing()
	v.destroyed()
	if o.Whole != "" {
		v.line("  All of the plan:  %s", o.Whole)
	}
}

// losingRows are the tables whose rows are destroyed, or may be.
func losingRows(tables []plan.Table) (losing []plan.Table) {
	for _, t := range tables {
		if destroys(t) || replaces(t.Mode) && t.Rows.Target != nil && !t.Rows.TargetExact {
			losing = append(losing, t)
		}
	}
	return losing
}
