package executor

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"poco/plan"
	"poco/postgres"
	"poco/state"
)

// A site is one database of a plan, connected to.
type site struct {
	label  string
	seen   plan.Database
	config *postgres.Config
	// control is the session for what is beside the steps: the catalog, the
	// ledger and, on a target, the lock.
	control *postgres.Conn
	catalog *postgres.Catalog
}

// sites are the databases of a plan, by label.
type sites map[string]*site

// openSites connects to the databases of the given labels.
func openSites(ctx context.Context, g *program, labels []string, o Options) (sites, error) {
	all := sites{}
	for _, label := range labels {
		dsn, err := o.Resolve(label)
		if err != nil {
			return nil, fmt.Errorf("database %q: %w", label, err)
		}
		config, err := postgres.ParseConfig(dsn)
		if err != nil {
			return nil, fmt.Errorf("database %q: %w", label, err)
		}
		all[label] = &site{label: label, seen: g.plan.Databases[label], config: config}
	}
	group, groupCtx := errgroup.WithContext(ctx)
	for _, s := range all {
		group.Go(func() (err error) {
			s.control, err = s.connect(groupCtx, "control", o)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		all.close(ctx)
		return nil, err
	}
	return all, nil
}

func (all sites) close(ctx context.Context) {
	for _, s := range all {
		if s.control != nil {
			s.control.Close(ctx)
		}
	}
}

// session says how sessions on the database behave.
func (s *site) session(application string, o Options) postgres.Session {
	return postgres.Session{Application: application, Schema: s.seen.Schema, LockTimeout: o.tableLocks()}
}

func (s *site) connect(ctx context.Context, application string, o Options) (*postgres.Conn, error) {
	conn, err := postgres.Connect(ctx, s.config, s.session(application, o))
	if err != nil {
		return nil, &SiteError{s.label, err}
	}
	o.log().Debug("connected", "database", s.label, "where", s.config.String(), "for", application, "server_process", conn.PID())
	return conn, nil
}

// readCatalogs reads the catalogs of all sites.
func (all sites) readCatalogs(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, s := range all {
		group.Go(func() (err error) {
			s.catalog, err = postgres.ReadCatalog(ctx, s.control, s.seen.Schema)
			if err != nil {
				err = &SiteError{s.label, err}
			}
			return err
		})
	}
	return group.Wait()
}

// identity tells databases apart, so that two labels of one database are known.
func (s *site) identity() string {
	if s.seen.SystemIdentifier == "" {
		return s.config.String()
	}
	return fmt.Sprintf("%s/%d", s.seen.SystemIdentifier, s.seen.DatabaseOID)
}

// distinct are the sites of the labels, one for each database, in an order that
// is the same for all plans.
func (all sites) distinct(labels []string) []*site {
	var list []*site
	for _, label := range labels {
		list = append(list, all[label])
	}
	slices.SortFunc(list, func(a, b *site) int {
		return cmp.Or(strings.Compare(a.identity(), b.identity()), strings.Compare(a.label, b.label))
	})
	return slices.CompactFunc(list, func(a, b *site) bool { return a.identity() == b.identity() })
}

// lock takes the locks of the targets, one for each database, in an order that
// all processes keep.
func (all sites) lock(ctx context.Context, targets []string, o Options) error {
	for _, s := range all.distinct(targets) {
		if err := s.lock(ctx, o); err != nil {
			return err
		}
	}
	return nil
}

// targetLockPoll is how often a waiting lock of a target is tried again.
const targetLockPoll = 100 * time.Millisecond

// lock takes the target's lock for this process, waiting for another one to end
// as long as the options say.
func (s *site) lock(ctx context.Context, o Options) error {
	deadline := time.Now().Add(o.LockTimeout)
	for {
		err := postgres.LockTarget(ctx, s.control, holderText(o.Holder))
		var locked *postgres.TargetLockedError
		switch {
		case err == nil:
			return s.endLeftovers(ctx, o)
		case !errors.As(err, &locked):
			return fmt.Errorf("lock the target %s: %w", s.label, err)
		case time.Now().After(deadline):
			return &state.LockedError{Holder: readHolder(locked.Holder), Where: fmt.Sprintf("%s (%s)", s.label, s.config), Session: locked.PID}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(targetLockPoll):
		}
	}
}

// endLeftovers ends what dead processes left at work on the target. What the
// ledger then holds, it holds for good.
func (s *site) endLeftovers(ctx context.Context, o Options) error {
	if err := postgres.EndLeftovers(ctx, s.control, o.tableLocks()); err != nil {
		return fmt.Errorf("database %q: %w", s.label, err)
	}
	return nil
}
