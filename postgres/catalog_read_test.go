package postgres

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"poco/internal/pgcluster/pgtest"
	"poco/plan"
)

// catalogOf reads the catalog of a fresh database that the scripts fill.
func catalogOf(t testing.TB, setup ...string) *Catalog {
	t.Helper()
	return read(t, open(t, pgtest.Database(t, pgtest.Server(t), setup...)), "public")
}

func read(t testing.TB, c *Conn, schema string) *Catalog {
	t.Helper()
	catalog, err := ReadCatalog(t.Context(), c, schema)
	if err != nil {
		t.Fatal(Explain(err))
	}
	return catalog
}

// table finds a table of the default schema that must be there.
func table(t testing.TB, c *Catalog, name string) *Table {
	t.Helper()
	found := c.Table(plan.Name{Schema: c.Schema, Name: name})
	if found == nil {
		t.Fatalf("no table %q in the catalog", name)
	}
	return found
}

// A tally counts what a catalog holds, by kind.
type tally map[string]int

func tallyOf(c *Catalog) tally {
	n := tally{}
	add := func(kind string, by int) {
		if by > 0 {
			n[kind] += by
		}
	}
	for _, t := range c.Tables {
		add(t.Kind.String(), 1)
		if t.Kind != Ordinary && t.Kind != Partitioned {
			continue
		}
		add("foreign key", len(t.ForeignKeys))
		add("trigger", len(t.Triggers))
		primary := 0
		for _, k := range t.Constraints {
			if k.Kind == PrimaryKey {
				primary++
			}
			add(k.Kind.String(), 1)
		}
		if primary == 0 {
			add("without primary key", 1)
		}
		for _, k := range t.ForeignKeys {
			if k.References == t.Name {
				add("self reference", 1)
			}
			if len(k.Columns) > 1 {
				add("foreign key of several columns", 1)
			}
		}
		for _, col := range t.Columns {
			if col.Generated != "" {
				add("generated column", 1)
			}
			if col.Identity == 'a' {
				add("identity column", 1)
			}
		}
		if t.Unlogged {
			add("unlogged", 1)
		}
		if t.PartitionOf != nil {
			add("partition", 1)
		}
	}
	for _, y := range c.Types {
		add("type "+string(y.Kind), 1)
	}
	add("sequence", len(c.Sequences))
	return n
}

func TestCatalogHoldsWhatTheSamplesHold(t *testing.T) {
	for _, sample := range []struct {
		name string
		want tally
	}{
		{"pagila", tally{
			"table": 21, "partitioned table": 1, "partition": 7, "view": 7, "materialized view": 1,
			"foreign key": 36, "trigger": 15, "primary key": 22,
			"type d": 2, "type e": 1, "sequence": 13,
		}},
		{"chinook", tally{"table": 11, "foreign key": 11, "self reference": 1, "primary key": 11}},
		{"chinook_identity", tally{
			"table": 11, "foreign key": 11, "self reference": 1, "primary key": 11, "identity column": 10, "sequence": 10,
		}},
		{"coder", tally{
			"table": 117, "view": 12, "foreign key": 153, "self reference": 3, "foreign key of several columns": 4,
			"without primary key": 16, "primary key": 101, "unique": 39, "check": 61, "trigger": 30, "unlogged": 7,
			"generated column": 2, "type e": 60, "type d": 1, "type c": 2, "sequence": 10,
		}},
	} {
		t.Run(sample.name, func(t *testing.T) {
			c := read(t, open(t, pgtest.Data(t, pgtest.Server(t), sample.name)), "public")
			if diff := cmp.Diff(sample.want, tallyOf(c)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// A queryCounter counts statements, those within batches too.
type queryCounter struct{ n atomic.Int64 }

func (q *queryCounter) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	q.n.Add(1)
	return ctx
}
func (q *queryCounter) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}
func (q *queryCounter) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return ctx
}
func (q *queryCounter) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {
	q.n.Add(1)
}
func (q *queryCounter) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

// someTables makes n tables with all that hangs on tables.
func someTables(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `
			CREATE TYPE mood%[1]d AS ENUM ('glad', 'sad');
			CREATE FUNCTION zero%[1]d() RETURNS int LANGUAGE sql AS 'SELECT 0';
			CREATE FUNCTION pass%[1]d() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
			CREATE TABLE t%[1]d (
				id bigserial PRIMARY KEY, parent bigint REFERENCES t%[1]d, mood mood%[1]d NOT NULL DEFAULT 'glad',
				n int DEFAULT zero%[1]d() CHECK (n >= 0), a text, b text, c timestamptz DEFAULT now(),
				d numeric(10, 2), e jsonb, f uuid);
			CREATE INDEX ON t%[1]d (parent);
			CREATE TRIGGER pass BEFORE INSERT ON t%[1]d FOR EACH ROW EXECUTE FUNCTION pass%[1]d();
		`, i)
	}
	return b.String()
}

func TestCatalogTakesAsManyQueriesForOneTableAsForFifty(t *testing.T) {
	queries := func(tables int) int64 {
		config := parse(t, pgtest.Database(t, pgtest.Server(t), someTables(tables)))
		counter := &queryCounter{}
		config.pgx.Tracer = counter
		c, err := Connect(t.Context(), config, Session{})
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close(context.Background())
		counter.n.Store(0)
		if got := len(read(t, c, "public").Tables); got != tables {
			t.Fatalf("%d tables in the catalog, want %d", got, tables)
		}
		return counter.n.Load()
	}
	one, fifty := queries(1), queries(50)
	if one != fifty || one == 0 {
		t.Errorf("%d queries for one table, %d for fifty", one, fifty)
	}
}

func TestCatalogIsReadWhileTablesComeAndGo(t *testing.T) {
	url := pgtest.Database(t, pgtest.Server(t), someTables(5))
	c, other := open(t, url), open(t, url)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		for ctx.Err() == nil {
			_, err := other.Exec(context.Background(), `
				CREATE TABLE gone (id serial PRIMARY KEY, n int DEFAULT zero1() CHECK (n > 0), m mood1);
				CREATE INDEX ON gone (n) WHERE n > 1`)
			if err == nil {
				_, err = other.Exec(context.Background(), "DROP TABLE gone")
			}
			if err != nil {
				ended <- err
				return
			}
		}
		ended <- nil
	}()
	defer func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}()
	for range 20 {
		if catalog := read(t, c, "public"); len(catalog.Tables) < 5 {
			t.Errorf("%d tables in the catalog, want at least 5", len(catalog.Tables))
		}
	}
}

func BenchmarkReadCatalogOfTwoThousandTables(b *testing.B) {
	c := open(b, pgtest.Database(b, pgtest.Server(b), someTables(2000)))
	for b.Loop() {
		read(b, c, "public")
	}
}
