package planner

import (
	"cmp"
	"fmt"
	"slices"

	"poco/plan"
	"poco/postgres"
)

// A sequenceStep sets one sequence of the target after the rows of its tables
// are in.
type sequenceStep struct {
	// Target is the sequence that the target's column draws from; its name may
	// differ from the source's.
	Target plan.Name
	Tables []plan.Name // the copied tables that use it, by their names on the target
	// Read runs on the source and gives two columns, a bigint and a boolean; SQL
	// takes them as $1 and $2 on the target.
	Read, SQL string
}

// A tablePair is one table of a copy on both sides. Target is nil where the
// plan creates the table.
type tablePair struct {
	Source, Target *postgres.Table
	Columns        []string // those that are copied
	Mode           plan.Mode
}

// sequenceSteps finds the sequences behind the copied columns: owned, of an
// identity, or used by a default. Overwrite and recreate set the target's
// sequence to exactly the source's state; the other modes only forwards.
// Each sequence of the target is set once. Where only the target's column has a
// sequence, it is moved past the source's highest value, never back.
func sequenceSteps(source, target *postgres.Catalog, l labels, m mapping, pairs []tablePair) ([]sequenceStep, []problem) {
	w := &sequencer{source: source, target: target, labels: l, names: m,
		of: columnSequences(source), to: columnSequences(target), sets: map[plan.Name]*sequenceSet{}}
	for _, p := range pairs {
		for _, c := range p.Columns {
			w.column(p, c)
		}
	}
	return w.steps(), w.problems
}

// A sequencer collects what is known of each sequence of the target.
type sequencer struct {
	source, target *postgres.Catalog
	labels         labels
	names          mapping
	of, to         map[postgres.ColumnRef][]*postgres.Sequence
	sets           map[plan.Name]*sequenceSet
	problems       []problem
}

// A sequenceSet is one sequence of the target with the reads that move it.
type sequenceSet struct {
	target   *postgres.Sequence
	reads    []string
	tables   []plan.Name
	forwards bool
}

// columnSequences are the sequences behind each column; those that it draws
// from come before one that it merely owns.
func columnSequences(c *postgres.Catalog) map[postgres.ColumnRef][]*postgres.Sequence {
	of := map[postgres.ColumnRef][]*postgres.Sequence{}
	for i := range c.Sequences {
		s := &c.Sequences[i]
		for _, u := range s.UsedBy {
			of[u] = append(of[u], s)
		}
	}
	for i := range c.Sequences {
		s := &c.Sequences[i]
		if s.OwnedBy == nil {
			continue
		}
		ref := postgres.ColumnRef{Table: *s.OwnedBy, Column: s.Column}
		if !slices.Contains(of[ref], s) {
			of[ref] = append(of[ref], s)
		}
	}
	return of
}

// column records the sequences of one copied column.
func (w *sequencer) column(p tablePair, column string) {
	from := w.of[postgres.ColumnRef{Table: p.Source.Name, Column: column}]
	if p.Target == nil || p.Mode == plan.Recreate {
		for _, s := range from {
			made := *s
			made.Name = w.names.toTarget(s.Name)
			w.add(p, &made, readSequence(s.Name), w.stays(p, made.Name))
			w.readable(p, s)
		}
		return
	}
	for i, t := range w.to[postgres.ColumnRef{Table: p.Target.Name, Column: column}] {
		switch {
		case len(from) > 0:
			s := from[min(i, len(from)-1)]
			w.add(p, t, readSequence(s.Name), !p.Mode.Destroys())
			w.readable(p, s)
		case integral(columnOf(p.Source, column)):
			w.add(p, t, readHighest(p.Source, column, t), true)
		default:
			continue
		}
		w.settable(p, t)
	}
}

// stays reports whether the target has a sequence that a created table draws
// from already, and keeps it: others may use it too. One that a dropped table
// owned goes with that table.
func (w *sequencer) stays(p tablePair, name plan.Name) bool {
	for i := range w.target.Sequences {
		if s := &w.target.Sequences[i]; s.Name == name {
			return s.OwnedBy == nil || *s.OwnedBy != w.names.toTarget(p.Source.Name)
		}
	}
	return false
}

// integral reports whether a column's values can be a sequence's.
func integral(c *postgres.Column) bool {
	return c != nil && slices.Contains([]string{"smallint", "integer", "bigint"}, c.Type)
}

func (w *sequencer) add(p tablePair, t *postgres.Sequence, read string, forwards bool) {
	set := w.sets[t.Name]
	if set == nil {
		set = &sequenceSet{target: t}
		w.sets[t.Name] = set
	}
	set.forwards = set.forwards || forwards
	if !slices.Contains(set.reads, read) {
		set.reads = append(set.reads, read)
	}
	if name := w.names.toTarget(p.Source.Name); !slices.Contains(set.tables, name) {
		set.tables = append(set.tables, name)
	}
}

// readable tells where the source's role may not read a sequence.
func (w *sequencer) readable(p tablePair, s *postgres.Sequence) {
	if s.Readable {
		return
	}
	w.problems = append(w.problems, problem{
		Code: "no_privilege", Table: w.names.toTarget(p.Source.Name), Blocks: true,
		Message: fmt.Sprintf("%s may not read the sequence %s of %s: there, GRANT SELECT ON SEQUENCE %s TO %s",
			w.source.Server.User, s.Name, w.labels.source, quoteName(s.Name), postgres.Quote(w.source.Server.User)),
	})
}

// settable tells where the target's role may not set a sequence.
func (w *sequencer) settable(p tablePair, t *postgres.Sequence) {
	if t.Update {
		return
	}
	w.problems = append(w.problems, problem{
		Code: "no_privilege", Table: p.Target.Name, Blocks: true,
		Message: fmt.Sprintf("%s may not set the sequence %s of %s", w.target.Server.User, t.Name, w.labels.target),
		Mend:    []string{"GRANT SELECT, UPDATE ON SEQUENCE " + quoteName(t.Name) + " TO " + postgres.Quote(w.target.Server.User)},
	})
}

// steps writes one step for each sequence. One that several of the source's
// sequences feed takes the one that is furthest on.
func (w *sequencer) steps() []sequenceStep {
	var list []sequenceStep
	for name, set := range w.sets {
		down := set.target.Increment < 0
		step := sequenceStep{Target: name, Tables: set.tables, SQL: setExactly(name)}
		slices.SortFunc(step.Tables, plan.Name.Compare)
		if set.forwards {
			step.SQL = setForwards(name, down)
		}
		step.Read = set.reads[0]
		if len(set.reads) > 1 {
			slices.Sort(set.reads)
			step.Read = readFurthest(set.reads, down)
		}
		list = append(list, step)
	}
	slices.SortFunc(list, func(a, b sequenceStep) int { return a.Target.Compare(b.Target) })
	slices.SortFunc(w.problems, func(a, b problem) int {
		return cmp.Or(a.Table.Compare(b.Table), cmp.Compare(a.Message, b.Message))
	})
	w.problems = slices.CompactFunc(w.problems, func(a, b problem) bool { return a.Message == b.Message })
	return list
}
