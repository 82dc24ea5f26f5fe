package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"poco/plan"
)

// A KeyQuery is one side of MergeKeys: the values of some columns of a table's
// rows.
type KeyQuery struct {
	// Conn is a session that nothing else uses meanwhile.
	Conn  *Conn
	Table plan.Name
	// From, where it is set, stands for the table: an item as FROM takes it.
	From    string
	Columns []string
	Where   string
	Only    bool
	// Full is for the child: its foreign key is MATCH FULL, by which a key with some
	// but not all columns null matches nothing.
	Full bool
}

// A KeyMerge is what MergeKeys found. Keys are distinct, Rows are the child's. A
// row with a null in its key references nothing and is not counted, unless the
// foreign key is MATCH FULL and the row breaks it.
type KeyMerge struct {
	Rows, Keys               int64
	MissingRows, MissingKeys int64
	MatchedRows, MatchedKeys int64
	// FirstMissing and FirstMatched are the first keys of each kind, to read:
	// "(88120)", "(7, 'x')".
	FirstMissing, FirstMatched []string
}

// MergeKeys finds which keys of child are among those of any of the parents. The
// casts are the types of the parents' columns, by whose equality keys compare; they
// are what format_type gives. Each side's server sorts its keys and sends each once;
// here they are merged, in memory that does not grow with them. At most first keys
// of each kind are given.
func MergeKeys(ctx context.Context, child KeyQuery, parents []KeyQuery, casts []string, first int) (KeyMerge, error) {
	m := merger{first: first}
	if err := checkSides(child, parents); err != nil {
		return m.result, err
	}
	order, err := agreeOrder(ctx, child, parents, casts)
	if err != nil {
		return m.result, err
	}
	m.order = order
	if child.Full {
		if err := m.partlyNull(ctx, child); err != nil {
			return m.result, err
		}
	}
	m.child = openKeys(ctx, child, order, true)
	defer m.child.close()
	for _, p := range parents {
		stream := openKeys(ctx, p, order, false)
		defer stream.close()
		m.parents = append(m.parents, stream)
	}
	err = m.merge()
	for _, stream := range append(m.parents, m.child) {
		err = cmpErr(err, stream.close())
	}
	return m.result, err
}

func checkSides(child KeyQuery, parents []KeyQuery) error {
	sessions := []*Conn{child.Conn}
	for _, p := range parents {
		if slices.Contains(sessions, p.Conn) {
			return errors.New("each side of a key merge needs a session of its own")
		}
		if len(p.Columns) != len(child.Columns) {
			return fmt.Errorf("%d columns reference %d", len(child.Columns), len(p.Columns))
		}
		sessions = append(sessions, p.Conn)
	}
	return nil
}

// from is the query's table as FROM takes it.
func (q KeyQuery) from() string {
	if q.From != "" {
		return q.From
	}
	return fromTable(q.Table, q.Only)
}

// conditions are the query's where and that no column of the key is null.
func (q KeyQuery) conditions() string {
	all := []string{q.Where}
	for _, c := range q.Columns {
		all = append(all, Quote(c)+" IS NOT NULL")
	}
	return whereClause(all...)
}

// A merger merges sorted streams of keys.
type merger struct {
	order   []keyOrder
	child   *keyStream
	parents []*keyStream
	first   int
	result  KeyMerge
}

func (m *merger) merge() error {
	for _, p := range m.parents {
		if err := p.next(); err != nil {
			return err
		}
	}
	for {
		if err := m.child.next(); err != nil || m.child.done {
			return err
		}
		found := false
		for _, p := range m.parents {
			equal, err := p.seek(m.child.key)
			if err != nil {
				return err
			}
			found = found || equal
		}
		m.note(found)
	}
}

// note counts the child's present key.
func (m *merger) note(found bool) {
	r, rows := &m.result, m.child.rows
	r.Keys++
	r.Rows += rows
	if found {
		r.MatchedKeys++
		r.MatchedRows += rows
		m.keep(&r.FirstMatched)
		return
	}
	r.MissingKeys++
	r.MissingRows += rows
	m.keep(&r.FirstMissing)
}

func (m *merger) keep(list *[]string) {
	if len(*list) < m.first {
		*list = append(*list, formatKey(m.child.key, m.order))
	}
}

// partlyNull counts the rows that MATCH FULL forbids.
func (m *merger) partlyNull(ctx context.Context, q KeyQuery) error {
	n := len(q.Columns)
	if n < 2 {
		return nil
	}
	columns, texts := make([]string, n), make([]string, n)
	for i, c := range q.Columns {
		columns[i] = Quote(c)
		texts[i] = Quote(c) + "::text"
	}
	nulls := fmt.Sprintf("num_nulls(%s) BETWEEN 1 AND %d", strings.Join(columns, ", "), n-1)
	query := fmt.Sprintf("SELECT %s, sum(count(*)) OVER (), sum(1) OVER () FROM %s%s GROUP BY %s ORDER BY %s LIMIT %d",
		strings.Join(texts, ", "), q.from(), whereClause(q.Where, nulls),
		strings.Join(columns, ", "), strings.Join(columns, ", "), max(1, m.first))
	r := q.Conn.pgx.PgConn().ExecParams(ctx, query, nil, nil, nil, nil)
	for r.NextRow() {
		values := r.Values()
		m.result.MissingRows, _ = parseCount(values[n])
		m.result.MissingKeys, _ = parseCount(values[n+1])
		if len(m.result.FirstMissing) < m.first {
			m.result.FirstMissing = append(m.result.FirstMissing, formatKey(values[:n], m.order))
		}
	}
	_, err := r.Close()
	m.result.Rows, m.result.Keys = m.result.MissingRows, m.result.MissingKeys
	return err
}
