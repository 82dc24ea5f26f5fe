package planner

import (
	"context"
	"slices"
	"strings"

	"poco/config"
	"poco/dump"
	"poco/plan"
	"poco/postgres"
)

// nameOf is an object's name; what no schema stands before goes where the session
// of the restore makes it.
func (r *restoring) nameOf(schema, name string) plan.Name {
	if schema == "" {
		schema = r.side.catalog.Schema
	}
	return plan.Name{Schema: schema, Name: name}
}

// makes reports whether the file makes an object of that name, of one of the kinds.
func (r *restoring) makes(name plan.Name, kinds ...string) bool {
	return slices.ContainsFunc(r.holds.Objects, func(o dump.Object) bool {
		return slices.Contains(kinds, o.Kind) && r.nameOf(o.Schema, o.Name) == name
	})
}

// dropsItself reports whether the file drops what it makes, or has it dropped.
func (r *restoring) dropsItself(o dump.Object) bool {
	return r.step.Format != "plain" || slices.ContainsFunc(r.holds.Removals, func(d dump.Removal) bool {
		return d.Action == "DROP" && d.Kind == o.Kind && r.nameOf(d.Schema, d.Name) == r.nameOf(o.Schema, o.Name)
	})
}

// removed are the tables that the file empties, changes or drops by itself.
func (r *restoring) removed() (names []plan.Name) {
	for _, d := range r.holds.Removals {
		if d.Kind == "TABLE" && d.Table == "" {
			names = append(names, r.nameOf(d.Schema, d.Name))
		}
	}
	return names
}

// parts are kinds of objects that come and go with a table or with another object.
var parts = []string{"INDEX", "UNIQUE INDEX", "CONSTRAINT", "FK CONSTRAINT", "CHECK CONSTRAINT", "DEFAULT", "TRIGGER", "RULE", "POLICY",
	"SEQUENCE OWNED BY", "SEQUENCE SET", "TABLE DATA", "TABLE ATTACH", "INDEX ATTACH", "COMMENT", "ACL", "DEFAULT ACL", "SCHEMA", "STATISTICS",
	"ROW SECURITY", "MATERIALIZED VIEW DATA", "SECURITY LABEL", "PUBLICATION TABLE"}

// tally counts what the file makes, and lists what it replaces beside tables.
func (r *restoring) tally() {
	r.step.Creates = map[string]int{}
	seen := map[string]bool{} // pg_dump makes some views twice: empty first
	for _, o := range r.holds.Objects {
		kind, name := strings.ToLower(o.Kind), r.nameOf(o.Schema, o.Name)
		key := kind + " " + name.String() + "(" + o.Args + ")"
		if slices.Contains(parts, o.Kind) || seen[key] {
			continue
		}
		seen[key] = true
		r.step.Creates[kind]++
		if in := r.there(o, name); in != "" {
			r.step.Drops = append(r.step.Drops, in)
		}
	}
	slices.Sort(r.step.Drops)
}

// there names an object of the target that the file makes anew; empty for a table,
// and where there is none.
func (r *restoring) there(o dump.Object, name plan.Name) string {
	c := r.side.catalog
	switch o.Kind {
	case "VIEW", "MATERIALIZED VIEW":
		if t := c.Table(name); t != nil && !hasRows(t) {
			return strings.ToLower(o.Kind) + " " + name.String()
		}
	case "TYPE", "DOMAIN":
		if slices.ContainsFunc(c.Types, func(t postgres.Type) bool { return t.Name == name }) {
			return strings.ToLower(o.Kind) + " " + name.String()
		}
	case "SEQUENCE":
		for _, s := range c.Sequences {
			if s.Name == name && (s.OwnedBy == nil || !r.goes(*s.OwnedBy)) {
				return "sequence " + name.String()
			}
		}
	case "FUNCTION", "PROCEDURE", "AGGREGATE":
		for _, f := range c.Functions {
			if f.Name == name {
				return "function " + f.Key()
			}
		}
	}
	return ""
}

