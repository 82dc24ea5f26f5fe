package postgres

import (
	"context"

	"poco/plan"
)

// Bystanders are the tables that a script of others has no business with, as they
// were before it: a JSON text of their OIDs, names, files, numbers of dropped columns,
// and whether they may be the ledger's.
type Bystanders string

// ReadBystanders reads all tables of the database but some.
func ReadBystanders(ctx context.Context, c *Conn, but []plan.Name) (b Bystanders, err error) {
	const query = `
SELECT coalesce(json_agg(json_build_array(c.oid::bigint, quote_ident(n.nspname) || '.' || quote_ident(c.relname),
         coalesce(pg_relation_filenode(c.oid)::bigint, 0),
         (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attisdropped),
         n.nspname = '` + ownSchema + `' OR c.relname IN ('poco_run', 'poco_ledger'))), '[]')::text
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
  AND NOT EXISTS (SELECT FROM unnest($1::text[], $2::text[]) AS b (schema, name) WHERE b.schema = n.nspname AND b.name = c.relname)`
	schemas, names := make([]string, len(but)), make([]string, len(but))
	for i, name := range but {
		schemas[i], names[i] = name.Schema, name.Name
	}
	err = c.QueryRow(ctx, query, []any{schemas, names}, &b)
	return b, err
}

// Script is a statement that raises CodeBystander, with the table as its detail,
// where the transaction has done more to one of them than take keys off and put them
// back: written rows, emptied or rewritten it, dropped it or a column of it. On the
// ledger, to which a row comes after this, no trigger or rule may be put either.
// Locks tell, which a transaction keeps whatever has taken them: a statement, a
// function, a trigger or a rule. Nothing is looked up but in the server's own schema,
// before which a script may have put tables and functions of its own.
func (b Bystanders) Script() string {
	return ScriptDo(`
DECLARE
    touched pg_catalog.text;
BEGIN
    SELECT kept.entry OPERATOR(pg_catalog.->>) 1 INTO touched
    FROM pg_catalog.json_array_elements(` + literal(string(b)) + `) AS kept (entry)
    JOIN pg_catalog.pg_locks l ON l.relation OPERATOR(pg_catalog.=) (kept.entry OPERATOR(pg_catalog.->>) 0)::pg_catalog.oid
    LEFT JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) l.relation
    WHERE l.locktype OPERATOR(pg_catalog.=) 'relation' AND l.pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid()
      AND l.database OPERATOR(pg_catalog.=) (SELECT d.oid FROM pg_catalog.pg_database d
                                             WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database())
      AND (l.mode OPERATOR(pg_catalog.=) 'RowExclusiveLock'
        OR (kept.entry OPERATOR(pg_catalog.->>) 4) OPERATOR(pg_catalog.=) 'true'
          AND l.mode OPERATOR(pg_catalog.<>) 'AccessShareLock' AND l.mode OPERATOR(pg_catalog.<>) 'RowShareLock'
        OR l.mode OPERATOR(pg_catalog.=) 'AccessExclusiveLock' AND (c.oid IS NULL
          OR COALESCE(pg_catalog.pg_relation_filenode(c.oid)::pg_catalog.int8, 0)
             OPERATOR(pg_catalog.<>) (kept.entry OPERATOR(pg_catalog.->>) 2)::pg_catalog.int8
          OR (SELECT pg_catalog.count(*) FROM pg_catalog.pg_attribute a WHERE a.attrelid OPERATOR(pg_catalog.=) c.oid AND a.attisdropped)
             OPERATOR(pg_catalog.<>) (kept.entry OPERATOR(pg_catalog.->>) 3)::pg_catalog.int8))
    LIMIT 1;
    IF touched IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = '` + CodeBystander + `', MESSAGE = 'the script has changed a table that is not its own', DETAIL = touched;
    END IF;
END`)
}
