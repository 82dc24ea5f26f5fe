package postgres

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"poco/plan"
)

// readTries is how often ReadCatalog begins anew where other sessions drop what
// is being read: Postgres deparses definitions as of now, not as of the snapshot.
const readTries = 10

// ReadCatalog reads the database of a session that is in no transaction. schema
// is the default schema, "" for public. The number of queries does not depend on
// what the database holds. The server's schemas, temporary tables and Poco's own
// ledger are left out. A lock that is waited for too long gives a *LockWaitError.
func ReadCatalog(ctx context.Context, c *Conn, schema string) (*Catalog, error) {
	for try := 1; ; try++ {
		r := newReader(c, schema)
		err := c.Tx(ctx, snapshotTx, func() error { return r.read(ctx) })
		if err == nil {
			return r.catalog, nil
		}
		if err, again := catalogUnread(ctx, c, try, err); !again {
			return nil, err
		}
	}
}

// SnapshotCatalog takes a snapshot and reads the catalog in its session, as
// ReadCatalog does: both are of one moment, and the session has learnt of the
// tables that it will be asked to count, which is half the work of counting many
// small ones.
func SnapshotCatalog(ctx context.Context, config *Config, s Session, schema string) (*Snapshot, *Catalog, error) {
	for try := 1; ; try++ {
		snapshot, err := OpenSnapshot(ctx, config, s)
		if err != nil {
			return nil, nil, err
		}
		r := newReader(snapshot.conn, schema)
		if err = snapshot.conn.tryOut(ctx, func() error { return r.read(ctx) }); err == nil {
			return snapshot, r.catalog, nil
		}
		err, again := catalogUnread(ctx, snapshot.conn, try, err)
		snapshot.Close(ctx)
		if !again {
			return nil, nil, err
		}
	}
}

// catalogUnread explains why a catalog could not be read, and tells whether it is
// worth another try: in a new snapshot, since this one still shows what is gone.
func catalogUnread(ctx context.Context, c *Conn, try int, err error) (explained error, again bool) {
	what := "read the catalog of " + c.Config().String()
	if Code(err) == lockTimeout {
		return lockWaited(ctx, c, what, err), false
	}
	return fmt.Errorf("%s: %w", what, err), vanished(err) && try < readTries
}

// vanished reports whether an object was dropped between two looks at it.
func vanished(err error) bool {
	switch Code(err) {
	case "XX000", "42P01", "42704", "42883", "42703", "3F000":
		return true
	}
	return false
}

// A reader builds one catalog. Queries tell objects by OID; the maps hold what
// was read before.
type reader struct {
	conn    *Conn
	catalog *Catalog

	systemIdentifier bool // the role may read it
	schemas          []uint32
	tables           map[uint32]*Table
	columns          map[uint32]map[int16]string // of a table, by attnum
	types            map[uint32]*Type
	sequences        map[uint32]*Sequence
	identities       map[uint32]identity // by the sequence
	functions        map[uint32]*Function
	edges            []edge
}

// An identity is an identity column.
type identity struct {
	table  *Table
	column int // in table.Columns
}

func newReader(c *Conn, schema string) *reader {
	if schema == "" {
		schema = "public"
	}
	return &reader{
		conn:       c,
		catalog:    &Catalog{Schema: schema},
		tables:     map[uint32]*Table{},
		columns:    map[uint32]map[int16]string{},
		types:      map[uint32]*Type{},
		sequences:  map[uint32]*Sequence{},
		identities: map[uint32]identity{},
		functions:  map[uint32]*Function{},
	}
}

// read takes four round trips of queries: the server and the schemas, what is in
// them, and the functions that this depends on.
func (r *reader) read(ctx context.Context) error {
	// Compiling one of these queries, or sharing it out, takes longer than running it.
	set := "SET LOCAL jit = off; SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL search_path = " + Quote(r.catalog.Schema)
	if _, err := r.conn.Exec(ctx, set); err != nil {
		return err
	}
	if err := r.readServer(ctx); err != nil {
		return err
	}
	first := r.batch()
	r.queueSystemIdentifier(first)
	r.queueSchemas(first)
	if err := first.send(ctx); err != nil {
		return err
	}
	if err := r.readObjects(ctx); err != nil {
		return err
	}
	last := r.batch()
	r.queueFunctions(last, r.neededFunctions())
	if err := last.send(ctx); err != nil {
		return err
	}
	r.link()
	return nil
}

// readObjects reads what is in the schemas. The order matters: each query's rows
// refer to those of the ones before.
func (r *reader) readObjects(ctx context.Context) error {
	b := r.batch()
	r.queueTables(b)
	r.queueInherits(b)
	r.queueColumns(b)
	r.queueConstraints(b)
	r.queueForeignKeys(b)
	r.queueIndexes(b)
	r.queueTriggers(b)
	r.queueSequences(b)
	r.queueTypes(b)
	r.queueDepends(b)
	r.queueDropping(b)
	r.queueNames(b)
	return b.send(ctx)
}

// link ends the reading: what hangs together by name and could not be told while
// single rows were read.
func (r *reader) link() {
	c := r.catalog
	c.byName = make(map[plan.Name]*Table, len(c.Tables))
	for _, t := range c.Tables {
		c.byName[t.Name] = t
	}
	for _, t := range c.Tables {
		for _, key := range t.ForeignKeys {
			if to := c.byName[key.References]; to != nil && to != t {
				to.Incoming = append(to.Incoming, Incoming{Table: t, Key: key})
			}
		}
	}
	r.linkDepends()
	c.Types = sorted(r.types, func(t *Type) plan.Name { return t.Name })
	c.Sequences = sorted(r.sequences, func(s *Sequence) plan.Name { return s.Name })
	c.Functions = sorted(r.functions, func(f *Function) plan.Name { return f.Name })
}

// sorted gives the values of a map in the order of their names, those of equal
// names in the order of their OIDs.
func sorted[T any](m map[uint32]*T, name func(*T) plan.Name) []T {
	oids := slices.SortedFunc(maps.Keys(m), func(a, b uint32) int {
		if n := name(m[a]).Compare(name(m[b])); n != 0 {
			return n
		}
		return int(int64(a) - int64(b))
	})
	values := make([]T, len(oids))
	for i, oid := range oids {
		values[i] = *m[oid]
	}
	return values
}

// A catalogBatch is a list of queries that go to the server in one round trip.
type catalogBatch struct {
	reader *reader
	pgx    pgx.Batch
}

func (r *reader) batch() *catalogBatch { return &catalogBatch{reader: r} }

// add queues a query; scan is called for each of its rows.
func (b *catalogBatch) add(what, query string, args []any, scan func(pgx.Rows) error) {
	query = forVersion(query, b.reader.catalog.Server.VersionNum)
	b.pgx.Queue(query, args...).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			if err := scan(rows); err != nil {
				return fmt.Errorf("%s: %w", what, err)
			}
		}
		if err := rows.Err(); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		return nil
	})
}

// inSchemas queues a query about what the users' schemas hold.
func (b *catalogBatch) inSchemas(what, query string, scan func(pgx.Rows) error) {
	b.add(what, query, []any{b.reader.schemas}, scan)
}

func (b *catalogBatch) send(ctx context.Context) error {
	if b.pgx.Len() == 0 {
		return nil
	}
	return b.reader.conn.pgx.SendBatch(ctx, &b.pgx).Close()
}
