package postgres

import (
	"context"
	"errors"
	"fmt"
)

// ownSchema holds the ledger where the role may make it. Elsewhere the ledger's
// tables stand in a schema of others, under longer names.
const ownSchema = "poco"

// schemaComment marks a schema poco that Poco has made, and may drop.
const schemaComment = "Poco keeps here what its unfinished runs have done (see the comments of the tables). " +
	"It drops this schema when the last run on this database ends."

// A LedgerError says why a target can hold no ledger.
type LedgerError struct {
	Reason string
	Hint   string
	Err    error
}

func (e *LedgerError) Error() string { return "cannot keep the ledger on the target: " + e.Reason }
func (e *LedgerError) Unwrap() error { return e.Err }

// LedgerHome says where in the database that c is on its role can keep the ledger:
// where it stands, else in a schema poco, else in a schema in which the role may
// create tables, the preferred one before others, else in large objects.
func LedgerHome(ctx context.Context, c *Conn, preferred string) (string, error) {
	found, err := FindLedger(ctx, c)
	if err != nil {
		return "", err
	}
	if found != nil {
		return found.Home(), nil
	}
	const query = `
SELECT home FROM (
    SELECT 'poco'::text AS home, 0 AS place
    WHERE CASE WHEN EXISTS (SELECT FROM pg_namespace WHERE nspname = 'poco')
          THEN has_schema_privilege('poco', 'CREATE') AND has_schema_privilege('poco', 'USAGE')
               AND NOT EXISTS (SELECT FROM pg_class WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'poco'))
          ELSE has_database_privilege(current_database(), 'CREATE') END
    UNION ALL
    SELECT n.nspname, CASE n.nspname WHEN $1 THEN 1 ELSE 2 END
    FROM pg_namespace n
    WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'poco')
      AND has_schema_privilege(n.oid, 'CREATE') AND has_schema_privilege(n.oid, 'USAGE')
      AND NOT EXISTS (SELECT FROM pg_class r WHERE r.relnamespace = n.oid AND r.relname IN ('poco_run', 'poco_ledger'))
) homes ORDER BY place, home LIMIT 1`
	var home string
	err = c.QueryRow(ctx, query, []any{preferred}, &home)
	if errors.Is(err, ErrNoRows) {
		return LargeObjects, nil
	}
	if err != nil {
		err = fmt.Errorf("look for a place for the ledger: %w", err)
	}
	return home, err
}

// OpenLedger finds the ledger of the database that c is on, or makes it at home, in
// a transaction of its own. It fails with a *LedgerError where the role may not
// make it there, or where something else stands in its place.
func OpenLedger(ctx context.Context, c *Conn, home string) (Ledger, error) {
	found, err := FindLedger(ctx, c)
	if err != nil || found != nil {
		return found, err
	}
	if home == LargeObjects {
		return objectLedger{}, nil // its first object makes it
	}
	l := &tableLedger{home}
	if err := l.make(ctx, c); err != nil {
		return nil, err
	}
	return l, nil
}

// trusted is whether the owner of what a ledger stands in may act as this role
// anyway. A ledger says what is done and holds a plan that an abort carries out: one
// that another role has planted must not make this one run it.
const trusted = "pg_has_role(owner, current_user, 'MEMBER')"

// foreignLedger is the error where a ledger is another role's.
func foreignLedger(where, owner string) error {
	return &LedgerError{
		Reason: fmt.Sprintf("a ledger stands in %s, of the role %s, which may not act as this one, so that it is not believed", where, owner),
		Hint:   fmt.Sprintf("Finish or abort its run as %s. Where %s has none, let it or a superuser remove what stands there.", owner, owner),
	}
}

// FindLedger finds the ledger of the database that c is on; nil where there is
// none. It fails with a *LedgerError where one is not to be believed.
func FindLedger(ctx context.Context, c *Conn) (Ledger, error) {
	tables, err := findTables(ctx, c)
	switch {
	case err != nil:
		return nil, err
	case tables != nil:
		return tables, nil
	}
	objects, err := findObjects(ctx, c)
	if err != nil || !objects {
		return nil, err
	}
	return objectLedger{}, nil
}

// findTables finds a ledger of tables; nil where there is none.
func findTables(ctx context.Context, c *Conn) (*tableLedger, error) {
	const query = `
SELECT home, owner::regrole::text, ` + trusted + `
FROM (
    SELECT n.nspname::text AS home, min(r.relowner) AS owner
    FROM pg_class r
    JOIN pg_namespace n ON n.oid = r.relnamespace
    JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE r.relkind = 'r'
      AND CASE n.nspname WHEN 'poco' THEN r.relname IN ('run', 'ledger') ELSE r.relname IN ('poco_run', 'poco_ledger') END
      AND (replace(r.relname::text, 'poco_', ''), a.attname::text) IN
          (('run', 'plan_id'), ('run', 'plan'), ('run', 'holder'), ('ledger', 'step'), ('ledger', 'evidence'), ('ledger', 'xid'))
    GROUP BY n.nspname HAVING count(*) = 6 AND min(r.relowner) = max(r.relowner)
) found
ORDER BY home <> 'poco', home LIMIT 1`
	l := &tableLedger{}
	var owner string
	var believed bool
	err := c.QueryRow(ctx, query, nil, &l.home, &owner, &believed)
	switch {
	case errors.Is(err, ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("look for the ledger: %w", err)
	case !believed:
		return nil, foreignLedger("the schema "+l.home, owner)
	}
	return l, nil
}
