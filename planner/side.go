package planner

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/hashicorp/hcl/v2"
	"golang.org/x/sync/errgroup"

	"poco/config"
	"poco/plan"
	"poco/postgres"
)

// A side is one database of the recipe while it is planned with.
type side struct {
	database *config.Database
	config   *postgres.Config
	conn     *postgres.Conn
	catalog  *postgres.Catalog
	related  *relations
	snapshot *postgres.Snapshot // of the catalog and all counts
	seen     map[string][]string
	ledger   string // of a target: the schema that keeps the ledger
	// lockTimeout bounds the wait for a table's lock.
	lockTimeout time.Duration
}

func (s *side) label() string { return s.database.Label }

func (s *side) session() postgres.Session {
	return postgres.Session{Application: "plan", Schema: s.database.Schema, ReadOnly: true, LockTimeout: s.lockTimeout}
}

// connect opens the databases of all intents, side by side, and reads their
// catalogs. Intents whose databases can't be read are left out, each database's
// problem is reported once.
func (p *planning) connect(ctx context.Context) {
	databases := p.databases()
	opened := make([]*side, len(databases))
	problems := make([]*hcl.Diagnostic, len(databases))
	var group errgroup.Group
	for i, d := range databases {
		p.progress("reading the catalog of %s", d.Label)
		group.Go(func() error {
			opened[i], problems[i] = openSide(ctx, d, p.LockTimeout)
			return nil
		})
	}
	group.Wait()
	for i, s := range opened {
		if problems[i] != nil {
			p.diags = append(p.diags, problems[i])
			continue
		}
		p.sides[s.label()] = s
		p.Log.Info("catalog read", "database", s.label(), "server", s.config.String(),
			"version", s.catalog.Server.Version, "tables", len(s.catalog.Tables))
	}
	p.works = slices.DeleteFunc(p.works, func(w work) bool { return !w.attach(p.sides) })
	p.copies = slices.DeleteFunc(p.copies, func(c *copying) bool { return !slices.Contains(p.works, work(c)) })
}

// databases are those of all intents, sorted by label.
func (p *planning) databases() []*config.Database {
	var all []*config.Database
	for _, w := range p.works {
		all = append(all, w.databases()...)
	}
	slices.SortFunc(all, func(a, b *config.Database) int { return cmp.Compare(a.Label, b.Label) })
	return slices.Compact(all)
}

// openSide connects to a database and reads its catalog.
func openSide(ctx context.Context, d *config.Database, lockTimeout time.Duration) (*side, *hcl.Diagnostic) {
	at := d.Source.Attr("url")
	c, err := postgres.ParseConfig(d.URL.Reveal())
	if err != nil {
		return nil, failure(at, "database "+d.Label+" has no usable url", "%s. It takes a URL, key=value pairs or service=NAME, as psql does.", sentence(err))
	}
	s := &side{database: d, config: c, seen: map[string][]string{}, lockTimeout: lockTimeout}
	if s.snapshot, s.catalog, err = postgres.SnapshotCatalog(ctx, c, s.session(), d.Schema); err != nil {
		return nil, unread(d, at, err)
	}
	if s.conn, err = postgres.Connect(ctx, c, s.session()); err != nil {
		s.snapshot.Close(ctx)
		return nil, unread(d, at, err)
	}
	s.related = newRelations(s.catalog)
	return s, nil
}

func unread(d *config.Database, at *hcl.Range, err error) *hcl.Diagnostic {
	var connect *postgres.ConnectError
	if errors.As(err, &connect) {
		return failure(at, "cannot connect to "+d.Label, "%s: %s.\n%s", connect.Where, connect.Reason, connect.Hint)
	}
	return failure(at, "the catalog of "+d.Label+" can't be read", "%s", postgres.Explain(err))
}

// schema finds a schema of the database.
func (s *side) schema(name string) (postgres.Schema, bool) {
	for _, schema := range s.catalog.Schemas {
		if schema.Name == name {
			return schema, true
		}
	}
	return postgres.Schema{}, false
}

// pages is the size of a table with its partitions.
func (s *side) pages(name plan.Name) int64 {
	pages := int64(0)
	for _, n := range append([]plan.Name{name}, s.related.parts(name)...) {
		pages += s.catalog.Table(n).Pages
	}
	return pages
}

// see records that the plan rests on a table as this side has it now.
func (s *side) see(name plan.Name) {
	if _, has := s.seen[name.String()]; has {
		return
	}
	if t := s.catalog.Table(name); t != nil {
		s.seen[name.String()] = t.Facts()
	} else {
		s.seen[name.String()] = nil
	}
}

func (p *planning) close(ctx context.Context) {
	for _, s := range p.sides {
		s.snapshot.Close(ctx)
		s.conn.Close(ctx)
	}
}
