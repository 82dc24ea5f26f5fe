package view

import (
	"strings"

	"poco/plan"
)

// backup shows an intent that makes a backup, which changes no database: what it
// holds, where it goes, and which older ones go for it.
func (v *planView) backup(in plan.Intent) {
	v.intentHead(in)
	v.databases(in)
	v.backupTotals(in)
	v.dumpedTables(in)
	v.pruned(in)
	v.steps(in)
}

// backupTotals are the lines that a hurried reader needs first.
func (v *planView) backupTotals(in plan.Intent) {
	g := grid{indent: "  ", gap: "   "}
	for _, s := range stepsOfKind(v.p, in.Name, plan.Backup) {
		g.add(plainCells("backs up", dumped(s.Dump)+", "+space(v.p, s.Dump))...)
		g.add(plainCells("to", folder(s.Dump.Directory)+"   "+howDumped(s.Dump))...)
		if len(s.Dump.Guards) > 0 {
			g.add(plainCells("before", Safe(listed(s.Dump.Guards))+", which begins once it is complete")...)
		}
		if s.Dump.MaxSize > 0 {
			g.add(plainCells("limit", plan.Size(s.Dump.MaxSize)+"; a larger backup fails")...)
		}
	}
	for _, s := range stepsOfKind(v.p, in.Name, plan.Prune) {
		if n := len(s.Prune.Files); n > 0 {
			g.add(cell{text: "removes"}, cell{text: plural(n, "older backup") + ": " + rule(s.Prune), paint: v.s.destroys})
		}
	}
	v.line("")
	g.write(v.w)
}

// maxNames is how many names of tables are listed where nothing happens to them.
const maxNames = 40

// dumpedTables names the tables of a backup that does not take whole schemas.
func (v *planView) dumpedTables(in plan.Intent) {
	for _, s := range stepsOfKind(v.p, in.Name, plan.Backup) {
		if len(s.Dump.Schemas) > 0 || len(s.Dump.Tables) == 0 {
			continue
		}
		var names []string
		for _, n := range s.Dump.Tables[:min(len(s.Dump.Tables), maxNames)] {
			names = append(names, v.short(s.Dump.Database, n))
		}
		text := strings.Join(names, ", ")
		if n := len(s.Dump.Tables) - maxNames; n > 0 {
			text += ", … and " + plural(n, "more table") + ": " + v.o.Whole
		}
		v.line("")
		v.line("  tables")
		v.indented(text)
	}
}

// pruned names the files that go: none of them is left out.
func (v *planView) pruned(in plan.Intent) {
	for _, s := range stepsOfKind(v.p, in.Name, plan.Prune) {
		if len(s.Prune.Files) == 0 {
			continue
		}
		v.line("")
		v.line("  removed from %s once the new backup is complete:", folder(s.Prune.Directory))
		for _, f := range s.Prune.Files {
			v.line("  %s", v.s.destroys(Safe(f)))
		}
	}
}

// indented writes a long text under its heading.
func (v *planView) indented(text string) {
	for _, line := range wrap(text, max(30, v.s.prose()-2)) {
		v.line("  %s", line)
	}
}

// backing is the line that counts backups and restores, above what is destroyed.
func (v *planView) backing() {
	if text := backingWords(v.p); text != "" {
		v.indented(text)
	}
	if len(destructions(v.p)) == 0 && len(v.p.Intents) > 0 {
		v.line("  No database is changed.")
	}
}

// backingWords counts backups and restores of a plan: "1 backup, ≈ 210 MB (48 GB
// free). 2 older backups are removed. 1 restore."
func backingWords(p *plan.Plan) string {
	var backups, restores, removed int
	var bytes int64
	for _, s := range p.Steps {
		switch s.Kind {
		case plan.Backup:
			backups, bytes = backups+1, bytes+s.Dump.BytesEstimate
		case plan.Prune:
			removed += len(s.Prune.Files)
		case plan.Restore:
			restores++
		}
	}
	var parts []string
	if backups > 0 {
		parts = append(parts, plural(backups, "backup")+", "+space(p, &plan.Dump{BytesEstimate: bytes})+".")
	}
	if removed > 0 {
		parts = append(parts, plural(removed, "older backup is", "older backups are")+" removed.")
	}
	if restores > 0 {
		parts = append(parts, plural(restores, "restore")+".")
	}
	return strings.Join(parts, " ")
}
