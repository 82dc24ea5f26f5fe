package postgres

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"poco/plan"
)

// A CountQuery asks how many rows of a table match Where (empty: all). Only leaves
// out the tables that inherit from it; a partitioned table then has no rows.
type CountQuery struct {
	Table plan.Name
	Where string
	Only  bool
}

// A CountResult is the answer. Exact is false and Rows -1 where the deadline came
// first, or Err says why the table can't be counted.
type CountResult struct {
	Rows  int64
	Exact bool
	Err   error
}

// fromTable is a table as FROM takes it.
func fromTable(table plan.Name, only bool) string {
	if only {
		return "ONLY " + Quote(table.Schema, table.Name)
	}
	return Quote(table.Schema, table.Name)
}

// whereClause is a WHERE of the given conditions, empty where all are. A condition
// may end in a comment.
func whereClause(conditions ...string) string {
	var all []string
	for _, c := range conditions {
		if c != "" {
			all = append(all, "("+c+"\n)")
		}
	}
	if len(all) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(all, " AND ")
}

func (q CountQuery) sql() string {
	return "SELECT count(*) FROM " + fromTable(q.Table, q.Only) + whereClause(q.Where)
}

// Count counts the rows of a table that match where. With a limit other than 0 it
// stops there.
func Count(ctx context.Context, c *Conn, table plan.Name, where string, only bool, limit int64) (rows int64, err error) {
	query := CountQuery{Table: table, Where: where, Only: only}.sql()
	if limit > 0 {
		query = fmt.Sprintf("SELECT count(*) FROM (SELECT FROM %s%s LIMIT %d) t",
			fromTable(table, only), whereClause(where), limit)
	}
	err = c.QueryRow(ctx, query, nil, &rows)
	return rows, err
}

const (
	// batchPages is how many pages of tables are counted in one round trip, and
	// batchTables how many tables: enough to make the trip cheap, few enough that a
	// deadline strikes little.
	batchPages  = 2000
	batchTables = 100
)

// Count counts many tables over up to jobs sessions, the first of which is the
// snapshot's own. The small tables come first, so that by the deadline as many as
// possible are done; those that are not have a result that says so, as have those
// that fail. The results are in the order of the queries. No table stays locked.
func (s *Snapshot) Count(ctx context.Context, queries []CountQuery, jobs int, deadline time.Time) []CountResult {
	results := make([]CountResult, len(queries))
	for i := range results {
		results[i].Rows = -1
	}
	if len(queries) == 0 {
		return results
	}
	k := &counter{queries: queries, results: results, deadline: deadline}
	if err := k.split(ctx, s.conn); err != nil {
		k.failRest(err)
		return results
	}
	more := min(jobs, len(k.batches)) - 1
	var g errgroup.Group
	g.Go(func() error { return k.work(ctx, s.conn) })
	for range more {
		g.Go(func() error {
			c, err := s.Join(ctx)
			if err != nil {
				return nil // the others do its share
			}
			defer c.Close(ctx)
			return k.work(ctx, c)
		})
	}
	if err := g.Wait(); err != nil {
		k.failRest(err)
	}
	return results
}

// A counter is one run of Count.
type counter struct {
	queries  []CountQuery
	deadline time.Time

	mu      sync.Mutex
	batches [][]int // indexes of queries
	results []CountResult
	settled []bool
}

// split puts the queries into batches, the smallest tables first. What the table's
// pages do not tell, that of a partitioned or inherited table, counts as large.
func (k *counter) split(ctx context.Context, c *Conn) error {
	pages, err := k.pages(ctx, c)
	if err != nil {
		return err
	}
	k.settled = make([]bool, len(k.queries))
	order := make([]int, len(k.queries))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return int(pages[a] - pages[b]) })
	var batch []int
	var sum int64
	for _, i := range order {
		if len(batch) > 0 && (sum+pages[i] > batchPages || len(batch) == batchTables) {
			k.batches, batch, sum = append(k.batches, batch), nil, 0
		}
		batch, sum = append(batch, i), sum+pages[i]
	}
	k.batches = append(k.batches, batch)
	return nil
}

