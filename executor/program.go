package executor

import (
	"fmt"
	"slices"
	"strings"

	"poco/plan"
)

// A program is a plan made ready to run: its steps by ID and by intent, proved to
// be in an order that can be kept.
type program struct {
	plan    *plan.Plan
	intents []*intent
	steps   map[string]*plan.Step
	tables  map[tableKey]*plan.Table
}

// A tableKey finds a table of a plan by its copy and its name on the target.
type tableKey struct {
	intent string
	target plan.Name
}

// An intent is one copy, backup or restore of the plan. Intents run one after the
// other, since a later one may read what an earlier one wrote.
type intent struct {
	*plan.Intent
	// filling are the steps up to the last copied row and the indexes; closing,
	// those that need all rows: sequences, foreign keys, triggers, statistics. A
	// resumed run may have to copy a table again, which no key and no trigger may
	// then be in the way of.
	filling, closing []*plan.Step
}

// closes are the kinds of steps that wait for all copies of their intent.
var closes = map[plan.Kind]bool{
	plan.SetSequence:        true,
	plan.AddForeignKey:      true,
	plan.ValidateForeignKey: true,
	plan.EnableTriggers:     true,
	plan.CreateTrigger:      true,
	plan.Analyze:            true,
}

// newProgram reads a plan, and fails where it can't be run as it stands. Plans of
// the planner never do; a plan is a file, though.
func newProgram(p *plan.Plan) (*program, error) {
	g := &program{plan: p, steps: map[string]*plan.Step{}, tables: map[tableKey]*plan.Table{}}
	byName := map[string]*intent{}
	for i := range p.Intents {
		in := &intent{Intent: &p.Intents[i]}
		if err := g.checkIntent(in, byName); err != nil {
			return nil, fmt.Errorf("the plan can't be run: %w", err)
		}
		byName[in.Name] = in
		g.intents = append(g.intents, in)
	}
	for i := range p.Tables {
		t := &p.Tables[i]
		g.tables[tableKey{t.Intent, t.Target}] = t
	}
	for i := range p.Steps {
		if err := g.add(&p.Steps[i], byName); err != nil {
			return nil, fmt.Errorf("the plan can't be run: step %s: %w", p.Steps[i].ID, err)
		}
	}
	for _, s := range g.steps {
		for _, id := range s.RestoredBy {
			if g.steps[id] == nil {
				return nil, fmt.Errorf("the plan can't be run: step %s is restored by %s, which is not there", s.ID, id)
			}
		}
	}
	return g, nil
}

// intentKinds are the kinds of intents: which sides each has, and the kinds of
// steps that it may have, any other where none are named.
var intentKinds = map[string]struct {
	source, target bool
	steps          []plan.Kind
}{
	"copy":    {source: true, target: true},
	"backup":  {source: true, steps: []plan.Kind{plan.Backup, plan.Prune}},
	"restore": {target: true, steps: []plan.Kind{plan.Backup, plan.Prune, plan.Restore}},
}

func (g *program) checkIntent(in *intent, earlier map[string]*intent) error {
	kind, known := intentKinds[in.Kind]
	if !known {
		return fmt.Errorf("%s: this version of poco runs no %s", in.Name, in.Kind)
	}
	for _, side := range []struct {
		name, label string
		has         bool
	}{{"source", in.Source, kind.source}, {"target", in.Target, kind.target}} {
		_, there := g.plan.Databases[side.label]
		switch {
		case side.has && !there:
			return fmt.Errorf("%s: database %q is not in the plan", in.Name, side.label)
		case !side.has && side.label != "":
			return fmt.Errorf("%s: a %s has no %s", in.Name, in.Kind, side.name)
		}
	}
	for _, name := range in.DependsOn {
		listed := slices.ContainsFunc(g.plan.Intents, func(i plan.Intent) bool { return i.Name == name })
		if listed && earlier[name] == nil {
			return fmt.Errorf("%s stands before %s, on which it depends", in.Name, name)
		}
	}
	return nil
}

