package planner

import (
	"fmt"
	"strings"

	"poco/plan"
	"poco/postgres"
)

// needSequences makes sure that the target has the sequences that the table's
// columns own or draw from, those of identity columns aside: they come with the
// table.
func (b *builder) needSequences(t *postgres.Table) []string {
	var keys []string
	for _, s := range b.source.drawn[t.Name] {
		if s.Identity {
			continue
		}
		b.needSequence(t, s)
		keys = append(keys, sequenceKey(s.Name))
	}
	return keys
}

func (b *builder) needSequence(t *postgres.Table, s *postgres.Sequence) {
	key := sequenceKey(s.Name)
	if _, met := b.ids[key]; met {
		return
	}
	b.ids[key] = ""
	if s.Extension != "" {
		b.needExtension(t, s.Extension, s.Name.Schema)
		return
	}
	name := b.Names.toTarget(s.Name)
	if have := b.target.sequences[name]; have != nil && (have.OwnedBy == nil || !b.gone[*have.OwnedBy]) {
		return
	}
	if what := b.taken[name]; what != "" {
		b.block(t, "name_taken", nil, "sequence %s can't be created on %s: the name is that of %s", name, b.Labels.target, what)
	}
	b.needSchema(t, s.Name.Schema)
	id := stepID(plan.CreateSequence, name, "")
	b.ids[key] = id
	b.Before = append(b.Before, ddl{
		ID: id, Kind: plan.CreateSequence, Name: name, Object: name.Name,
		SQL: sequenceSQL(name, s, b.version), Needs: b.needs(schemaKey(s.Name.Schema)),
	})
}

// sequenceSQL creates a sequence under the given name.
func sequenceSQL(name plan.Name, s *postgres.Sequence, version int) []string {
	kind := "SEQUENCE "
	if s.Unlogged && version >= 150000 {
		kind = "UNLOGGED SEQUENCE "
	}
	sql := []string{"CREATE " + kind + quoteName(name) + " AS " + s.Type + sequenceOptions(s)}
	if s.Comment != "" {
		sql = append(sql, commentOn("SEQUENCE", quoteName(name), s.Comment))
	}
	return sql
}

// sequenceOptions writes all options out, so that they don't hang on a server's
// defaults.
func sequenceOptions(s *postgres.Sequence) string {
	options := fmt.Sprintf(" START WITH %d INCREMENT BY %d MINVALUE %d MAXVALUE %d CACHE %d",
		s.Start, s.Increment, s.Min, s.Max, s.Cache)
	if s.Cycle {
		options += " CYCLE"
	}
	return options
}

// ownSequences gives the created sequences to the columns of the table.
func (b *builder) ownSequences(t *postgres.Table) []string {
	var sql []string
	for _, s := range b.source.drawn[t.Name] {
		if s.OwnedBy == nil || *s.OwnedBy != t.Name || s.Identity || b.ids[sequenceKey(s.Name)] == "" {
			continue
		}
		sql = append(sql, fmt.Sprintf("ALTER SEQUENCE %s OWNED BY %s", quoteName(b.Names.toTarget(s.Name)),
			quoteName(b.Names.toTarget(t.Name))+"."+postgres.Quote(s.Column)))
	}
	return sql
}

// identity writes the clause of an identity column, with its sequence's name and
// options.
func (b *builder) identity(t *postgres.Table, c *postgres.Column) string {
	word := "BY DEFAULT"
	if c.Identity == 'a' {
		word = "ALWAYS"
	}
	clause := " GENERATED " + word + " AS IDENTITY"
	if c.IdentitySequence == nil || b.source.sequences[*c.IdentitySequence] == nil {
		return clause
	}
	s := b.source.sequences[*c.IdentitySequence]
	name := b.Names.toTarget(s.Name)
	if what := b.taken[name]; what != "" {
		b.block(t, "name_taken", nil, "the sequence %s of %s.%s can't be created on %s: the name is that of %s",
			name, t.Name, c.Name, b.Labels.target, what)
	}
	return clause + " (SEQUENCE NAME " + quoteName(name) + sequenceOptions(s) + ")"
}

// identityComments are the comments on the sequences of identity columns.
func (b *builder) identityComments(t *postgres.Table) []string {
	var sql []string
	for _, s := range b.source.drawn[t.Name] {
		if s.Identity && s.Comment != "" {
			sql = append(sql, commentOn("SEQUENCE", quoteName(b.Names.toTarget(s.Name)), s.Comment))
		}
	}
	return sql
}

// options writes storage parameters for WITH or SET: key=value as the catalog
// has them.
func options(list []string) string {
	var parts []string
	for _, o := range list {
		key, value, _ := strings.Cut(o, "=")
		parts = append(parts, postgres.Quote(strings.Split(key, ".")...)+" = "+literal(value))
	}
	return strings.Join(parts, ", ")
}
