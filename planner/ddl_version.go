package planner

import (
	"strconv"
	"strings"

	"poco/postgres"
)

// versionProblems blocks where the table has something that the target's
// version can't have.
func (b *builder) versionProblems(t *postgres.Table) {
	for _, c := range t.Columns {
		switch {
		case c.Virtual:
			b.since(t, 180000, "the virtual generated column "+c.Name)
		case c.TypeKind == 'm':
			b.since(t, 140000, "the multirange column "+c.Name)
		}
		if c.Compression != "" && b.version < 140000 {
			b.warn(t, "version", "%s.%s is compressed with %s in %s, which %s (%s) can't choose; it is left out",
				t.Name, c.Name, c.Compression, b.Labels.source, b.Labels.target, b.Target.Server.Version)
		}
	}
	for _, k := range t.Constraints {
		b.definitionSince(t, "constraint "+k.Name, k.Definition)
		if k.Kind == postgres.Exclusion && t.Kind == postgres.Partitioned {
			b.since(t, 170000, "the exclusion constraint "+k.Name+" of a partitioned table")
		}
	}
	for _, x := range t.Indexes {
		b.definitionSince(t, "index "+x.Name, x.Definition)
	}
	for _, fk := range t.ForeignKeys {
		b.definitionSince(t, "foreign key "+fk.Name, fk.Definition)
		if len(deleteColumns(fk.Definition)) > 0 {
			b.since(t, 150000, "foreign key "+fk.Name+" with ON DELETE SET NULL or DEFAULT of some columns")
		}
		if !fk.Enforced {
			b.since(t, 180000, "foreign key "+fk.Name+", which is NOT ENFORCED")
		}
	}
}

// versionWords are the words of constraints and indexes that came after 13.
var versionWords = []struct {
	since int
	words []string
}{
	{150000, []string{"NULLS", "NOT", "DISTINCT"}},
	{180000, []string{"WITHOUT", "OVERLAPS"}},
	{180000, []string{"PERIOD"}},
	{180000, []string{"NOT", "ENFORCED"}},
}

func (b *builder) definitionSince(t *postgres.Table, what, definition string) {
	for _, w := range versionWords {
		if mentions(definition, w.words...) {
			b.since(t, w.since, what+", which is "+strings.Join(w.words, " "))
		}
	}
}

// since blocks where the target is older than the version that brought
// something.
func (b *builder) since(t *postgres.Table, version int, what string) {
	if b.version >= version {
		return
	}
	b.problem(problem{
		Code: "version", Table: b.Names.toTarget(t.Name), Blocks: true,
		Message: t.Name.String() + " has " + what + ": servers have that from " + major(version) +
			" on, and " + b.Labels.target + " is " + b.Target.Server.Version,
	})
}

func major(version int) string { return strconv.Itoa(version / 10000) }
