package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// connectionLimits are what bounds the number of a role's connections.
type connectionLimits struct {
	max, superuserReserved, reserved int
	mayUseReserved, superuser        bool
	database, role                   int // -1: none
	used, usedDatabase, usedRole     int
}

// free is how many connections the role may still open.
func (l connectionLimits) free() int {
	free := l.max - l.used
	if !l.superuser {
		free -= l.superuserReserved
		if !l.mayUseReserved {
			free -= l.reserved
		}
		if l.database >= 0 {
			free = min(free, l.database-l.usedDatabase)
		}
		if l.role >= 0 {
			free = min(free, l.role-l.usedRole)
		}
	}
	return max(free, 0)
}

// readServer reads what the later queries are chosen by.
func (r *reader) readServer(ctx context.Context) error {
	s := &r.catalog.Server
	s.Host, s.Port = r.conn.Host(), r.conn.Port()
	if err := r.conn.QueryRow(ctx, "SELECT current_setting('server_version_num')::int", nil, &s.VersionNum); err != nil {
		return err
	}
	b := r.batch()
	b.add("server", serverSQL, nil, func(rows pgx.Rows) error {
		var l connectionLimits
		err := rows.Scan(&s.Version, &s.VersionNum, &s.DBName, &s.User, &s.DatabaseOID, &s.Encoding,
			&s.Superuser, &s.BypassRLS, &s.InRecovery, &s.ReadOnly, &s.Tablespaces, &s.AccessMethods,
			&s.CreateSchema, &s.CreateTemp, &s.SetReplicationRole, &s.LargeObjects, &r.systemIdentifier, &s.BlockSize,
			&l.max, &l.superuserReserved, &l.reserved, &l.mayUseReserved, &l.database, &l.role,
			&l.superuser, &l.used, &l.usedDatabase, &l.usedRole)
		s.FreeConnections = l.free()
		return err
	})
	return b.send(ctx)
}

// queueSystemIdentifier reads it where the role may: by itself, for Postgres
// refuses a whole statement that names a function which the role may not call.
func (r *reader) queueSystemIdentifier(b *catalogBatch) {
	if !r.systemIdentifier {
		return
	}
	b.add("system identifier", "SELECT system_identifier::text FROM pg_control_system()", nil,
		func(rows pgx.Rows) error { return rows.Scan(&r.catalog.Server.SystemIdentifier) })
}

// queueSchemas reads the users' schemas.
func (r *reader) queueSchemas(b *catalogBatch) {
	b.add("schemas", schemasSQL, nil, func(rows pgx.Rows) error {
		var oid uint32
		var s Schema
		var usage, create, owned *bool
		err := rows.Scan(&oid, &s.Name, &s.Comment, &usage, &create, &owned)
		if err != nil || usage == nil || create == nil || owned == nil {
			return err // a schema that is gone has no privileges
		}
		s.Usage, s.Create, s.Owned = *usage, *create, *owned
		r.schemas = append(r.schemas, oid)
		r.catalog.Schemas = append(r.catalog.Schemas, s)
		return nil
	})
}

// queueNames reads the names of what a database may be asked to have.
func (r *reader) queueNames(b *catalogBatch) {
	c := r.catalog
	b.add("extensions", "SELECT extname FROM pg_extension ORDER BY extname", nil, into(&c.Extensions))
	b.add("collations", collationsSQL, nil, into(&c.Collations))
}

// into appends the one column of each row to a list.
func into(list *[]string) func(pgx.Rows) error {
	return func(rows pgx.Rows) error {
		var s string
		err := rows.Scan(&s)
		*list = append(*list, s)
		return err
	}
}
