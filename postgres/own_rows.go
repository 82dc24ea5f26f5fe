package postgres

import (
	"context"
	"fmt"
	"strings"

	"poco/plan"
)

// ownRow picks, of the table p, the rows that some transactions wrote and nobody
// has changed since. A row keeps 32 bits of its transaction's number.
const ownRow = `p.xmin::text::bigint = ANY ($1)`

// short are the parts of transaction numbers that rows keep.
func short(xids []uint64) []int64 {
	list := make([]int64, len(xids))
	for i, x := range xids {
		list[i] = int64(x & 0xffffffff)
	}
	return list
}

// CountOwn counts the rows of a table that still are as the transactions wrote
// them. It reads the whole table.
func CountOwn(ctx context.Context, c *Conn, table plan.Name, xids []uint64) (n int64, err error) {
	from, err := ownFrom(ctx, c, table)
	if err != nil {
		return 0, err
	}
	err = c.QueryRow(ctx, "SELECT count(*) FROM "+from+" WHERE "+ownRow, []any{short(xids)}, &n)
	return n, err
}

// TakeBack deletes from a table exactly the rows that the transactions inserted
// into it, which are written many, in the caller's transaction. Where it can't be
// certain that it deletes those and no others, and changes nothing else, it says
// why; the caller's transaction must then be rolled back.
func TakeBack(ctx context.Context, c *Conn, table plan.Name, xids []uint64, written int64) (why string, err error) {
	from, err := ownFrom(ctx, c, table)
	if err != nil {
		return "", err
	}
	// From here on nobody writes the table, nor references its rows.
	if _, err := c.Exec(ctx, "LOCK TABLE "+strings.TrimSuffix(from, " p")+" IN EXCLUSIVE MODE"); err != nil {
		return "", err
	}
	if why, err = effects(ctx, c, table); why != "" || err != nil {
		return why, err
	}
	if why, err = referenced(ctx, c, table, from, xids); why != "" || err != nil {
		return why, err
	}
	deleted, err := c.Exec(ctx, "DELETE FROM "+from+" WHERE "+ownRow, short(xids))
	switch {
	case err != nil:
		return "", err
	case deleted != written:
		return fmt.Sprintf("of %s that the run wrote %d are as it wrote them, others were changed since or deleted", rowsOf(written), deleted), nil
	}
	return "", nil
}

// ownFrom names the table, as p, with its own rows only.
func ownFrom(ctx context.Context, c *Conn, table plan.Name) (string, error) {
	only, err := Standalone(ctx, c, table)
	from := Quote(table.Schema, table.Name) + " p"
	if only {
		from = "ONLY " + from
	}
	return from, err
}

// effects says what a DELETE would do besides deleting, and whether rows of older
// transactions could be taken for the run's: after 2^32 transactions their numbers
// come round, and a row does not tell of which round it is.
func effects(ctx context.Context, c *Conn, table plan.Name) (why string, err error) {
	const query = `
SELECT coalesce((SELECT 'its trigger ' || quote_ident(tgname) || ' fires on DELETE' FROM pg_trigger
                 WHERE tgrelid = ANY (r.family) AND NOT tgisinternal AND tgenabled IN ('O', 'A') AND tgtype & 8 <> 0 ORDER BY tgname LIMIT 1),
                (SELECT 'it has rules' FROM pg_rewrite WHERE ev_class = ANY (r.family) LIMIT 1),
                (SELECT 'the server has used its transaction numbers more than once'
                 WHERE pg_current_xact_id()::text::bigint >> 32 > 0), '')
FROM (SELECT array_agg(t) AS family FROM (SELECT $1::regclass::oid AS t UNION SELECT relid FROM pg_partition_tree($1::regclass)) f) r`
	err = c.QueryRow(ctx, query, []any{Quote(table.Schema, table.Name)}, &why)
	return why, err
}

// referenced says which rows that the transactions did not write reference some
// that they did: to delete those would change or break the others.
func referenced(ctx context.Context, c *Conn, table plan.Name, from string, xids []uint64) (why string, err error) {
	const query = `
SELECT k.conname::text, n.nspname::text, r.relname::text,
       (SELECT array_agg(a.attname::text ORDER BY u.place) FROM unnest(k.conkey) WITH ORDINALITY u(num, place)
        JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.num),
       (SELECT array_agg(a.attname::text ORDER BY u.place) FROM unnest(k.confkey) WITH ORDINALITY u(num, place)
        JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.num)
FROM pg_constraint k
JOIN pg_class r ON r.oid = k.conrelid
JOIN pg_namespace n ON n.oid = r.relnamespace
WHERE k.contype = 'f' AND k.confrelid = $1::regclass
ORDER BY 2, 3, 1`
	rows, err := c.pgx.Query(ctx, query, Quote(table.Schema, table.Name))
	if err != nil {
		return "", err
	}
	type key struct {
		name                string
		child               plan.Name
		columns, refColumns []string
	}
	var keys []key
	for rows.Next() {
		var k key
		if err := rows.Scan(&k.name, &k.child.Schema, &k.child.Name, &k.columns, &k.refColumns); err != nil {
			rows.Close()
			return "", err
		}
		keys = append(keys, k)
	}
	if err := rows.Err(); err != nil {
		return "", err
	}
	for _, k := range keys {
		var equal []string
		for i := range k.columns {
			equal = append(equal, "c."+Quote(k.columns[i])+" = p."+Quote(k.refColumns[i]))
		}
		var found bool
		err := c.QueryRow(ctx, "SELECT EXISTS (SELECT FROM "+Quote(k.child.Schema, k.child.Name)+" c JOIN "+from+" ON "+
			strings.Join(equal, " AND ")+" WHERE "+ownRow+
			" AND NOT (c.tableoid = p.tableoid AND c.xmin::text::bigint = ANY ($1)))", []any{short(xids)}, &found)
		if err != nil {
			return "", err
		}
		if found {
			return fmt.Sprintf("rows of %s reference them by %s", k.child, k.name), nil
		}
	}
	return "", nil
}
