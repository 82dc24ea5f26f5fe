package executor

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"poco/plan"
	"poco/postgres"
)

// Verify compares source and target, table by table, over one snapshot of each
// database. A table that the copy replaces must hold exactly what the copy takes
// from the source: the same number of rows, and the same content whatever their
// order. Where the copy adds to a table, each key of the source's rows must be on
// the target. A table that a restore brings back must hold as many rows as the file,
// and the file of a backup what was written into it. It changes nothing.
func Verify(ctx context.Context, p *plan.Plan, o Options) ([]Verification, error) {
	g, err := newProgram(p)
	if err != nil {
		return nil, err
	}
	v := &verifier{program: g, o: o, snapshots: map[string]*postgres.Snapshot{}}
	defer v.close(ctx)
	if err := v.open(ctx); err != nil {
		return nil, err
	}
	results := make([]Verification, len(p.Tables))
	queue := make(chan int, len(p.Tables))
	for i := range p.Tables {
		queue <- i
	}
	close(queue)
	group, working := errgroup.WithContext(ctx)
	for range min(v.jobs(), len(p.Tables)) {
		group.Go(func() error { return v.work(working, queue, results) })
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	files, err := v.files(ctx)
	return append(results, files...), err
}

// A verifier compares the tables of a plan.
type verifier struct {
	*program
	o         Options
	sites     sites
	snapshots map[string]*postgres.Snapshot
	portable  map[string]bool // intents whose databases differ in their encoding
}

// open connects, proves that the databases are those of the plan, and takes the
// snapshots.
func (v *verifier) open(ctx context.Context) (err error) {
	if v.sites, err = openSites(ctx, v.program, v.labels(), v.o); err != nil {
		return err
	}
	if err := v.sites.readCatalogs(ctx); err != nil {
		return err
	}
	var stale StaleError
	for _, label := range v.labels() {
		site := v.sites[label]
		stale.Changes = append(stale.Changes, site.otherThan(site.catalog.Server)...)
		v.snapshots[label], err = postgres.OpenSnapshot(ctx, site.config, site.session("verify", v.o))
		if err != nil {
			return fmt.Errorf("database %q: %w", label, err)
		}
	}
	if len(stale.Changes) > 0 {
		return &stale
	}
	v.portable = map[string]bool{}
	for _, in := range v.intents {
		if in.Source == "" || in.Target == "" {
			continue
		}
		source, target := v.sites[in.Source].catalog.Server, v.sites[in.Target].catalog.Server
		v.portable[in.Name] = source.Encoding != target.Encoding
	}
	return nil
}

func (v *verifier) close(ctx context.Context) {
	for _, s := range v.snapshots {
		if s != nil {
			s.Close(ctx)
		}
	}
	v.sites.close(ctx)
}

func (v *verifier) jobs() int {
	jobs := 1
	for _, label := range v.targets() {
		jobs = max(jobs, v.program.jobs(label, v.o))
	}
	return jobs
}

// work compares tables off the queue. It keeps its sessions from one table to the
// next.
func (v *verifier) work(ctx context.Context, queue <-chan int, results []Verification) error {
	conns := map[string]*postgres.Conn{}
	defer func() {
		for _, c := range conns {
			c.Close(ctx)
		}
	}()
	open := func(label, side string) (*postgres.Conn, error) {
		if c := conns[label+" "+side]; c != nil {
			return c, nil
		}
		c, err := v.snapshots[label].Join(ctx)
		if err != nil {
			return nil, fmt.Errorf("database %q: %w", label, err)
		}
		conns[label+" "+side] = c
		return c, nil
	}
	for i := range queue {
		t := &v.plan.Tables[i]
		in := v.intent(t.Intent)
		target, err := open(in.Target, "target")
		if err != nil {
			return err
		}
		c := &comparison{verifier: v, in: in, t: t, target: target}
		if in.Source == "" {
			results[i], err = c.restored(ctx)
		} else if c.source, err = open(in.Source, "source"); err == nil {
			results[i], err = c.run(ctx)
		}
		if err != nil {
			return fmt.Errorf("verify %s.%s: %w", in.Target, t.Target, err)
		}
		v.o.log().Info("verified", "table", t.Target.String(), "equal", results[i].Equal,
			"source_rows", results[i].SourceRows, "target_rows", results[i].TargetRows)
	}
	return nil
}
