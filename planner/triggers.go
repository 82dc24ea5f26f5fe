package planner

import (
	"strings"

	"poco/plan"
	"poco/postgres"
)

// firing are the triggers of a table that copied rows would fire, with the table
// that each belongs to: a copy through a partitioned table fires those of its
// partitions.
func (c *copying) firing(p *pair) []tableTrigger {
	if p.target == nil || p.recreates() || !p.holds {
		return nil
	}
	var found []tableTrigger
	for _, name := range append([]plan.Name{p.name}, c.target.related.parts(p.name)...) {
		for _, t := range c.target.catalog.Table(name).Triggers {
			if t.Enabled == 'O' || t.Enabled == 'A' {
				found = append(found, tableTrigger{name, t})
			}
		}
	}
	return found
}

// A tableTrigger is a trigger with its table.
type tableTrigger struct {
	table   plan.Name
	trigger postgres.Trigger
}

// stop and restore take a trigger out of action and put it back into exactly the
// state that it had. ONLY keeps a partitioned table's from reaching partitions,
// whose triggers have states of their own.
func (t tableTrigger) stop() string {
	return "ALTER TABLE ONLY " + quoteName(t.table) + " DISABLE TRIGGER " + postgres.Quote(t.trigger.Name)
}

func (t tableTrigger) restore() string {
	enable := " ENABLE TRIGGER "
	if t.trigger.Enabled == 'A' {
		enable = " ENABLE ALWAYS TRIGGER "
	}
	return "ALTER TABLE ONLY " + quoteName(t.table) + enable + postgres.Quote(t.trigger.Name)
}

// stopper says how the triggers of a pair are kept from firing.
type stopper int

const (
	noTriggers  stopper = iota
	byDisabling         // the owner disables them
	byReplica           // session_replication_role = replica
	unstoppable
)

// stopperOf finds the way that the role has. The replication role stops foreign
// keys from being checked as well, so it is no way where a key has to hold.
func (c *copying) stopperOf(p *pair, own []*keyPlan) stopper {
	firing := c.firing(p)
	if len(firing) == 0 {
		return noTriggers
	}
	owned, always := true, false
	for _, t := range firing {
		owned = owned && c.target.catalog.Table(t.table).Owned
		always = always || t.trigger.Enabled == 'A'
	}
	for _, t := range p.target.Triggers {
		always = always || t.Enabled == 'R'
	}
	checked := false
	for _, k := range own {
		checked = checked || k.fate == stays || k.fate == joint
	}
	switch {
	case owned:
		return byDisabling
	case c.target.catalog.Server.SetReplicationRole && !always && !checked:
		return byReplica
	default:
		return unstoppable
	}
}

// triggersWouldFire reports a pair whose triggers can't be stopped.
func (c *copying) triggersWouldFire(p *pair) {
	var names []string
	for _, t := range c.firing(p) {
		names = append(names, t.trigger.Name)
	}
	role := c.target.catalog.Server.User
	c.fail("target", "triggers of "+p.name.String()+" would fire",
		"Copied rows must not fire %s, and %s may not stop them. Connect as a role that owns the table, for instance after\n%s",
		strings.Join(names, ", "), role,
		lines([]string{"GRANT " + postgres.Quote(p.target.Owner) + " TO " + postgres.Quote(role) + ";"}))
}
