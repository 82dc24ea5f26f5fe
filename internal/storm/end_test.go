//go:build unix

package storm

import (
	"encoding/json"
	"strings"
	"time"

	"poco/internal/witness"
)

// byName indexes lines of name|… by their names.
func byName(lines string) map[string]string {
	all := map[string]string{}
	for line := range strings.Lines(lines) {
		name, rest, _ := strings.Cut(strings.TrimSpace(line), "|")
		all[name] = rest
	}
	return all
}

// endedAs holds a finished run against the undisturbed one.
func (w *workplace) endedAs(ref *reference) {
	w.t.Helper()
	now := w.look()
	witness.Same(w.t, "rows", ref.after.rows, now.rows)
	witness.Same(w.t, "sequences", ref.after.sequences, now.sequences)
	witness.Same(w.t, "schema", ref.after.schema, now.schema)
	w.valid()
}

// valid fails where a constraint or an index is not valid.
func (w *workplace) valid() {
	w.t.Helper()
	if got := witness.SQL(w.t, w.qa, `
SELECT conname FROM pg_constraint WHERE NOT convalidated
UNION ALL SELECT indexrelid::regclass::text FROM pg_index WHERE NOT (indisvalid AND indisready AND indislive)`); got != "" {
		w.t.Errorf("not valid: %s", got)
	}
}

// created are the tables that missing.sql drops, and what goes with them, as
// patterns of pg_dump's.
var created = []string{"product_tags", "wide", "keyless", "hits*", "trucks", "events", `"Odd schema".名*`, `"Odd schema"."user"`, `"Odd schema"."Seq*"`}

// abortedAs holds a target whose run was given up against what it was before:
// all that was defined is defined, a foreign key may be NOT VALID only where rows
// violate it, and what is outside is untouched.
func (w *workplace) abortedAs(before look, schema string) {
	w.t.Helper()
	unvalidated := strings.Fields(witness.SQL(w.t, w.qa, `
SELECT format('%s.%I', conrelid::regclass, conname) FROM pg_constraint WHERE NOT convalidated AND contype = 'f'`))
	witness.Same(w.t, "schema after the abort", schema, strings.ReplaceAll(w.ownSchema(), " NOT VALID", ""))
	for _, c := range unvalidated {
		table, key, _ := strings.Cut(c, ".")
		if _, err := witness.Run(w.qa, "BEGIN; ALTER TABLE "+table+" VALIDATE CONSTRAINT "+key+"; ROLLBACK"); err == nil {
			w.t.Errorf("%s is NOT VALID, but no row violates it", c)
		}
	}
	was, is := byName(before.rows), byName(witness.Rows(w.t, w.qa))
	for _, name := range []string{"public.audit_log", "public.outside_notes", "public.outside_facts"} {
		if was[name] != is[name] {
			w.t.Errorf("%s holds %s after the abort, and held %s", name, is[name], was[name])
		}
	}
}

// ownSchema is what the target defines, but for the tables that the copy creates.
func (w *workplace) ownSchema() string {
	w.t.Helper()
	var options []string
	if w.scene.missing {
		for _, pattern := range created {
			options = append(options, "--exclude-table="+pattern)
		}
	}
	return witness.Schema(w.t, w.qa, options...)
}

// leftNothing fails where poco has left anything on the servers but the copy, or
// thinks that the run has not ended.
func (w *workplace) leftNothing() {
	w.t.Helper()
	deadline := time.After(10 * time.Second)
	for _, side := range []string{"dev", "qa"} {
		for left := w.leftovers(side); left != ""; left = w.leftovers(side) {
			select {
			case <-deadline:
				w.t.Errorf("left on %s:\n%s", side, left)
				left = ""
			case <-time.After(50 * time.Millisecond):
				continue
			}
			break
		}
	}
	var runs []struct{ ID, Status string }
	p := w.run([]int{0}, "runs", "--json")
	if err := json.Unmarshal(p.out.Bytes(), &runs); err != nil {
		w.t.Fatalf("poco runs: %v\n%s", err, p.out.String())
	}
	for _, r := range runs {
		if r.Status != "done" && r.Status != "aborted" {
			w.t.Errorf("run %s is %s at the end", r.ID, r.Status)
		}
	}
}

// leftovers are poco's schema, sessions, locks and prepared transactions on one
// side.
func (w *workplace) leftovers(side string) string {
	w.t.Helper()
	return witness.SQL(w.t, w.database(side), `
SELECT 'schema', nspname FROM pg_namespace WHERE nspname LIKE 'poco%'
UNION ALL SELECT 'session', pid || ' ' || application_name || ' ' || state || ' ' || query FROM pg_stat_activity
  WHERE datname = current_database() AND application_name LIKE 'poco%'
UNION ALL SELECT 'advisory lock', pid::text FROM pg_locks
  WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
UNION ALL SELECT 'prepared transaction', gid FROM pg_prepared_xacts WHERE database = current_database()`)
}