// newSettings are parameters that pg_dump of a newer version sets, by the version
// of the server that first knows them.
var newSettings = map[string]int{"transaction_timeout": 170000, "default_toast_compression": 140000}

// leaveOut decides which statements of the file are not run: schemas that are there
// stay, with what else they hold, and a setting that the server does not know is
// none that the rows depend on.
func (r *restoring) leaveOut() {
	for _, name := range append(r.holds.SchemasDropped(), r.holds.SchemasCreated()...) {
		if schema, there := r.side.schema(name); there {
			text := shortName(plan.Name{Name: schema.Name}, "")
			r.step.Omit = append(r.step.Omit, "DROP SCHEMA "+text, "CREATE SCHEMA "+text)
			if !schema.Owned {
				r.step.Omit = append(r.step.Omit, "ALTER SCHEMA "+text, "COMMENT SCHEMA "+text)
			}
		}
	}
	for name, since := range newSettings {
		if r.side.catalog.Server.VersionNum < since {
			r.step.Omit = append(r.step.Omit, "SET "+name)
		}
	}
	if r.block.NoOwner {
		r.step.Omit = append(r.step.Omit, plan.OmitOwners)
	}
	slices.Sort(r.step.Omit)
	r.step.Omit = slices.Compact(r.step.Omit)
}

// owners refuses a file whose objects belong to roles that the target does not have,
// or that its role may not hand them to.
func (r *restoring) owners(ctx context.Context) {
	if r.block.NoOwner || len(r.holds.Owners) == 0 {
		return
	}
	unknown, others, err := postgres.Strangers(ctx, r.side.conn, r.holds.Owners)
	const mend = "no_owner = true (or --no-owner) leaves everything to the role that restores."
	switch {
	case err != nil:
		r.fail(r.block.Source.Attr("database"), "the roles of "+r.side.label()+" can't be read", "%s", postgres.Explain(err))
	case len(unknown) > 0:
		r.fail(r.from(), "the file's owners are not on "+r.side.label(),
			"It gives what it makes to these roles, which the server does not have: %s. Create them; or %s", listed(unknown), mend)
	case len(others) > 0:
		r.fail(r.from(), "role "+r.side.catalog.Server.User+" may not give things to the file's owners",
			"It is no member of %s. Restore as a superuser or as a member of them; or %s", listed(others), mend)
	}
}

// back plans the backup of what the restore replaces, unless it is told not to.
func (r *restoring) back(ctx context.Context) {
	if !r.block.BackupFirst {
		return
	}
	var there []plan.Name
	for _, t := range r.replaced {
		if t.target != nil {
			there = append(there, t.name)
		}
	}
	if len(there) == 0 && len(r.step.Drops) == 0 {
		return
	}
	b := &backing{planning: r.planning, side: r.side, block: &config.Backup{
		Database: r.block.Database, Directory: r.Recipe.BackupFolder(), Format: "plain", Source: r.block.Source}}
	if r.block.Backup != nil {
		b.block.Directory = r.block.Backup.Directory
	}
	if len(r.step.Drops) > 0 { // more than tables
		b.covered = r.side.coverSchemas(append(schemasOf(there), r.schemasOfDrops()...))
	} else {
		b.covered = r.side.coverTables(there)
	}
	b.dump.Guards = []string{r.intent()}
	b.fill(ctx)
	r.diags, r.warnings = append(r.diags, b.diags...), append(r.warnings, b.warnings...)
	if len(b.diags) == 0 {
		r.guard = &b.dump
	}
}

// schemasOfDrops are the schemas of what is replaced beside tables.
func (r *restoring) schemasOfDrops() (schemas []string) {
	for _, o := range r.holds.Objects {
		if name := r.nameOf(o.Schema, o.Name); r.there(o, name) != "" {
			schemas = append(schemas, name.Schema)
		}
	}
	return schemas
}
