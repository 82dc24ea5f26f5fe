package planner

import (
	"slices"
	"strings"

	"poco/plan"
	"poco/postgres"
)

// grant writes the statement that gives a role what it lacks.
func grant(privileges, object, role string) string {
	return "GRANT " + privileges + " ON " + object + " TO " + postgres.Quote(role) + ";"
}

// A lack is what a role may not do on one database, with the statements that
// would mend it.
type lack struct {
	what []string // "INSERT on public.orders"
	mend []string
}

func (l *lack) add(what string, mend ...string) {
	l.what = append(l.what, what)
	for _, m := range mend {
		if !slices.Contains(l.mend, m) {
			l.mend = append(l.mend, m)
		}
	}
}

// report makes one problem of all that is lacking.
func (l *lack) report(c *copying, attr string, s *side) {
	if len(l.what) == 0 {
		return
	}
	detail := "It lacks:\n" + lines(l.what)
	if len(l.mend) > 0 {
		detail += "\n\nThe owner or a superuser can mend that:\n" + lines(l.mend)
	}
	c.fail(attr, "role "+s.catalog.Server.User+" may not do what the copy needs on "+s.label(), "%s", detail)
}

// schemaUsage checks USAGE on the schemas of tables.
func (l *lack) schemaUsage(s *side, tables []plan.Name) {
	schemas := map[string]bool{}
	for _, n := range tables {
		schemas[n.Schema] = true
	}
	for _, schema := range s.catalog.Schemas {
		if schemas[schema.Name] && !schema.Usage {
			l.add("USAGE on schema "+schema.Name, grant("USAGE", "SCHEMA "+postgres.Quote(schema.Name), s.catalog.Server.User))
		}
	}
}

// sourcePrivileges checks that every row to copy can be read.
func (c *copying) sourcePrivileges() {
	var l lack
	var tables []plan.Name
	for _, p := range c.pairs {
		tables = append(tables, p.source.Name)
	}
	l.schemaUsage(c.source, tables)
	role := c.source.catalog.Server.User
	for _, p := range c.pairs {
		if !p.holds {
			continue
		}
		if !p.source.Privileges.Select {
			l.add("SELECT on "+p.source.Name.String(), grant("SELECT", quoteName(p.source.Name), role))
		}
		if p.source.RowSecurity {
			l.add("all rows of "+p.source.Name.String()+": row security hides some from it",
				"ALTER ROLE "+postgres.Quote(role)+" BYPASSRLS;")
		}
	}
	l.report(c, "source", c.source)
}

// targetPrivileges checks that everything that the plan writes can be written.
func (c *copying) targetPrivileges() {
	var l lack
	var tables []plan.Name
	for _, p := range c.pairs {
		if p.target != nil {
			tables = append(tables, p.name)
		}
	}
	l.schemaUsage(c.target, tables)
	for _, p := range c.pairs {
		c.tablePrivileges(&l, p)
	}
	c.creationPrivileges(&l)
	if !c.target.catalog.Server.CreateTemp && slices.ContainsFunc(c.pairs, (*pair).staged) {
		l.add("TEMPORARY on the database, where modes update and skip gather the rows",
			grant("TEMPORARY", "DATABASE "+postgres.Quote(c.target.catalog.Server.DBName), c.target.catalog.Server.User))
	}
	l.report(c, "target", c.target)
}

// staged reports whether the rows go through a temporary table.
func (p *pair) staged() bool {
	return p.holds && !p.creates && (p.mode == plan.Update || p.mode == plan.Skip)
}

// tablePrivileges checks one table that the target has.
func (c *copying) tablePrivileges(l *lack, p *pair) {
	if p.target == nil {
		return
	}
	role := c.target.catalog.Server.User
	if p.recreates() {
		if !p.target.Owned {
			l.add("the ownership of "+p.name.String()+", which mode recreate drops",
				"GRANT "+postgres.Quote(p.target.Owner)+" TO "+postgres.Quote(role)+";")
		}
		return
	}
	if !p.holds {
		return
	}
	have := p.target.Privileges
	var missing []string
	need := func(has bool, privilege string) {
		if !has {
			missing = append(missing, privilege)
		}
	}
	need(have.Select, "SELECT") // to count and to compare keys
	need(have.Insert, "INSERT")
	if p.mode == plan.Update {
		need(have.Update, "UPDATE")
	}
	if p.empties() {
		need(have.Truncate, "TRUNCATE")
	}
	if len(missing) > 0 {
		privileges := strings.Join(missing, ", ")
		l.add(privileges+" on "+p.name.String(), grant(privileges, quoteName(p.name), role))
	}
	if p.target.RowSecurity {
		l.add("a way past the row security of "+p.name.String(), "ALTER ROLE "+postgres.Quote(role)+" BYPASSRLS;")
	}
}

// creationPrivileges checks what creating tables takes.
func (c *copying) creationPrivileges(l *lack) {
	server := c.target.catalog.Server
	checked := map[string]bool{}
	for _, d := range c.definition.Before {
		schema, has := c.target.schema(d.Name.Schema)
		switch {
		case checked[d.Name.Schema]:
		case !has && !server.CreateSchema:
			l.add("CREATE on the database, for schema "+d.Name.Schema, grant("CREATE", "DATABASE "+postgres.Quote(server.DBName), server.User))
		case has && !schema.Create:
			l.add("CREATE on schema "+d.Name.Schema, grant("CREATE", "SCHEMA "+postgres.Quote(d.Name.Schema), server.User))
		}
		checked[d.Name.Schema] = true
	}
	for _, p := range c.pairs {
		if p.creates {
			c.referencePrivileges(l, p)
		}
	}
}

// referencePrivileges checks the tables that the keys of a created one point at.
func (c *copying) referencePrivileges(l *lack, p *pair) {
	for _, key := range p.source.ForeignKeys {
		name := c.names.toTarget(key.References)
		t := c.target.catalog.Table(name)
		if t == nil || t.Owned || t.Privileges.References || c.goes(name) {
			continue
		}
		l.add("REFERENCES on "+name.String(), grant("REFERENCES", quoteName(name), c.target.catalog.Server.User))
	}
}
