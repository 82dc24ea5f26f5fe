package planner

import (
	"strconv"

	"poco/plan"
	"poco/postgres"
)

// column writes one column for CREATE TABLE.
func (b *builder) column(t *postgres.Table, c *postgres.Column) string {
	sql := postgres.Quote(c.Name) + " " + c.Type
	if c.Compression != "" && b.version >= 140000 {
		sql += " COMPRESSION " + postgres.Quote(c.Compression)
	}
	sql += collate(c.Collation)
	switch {
	case c.Generated != "" && c.Virtual:
		sql += " GENERATED ALWAYS AS (" + bare(c.Generated) + ") VIRTUAL"
	case c.Generated != "":
		sql += " GENERATED ALWAYS AS (" + bare(c.Generated) + ") STORED"
	case c.Identity != 0 && !b.identityOfParent(t, c.Name):
		sql += b.identity(t, c)
	case c.Default != "":
		sql += " DEFAULT " + c.Default
	}
	if c.NotNull {
		sql += " NOT NULL"
	}
	return sql
}

// bare takes the parentheses off an expression that stands in them as a whole.
func bare(expression string) string {
	if len(expression) < 2 || expression[0] != '(' {
		return expression
	}
	depth := 0
	for _, w := range words(expression) {
		switch {
		case w.quoted:
		case w.text == "(":
			depth++
		case w.text == ")":
			depth--
		}
		if depth == 0 && w.end < len(expression) {
			return expression
		}
	}
	return expression[1 : len(expression)-1]
}

// identityOfParent reports whether a partition has its identity column from its
// parent (17); it may not declare it then.
func (b *builder) identityOfParent(t *postgres.Table, column string) bool {
	if t.PartitionOf == nil {
		return false
	}
	p := columnOf(b.Source.Table(*t.PartitionOf), column)
	return p != nil && p.Identity != 0
}

func columnOf(t *postgres.Table, name string) *postgres.Column {
	if t == nil {
		return nil
	}
	for i := range t.Columns {
		if t.Columns[i].Name == name {
			return &t.Columns[i]
		}
	}
	return nil
}

// columnSettings writes what CREATE TABLE can't say of a column, and where an
// inherited column differs from its parent's.
func (b *builder) columnSettings(t *postgres.Table) []string {
	q := "ALTER TABLE ONLY " + quoteName(b.Names.toTarget(t.Name)) + " ALTER COLUMN "
	var sql []string
	for i := range t.Columns {
		c := &t.Columns[i]
		alter := q + postgres.Quote(c.Name)
		if c.Inherited && (t.PartitionOf == nil || b.intoExisting(t)) {
			sql = append(sql, b.overrides(t, c, alter)...)
		}
		if word := storageWord(c.Storage); word != "" {
			sql = append(sql, alter+" SET STORAGE "+word)
		}
		if c.Statistics >= 0 {
			sql = append(sql, alter+" SET STATISTICS "+strconv.Itoa(c.Statistics))
		}
		if len(c.Options) > 0 {
			sql = append(sql, alter+" SET ("+options(c.Options)+")")
		}
	}
	return sql
}

// overrides sets an inherited column's own default and NOT NULL.
func (b *builder) overrides(t *postgres.Table, c *postgres.Column, alter string) []string {
	p := b.inheritedFrom(t, c.Name)
	if p == nil || c.Generated != "" || c.Identity != 0 {
		return nil
	}
	var sql []string
	switch {
	case c.Default == p.Default:
	case c.Default == "":
		sql = append(sql, alter+" DROP DEFAULT")
	default:
		sql = append(sql, alter+" SET DEFAULT "+c.Default)
	}
	if c.NotNull && !p.NotNull {
		sql = append(sql, alter+" SET NOT NULL")
	}
	return sql
}

// inheritedFrom finds the parent's column: the target's where the parent is
// there already.
func (b *builder) inheritedFrom(t *postgres.Table, column string) *postgres.Column {
	for _, p := range parents(t) {
		table := b.Source.Table(p)
		if b.create[p] == nil {
			table = b.Target.Table(b.Names.toTarget(p))
		}
		if c := columnOf(table, column); c != nil {
			return c
		}
	}
	return nil
}

func storageWord(storage byte) string {
	switch storage {
	case 'p':
		return "PLAIN"
	case 'e':
		return "EXTERNAL"
	case 'm':
		return "MAIN"
	case 'x':
		return "EXTENDED"
	}
	return ""
}

// tableComments are those of the table, its columns, its checks and the
// sequences of its identity columns.
func (b *builder) tableComments(t *postgres.Table) []string {
	name := b.Names.toTarget(t.Name)
	q := quoteName(name)
	var sql []string
	if t.Comment != "" {
		sql = append(sql, commentOn("TABLE", q, t.Comment))
	}
	for _, c := range t.Columns {
		if c.Comment != "" {
			sql = append(sql, commentOn("COLUMN", q+"."+postgres.Quote(c.Name), c.Comment))
		}
	}
	for _, k := range b.checksInline(t) {
		sql = append(sql, constraintComment(name, k)...)
	}
	return append(sql, b.identityComments(t)...)
}

func constraintComment(table plan.Name, k postgres.Constraint) []string {
	if k.Comment == "" {
		return nil
	}
	return []string{commentOn("CONSTRAINT", postgres.Quote(k.Name)+" ON "+quoteName(table), k.Comment)}
}
