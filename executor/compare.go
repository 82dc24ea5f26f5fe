package executor

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"poco/plan"
	"poco/postgres"
)

// A comparison is of one table, on a session in each side's snapshot.
type comparison struct {
	*verifier
	in             *intent
	t              *plan.Table
	source, target *postgres.Conn
}

func (c *comparison) run(ctx context.Context) (Verification, error) {
	v := Verification{Intent: c.t.Intent, Source: c.t.Source, Target: c.t.Target, Mode: c.t.Mode}
	from := c.sites[c.in.Source].catalog.Table(c.t.Source)
	to := c.sites[c.in.Target].catalog.Table(c.t.Target)
	switch {
	case from == nil:
		v.Reason = fmt.Sprintf("%s.%s does not exist", c.in.Source, c.t.Source)
		return v, nil
	case to == nil:
		v.Reason = fmt.Sprintf("%s.%s does not exist", c.in.Target, c.t.Target)
		return v, nil
	}
	for _, column := range c.t.Columns {
		if !hasColumn(to, column) || !hasColumn(from, column) && c.t.Set[column] == "" {
			v.Reason = fmt.Sprintf("column %s is not on both sides any more", column)
			return v, nil
		}
	}
	compare := c.counts
	switch {
	case c.t.Mode.Destroys() || c.t.Created:
		compare = c.content
	case len(c.t.Key) > 0 && c.keysAreCopied():
		compare = c.keys
	}
	err := compare(ctx, from, to, &v)
	return v, err
}

func hasColumn(t *postgres.Table, name string) bool {
	return slices.ContainsFunc(t.Columns, func(c postgres.Column) bool { return c.Name == name })
}

func only(t *postgres.Table) bool { return t.Kind != postgres.Partitioned }

// content compares all rows of both sides.
func (c *comparison) content(ctx context.Context, from, to *postgres.Table, v *Verification) error {
	v.Compared = "rows and content"
	var a, b postgres.Checksum
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		a, err = postgres.ReadChecksum(ctx, c.source, postgres.ChecksumQuery{Table: from.Name, Columns: c.t.Columns, Set: c.t.Set,
			Where: c.t.Where, Only: only(from), Portable: c.portable[c.in.Name]})
		return err
	})
	group.Go(func() (err error) {
		b, err = postgres.ReadChecksum(ctx, c.target, postgres.ChecksumQuery{Table: to.Name, Columns: c.t.Columns,
			Only: only(to), Portable: c.portable[c.in.Name]})
		return err
	})
	if err := group.Wait(); err != nil {
		return err
	}
	v.SourceRows, v.TargetRows, v.Equal = a.Rows, b.Rows, a == b
	switch {
	case a.Rows != b.Rows:
		v.Reason = fmt.Sprintf("%s has %s, %s %s", c.in.Source, rowsOf(a.Rows), c.in.Target, plan.Thousands(b.Rows))
	case a != b:
		v.Reason = "as many rows, but other content"
	}
	return nil
}

// counts is for tables that a copy adds to and that have no key: there can only
// be said that the target has no fewer rows than the source.
func (c *comparison) counts(ctx context.Context, from, to *postgres.Table, v *Verification) (err error) {
	v.Compared = "number of rows (no primary key to compare by)"
	v.SourceRows, err = postgres.Count(ctx, c.source, from.Name, c.t.Where, only(from), 0)
	if err != nil {
		return err
	}
	v.TargetRows, err = postgres.Count(ctx, c.target, to.Name, "", only(to), 0)
	v.Equal = v.TargetRows >= v.SourceRows
	if !v.Equal {
		v.Reason = fmt.Sprintf("%s has %s, %s only %s", c.in.Source, rowsOf(v.SourceRows), c.in.Target, plan.Thousands(v.TargetRows))
	}
	return err
}

// keys looks for each key of the source's rows on the target.
func (c *comparison) keys(ctx context.Context, from, to *postgres.Table, v *Verification) (err error) {
	v.Compared = "keys"
	v.TargetRows, err = postgres.Count(ctx, c.target, to.Name, "", only(to), 0)
	if err != nil {
		return err
	}
	child := postgres.KeyQuery{Conn: c.source, From: c.keySource(from), Columns: c.t.Key}
	parent := postgres.KeyQuery{Conn: c.target, Table: to.Name, Columns: c.t.Key, Only: only(to)}
	merge, err := postgres.MergeKeys(ctx, child, []postgres.KeyQuery{parent}, c.keyTypes(to), 10)
	if err != nil {
		return err
	}
	v.SourceRows, v.Missing, v.Keys, v.Equal = merge.Rows, merge.MissingRows, merge.FirstMissing, merge.MissingRows == 0
	if !v.Equal {
		v.Reason = fmt.Sprintf("%s a key that %s does not: %s", rowsHave(v.Missing, c.in.Source), c.in.Target,
			strings.Join(v.Keys, ", "))
	}
	return nil
}

func (c *comparison) keysAreCopied() bool {
	return !slices.ContainsFunc(c.t.Key, func(k string) bool { return !slices.Contains(c.t.Columns, k) })
}

// keySource is the source's rows as the copy takes them, with the columns of the
// key only, as an item of FROM.
func (c *comparison) keySource(from *postgres.Table) string {
	var columns []string
	for _, k := range c.t.Key {
		value := postgres.Quote(k)
		if e, there := c.t.Set[k]; there {
			value = "(" + e + "\n)"
		}
		columns = append(columns, value+" AS "+postgres.Quote(k))
	}
	table := postgres.Quote(from.Name.Schema, from.Name.Name)
	if only(from) {
		table = "ONLY " + table
	}
	query := "SELECT " + strings.Join(columns, ", ") + " FROM " + table
	if c.t.Where != "" {
		query += " WHERE (" + c.t.Where + "\n)"
	}
	return "(" + query + ") AS rows"
}

func (c *comparison) keyTypes(to *postgres.Table) (types []string) {
	for _, k := range c.t.Key {
		i := slices.IndexFunc(to.Columns, func(col postgres.Column) bool { return col.Name == k })
		types = append(types, to.Columns[i].Type)
	}
	return types
}
