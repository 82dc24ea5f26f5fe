package postgres

import (
	"context"
	"fmt"
	"strings"

	"poco/plan"
)

// A ChecksumQuery says which content to sum: the columns in their order, an
// expression of Set in the place of a column of its name, of the rows that match
// Where.
type ChecksumQuery struct {
	Table   plan.Name
	Columns []string
	Set     map[string]string
	Where   string
	Only    bool
	// Portable compares across databases of different encodings. Both sides must set
	// it, or neither.
	Portable bool
}

// A Checksum is the content of a table, whatever the order of its rows: how many
// there are, and the sums of two 64-bit hashes of each row's text. Two tables of
// the same content have equal checksums on any server of the same byte order.
type Checksum struct {
	Rows int64
	Sums [2]string
}

// ReadChecksum reads the checksum of a table in one pass. Values are compared by
// their text, so a table can be compared with a copy whose types differ.
func ReadChecksum(ctx context.Context, c *Conn, q ChecksumQuery) (Checksum, error) {
	var sum Checksum
	err := c.QueryRow(ctx, q.sql(), nil, &sum.Rows, &sum.Sums[0], &sum.Sums[1])
	if err != nil {
		err = fmt.Errorf("read the checksum of %s: %w", q.Table, err)
	}
	return sum, err
}

// sql gives the query. The text of a row of texts is unambiguous: it tells NULL
// from the empty string and quotes what would look like the end of a value. OFFSET 0
// keeps the planner from computing it twice.
func (q ChecksumQuery) sql() string {
	values := make([]string, len(q.Columns))
	for i, column := range q.Columns {
		values[i] = q.value(column)
	}
	row := "ROW(" + strings.Join(values, ", ") + ")::text"
	if q.Portable {
		row = "encode(convert_to(" + row + ", 'UTF8'), 'hex')"
	}
	return `
SELECT count(*),
       coalesce(sum(hashtextextended(content, 0)), 0)::text,
       coalesce(sum(hashtextextended(content, 8102686311745225583)), 0)::text
FROM (SELECT ` + row + ` COLLATE "C" AS content FROM ` + fromTable(q.Table, q.Only) + whereClause(q.Where) + ` OFFSET 0) rows`
}

func (q ChecksumQuery) value(column string) string {
	if expression, ok := q.Set[column]; ok {
		return "(" + expression + "\n)::text"
	}
	return Quote(column) + "::text"
}
