package planner

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"poco/plan"
	"poco/postgres"
)

// A builder walks from the tables to create to what they need and collects the
// statements: whatever is needed is appended first.
type builder struct {
	creation
	definition
	source, target catalogIndex
	version        int                           // the target server's
	create         map[plan.Name]*postgres.Table // by their names on the source
	order          []*postgres.Table
	gone           map[plan.Name]bool // dropped tables, by their names on the target
	taken          map[plan.Name]string
	ids            map[string]string // what was met: its ID where this creates it, else empty
	seen           map[string]bool   // problems told
	triggerStates  []pendingState
}

func newBuilder(c creation) *builder {
	b := &builder{
		creation: c,
		source:   indexOf(c.Source), target: indexOf(c.Target),
		version: c.Target.Server.VersionNum,
		create:  map[plan.Name]*postgres.Table{},
		gone:    map[plan.Name]bool{},
		ids:     map[string]string{},
		seen:    map[string]bool{},
	}
	for _, name := range c.Dropped {
		b.gone[name] = true
	}
	b.taken = takenNames(c.Target, b.gone)
	for _, name := range c.Tables {
		t := c.Source.Table(name)
		if t == nil || b.create[name] != nil {
			continue
		}
		b.create[name] = t
		b.order = append(b.order, t)
	}
	slices.SortFunc(b.order, func(x, y *postgres.Table) int { return x.Name.Compare(y.Name) })
	return b
}

// tables goes through the tables three times, so that Before holds no table
// twice, After finds all of Before, and ForeignKeys all of After.
func (b *builder) tables() {
	for _, t := range b.order {
		b.needTable(t)
	}
	for _, t := range b.order {
		if b.ids[tableKey(t.Name)] != "" {
			b.after(t)
		}
	}
	b.finishTriggers()
	for _, t := range b.order {
		if b.ids[tableKey(t.Name)] != "" {
			b.foreignKeys(t)
		}
	}
}

func (b *builder) finish() definition {
	slices.SortStableFunc(b.Problems, func(x, y problem) int {
		return cmp.Or(x.Table.Compare(y.Table), cmp.Compare(x.Code, y.Code))
	})
	return b.definition
}

// problem records what stands in the way, once.
func (b *builder) problem(p problem) {
	key := p.Code + "\x00" + p.Table.String() + "\x00" + p.Message
	if !b.seen[key] {
		b.seen[key] = true
		b.Problems = append(b.Problems, p)
	}
}

// warn records what is left out or done differently.
func (b *builder) warn(t *postgres.Table, code, format string, args ...any) {
	b.problem(problem{Code: code, Table: b.Names.toTarget(t.Name), Message: fmt.Sprintf(format, args...)})
}

// block records what makes it impossible to create the table.
func (b *builder) block(t *postgres.Table, code string, mend []string, format string, args ...any) {
	b.problem(problem{
		Code: code, Table: b.Names.toTarget(t.Name), Message: fmt.Sprintf(format, args...),
		Mend: mend, Blocks: true,
	})
}

// needs are the IDs of those of the keys that the definition creates.
func (b *builder) needs(keys ...string) []string {
	set := map[string]bool{}
	for _, k := range keys {
		if id := b.ids[k]; id != "" {
			set[id] = true
		}
	}
	if len(set) == 0 {
		return nil
	}
	return slices.Sorted(maps.Keys(set))
}

// The keys of builder.ids: what an object of the source is known by.
func schemaKey(s string) string      { return "schema " + s }
func tableKey(n plan.Name) string    { return "table " + n.String() }
func typeKey(n plan.Name) string     { return "type " + n.String() }
func sequenceKey(n plan.Name) string { return "sequence " + n.String() }
func functionKey(key string) string  { return "function " + key }
func partKey(table plan.Name, kind plan.Kind, part string) string {
	return string(kind) + " " + table.String() + " " + part
}

// stepID is a ddl's ID.
func stepID(kind plan.Kind, name plan.Name, object string) string {
	id := string(kind) + "/" + name.String()
	if object != "" {
		id += "/" + object
	}
	return id
}
