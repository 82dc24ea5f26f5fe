package executor

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"poco/backup"
	"poco/dump"
	"poco/plan"
	"poco/postgres"
)

// write lets pg_dump write the snapshot, and counts the rows of each table: in what
// is written where that can be read, and else in the snapshot, meanwhile.
func (d *dumping) write(ctx context.Context, tools postgres.Tools, w *backup.Writer) ([]backup.Table, error) {
	var counted []backup.Table
	group, working := errgroup.WithContext(ctx)
	if d.rows == nil {
		group.Go(func() (err error) {
			counted, err = d.count(working, nil)
			return err
		})
	}
	watching, dumped := context.WithCancel(working)
	group.Go(func() error {
		return w.Watch(watching, func(written int64) { d.moved(working, written) })
	})
	group.Go(func() error {
		defer dumped()
		return d.dump(working, tools, w)
	})
	if err := group.Wait(); err != nil || d.rows == nil {
		return counted, err
	}
	if err := errors.Join(w.ReadRest(ctx), d.rows.Close()); err != nil {
		return nil, err
	}
	return d.count(ctx, knownRows(d.rows.Inventory()))
}

// knownRows are the rows of each table in a dump, as far as they are sure. It costs the
// server nothing, where counting them there costs a third of what the dump does.
func knownRows(inv *dump.Inventory) map[plan.Name]int64 {
	known := map[plan.Name]int64{}
	for _, t := range inv.Tables {
		if !t.Unknown && t.Inserted == 0 {
			known[plan.Name{Schema: t.Schema, Name: t.Name}] = t.Copied
		}
	}
	return known
}

// countPatience is about the longest that a server's timeouts can say.
const countPatience = 500 * time.Hour

// count tells the rows of each table. Those that are not known it counts in the
// snapshot, as pg_dump reads them: those of a table without the rows of its children.
func (d *dumping) count(ctx context.Context, known map[plan.Name]int64) ([]backup.Table, error) {
	var queries []postgres.CountQuery
	for _, name := range d.holds.Rows {
		if _, ok := known[name]; !ok {
			queries = append(queries, postgres.CountQuery{Table: name, Only: true})
		}
	}
	counted := map[plan.Name]int64{}
	for i, result := range d.snapshot.Count(ctx, queries, 1, time.Now().Add(countPatience)) {
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case result.Err != nil:
			return nil, fmt.Errorf("count the rows of %s: %w", queries[i].Table, result.Err)
		case !result.Exact:
			return nil, fmt.Errorf("the rows of %s were not counted", queries[i].Table)
		}
		counted[queries[i].Table] = result.Rows
	}
	tables := []backup.Table{}
	for _, name := range d.holds.Rows {
		rows, ok := known[name]
		if !ok {
			rows = counted[name]
		}
		tables = append(tables, backup.Table{Name: name, Rows: rows})
	}
	return tables, nil
}
