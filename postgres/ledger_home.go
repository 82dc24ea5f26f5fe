package postgres

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"strings"
)

//go:embed ledger.sql
var createLedger string

// ownSchema holds the ledger where the role may make it. Elsewhere the ledger's
// tables stand in a schema of others, under longer names.
const ownSchema = "poco"

// schemaComment marks a schema poco that Poco has made, and may drop.
const schemaComment = "Poco keeps here what its unfinished runs have done (see the comments of the tables). " +
	"It drops this schema when the last run on this database ends."

func (l *Ledger) runs() string    { return l.table("run") }
func (l *Ledger) entries() string { return l.table("ledger") }

func (l *Ledger) table(name string) string {
	if l.home != ownSchema {
		name = "poco_" + name
	}
	return Quote(l.home, name)
}

// Home is the schema that the ledger stands in.
func (l *Ledger) Home() string { return l.home }

// A LedgerError says why a target can hold no ledger.
type LedgerError struct {
	Reason string
	Hint   string
	Err    error
}

func (e *LedgerError) Error() string { return "cannot keep the ledger on the target: " + e.Reason }
func (e *LedgerError) Unwrap() error { return e.Err }

// LedgerHome says in which schema of the database that c is on its role can keep
// the ledger: the one where it stands, else poco, else a schema in which the role
// may create tables, the preferred one before others. It is empty where there is
// none.
func LedgerHome(ctx context.Context, c *Conn, preferred string) (string, error) {
	found, err := FindLedger(ctx, c)
	if err != nil {
		return "", err
	}
	if found != nil {
		return found.home, nil
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
		return "", nil
	}
	if err != nil {
		err = fmt.Errorf("look for a place for the ledger: %w", err)
	}
	return home, err
}

// OpenLedger finds the ledger of the database that c is on, or makes it in the
// schema home, in a transaction of its own. It fails with a *LedgerError where the
// role may not make it there, or where something else stands in its place.
func OpenLedger(ctx context.Context, c *Conn, home string) (*Ledger, error) {
	found, err := FindLedger(ctx, c)
	if err != nil || found != nil {
		return found, err
	}
	l := &Ledger{home}
	err = c.Tx(ctx, "", func() error {
		if home == ownSchema {
			if err := makeOwnSchema(ctx, c); err != nil {
				return err
			}
		}
		_, err := c.Exec(ctx, strings.NewReplacer("poco.run", l.runs(), "poco.ledger", l.entries()).Replace(createLedger))
		return err
	})
	if err != nil {
		return nil, l.creationError(c, err)
	}
	return l, nil
}

func makeOwnSchema(ctx context.Context, c *Conn) error {
	var exists bool
	err := c.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1)", []any{ownSchema}, &exists)
	if err != nil || exists {
		return err
	}
	_, err = c.Exec(ctx, "CREATE SCHEMA "+Quote(ownSchema)+"; COMMENT ON SCHEMA "+Quote(ownSchema)+" IS "+literal(schemaComment))
	return err
}

// creationError names the privilege that is missing, or what is in the way.
func (l *Ledger) creationError(c *Conn, err error) error {
	switch code := Code(err); {
	case code == "42P07" || code == "42710":
		return &LedgerError{
			Reason: fmt.Sprintf("the schema %s holds something else under the names that the ledger needs", l.home),
			Hint:   "Plan again: a plan looks for a schema that can hold the ledger.",
			Err:    err,
		}
	case code != "42501":
		return fmt.Errorf("make the ledger: %w", err)
	case l.home != ownSchema:
		return &LedgerError{
			Reason: fmt.Sprintf("the role %s may not create tables in the schema %s", c.config.User(), l.home),
			Hint:   fmt.Sprintf("Let the schema's owner run: GRANT CREATE, USAGE ON SCHEMA %s TO %s;", Quote(l.home), Quote(c.config.User())),
			Err:    err,
		}
	}
	return &LedgerError{
		Reason: fmt.Sprintf("the role %s may not create a schema in the database %s", c.config.User(), c.config.DBName()),
		Hint: fmt.Sprintf("Let the database's owner run: GRANT CREATE ON DATABASE %s TO %s;",
			Quote(c.config.DBName()), Quote(c.config.User())),
		Err: err,
	}
}

// FindLedger finds the ledger of the database that c is on; nil where there is
// none.
func FindLedger(ctx context.Context, c *Conn) (*Ledger, error) {
	const query = `
SELECT n.nspname::text
FROM pg_class r
JOIN pg_namespace n ON n.oid = r.relnamespace
JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE r.relkind = 'r'
  AND CASE n.nspname WHEN 'poco' THEN r.relname IN ('run', 'ledger') ELSE r.relname IN ('poco_run', 'poco_ledger') END
  AND (replace(r.relname::text, 'poco_', ''), a.attname::text) IN
      (('run', 'plan_id'), ('run', 'plan'), ('run', 'holder'), ('ledger', 'step'), ('ledger', 'evidence'), ('ledger', 'xid'))
GROUP BY n.nspname HAVING count(*) = 6
ORDER BY n.nspname <> 'poco', n.nspname LIMIT 1`
	l := &Ledger{}
	err := c.QueryRow(ctx, query, nil, &l.home)
	if errors.Is(err, ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look for the ledger: %w", err)
	}
	return l, nil
}