// add takes in the next step. Steps stand in an order that satisfies their needs.
func (g *program) add(s *plan.Step, intents map[string]*intent) error {
	in := intents[s.Intent]
	if in == nil {
		return fmt.Errorf("its intent %q is not in the plan", s.Intent)
	}
	if g.steps[s.ID] != nil {
		return fmt.Errorf("its id is there twice")
	}
	late := closes[s.Kind]
	for _, id := range s.Needs {
		need := g.steps[id]
		if need == nil {
			return fmt.Errorf("it needs %s, which does not stand before it", id)
		}
		late = late || slices.Contains(in.closing, need)
	}
	if s.Kind == plan.Copy {
		switch {
		case late:
			return fmt.Errorf("it needs a step that waits for all copies")
		case s.Read == "" || s.CopyIn < 0 || s.CopyIn >= len(s.SQL):
			return fmt.Errorf("it has no statement to copy by")
		case s.Chunk == nil:
			return fmt.Errorf("it says not which chunk it copies")
		case s.Table == nil || g.tables[tableKey{s.Intent, *s.Table}] == nil:
			return fmt.Errorf("its table is not in the plan")
		}
	}
	if err := g.checkDump(in, s); err != nil {
		return err
	}
	g.steps[s.ID] = s
	if late {
		in.closing = append(in.closing, s)
	} else {
		in.filling = append(in.filling, s)
	}
	return nil
}

// all are the steps of the intent, in the order in which they can run.
func (in *intent) all() []*plan.Step { return slices.Concat(in.filling, in.closing) }

func (g *program) intent(name string) *intent {
	return g.intents[slices.IndexFunc(g.intents, func(in *intent) bool { return in.Name == name })]
}

// table is the plan's table that a step is about; nil where there is none.
func (g *program) table(s *plan.Step) *plan.Table {
	if s.Table == nil {
		return nil
	}
	return g.tables[tableKey{s.Intent, *s.Table}]
}

// targets are the labels of the databases that the plan writes to, sorted. A plan of
// backups alone has none.
func (g *program) targets() []string {
	var labels []string
	for _, in := range g.intents {
		labels = append(labels, in.Target)
	}
	return sortedLabels(labels)
}

// labels are the labels of all databases that the plan touches, sorted.
func (g *program) labels() []string {
	labels := g.targets()
	for _, in := range g.intents {
		labels = append(labels, in.Source)
		for _, s := range in.all() {
			if s.Dump != nil {
				labels = append(labels, s.Dump.Database)
			}
		}
	}
	return sortedLabels(labels)
}

func sortedLabels(labels []string) []string {
	labels = slices.DeleteFunc(labels, func(label string) bool { return label == "" })
	slices.Sort(labels)
	return slices.Compact(labels)
}

// title says in words what a step does.
func title(s *plan.Step) string {
	table := ""
	if s.Table != nil {
		table = s.Table.String()
	}
	words := strings.ReplaceAll(string(s.Kind), "_", " ")
	switch {
	case s.Dump != nil:
		return "back up " + s.Dump.Database
	case s.Prune != nil:
		return "prune the backups of " + s.Prune.Database
	case s.Restoration != nil:
		return "restore " + s.Restoration.Database + " from " + s.Restoration.File
	case s.Chunk != nil && s.Chunk.Of > 1:
		return fmt.Sprintf("%s %s, chunk %d of %d", words, table, s.Chunk.Number, s.Chunk.Of)
	case s.Object != "" && table != "":
		return fmt.Sprintf("%s %s of %s", words, s.Object, table)
	}
	return strings.TrimSpace(words + " " + s.Object + table)
}

// empties reports whether the step removes all rows of its table.
func empties(s *plan.Step) bool {
	switch s.Kind {
	case plan.Truncate, plan.DropTable, plan.Restore:
		return true
	case plan.Copy:
		return truncates(s)
	}
	return false
}

// truncates reports whether a copy empties its table itself.
func truncates(s *plan.Step) bool {
	return slices.ContainsFunc(s.SQL[:s.CopyIn], func(sql string) bool {
		return strings.HasPrefix(sql, "TRUNCATE ")
	})
}
