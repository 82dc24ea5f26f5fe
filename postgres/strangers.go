package postgres

import "context"

// Strangers sorts out those roles that a session can't give things to: unknown are
// not on the server, others are, but the session's role is no member of them.
func Strangers(ctx context.Context, c *Conn, roles []string) (unknown, others []string, err error) {
	const query = `
SELECT coalesce(array_agg(w.name ORDER BY w.name) FILTER (WHERE r.oid IS NULL), '{}'),
       coalesce(array_agg(w.name ORDER BY w.name) FILTER (WHERE NOT pg_has_role(r.oid, 'MEMBER')), '{}')
FROM unnest($1::text[]) AS w (name)
LEFT JOIN pg_roles r ON r.rolname = w.name`
	err = c.QueryRow(ctx, query, []any{roles}, &unknown, &others)
	return unknown, others, err
}
