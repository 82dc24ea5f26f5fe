package postgres

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// A keyStream is the sorted keys of one side, as its server sends them.
type keyStream struct {
	side  string
	order []keyOrder
	rows  int64    // how many rows have the present key; of the child's only
	key   [][]byte // the present key, in text; nil once done
	done  bool

	reader *pgconn.ResultReader
	count  bool
	before [][]byte // the key before, to see that the server's order is ours
	ended  bool
	err    error
}

// openKeys sends the query of one side. Its error, if any, comes with the first
// key.
func openKeys(ctx context.Context, q KeyQuery, order []keyOrder, count bool) *keyStream {
	var inner, keys, sorted []string
	portable := q.Conn.hasPortableEncoding()
	for i, o := range order {
		name := fmt.Sprintf("k%d", i+1)
		inner = append(inner, o.expression(Quote(q.Columns[i]))+" AS "+name)
		keys = append(keys, name)
		sorted = append(sorted, o.sort(name, portable))
	}
	list := strings.Join(keys, ", ")
	query := "SELECT " + list
	if count {
		query += ", count(*)"
	}
	query += " FROM (SELECT " + strings.Join(inner, ", ") + " FROM " + q.from() + q.conditions() + ") AS keys"
	if count {
		query += " GROUP BY " + list
	}
	query += " ORDER BY " + strings.Join(sorted, ", ")
	return &keyStream{
		side: q.from(), order: order, count: count,
		reader: q.Conn.pgx.PgConn().ExecParams(ctx, query, nil, nil, nil, nil),
	}
}

// next moves to the next key.
func (s *keyStream) next() error {
	if !s.reader.NextRow() {
		s.done, s.key = true, nil
		return s.close()
	}
	values := s.reader.Values()
	s.key = values[:len(s.order)]
	if s.count {
		var err error
		if s.rows, err = parseCount(values[len(s.order)]); err != nil {
			return err
		}
	}
	return s.follows(s.key)
}

// follows checks that a key does not come before the one that was read last, and
// keeps it for the next check.
func (s *keyStream) follows(key [][]byte) error {
	if s.before == nil {
		s.before = make([][]byte, len(key))
	} else if compareKeys(s.before, key, s.order) > 0 {
		return fmt.Errorf("the server's order of the keys of %s is not as expected: %s after %s",
			s.side, formatKey(key, s.order), formatKey(s.before, s.order))
	}
	for i, v := range key {
		s.before[i] = append(s.before[i][:0], v...)
	}
	return nil
}

// seek moves to the first key that is not before the given one, and reports whether
// it is the same.
func (s *keyStream) seek(key [][]byte) (equal bool, err error) {
	for !s.done {
		c := compareKeys(s.key, key, s.order)
		if c >= 0 {
			return c == 0, nil
		}
		if err := s.next(); err != nil {
			return false, err
		}
	}
	return false, nil
}

// close ends the query; it reads what is left of it.
func (s *keyStream) close() error {
	if !s.ended {
		s.ended = true
		if _, err := s.reader.Close(); err != nil {
			s.err = fmt.Errorf("read the keys of %s: %w", s.side, err)
		}
	}
	return s.err
}

// compareKeys compares two keys column by column.
func compareKeys(a, b [][]byte, order []keyOrder) int {
	for i, o := range order {
		if c := o.compare(a[i], b[i]); c != 0 {
			return c
		}
	}
	return 0
}

// compare compares two values in text. Integers are short: parsing allocates
// nothing.
func (o keyOrder) compare(a, b []byte) int {
	if o.native != integers {
		return bytes.Compare(a, b)
	}
	x, _ := parseCount(a)
	y, _ := parseCount(b)
	return cmp.Compare(x, y)
}

func parseCount(text []byte) (int64, error) { return strconv.ParseInt(string(text), 10, 64) }

// longestValue is how many bytes of a value are shown.
const longestValue = 80

// formatKey writes a key for people: (7, 'x').
func formatKey(key [][]byte, order []keyOrder) string {
	parts := make([]string, len(key))
	for i, v := range key {
		text := string(v)
		if cut := cutBytes(text, longestValue); cut != text {
			text = cut + "…"
		}
		switch {
		case v == nil:
			parts[i] = "NULL"
		case order[i].bare():
			parts[i] = text
		default:
			parts[i] = literal(text)
		}
	}
	return "(" + strings.Join(parts, ", ") + ")"
}
