package postgres

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgtype"
)

// A keyOrder is how one column of a key is compared, the same on all sides.
type keyOrder struct {
	native nativeOrder
	kind   string // the parent's type, without length
}

// nativeOrder says whether the type's own order is kept, so that an index can give
// it, and what it is.
type nativeOrder int

const (
	asText   nativeOrder = iota // by the text's bytes
	integers                    // by value
	uuids                       // by bytes, which is also the order of their text
)

var nativeTypes = map[uint32]nativeOrder{
	pgtype.Int2OID: integers, pgtype.Int4OID: integers, pgtype.Int8OID: integers,
	pgtype.UUIDOID: uuids,
}

// agreeOrder chooses the order of each column: the native one where all sides have
// it, else that of a text which is equal exactly where the parent's type says so.
func agreeOrder(ctx context.Context, child KeyQuery, parents []KeyQuery, casts []string) ([]keyOrder, error) {
	order := make([]keyOrder, len(child.Columns))
	for i := range order {
		if i < len(casts) {
			order[i].kind = lengths.ReplaceAllString(casts[i], "")
		}
	}
	for side, q := range append([]KeyQuery{child}, parents...) {
		types, err := keyTypes(ctx, q)
		if err != nil {
			return nil, err
		}
		for i, oid := range types {
			native := nativeTypes[oid]
			if side > 0 && native != order[i].native {
				native = asText
			}
			order[i].native = native
		}
	}
	return order, nil
}

// keyTypes asks for the types of a side's columns; a domain's is its base.
func keyTypes(ctx context.Context, q KeyQuery) ([]uint32, error) {
	columns := make([]string, len(q.Columns))
	for i, c := range q.Columns {
		columns[i] = Quote(c)
	}
	d, err := q.Conn.pgx.PgConn().Prepare(ctx, "", "SELECT "+strings.Join(columns, ", ")+" FROM "+q.from(), nil)
	if err != nil {
		return nil, fmt.Errorf("read the key columns of %s: %w", q.from(), err)
	}
	types := make([]uint32, len(d.Fields))
	for i, f := range d.Fields {
		types[i] = f.DataTypeOID
	}
	return types, nil
}

// castable are the types that a value is cast to before its text is compared: the
// parent's, where values of another type may reference it. Lengths are left out,
// since a cast to varchar(3) cuts.
var castable = []string{
	"boolean", "bytea", "cidr", "date", "inet", "macaddr", "macaddr8", "money", "oid",
	"timestamp with time zone", "timestamp without time zone", "time with time zone", "time without time zone", "uuid",
}

// expression gives the value to compare, of a column's quoted name.
func (o keyOrder) expression(column string) string {
	if o.native != asText {
		return column
	}
	return fmt.Sprintf(`(%s)::text COLLATE "C"`, o.canonical(column))
}

// canonical gives an expression whose texts are the same exactly where the type
// takes the values for equal.
func (o keyOrder) canonical(column string) string {
	switch {
	case slices.Contains([]string{"smallint", "integer", "bigint", "numeric"}, o.kind):
		return "trim_scale(" + column + "::numeric)"
	case o.kind == "real" || o.kind == "double precision":
		return column + "::double precision + 0" // -0 is 0
	case o.kind == "character":
		return column + "::bpchar" // its text has no trailing blanks
	case o.kind == "citext" || strings.HasSuffix(o.kind, ".citext"):
		return "lower(" + column + "::text)"
	case o.kind == "interval":
		return fmt.Sprintf("(date_part('year', %[1]s) * 360 + date_part('month', %[1]s) * 30 + date_part('day', %[1]s)) * 86400"+
			" + date_part('hour', %[1]s) * 3600 + date_part('minute', %[1]s) * 60 + date_part('second', %[1]s)", column)
	case slices.Contains(castable, o.kind):
		return column + "::" + o.kind
	}
	return column
}

// sort gives the expression to order by. Where the server's encoding is not that of
// the session, its order of bytes would be another.
func (o keyOrder) sort(name string, portable bool) string {
	if o.native != asText || portable {
		return name
	}
	return "convert_to(" + name + ", 'UTF8')"
}

// bare reports whether values are shown without quotes.
func (o keyOrder) bare() bool {
	return o.native == integers || slices.Contains([]string{"smallint", "integer", "bigint", "numeric"}, o.kind)
}

// hasPortableEncoding reports whether texts have the same bytes on the server as in
// the session.
func (c *Conn) hasPortableEncoding() bool {
	encoding := c.pgx.PgConn().ParameterStatus("server_encoding")
	return encoding == "UTF8" || encoding == "SQL_ASCII"
}
