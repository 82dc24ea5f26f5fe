package planner

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"

	"poco/plan"
	"poco/postgres"
)

// preflight finds what apply would trip over.
func (c *copying) preflight(ctx context.Context) {
	c.writable()
	c.ledger(ctx)
	c.unfinished(ctx)
	c.encodings()
	c.largeObjects()
	c.connections()
	c.sourcePrivileges()
	c.targetPrivileges()
	c.shapes()
	for _, p := range c.pairs {
		if c.stopperOf(p, c.ownKeys[p]) == unstoppable {
			c.triggersWouldFire(p)
		}
	}
}

// writable refuses a target that takes no writes, and tells of a source that may
// cancel long reads.
func (c *copying) writable() {
	server := c.target.catalog.Server
	switch {
	case server.InRecovery:
		c.fail("target", c.target.label()+" is a standby",
			"%s is in recovery and takes no writes. Point the database's url at the primary.", c.target.config)
	case server.ReadOnly:
		c.fail("target", c.target.label()+" is read-only",
			"default_transaction_read_only is on for %s. Turn it off for the role or the database, or connect as another role.", c.target.config)
	}
	if c.source.catalog.Server.InRecovery {
		c.warnings = append(c.warnings, warning("source_standby",
			c.source.label()+" is a standby: it may cancel reads that last longer than its max_standby_streaming_delay; hot_standby_feedback = on keeps it from that."))
	}
}

// ledger finds the place on the target where apply keeps its ledger, and says where
// that is not the usual one.
func (c *copying) ledger(ctx context.Context) {
	home, err := postgres.LedgerHome(ctx, c.target.conn, c.target.catalog.Schema)
	if err != nil {
		c.fail("target", "the ledger can't be kept on "+c.target.label(), "%s.", sentence(err))
		return
	}
	c.target.ledger = home
	if home == ledgerSchema {
		return
	}
	where := "the schema " + home + ", as the tables poco_run and poco_ledger,"
	if home == postgres.LargeObjects {
		where = "large objects, for the role may create a table in no schema,"
	}
	c.warnings = append(c.warnings, warning("ledger_home", fmt.Sprintf(
		"The role %s may not make a schema %s on %s: the run keeps its ledger in %s until it ends.",
		c.target.catalog.Server.User, ledgerSchema, c.target.label(), where)))
}

// encodings tells where characters may not come over.
func (c *copying) encodings() {
	from, to := c.source.catalog.Server.Encoding, c.target.catalog.Server.Encoding
	switch {
	case from == to || to == "UTF8" && from != "SQL_ASCII":
	case from == "SQL_ASCII" || to == "SQL_ASCII":
		c.warnings = append(c.warnings, warning("encoding", fmt.Sprintf(
			"%s is encoded in %s, %s in %s: SQL_ASCII says nothing of what its bytes mean, and bytes that are not UTF-8 stop the copy.",
			c.source.label(), from, c.target.label(), to)))
	default:
		c.warnings = append(c.warnings, warning("encoding", fmt.Sprintf(
			"%s is encoded in %s, %s in %s: a character that %s does not have stops the copy.",
			c.source.label(), from, c.target.label(), to, to)))
	}
}

// The connections that a run needs beside those of its workers: on the source
// the one that holds the snapshot, on the target those for lock and ledger.
const (
	extraOnSource = 1
	extraOnTarget = 2
)

// mostJobs is how many workers a copy has at most unless the recipe says more:
// what they do is waiting for the servers.
const mostJobs = 8

