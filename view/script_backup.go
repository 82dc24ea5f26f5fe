package view

import "poco/plan"

// files says as comments what a step does that a script can't do: it writes,
// removes or reads files, with the programs of Postgres.
func (v *scriptView) files(s plan.Step) {
	switch {
	case s.Dump != nil:
		v.comment("%s of %s (%s) into a new file in %s", dumped(s.Dump), s.Dump.Database, howDumped(s.Dump), folder(s.Dump.Directory))
		for _, n := range s.Dump.Tables {
			v.comment("    %s", n)
		}
	case s.Prune != nil:
		v.comment("%s; only those of these files that this still takes", rule(s.Prune))
		for _, f := range s.Prune.Files {
			v.comment("    %s", f)
		}
	default:
		v.restoration(s)
	}
}

// restoration gives the statements around a file's own script. They are comments:
// without poco nothing would look through the file, nor count its rows.
func (v *scriptView) restoration(s plan.Step) {
	r := s.Restoration
	v.comment("%s, by %s, in one transaction on %s:", fileWords(r), r.Tool, r.Database)
	v.comment("BEGIN;")
	for _, sql := range s.SQL {
		v.comment("%s", terminated(sql))
	}
	v.comment("    … the script of %s …", r.File)
	for _, o := range r.Omit {
		v.comment("    … without %s …", o)
	}
	for _, sql := range r.After {
		v.comment("%s", terminated(sql))
	}
	v.comment("COMMIT;")
}
