package postgres

import (
	"context"
	"fmt"
	"strings"

	"poco/plan"
)

// Violations finds the rows of child that a foreign key to parent, on the same
// server, would refuse: how many there are, and the first of their keys, as
// "(88120)". A key with a null references nothing.
func Violations(ctx context.Context, c *Conn, child plan.Name, columns []string, parent plan.Name, refColumns []string, first int) (rows int64, keys []string, err error) {
	if len(columns) != len(refColumns) {
		return 0, nil, fmt.Errorf("%d columns reference %d", len(columns), len(refColumns))
	}
	childFrom, err := c.keyTable(ctx, child)
	if err != nil {
		return 0, nil, err
	}
	parentFrom, err := c.keyTable(ctx, parent)
	if err != nil {
		return 0, nil, err
	}
	order, err := agreeOrder(ctx, KeyQuery{Conn: c, From: childFrom, Columns: columns}, nil, nil)
	if err != nil {
		return 0, nil, err
	}
	query := violationsSQL(childFrom, columns, parentFrom, refColumns, max(1, first))
	r := c.pgx.PgConn().ExecParams(ctx, query, nil, nil, nil, nil)
	for r.NextRow() {
		values := r.Values()
		rows, _ = parseCount(values[len(columns)])
		if len(keys) < first {
			keys = append(keys, formatKey(values[:len(columns)], order))
		}
	}
	_, err = r.Close()
	return rows, keys, err
}

func violationsSQL(child string, columns []string, parent string, refColumns []string, first int) string {
	var present, equal, shown, order []string
	for i, column := range columns {
		c := "c." + Quote(column)
		present = append(present, c+" IS NOT NULL")
		equal = append(equal, "p."+Quote(refColumns[i])+" = "+c)
		shown = append(shown, c+"::text")
		order = append(order, c)
	}
	return fmt.Sprintf(`
SELECT %s, sum(count(*)) OVER ()
FROM %s AS c
WHERE %s AND NOT EXISTS (SELECT FROM %s AS p WHERE %s)
GROUP BY %s
ORDER BY %s
LIMIT %d`,
		strings.Join(shown, ", "), child, strings.Join(present, " AND "), parent, strings.Join(equal, " AND "),
		strings.Join(order, ", "), strings.Join(order, ", "), first)
}

// keyTable is a table as a foreign key sees it: a partitioned one with its
// partitions, any other without those that inherit from it.
func (c *Conn) keyTable(ctx context.Context, table plan.Name) (string, error) {
	const query = `
SELECT r.relkind = 'p' FROM pg_class r JOIN pg_namespace n ON n.oid = r.relnamespace
WHERE n.nspname = $1 AND r.relname = $2`
	var partitioned bool
	if err := c.QueryRow(ctx, query, []any{table.Schema, table.Name}, &partitioned); err != nil {
		return "", fmt.Errorf("look for %s: %w", table, err)
	}
	return fromTable(table, !partitioned), nil
}