// connections chooses how many workers the copy has.
func (c *copying) connections() {
	c.jobs = c.block.Jobs
	if c.Jobs > 0 {
		c.jobs = c.Jobs
	}
	wanted := c.jobs > 0
	if !wanted {
		c.jobs = min(mostJobs, max(2, runtime.NumCPU()))
	}
	// The session of this plan is counted as used; it is gone by then.
	source, target := c.source.catalog.Server.FreeConnections+1, c.target.catalog.Server.FreeConnections+1
	fit := min(source-extraOnSource, target-extraOnTarget)
	if fit < 1 {
		c.jobs = 1
		c.fail("jobs", "too few free connections",
			"A copy needs %d on %s and %d on %s; %d and %d are free for their roles. Close some, or raise max_connections or the role's CONNECTION LIMIT.",
			extraOnSource+1, c.source.label(), extraOnTarget+1, c.target.label(), source, target)
		return
	}
	if c.jobs > fit {
		if wanted {
			c.warnings = append(c.warnings, warning("jobs_lowered", fmt.Sprintf(
				"%s instead of %d: %s free on %s and %d on %s.", plural(int64(fit), "worker is used", "workers are used"), c.jobs, plural(int64(source), "connection is", "connections are"), c.source.label(), target, c.target.label())))
		}
		c.jobs = fit
	}
}

// shapes refuses tables that their mode can't work on.
func (c *copying) shapes() {
	for _, p := range c.pairs {
		if p.holds && len(p.columns) == 0 && len(p.source.Columns) > 0 && p.target != nil && !p.creates {
			c.fail("on_mismatch", "no column of "+p.source.Name.String()+" can be copied",
				"%s and %s have no column in common that is not generated.", c.source.label(), c.target.label())
		}
		switch p.mode {
		case plan.Update, plan.Skip:
			if p.target != nil && p.holds {
				c.needsKey(p)
			}
		case plan.Recreate:
			c.dependents(p)
		}
	}
	c.heirs()
}

// needsKey refuses update and skip where ON CONFLICT can't be used. That there is
// a key, and that it is copied, is for the comparison of the tables to say.
func (c *copying) needsKey(p *pair) {
	switch {
	case deferrableKey(p.target):
		c.fail("mode", "the primary key of "+p.name.String()+" is deferrable",
			"Mode %s needs ON CONFLICT, which takes no deferrable key. Give the table another mode in a table block.", p.mode)
	case p.target.HasRules:
		c.fail("mode", p.name.String()+" has rewrite rules",
			"Mode %s needs INSERT … ON CONFLICT, which does not go with rules on the table. Give the table another mode in a table block.", p.mode)
	}
}

// lacking are those of want that have does not hold.
func lacking(want, have []string) []string {
	return slices.DeleteFunc(slices.Clone(want), func(w string) bool { return slices.Contains(have, w) })
}

func deferrableKey(t *postgres.Table) bool {
	for _, constraint := range t.Constraints {
		if constraint.Kind == postgres.PrimaryKey {
			return constraint.Deferrable
		}
	}
	return false
}

// dependents refuses to drop a table that something else stands on.
func (c *copying) dependents(p *pair) {
	if p.target == nil {
		return
	}
	left := p.target.Dependents
	if !slices.ContainsFunc(c.target.related.heirs[p.name], func(n plan.Name) bool { return !c.goes(n) }) {
		// All that inherit from it are dropped too, before it.
		left = slices.DeleteFunc(slices.Clone(left), func(d string) bool { return strings.HasPrefix(d, "table ") })
	}
	c.standsOn(p.target, left)
	c.partsGo(p)
	c.losses(p)
}

// standsOn reports what keeps a table of the target from being dropped.
func (c *copying) standsOn(t *postgres.Table, left []string) {
	if len(left) == 0 {
		return
	}
	c.fail("mode", t.Name.String()+" can't be dropped",
		"Mode recreate drops the table and creates it from the source's definition. On %s this depends on it:\n%s\n\nDrop them first and create them again afterwards, or use mode overwrite, which keeps the table.",
		c.target.label(), lines(left))
}

// heirs tells of inheriting tables whose rows a query of the parent would show,
// and which are not copied.
func (c *copying) heirs() {
	for _, p := range c.pairs {
		var left []string
		for _, heir := range c.source.related.heirs[p.source.Name] {
			if _, has := c.chosen.why[heir]; !has {
				left = append(left, shortName(heir, c.source.catalog.Schema))
			}
		}
		if len(left) > 0 {
			c.warn("inheritance", p.name, "Only its own rows are copied, not those of the tables that inherit from it: "+listed(left)+".")
		}
	}
}
