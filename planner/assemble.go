package planner

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"poco/plan"
)

// assemble puts the intents into the document.
func (p *planning) assemble() {
	for _, w := range p.works {
		p.document.Intents = append(p.document.Intents, w.describe())
		p.document.Tables = append(p.document.Tables, w.tables()...)
		warnings := w.warned()
		slices.SortFunc(warnings, compareWarnings)
		p.document.Warnings = append(p.document.Warnings, slices.Compact(warnings)...)
	}
	for _, c := range p.copies {
		if c.order != nil {
			p.document.Cycles = append(p.document.Cycles, c.order.cycles()...)
		}
	}
	p.addSteps()
	for label, s := range p.sides {
		p.document.Databases[label] = s.describe()
	}
	p.summarize()
}

// describe is the copy's entry among the intents.
func (c *copying) describe() plan.Intent {
	return plan.Intent{
		Name: c.intent(), Kind: "copy", Source: c.source.label(), Target: c.target.label(),
		Mode: c.block.Mode, Jobs: c.jobs, DependsOn: c.block.After(),
	}
}

func (c *copying) warned() []plan.Warning { return c.warnings }

func (c *copying) tables() []plan.Table {
	var all []plan.Table
	for _, pair := range c.pairs {
		all = append(all, c.table(pair))
	}
	return all
}

func (c *copying) laidOut() ([]plan.Step, error) {
	if c.steps == nil {
		return nil, nil
	}
	return c.steps.sorted()
}

// table is a pair's entry in the document.
func (c *copying) table(p *pair) plan.Table {
	t := plan.Table{
		Intent: c.intent(), Source: p.source.Name, Target: p.name, Mode: p.mode, Why: p.why,
		Rows: p.rows, Bytes: c.bytesOf(p), Depth: c.order.depth[p.name],
		Created: p.creates && p.target == nil, Columns: p.columns,
		Where: p.where, Set: p.set, Diff: p.compare.Differences, ReferencedByOutside: p.outside,
	}
	if t.Columns == nil {
		t.Columns = []string{}
	}
	switch {
	case p.creates:
		t.Key = primaryKey(p.source)
	case p.target != nil:
		t.Key = primaryKey(p.target)
	}
	return t
}

// addSteps appends the steps of each intent, the later ones after the earlier ones
// with which they share a database that is written to.
func (p *planning) addSteps() {
	barriers := map[string]string{} // by database or intent: the step after which all is done
	for _, w := range p.works {
		steps, err := w.laidOut()
		if err != nil {
			p.diags = append(p.diags, failure(w.at(), "no order satisfies the steps of "+w.intent(), "%s. This is a mistake of poco's; please report it with the plan's recipe.", sentence(err)))
			continue
		}
		p.wait(steps, w, barriers)
		p.document.Steps = append(p.document.Steps, steps...)
	}
}

// wait ties an intent's steps to those of earlier ones by one step: the last one
// of the earlier intent, which then waits for all others of its own.
func (p *planning) wait(steps []plan.Step, w work, barriers map[string]string) {
	if len(steps) == 0 || len(p.works) == 1 {
		return
	}
	var before []string
	for _, key := range append(w.touches(), w.waitsFor()...) {
		if id := barriers[key]; id != "" && !slices.Contains(before, id) {
			before = append(before, id)
		}
	}
	needed := map[string]bool{}
	for i := range steps {
		if len(steps[i].Needs) == 0 {
			steps[i].Needs = append(steps[i].Needs, before...)
		}
		for _, id := range steps[i].Needs {
			needed[id] = true
		}
	}
	last := &steps[len(steps)-1]
	for _, step := range steps[:len(steps)-1] {
		if !needed[step.ID] {
			last.Needs = append(last.Needs, step.ID)
		}
	}
	for _, key := range append(w.touches(), w.intent()) {
		barriers[key] = last.ID
	}
}

// identity tells databases apart, whatever their labels.
func (s *side) identity() string {
	server := s.catalog.Server
	if server.SystemIdentifier == "" {
		return s.label()
	}
	return fmt.Sprintf("%s/%d", server.SystemIdentifier, server.DatabaseOID)
}

// describe is the database's entry in the document.
func (s *side) describe() plan.Database {
	server := s.catalog.Server
	return plan.Database{
		Host: s.config.Host(), Port: s.config.Port(), DBName: s.config.DBName(), User: s.config.User(),
		Schema: s.catalog.Schema, ServerVersion: server.Version, SystemIdentifier: server.SystemIdentifier,
		DatabaseOID: server.DatabaseOID, Ledger: s.ledger, Fingerprint: fingerprint(s.seen), Seen: s.seen,
	}
}

// fingerprint is the digest of what was seen.
func fingerprint(seen map[string][]string) string {
	text, err := json.Marshal(seen) // sorts the keys; strings can't fail
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// summarize adds up the document.
func (p *planning) summarize() {
	s := &p.document.Summary
	s.Exact = true
	for _, t := range p.document.Tables {
		s.Tables++
		s.RowsToCopy += t.Rows.Source
		s.BytesToCopy += t.Bytes
		s.Exact = s.Exact && t.Rows.Exact
		if t.Mode.Destroys() && t.Rows.Target != nil && *t.Rows.Target > 0 {
			s.RowsOverwritten += *t.Rows.Target
			s.TablesOverwritten++
		}
		if t.Created {
			s.TablesCreated++
		}
	}
	for _, step := range p.document.Steps {
		switch step.Kind {
		case plan.DropForeignKey:
			s.ForeignKeysDropped++
		case plan.Backup:
			s.Backups++
			s.BackupBytesEstimate += step.Dump.BytesEstimate
		case plan.Restore:
			s.Restores++
		}
	}
}

// keepApart refuses copies of one plan that work on each other's tables: what
// the later one would find there can't be known before the earlier one has run.
func (p *planning) keepApart() {
	type written struct {
		by    *copying
		table plan.Name
	}
	writes := map[string]written{}
	for _, c := range p.copies {
		conflicts := map[string]written{}
		check := func(s *side, name plan.Name) {
			if w, has := writes[s.identity()+" "+name.String()]; has {
				conflicts[name.String()] = w
			}
		}
		for _, pair := range c.pairs {
			check(c.source, pair.source.Name)
			check(c.target, pair.name)
		}
		for _, k := range c.keys {
			check(c.target, k.child.Name)
			check(c.target, k.key.References)
		}
		if len(conflicts) > 0 {
			names := slices.Sorted(maps.Keys(conflicts))
			by := conflicts[names[0]].by
			p.diags = append(p.diags, apart(c, by, names))
		}
		for _, pair := range c.pairs {
			writes[c.target.identity()+" "+pair.name.String()] = written{c, pair.name}
			for _, key := range pair.source.ForeignKeys {
				if pair.creates { // a key that the later copy's plan would not know
					writes[c.target.identity()+" "+c.names.toTarget(key.References).String()] = written{c, pair.name}
				}
			}
		}
	}
}

func apart(c, by *copying, tables []string) *hcl.Diagnostic {
	return failure(&c.block.Source.Block, c.intent()+" and "+by.intent()+" work on the same tables",
		"%s writes %s, which %s reads, writes or has foreign keys with, so that its rows can't be counted before %s has run. Plan and apply them one after the other: poco apply %s, then poco apply %s.",
		by.intent(), listed(tables), c.intent(), by.intent(), by.intent(), c.intent())
}
