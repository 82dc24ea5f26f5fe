package postgres

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

var copyLine = regexp.MustCompile(`COPY .+, line (\d+)`)

// CopyLine is which row of a COPY the target's server could not take, from 1, and 0
// where the error is about none. Only errors in the data are.
func CopyLine(err error) int64 {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) || !strings.HasPrefix(pg.Code, "22") && !strings.HasPrefix(pg.Code, "23") {
		return 0
	}
	m := copyLine.FindStringSubmatch(pg.Where)
	if m == nil {
		return 0
	}
	line, _ := strconv.ParseInt(m[1], 10, 64)
	return line
}

// RowAt finds the row that stands at a place, from 1, of what has been read in the
// snapshot that c is in, and names it by its values of the columns and by its ctid.
// It is empty where rows may come in another order when they are read again: where
// not all of them are.
func RowAt(ctx context.Context, c *Conn, r Reading, place int64, columns []string) (row string, err error) {
	relation, err := readRelation(ctx, c, r.Table)
	if err != nil || !r.whole() {
		return "", err
	}
	values := []string{"'ctid ' || t.ctid::text"}
	for _, column := range columns {
		values = append(values, fmt.Sprintf("%s || ' = ' || coalesce(t.%s::text, 'NULL')", literal(column), Quote(column)))
	}
	query := "SELECT concat_ws(', ', " + strings.Join(append(values[1:], values[0]), ", ") + ") FROM " + relation.from + " AS t" + r.pages() +
		" OFFSET $1 LIMIT 1"
	if err = c.QueryRow(ctx, query, []any{place - 1}, &row); errors.Is(err, ErrNoRows) {
		return "", nil
	}
	return row, err
}
