package view

import (
	"fmt"
	"slices"
	"strings"

	"poco/plan"
)

// verb is the phase in a word, for progress.
func (ph *phase) verb() string {
	return [...]string{"back up", "drop", "drop", "create", "disable", "empty", "copy", "index", "set", "add", "create", "comment",
		"analyze", "restore", "remove", "run"}[ph.kind]
}

// words says what the phase does to what: "drop 6 foreign keys".
func (ph *phase) words() string { return strings.TrimSpace(ph.verbWords() + " " + ph.objects()) }

func (ph *phase) verbWords() string {
	switch ph.kind {
	case index, triggers:
		return "" // said by built and triggers, object by object
	case addKeys:
		if !slices.ContainsFunc(ph.steps, func(s plan.Step) bool { return s.Kind == plan.ValidateForeignKey }) {
			return "add"
		}
		return "add and validate"
	case comments:
		return "write"
	}
	return ph.verb()
}

// objects says what the phase works on; up to three are named.
func (ph *phase) objects() string {
	switch ph.kind {
	case backUp, restoreFile, prune:
		return ph.files()
	case dropKeys:
		return named(ph.objectsOf(plan.DropForeignKey), "foreign key")
	case create:
		return ph.created()
	case empty, dropTables, analyze, copyRows:
		return named(ph.tableNames(), "table")
	case index:
		return ph.built()
	case sequences:
		return named(ph.objectsOf(plan.SetSequence), "sequence")
	case addKeys:
		return named(ph.objectsOf(plan.AddForeignKey, plan.ValidateForeignKey), "foreign key")
	case stopTriggers:
		return "the triggers of " + named(ph.tableNames(), "table")
	case triggers:
		return ph.triggers()
	case comments:
		return plural(len(ph.steps), "comment")
	}
	return plural(len(ph.steps), "step")
}

// created counts what comes into being, kind by kind.
func (ph *phase) created() string {
	var parts []string
	for _, c := range []struct {
		kind plan.Kind
		word string
	}{
		{plan.CreateSchema, "schema"}, {plan.CreateType, "type"}, {plan.CreateFunction, "function"},
		{plan.CreateSequence, "sequence"}, {plan.CreateTable, "table"},
	} {
		if names := ph.objectsOf(c.kind); len(names) > 0 {
			parts = append(parts, named(names, c.word))
		}
	}
	return listed(parts)
}

// built counts the constraints and indexes that follow the rows.
func (ph *phase) built() string {
	var parts []string
	if n := len(ph.objectsOf(plan.AddConstraint)); n > 0 {
		parts = append(parts, "add "+plural(n, "constraint"))
	}
	if n := len(ph.objectsOf(plan.CreateIndex)); n > 0 {
		parts = append(parts, "build "+plural(n, "index", "indexes"))
	}
	return listed(parts)
}

// triggers says which triggers come back and which are made.
func (ph *phase) triggers() string {
	var parts []string
	if tables := ph.objectsOf(plan.EnableTriggers); len(tables) > 0 {
		parts = append(parts, "enable the triggers of "+named(tables, "table")+" again")
	}
	if names := ph.objectsOf(plan.CreateTrigger); len(names) > 0 {
		parts = append(parts, "create "+named(names, "trigger"))
	}
	return listed(parts)
}

// objectsOf are the distinct objects of the steps of the given kinds.
func (ph *phase) objectsOf(kinds ...plan.Kind) []string {
	seen := map[string]bool{}
	var names []string
	for _, s := range ph.steps {
		if !slices.Contains(kinds, s.Kind) {
			continue
		}
		id, name := stepObject(s)
		if !seen[id] {
			seen[id] = true
			names = append(names, name)
		}
	}
	return names
}

// stepObject is what a step works on: its identity, and its name for people.
func stepObject(s plan.Step) (id, name string) {
	table := ""
	if s.Table != nil {
		table = s.Table.String()
	}
	switch {
	case s.Object != "":
		return table + "\x00" + s.Object, Safe(s.Object)
	case table != "":
		return table, Safe(bare(s.Table.Name))
	}
	return s.ID, Safe(s.ID)
}

func (ph *phase) tableNames() []string {
	seen := map[plan.Name]bool{}
	var names []string
	add := func(n plan.Name) {
		if !seen[n] {
			seen[n] = true
			names = append(names, Safe(bare(n.Name)))
		}
	}
	for _, s := range ph.steps {
		if s.Table != nil {
			add(*s.Table)
		}
		if ph.kind == empty || ph.kind == dropTables {
			for _, d := range s.Destroys {
				add(d.Table)
			}
		}
	}
	return names
}

// named counts things, and names them where they are few: "foreign key a_fkey",
// "3 tables (a, b, c)".
func named(names []string, word string) string {
	switch n := len(names); {
	case n == 1:
		return word + " " + names[0]
	case n <= 3:
		return fmt.Sprintf("%s (%s)", plural(n, word), strings.Join(names, ", "))
	default:
		return plural(n, word)
	}
}

// listed joins phrases: "a", "a and b", "a, b and c".
func listed(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
}

// files says which files a phase writes, reads or removes.
func (ph *phase) files() string {
	var parts []string
	for _, s := range ph.steps {
		switch {
		case s.Dump != nil:
			parts = append(parts, fmt.Sprintf("%s of %s to %s", dumped(s.Dump), Safe(s.Dump.Database), folder(s.Dump.Directory)))
		case s.Restoration != nil:
			parts = append(parts, Safe(s.Restoration.File)+" into "+Safe(s.Restoration.Database))
		case s.Prune != nil:
			parts = append(parts, plural(len(s.Prune.Files), "older backup")+" from "+folder(s.Prune.Directory))
		}
	}
	return listed(parts)
}