// pages asks for the sizes of the tables, as far as they are known. Tables that
// are not there have none.
func (k *counter) pages(ctx context.Context, c *Conn) ([]int64, error) {
	const query = `
SELECT w.i, CASE WHEN r.relhassubclass THEN 1000000000 ELSE greatest(r.relpages, 0) END
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS w (schema, name, i)
JOIN pg_namespace n ON n.nspname = w.schema
JOIN pg_class r ON r.relnamespace = n.oid AND r.relname = w.name`
	pages := make([]int64, len(k.queries))
	schemas, names := make([]string, len(pages)), make([]string, len(pages))
	for i, q := range k.queries {
		schemas[i], names[i] = q.Table.Schema, q.Table.Name
	}
	rows, err := c.pgx.Query(ctx, query, schemas, names)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var i, size int64
		if err := rows.Scan(&i, &size); err != nil {
			return nil, err
		}
		pages[i-1] = min(size, 1<<30)
	}
	return pages, rows.Err()
}

// next hands out a batch; nil where none is left.
func (k *counter) next() []int {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.batches) == 0 {
		return nil
	}
	batch := k.batches[0]
	k.batches = k.batches[1:]
	return batch
}

// work counts batch after batch. An error is one of the session.
func (k *counter) work(ctx context.Context, c *Conn) error {
	for batch := k.next(); batch != nil; batch = k.next() {
		for len(batch) > 0 {
			left := time.Until(k.deadline)
			if left <= 0 {
				return nil
			}
			done, err := k.count(ctx, c, batch, left)
			if err != nil {
				return err
			}
			batch = batch[done:]
		}
	}
	return nil
}

// count counts the tables of a batch in one round trip, up to the first that fails.
// It tells how many are settled, that one with them. What was locked and set is
// taken back.
func (k *counter) count(ctx context.Context, c *Conn, batch []int, left time.Duration) (settled int, err error) {
	var sql strings.Builder
	fmt.Fprintf(&sql, "SAVEPOINT counting; SET LOCAL statement_timeout = %d", max(1, left.Milliseconds()))
	for _, i := range batch {
		sql.WriteString(";\n" + k.queries[i].sql())
	}
	const back = "ROLLBACK TO SAVEPOINT counting; RELEASE SAVEPOINT counting"
	sql.WriteString(";\n" + back)
	const before = 2 // statements
	at := 0
	results := c.pgx.PgConn().Exec(ctx, sql.String())
	for results.NextResult() {
		r := results.ResultReader()
		var rows int64
		for r.NextRow() {
			rows, err = parseCount(r.Values()[0])
		}
		if _, closeErr := r.Close(); closeErr != nil || err != nil {
			continue
		}
		if counted := at - before; counted >= 0 && counted < len(batch) {
			k.settle(batch[counted], CountResult{Rows: rows, Exact: true})
		}
		at++
	}
	failure := results.Close()
	if failure == nil {
		failure = err
	}
	if failure == nil {
		return len(batch), nil
	}
	if c.pgx.IsClosed() || at < before {
		return 0, failure
	}
	k.settle(batch[at-before], countFailure(failure))
	_, err = c.Exec(ctx, back)
	return at - before + 1, err
}

// countFailure tells a deadline from an error of the table's.
func countFailure(err error) CountResult {
	if Code(err) == "57014" {
		return CountResult{Rows: -1}
	}
	return CountResult{Rows: -1, Err: err}
}

func (k *counter) settle(i int, r CountResult) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.results[i] = r
	k.settled[i] = true
}

// failRest gives all that is open the same error.
func (k *counter) failRest(err error) {
	for i := range k.results {
		if k.settled == nil || !k.settled[i] {
			k.results[i].Err = err
		}
	}
}
