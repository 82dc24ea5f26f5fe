package postgres

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"poco/plan"
)

// DumpTables are the tables that a dump holds.
type DumpTables struct {
	// Rows are those that have rows of their own, sorted; Parents are partitioned.
	Rows, Parents []plan.Name
	// Ledger are the tables of Poco's own, which are to be left out.
	Ledger []plan.Name
}

// All are the tables with and without rows.
func (t DumpTables) All() []plan.Name {
	all := slices.Concat(t.Rows, t.Parents)
	slices.SortFunc(all, plan.Name.Compare)
	return all
}

// ReadDumpTables reads which tables a dump of whole schemas, or of the tables given,
// holds. Tables of extensions are made with those, and are none of them.
func ReadDumpTables(ctx context.Context, c *Conn, schemas []string, tables []plan.Name) (DumpTables, error) {
	const query = `
SELECT n.nspname::text, r.relname::text, r.relkind = 'p'
FROM pg_class r JOIN pg_namespace n ON n.oid = r.relnamespace
WHERE r.relkind IN ('r', 'p') AND r.relpersistence <> 't'
  AND (n.nspname = ANY ($1::text[]) OR (n.nspname::text, r.relname::text) IN (SELECT * FROM unnest($2::text[], $3::text[])))
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = r.oid AND d.deptype = 'e')
ORDER BY n.nspname::text COLLATE "C", r.relname::text COLLATE "C"`
	var d DumpTables
	ledger, err := findTables(ctx, c)
	if err != nil {
		return d, err
	}
	in, names := make([]string, len(tables)), make([]string, len(tables))
	for i, t := range tables {
		in[i], names[i] = t.Schema, t.Name
	}
	rows, err := c.pgx.Query(ctx, query, schemas, in, names)
	if err != nil {
		return d, fmt.Errorf("look for the tables to dump: %w", err)
	}
	var name plan.Name
	var parent bool
	_, err = pgx.ForEachRow(rows, []any{&name.Schema, &name.Name, &parent}, func() error {
		switch quoted := Quote(name.Schema, name.Name); {
		case ledger != nil && (quoted == ledger.runs() || quoted == ledger.entries()):
			d.Ledger = append(d.Ledger, name)
		case parent:
			d.Parents = append(d.Parents, name)
		default:
			d.Rows = append(d.Rows, name)
		}
		return nil
	})
	if err != nil {
		err = fmt.Errorf("look for the tables to dump: %w", err)
	}
	return d, err
}

// ReadServer reads what ReadCatalog does of the server and the database, and no more.
// In a transaction it is as of that.
func ReadServer(ctx context.Context, c *Conn) (Server, error) {
	r := newReader(c, "")
	err := r.readServer(ctx)
	if err == nil {
		b := r.batch()
		if r.queueSystemIdentifier(b); r.systemIdentifier {
			err = b.send(ctx)
		}
	}
	if err != nil {
		err = fmt.Errorf("ask %s what it is: %w", c.Config(), err)
	}
	return r.catalog.Server, err
}

// IsSession reports whether a session of the server is still there, by its process.
func IsSession(ctx context.Context, c *Conn, pid uint32) (is bool, err error) {
	err = c.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid = $1)", []any{int32(pid)}, &is)
	return is, err
}

// SessionsNamed are the server's processes of the sessions with the database of c that
// have an application name, given without the "poco" before it.
func SessionsNamed(ctx context.Context, c *Conn, application string) ([]int32, error) {
	rows, err := c.pgx.Query(ctx, "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = left($1, 63)",
		applicationName(application))
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[int32])
}
