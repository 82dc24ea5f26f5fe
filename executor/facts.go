package executor

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"poco/plan"
	"poco/postgres"
)

// factChanges compares the facts that a plan saw of the database with those that
// it shows now, and puts each change into a sentence. What the run itself has
// changed is left out.
func (s *site) factChanges(own ownChanges) []string {
	if changes := s.otherThan(s.catalog.Server); changes != nil {
		return changes
	}
	var changes []string
	for _, text := range slices.Sorted(maps.Keys(s.seen.Seen)) {
		name, err := plan.ParseName(text)
		if err != nil {
			changes = append(changes, fmt.Sprintf("%s: the plan holds %s", s.label, err))
			continue
		}
		for _, change := range s.tableChanges(name, s.seen.Seen[text], own) {
			changes = append(changes, fmt.Sprintf("%s.%s: %s", s.label, name, change))
		}
	}
	return changes
}

func (s *site) tableChanges(name plan.Name, seen []string, own ownChanges) []string {
	if own.tables[name] {
		return nil
	}
	var now []string
	if t := s.catalog.Table(name); t != nil {
		now = t.Facts()
	}
	return postgres.DiffFacts(own.strip(name, seen), own.strip(name, now))
}

// otherThan tells whether this is the server and database that the plan saw.
func (s *site) otherThan(now postgres.Server) []string {
	switch {
	case s.seen.SystemIdentifier != "" && now.SystemIdentifier != "" && s.seen.SystemIdentifier != now.SystemIdentifier:
		return []string{fmt.Sprintf("%s is now another server (%s): the plan saw system identifier %s, this one has %s",
			s.label, s.config, s.seen.SystemIdentifier, now.SystemIdentifier)}
	case s.seen.DatabaseOID != 0 && s.seen.DatabaseOID != now.DatabaseOID:
		return []string{fmt.Sprintf("%s is now another database (%s): the plan saw the one with OID %d, this one has %d",
			s.label, s.config, s.seen.DatabaseOID, now.DatabaseOID)}
	case major(s.seen.ServerVersion) != major(now.Version):
		return []string{fmt.Sprintf("%s is now PostgreSQL %s; the plan saw %s", s.label, now.Version, s.seen.ServerVersion)}
	}
	return nil
}

// major is the major version in a version's text: 15 of 15.8.
func major(version string) string {
	return version[:len(version)-len(strings.TrimLeft(version, "0123456789"))]
}

// ownChanges are what a run has changed on a target: tables that it made or
// dropped, and foreign keys that it took away or put back.
type ownChanges struct {
	tables map[plan.Name]bool
	keys   map[foreignKey]bool
	// stopped are the tables whose triggers the run has disabled, or enabled again.
	stopped map[plan.Name]bool
}

// A foreignKey is one of a table.
type foreignKey struct {
	table plan.Name
	name  string
}

// ownChanges gives what the steps that does tells of have changed on a target.
func (g *program) ownChanges(label string, does func(*plan.Step) bool) ownChanges {
	own := ownChanges{tables: map[plan.Name]bool{}, keys: map[foreignKey]bool{}, stopped: map[plan.Name]bool{}}
	for _, s := range g.steps {
		if g.intent(s.Intent).Target != label || !does(s) {
			continue
		}
		if s.Kind == plan.Restore {
			for _, t := range g.replaced(s) {
				own.tables[t] = true
			}
		}
		if s.Table == nil {
			continue
		}
		switch s.Kind {
		case plan.CreateTable:
			own.tables[*s.Table] = true
		case plan.DropTable: // its partitions go with it
			own.tables[*s.Table] = true
			for _, made := range g.madeTables(s.Intent) {
				own.tables[made] = true
			}
		case plan.DisableTriggers:
			own.stopped[*s.Table] = true
		case plan.DropForeignKey, plan.AddForeignKey, plan.ValidateForeignKey:
			own.keys[foreignKey{*s.Table, s.Object}] = true
		}
	}
	return own
}

// madeTables are the tables that a copy makes, recreated ones among them.
func (g *program) madeTables(intent string) (names []plan.Name) {
	for _, s := range g.intent(intent).filling {
		if s.Kind == plan.CreateTable && s.Table != nil {
			names = append(names, *s.Table)
		}
	}
	return names
}

// strip takes the facts out of a table's that the run itself has changed: its
// triggers, its foreign keys, and those that point at it.
func (own ownChanges) strip(table plan.Name, facts []string) []string {
	return slices.DeleteFunc(slices.Clone(facts), func(fact string) bool {
		if own.stopped[table] && strings.HasPrefix(fact, "trigger ") {
			return true
		}
		for key := range own.keys {
			name := bareName(key.name)
			if key.table == table && strings.HasPrefix(fact, "foreign key "+name+": ") ||
				strings.HasPrefix(fact, fmt.Sprintf("reference %s from %s: ", name, key.table)) {
				return true
			}
		}
		for from := range own.tables {
			if strings.HasPrefix(fact, "reference ") && strings.Contains(fact, fmt.Sprintf(" from %s: ", from)) {
				return true
			}
		}
		return false
	})
}

// bareName is a name as facts show it.
func bareName(name string) string {
	return strings.TrimPrefix(plan.Name{Schema: "x", Name: name}.String(), "x.")
}
