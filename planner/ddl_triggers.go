package planner

import (
	"poco/plan"
	"poco/postgres"
)

// createTrigger appends a trigger in its enabled state. A partition's copy of
// its parent's trigger comes with that one; only its state may need setting.
func (b *builder) createTrigger(t *postgres.Table, tr postgres.Trigger) {
	name := b.Names.toTarget(t.Name)
	if tr.Inherited {
		b.inheritedTrigger(t, tr)
		return
	}
	create, ok := renameAfter(tr.Definition, t.Name, name, "ON")
	if !ok {
		b.block(t, "trigger", nil, "poco can't read the definition of trigger %s of %s: %s", tr.Name, t.Name, tr.Definition)
		return
	}
	keys := []string{tableKey(t.Name)}
	if f := b.triggerFunction(tr); f != nil {
		keys = append(keys, b.needFunction(t, f.Key())...)
	}
	sql := []string{create}
	if tr.Enabled != 'O' {
		sql = append(sql, triggerState(name, tr.Name, tr.Enabled))
	}
	if tr.Comment != "" {
		sql = append(sql, commentOn("TRIGGER", postgres.Quote(tr.Name)+" ON "+quoteName(name), tr.Comment))
	}
	id := stepID(plan.CreateTrigger, name, tr.Name)
	b.ids[partKey(t.Name, plan.CreateTrigger, tr.Name)] = id
	b.After = append(b.After, ddl{
		ID: id, Kind: plan.CreateTrigger, Name: name, Object: tr.Name, SQL: sql, Needs: b.needs(keys...),
	})
}

// inheritedTrigger sets the state of a partition's trigger where it or its
// parent's is not in the state of a new one. Servers differ in whether the
// parent's state reaches the partitions.
func (b *builder) inheritedTrigger(t *postgres.Table, tr postgres.Trigger) {
	if t.PartitionOf == nil || b.intoExisting(t) {
		return
	}
	changed := tr.Enabled != 'O'
	keys := []string{tableKey(t.Name)}
	for p := b.create[*t.PartitionOf]; p != nil; {
		for _, up := range p.Triggers {
			if up.Name == tr.Name {
				changed = changed || up.Enabled != 'O'
				keys = append(keys, partKey(p.Name, plan.CreateTrigger, up.Name))
			}
		}
		if p.PartitionOf == nil {
			break
		}
		p = b.create[*p.PartitionOf]
	}
	if !changed {
		return
	}
	name := b.Names.toTarget(t.Name)
	b.triggerStates = append(b.triggerStates, pendingState{
		ddl: ddl{
			ID: stepID(plan.CreateTrigger, name, tr.Name), Kind: plan.CreateTrigger, Name: name, Object: tr.Name,
			SQL: []string{triggerState(name, tr.Name, tr.Enabled)},
		},
		keys: keys,
	})
}

// A pendingState is a statement that can be ordered only when all triggers are
// known.
type pendingState struct {
	ddl  ddl
	keys []string
}

// finishTriggers appends the states of partitions' triggers.
func (b *builder) finishTriggers() {
	for _, p := range b.triggerStates {
		p.ddl.Needs = b.needs(p.keys...)
		b.After = append(b.After, p.ddl)
	}
}

func triggerState(table plan.Name, trigger string, enabled byte) string {
	word := map[byte]string{'O': "ENABLE", 'D': "DISABLE", 'R': "ENABLE REPLICA", 'A': "ENABLE ALWAYS"}[enabled]
	return "ALTER TABLE ONLY " + quoteName(table) + " " + word + " TRIGGER " + postgres.Quote(trigger)
}

// triggerFunction finds a trigger's function: it takes no arguments.
func (b *builder) triggerFunction(tr postgres.Trigger) *postgres.Function {
	return b.source.functions[postgres.Function{Name: tr.Function}.Key()]
}
