package view

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"poco/plan"
)

// Script writes a plan's statements as a commented psql script, in the order of
// the steps. The rows themselves travel through poco, so the statements that
// empty and fill tables are comments, and psql run on the script stops before
// its first statement unless it is told to go on: nothing is destroyed by a
// script that can't fill what it emptied. Where forTerminal is set, characters
// that would garble a terminal are escaped; else each statement is as poco runs
// it.
func Script(w io.Writer, p *plan.Plan, forTerminal bool) {
	v := &scriptView{planView: planView{w: w, p: p}, escape: forTerminal}
	v.head()
	for _, in := range p.Intents {
		v.intent(in)
	}
}

type scriptView struct {
	planView
	escape bool
}

func (v *scriptView) comment(format string, args ...any) {
	for line := range strings.SplitSeq(fmt.Sprintf(format, args...), "\n") {
		v.line("%s", strings.TrimRight("-- "+Safe(line), " "))
	}
}

func (v *scriptView) head() {
	v.comment("Plan %s of %s, made by poco %s.", cmp.Or(v.p.ShortID(), "(not saved)"), strings.Join(intentNames(v.p), ", "), v.p.PocoVersion)
	v.comment("These are the statements that poco apply runs, step by step; it records each step")
	v.comment("in the transaction that does it. The rows are relayed by poco itself, so the")
	v.comment("steps that copy are comments here.")
	v.line(`\set ON_ERROR_STOP on`)
	v.line(`\if :{?run_without_copying}`)
	v.line(`\else`)
	v.line(`  \echo This script is for reading. It copies no rows: psql -v run_without_copying=1 runs the rest.`)
	v.line(`  \quit`)
	v.line(`\endif`)
}

func intentNames(p *plan.Plan) []string {
	var names []string
	for _, in := range p.Intents {
		names = append(names, in.Name)
	}
	return names
}

func (v *scriptView) intent(in plan.Intent) {
	on := cmp.Or(in.Target, in.Source)
	v.line("")
	v.comment("==== %s, on %s (%s) ====", in.Name, on, Address(v.p.Databases[on]))
	v.mends(in)
	if in.Kind != "backup" {
		v.line("")
		v.line("SET search_path = %s;", searchPath(v.p.Databases[in.Target].Schema))
	}
	n := 0
	for _, s := range v.p.Steps {
		if s.Intent == in.Name {
			n++
			v.step(n, s, in)
		}
	}
}

// mends gives the statements that would bring the target in line with the
// source. They are no part of the plan.
func (v *scriptView) mends(in plan.Intent) {
	head := false
	for _, t := range tablesOf(v.p, in.Name) {
		for _, d := range t.Diff {
			if len(d.Mend) == 0 {
				continue
			}
			if !head {
				v.line("")
				v.comment("What would bring the tables of %s in line with %s; no part of the plan.", in.Target, in.Source)
				head = true
			}
			v.comment("%s: %s", t.Target, d.Text)
			for _, sql := range d.Mend {
				v.comment("    %s", terminated(sql))
			}
		}
	}
}

func (v *scriptView) step(n int, s plan.Step, in plan.Intent) {
	v.line("")
	v.comment("step %d: %s", n, StepTitle(s))
	for _, d := range s.Destroys {
		v.comment("destroys %s of %s", countedRows(d.Rows, d.Exact), d.Table)
	}
	if s.Read != "" {
		v.comment("on %s: %s", in.Source, terminated(s.Read))
	}
	if s.Dump != nil || s.Prune != nil || s.Restoration != nil {
		v.files(s)
		return
	}
	if commentedOut(s) {
		for _, sql := range s.SQL {
			v.comment("on %s: %s", in.Target, terminated(sql))
		}
		return
	}
	v.line("BEGIN;")
	for _, sql := range s.SQL {
		sql = terminated(sql)
		if v.escape {
			sql = SafeLines(sql)
		}
		v.line("%s", sql)
	}
	v.line("COMMIT;")
}

// commentedOut reports whether a step needs what only poco can do, or destroys
// what only poco's copy would fill again.
func commentedOut(s plan.Step) bool {
	switch s.Kind {
	case plan.Copy, plan.SetSequence, plan.Truncate, plan.DropTable:
		return true
	}
	return len(s.Destroys) > 0
}

// searchPath is the search path that poco's sessions have.
func searchPath(schema string) string {
	if schema == "" || schema == "public" {
		return "public"
	}
	return `"` + strings.ReplaceAll(schema, `"`, `""`) + `", public`
}
