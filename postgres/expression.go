package postgres

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"poco/plan"
)

// EstimateWhere is the planner's estimate of how many rows match where.
func EstimateWhere(ctx context.Context, c *Conn, table plan.Name, where string) (int64, error) {
	var document string
	err := c.QueryRow(ctx, "EXPLAIN (FORMAT JSON) SELECT FROM "+fromTable(table, false)+whereClause(where), nil, &document)
	if err != nil {
		return 0, err
	}
	node, err := topNode(document)
	return int64(node.Rows), err
}

// An ExpressionError says what is wrong with an expression of the recipe.
type ExpressionError struct {
	Table  plan.Name
	Column string // empty: the where
	Err    error  // the server's
}

func (e *ExpressionError) Error() string {
	if e.Column == "" {
		return fmt.Sprintf("the where of %s: %v", e.Table, e.Err)
	}
	return fmt.Sprintf("the expression for column %s of %s: %v", e.Column, e.Table, e.Err)
}

func (e *ExpressionError) Unwrap() error { return e.Err }

// CheckExpression has the server parse a where and the expressions that replace
// columns, without running them, so that their errors come when the plan is made.
// It gives all of them, joined, each an *ExpressionError. An expression must give a
// value of its column's type, or one that can be cast to it. It is called outside a
// transaction.
func CheckExpression(ctx context.Context, c *Conn, table plan.Name, where string, set map[string]string) error {
	var all []error
	from := fromTable(table, false)
	if where != "" {
		if err := c.parses(ctx, "SELECT FROM "+from+whereClause(where)); err != nil {
			all = append(all, &ExpressionError{Table: table, Err: err})
		}
	}
	for _, column := range slices.Sorted(maps.Keys(set)) {
		kind, err := columnType(ctx, c, table, column)
		if err == nil {
			err = c.parses(ctx, fmt.Sprintf("SELECT CAST((%s\n) AS %s) FROM %s", set[column], kind, from))
		}
		if err != nil && IsLost(err) {
			return err
		}
		if err != nil {
			all = append(all, &ExpressionError{Table: table, Column: column, Err: err})
		}
	}
	return errors.Join(all...)
}

// parses has the server prepare one statement.
func (c *Conn) parses(ctx context.Context, sql string) error {
	_, err := c.pgx.PgConn().Prepare(ctx, "", sql, nil)
	return err
}

// columnType is a column's type, as CAST takes it.
func columnType(ctx context.Context, c *Conn, table plan.Name, column string) (kind string, err error) {
	const query = `
SELECT format_type(a.atttypid, a.atttypmod)
FROM pg_attribute a JOIN pg_class r ON r.oid = a.attrelid JOIN pg_namespace n ON n.oid = r.relnamespace
WHERE n.nspname = $1 AND r.relname = $2 AND a.attname = $3 AND a.attnum > 0 AND NOT a.attisdropped`
	err = c.QueryRow(ctx, query, []any{table.Schema, table.Name, column}, &kind)
	if errors.Is(err, ErrNoRows) {
		return "", errors.New("the table has no such column")
	}
	return kind, err
}
