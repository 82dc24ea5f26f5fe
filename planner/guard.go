package planner

import (
	"context"

	"poco/postgres"
)

// guard refuses a copy that could only do harm. It reports whether the rest of
// the copy is worth planning: it is not where source and target are one.
func (c *copying) guard(ctx context.Context) bool {
	if c.target.database.Protected {
		c.fail("target", "database "+c.target.label()+" is protected",
			"protected = true in its block says that no plan writes to it. Copy to another database, or take the line away where that is what you want.")
	}
	same, err := c.sameness(ctx)
	if err != nil {
		c.fail("target", "cannot tell "+c.source.label()+" and "+c.target.label()+" apart",
			"Poco proves that source and target are two databases before it plans a copy: %s", postgres.Explain(err))
		return false
	}
	switch same {
	case postgres.Same:
		c.fail("target", "source and target are the same database",
			"%s (%s) and %s (%s) lead to one database of one server, whatever their host names are. A copy would empty the tables that it reads.",
			c.source.label(), c.source.config, c.target.label(), c.target.config)
		return false
	case postgres.Standby:
		c.fail("target", "source and target are the same database",
			"%s (%s) and %s (%s) are one database: one of the servers is a standby of the other. A copy would empty the tables that it reads.",
			c.source.label(), c.source.config, c.target.label(), c.target.config)
		return false
	case postgres.Clone:
		c.warnings = append(c.warnings, warning("clone",
			c.source.label()+" and "+c.target.label()+" carry the same system identifier: one server is a physical copy of the other. Poco has proved that they run apart."))
	}
	return true
}

func (c *copying) sameness(ctx context.Context) (postgres.Sameness, error) {
	if c.source == c.target {
		return postgres.Same, nil
	}
	return postgres.SameDatabase(ctx, c.source.conn, c.target.conn, c.source.catalog.Server, c.target.catalog.Server)
}
