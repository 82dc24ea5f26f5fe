package view

import (
	"strings"

	"poco/plan"
)

// backup writes an intent that changes no database; the backups that go for it
// are what a reviewer must see.
func (m *markdownView) backup(in plan.Intent) {
	m.line("Nothing is changed on %s.", markdown(in.Source))
	for _, s := range stepsOfKind(m.p, in.Name, plan.Prune) {
		if n := len(s.Prune.Files); n > 0 {
			m.line("**Removes %s: %s.**", plural(n, "older backup"), markdown(rule(s.Prune)))
		}
	}
	for _, s := range stepsOfKind(m.p, in.Name, plan.Backup) {
		m.line("Backs up %s, %s, to %s (%s).", markdown(dumped(s.Dump)), space(m.p, s.Dump), markdown(folder(s.Dump.Directory)),
			markdown(howDumped(s.Dump)))
	}
	m.databasesOf(in)
	for _, s := range stepsOfKind(m.p, in.Name, plan.Prune) {
		m.list("Removed once the new backup is complete", bulleted(s.Prune.Files))
	}
	m.stepsOf(in)
}

// restore writes an intent that brings a file back: what it destroys, first.
func (m *markdownView) restore(in plan.Intent) {
	tables := tablesOf(m.p, in.Name)
	m.destroyedIn(in)
	m.line("Restores %s.", restoredWords(tables))
	words, backed := guardWords(m.p, in.Name)
	if backed {
		m.line("Backs up %s.", markdown(words))
	} else if d := destroyedOn(m.p, in.Name); d.rows > 0 || !d.exact {
		m.line("**No backup is made of what is destroyed.**")
	}
	restores := stepsOfKind(m.p, in.Name, plan.Restore)
	for _, s := range restores {
		m.line("")
		m.line("From %s: %s.", markdown(s.Restoration.File), markdown(strings.TrimSuffix(fileWords(s.Restoration)+"; of "+strings.ReplaceAll(originWords(s.Restoration), "   ", ", "), "; of ")))
	}
	m.databasesOf(in)
	m.tablesOf(in, tables)
	m.outsideOf(in, tables)
	for _, s := range restores {
		m.list("Replaced as well", bulleted(s.Restoration.Drops))
		m.list("Left out of the file", bulleted(s.Restoration.Omit))
		if len(s.Restoration.Allow) > 0 {
			m.line("")
			m.line("**Let through: %s.**", markdown(listed(s.Restoration.Allow)))
		}
	}
	m.stepsOf(in)
}

// bulleted are words as a list, the first of many.
func bulleted(words []string) (lines []string) {
	for i, w := range words {
		if i == maxNames {
			return append(lines, "- … and "+plan.Thousands(int64(len(words)-i))+" more")
		}
		lines = append(lines, "- "+markdown(w))
	}
	return lines
}
