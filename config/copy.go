package config

import (
	"fmt"

	"poco/plan"
)

// modes are those of a copy, the default first.
var modes = []string{
	string(plan.Append), string(plan.Overwrite), string(plan.Recreate), string(plan.Update), string(plan.Skip),
}

func (l *loader) loadCopies() {
	for _, b := range l.blocks["copy"] {
		if read := l.readCopy(b); l.first(b) {
			l.recipe.Copies = append(l.recipe.Copies, read)
		}
	}
	sortBy(l.recipe.Copies, func(c *Copy) string { return c.Name })
}

func (l *loader) readCopy(b *block) *Copy {
	r := l.open(b, schemas["copy"])
	c := &Copy{Name: b.label, Source: b.source}
	c.Database.Source, c.Database.Target = r.database("source"), r.database("target")
	if c.Database.Source != nil && c.Database.Source == c.Database.Target {
		r.fail("target", "source and target are the same database",
			fmt.Sprintf("%s would copy database.%s onto itself.", b.title, c.Database.Source.Label))
	}
	var ok bool
	if c.Selection, ok = r.selection(); !ok {
		l.fail(&b.source.Block, fmt.Sprintf("%s has no selection", b.title),
			`Say which tables it copies: selection = selection.NAME, or selection { include = ["*"] }.`)
	}
	c.Mode = plan.Mode(r.choice("mode", modes...))
	c.Backup = r.backup()
	c.CreateMissing = r.flag("create_missing")
	c.OnMismatch = r.choice("on_mismatch", "fail", "common_columns")
	c.Jobs = r.count("jobs", 1000)
	c.ChunkSize = r.chunkSize()
	c.DependsOn = r.dependsOn()
	l.checkBackup(r, c)
	l.readRules(b, c)
	return c
}

// leastChunk is the smallest chunk that a recipe may ask for: a page of a table.
const leastChunk = 8 << 10

func (r *reader) chunkSize() int64 {
	size := r.size("chunk_size")
	if size > 0 && size < leastChunk {
		r.fail("chunk_size", "chunk_size is too small", "A chunk is at least one page of a table: 8 kB.")
	}
	return size
}

// checkBackup finds a backup of another database than the one that the copy
// changes: it would protect nothing.
func (l *loader) checkBackup(r *reader, c *Copy) {
	if c.Backup == nil || c.Backup.Database == nil || c.Database.Target == nil || c.Backup.Database == c.Database.Target {
		return
	}
	r.fail("backup", "the backup is of another database",
		fmt.Sprintf("backup.%s backs up database.%s; this copy changes database.%s.",
			c.Backup.Name, c.Backup.Database.Label, c.Database.Target.Label))
}

// readRules reads the table blocks of a copy.
func (l *loader) readRules(parent *block, c *Copy) {
	first := map[string]*TableRule{}
	for _, b := range parent.body.Blocks {
		if b.Type != "table" {
			continue
		}
		found, ok := l.header(b, schemas["table"])
		if !ok {
			continue
		}
		rule, ok := l.readRule(found)
		if !ok {
			continue
		}
		key := c.ruleKey(rule.Pattern)
		if other := first[key]; other != nil {
			l.fail(&rule.Source.Block, fmt.Sprintf("%s stands twice in copy %q", found.title, c.Name),
				fmt.Sprintf("The first is at %s. Put both into one.", place(other.Source.Block)))
			continue
		}
		first[key] = rule
		c.Tables = append(c.Tables, rule)
	}
}

// ruleKey is the same for two patterns that name the same table.
func (c *Copy) ruleKey(p Pattern) string {
	schema := p.Schema.Text
	if schema == "" && c.Database.Source != nil {
		schema = c.Database.Source.Schema
	}
	return plan.Name{Schema: schema, Name: p.Name.Text}.String()
}

func (l *loader) readRule(b *block) (*TableRule, bool) {
	r := l.open(b, schemas["table"])
	rule := &TableRule{Source: b.source}
	p, err := ParsePattern(b.label)
	switch {
	case err != nil:
		l.fail(&b.source.Block, fmt.Sprintf("%q is no table's name", b.label), capital(err.Error())+".")
		return nil, false
	case !p.Exact():
		l.fail(&b.source.Block, "a table block is about one table",
			"Its name holds no * or ?. Where they are part of a table's name, quote the name: table \"\\\"odd*name\\\"\".")
		return nil, false
	}
	rule.Pattern = p
	rule.Where, _ = r.filled("where", "Give an SQL condition, or leave it out to copy all rows.")
	rule.Set, _ = r.expressions("set")
	if _, ok := r.text("mode"); ok {
		rule.Mode = plan.Mode(r.choice("mode", modes...))
	}
	if len(b.body.Attributes) == 0 {
		l.fail(&b.source.Block, fmt.Sprintf("%s says nothing", b.title), "Give it a where, a set or a mode, or leave it out.")
	}
	return rule, true
}
