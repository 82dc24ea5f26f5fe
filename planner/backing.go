package planner

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/hashicorp/hcl/v2"

	"poco/backup"
	"poco/config"
	"poco/plan"
	"poco/postgres"
)

// A backing is one backup block while it is planned.
type backing struct {
	*planning
	block    *config.Backup
	side     *side
	guarded  []*copying // the copies that run only once it is made
	covered  coverage
	dump     plan.Dump
	prune    *plan.Pruning
	diags    hcl.Diagnostics
	warnings []plan.Warning
}

func (b *backing) intent() string                { return b.block.IntentName() }
func (b *backing) databases() []*config.Database { return []*config.Database{b.block.Database} }
func (b *backing) problems() hcl.Diagnostics     { return b.diags }
func (b *backing) waitsFor() []string            { return b.block.After() }
func (b *backing) touches() []string             { return []string{b.side.identity()} }
func (b *backing) tables() []plan.Table          { return nil }
func (b *backing) warned() []plan.Warning        { return b.warnings }
func (b *backing) at() *hcl.Range                { return &b.block.Source.Block }

func (b *backing) attach(sides map[string]*side) bool {
	b.side = sides[b.block.Database.Label]
	return b.side != nil
}

func (b *backing) describe() plan.Intent {
	return plan.Intent{Name: b.intent(), Kind: "backup", Source: b.side.label(), Jobs: b.dump.Jobs, DependsOn: b.waitsFor()}
}

func (b *backing) fail(attr, summary, detail string, args ...any) {
	b.diags = append(b.diags, failure(b.block.Source.Attr(attr), summary, detail, args...))
}

// plan decides what the backup holds, and proves that it can be made.
func (b *backing) plan(ctx context.Context) {
	b.progress("planning %s", b.intent())
	b.guards()
	b.cover()
	if b.diags.HasErrors() {
		return
	}
	b.fill(ctx)
	b.prunes()
}

// fill completes what the plan says of the dump, once its coverage is decided.
func (b *backing) fill(ctx context.Context) {
	b.dump.Database, b.dump.Format = b.side.label(), b.block.Format
	b.dump.Directory = b.relative(b.block.Directory)
	b.dump.Schemas, b.dump.Tables = b.covered.schemas, b.covered.tables
	b.dump.MaxSize = b.block.MaxSize
	if b.dump.Format == "directory" {
		b.dump.Jobs = b.dumpJobs()
	}
	b.readable()
	if tools, ok := b.tools(ctx, b.side, b.at(), &b.diags); ok {
		b.dump.Tool = "pg_dump " + tools.Version
	}
	b.dump.BytesEstimate = b.side.dumpBytes(b.covered.all)
	b.fits()
}

// guards finds the copies that the backup is to guard. The recipe holds each to
// write to the database that the backup is of.
func (b *backing) guards() {
	for _, c := range b.copies {
		if c.block.Backup == b.block {
			b.guarded = append(b.guarded, c)
			b.dump.Guards = append(b.dump.Guards, c.intent())
		}
	}
}

// mostDumpJobs is how many sessions pg_dump reads with at most: it shares the
// machine with whoever uses the database.
const mostDumpJobs = 4

// dumpJobs are as many as there is work and room for: pg_dump needs one session
// more than it has workers, Poco the two of its snapshot and its control.
func (b *backing) dumpJobs() int {
	wanted := cmp.Or(b.Jobs, b.block.Jobs, mostDumpJobs)
	return max(1, min(wanted, len(b.covered.all), b.side.catalog.Server.FreeConnections-2))
}

// tools finds the programs that fit the server of a side.
func (p *planning) tools(ctx context.Context, s *side, at *hcl.Range, diags *hcl.Diagnostics) (postgres.Tools, bool) {
	tools, err := postgres.FindTools(ctx, s.catalog.Server.VersionNum)
	var missing *postgres.ToolMissingError
	switch {
	case errors.As(err, &missing):
		*diags = append(*diags, failure(at, "no pg_dump, pg_restore and psql that fit "+s.label(), "%s.\n%s", sentence(missing), missing.Hint()))
	case err != nil:
		*diags = append(*diags, failure(at, "pg_dump can't be run", "%s", sentence(err)))
	}
	return tools, err == nil
}

// readable refuses what pg_dump would stop at.
func (b *backing) readable() {
	var l lack
	var secured []string
	l.schemaUsage(b.side, b.covered.all)
	for _, name := range b.covered.all {
		t := b.side.catalog.Table(name)
		if !t.Privileges.Select {
			l.add("SELECT on "+name.String(), grant("SELECT", quoteName(name), b.side.catalog.Server.User))
		}
		if t.RowSecurity {
			secured = append(secured, name.String())
		}
	}
	if len(l.what) > 0 {
		b.fail("database", "role "+b.side.catalog.Server.User+" may not read all of "+b.side.label(),
			"A backup that leaves something out is none. It lacks:\n%s\n\nThe owner or a superuser can mend that:\n%s", lines(l.what), lines(l.mend))
	}
	if len(secured) > 0 {
		b.fail("database", "row-level security hides rows of "+b.side.label(),
			"The role %s may not see all rows of:\n%s\n\nBack up as a role that may: the tables' owner, one with BYPASSRLS, or a superuser.",
			b.side.catalog.Server.User, lines(secured))
	}
}

// prunes finds which older backups of the block go once this one is made.
func (b *backing) prunes() {
	rule := backup.Rule{Intent: b.intent(), Database: b.side.label(), Keep: b.block.Keep, MaxAge: b.block.MaxAge, MaxSize: b.block.MaxSize}
	if rule.Keep == 0 && rule.MaxAge == 0 && rule.MaxSize == 0 {
		return
	}
	b.prune = &plan.Pruning{Database: b.side.label(), Directory: b.dump.Directory, Keep: rule.Keep,
		MaxAge: int64(rule.MaxAge / time.Second), MaxSize: rule.MaxSize, Files: []string{}}
	entries, err := backup.List(b.block.Directory)
	if err != nil {
		b.fail("directory", "the backups there can't be listed", "%s", sentence(err))
		return
	}
	for _, e := range backup.ToPrune(append(entries, b.coming()), rule, nil, b.Now) {
		b.prune.Files = append(b.prune.Files, e.Name)
	}
	slices.Sort(b.prune.Files)
}

// coming stands for the backup that the plan makes: the newest of its block.
func (b *backing) coming() backup.Entry {
	return backup.Entry{Name: "new", Time: b.Now, Size: b.dump.BytesEstimate, Manifest: &backup.Manifest{
		Intent: b.intent(), Database: backup.Database{Label: b.side.label()}}}
}

// laidOut are the dump, and the pruning after it.
func (b *backing) laidOut() ([]plan.Step, error) {
	if b.dump.Tool == "" {
		return nil, nil
	}
	steps := []plan.Step{{ID: b.intent() + "/backup", Kind: plan.Backup, Intent: b.intent(), SQL: []string{}, Dump: &b.dump, Bytes: b.dump.BytesEstimate}}
	if b.prune != nil {
		steps = append(steps, plan.Step{ID: b.intent() + "/prune", Kind: plan.Prune, Intent: b.intent(), SQL: []string{}, Prune: b.prune, Needs: []string{steps[0].ID}})
	}
	return steps, nil
}
