package main

import (
	"context"
	"fmt"
	"os"
	"runtime"

	"poco/internal/pgcluster"
	"poco/postgres"
)

type options struct {
	Rows    int `json:"rows"`
	Rounds  int `json:"rounds"`
	SmallMB int `json:"small_mb"`
	LargeMB int `json:"large_mb"`
	// Saved leaves all out but backups.
	Saved bool `json:"backups_alone,omitempty"`
}

// settings are those of both servers. fsync stays off: the disk is not what is
// measured.
var settings = map[string]string{
	"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off",
	"shared_buffers": "256MB", "max_wal_size": "8GB", "wal_level": "minimal", "max_wal_senders": "0",
}

// A bench is two servers with the tables to copy.
type bench struct {
	source, target       *pgcluster.Cluster
	sourceURL, targetURL string
	from, to             *postgres.Conn
}

func measure(ctx context.Context, o options) (*report, error) {
	var b bench
	defer b.stop()
	say("starting two servers")
	if err := b.start(ctx); err != nil {
		return nil, err
	}
	r := &report{Options: o, Cores: runtime.NumCPU(), System: runtime.GOOS + "/" + runtime.GOARCH,
		Postgres: b.source.Programs().Text, Rounds: map[string][]cost{}}
	if err := b.fill(ctx, o.Rows); err != nil {
		return nil, err
	}
	if o.Saved {
		return r, b.saved(ctx, o, r)
	}
	poco, err := pocoTool(b.sourceURL, b.targetURL)
	if err != nil {
		return nil, err
	}
	if err := b.rounds(ctx, o, poco, r); err != nil {
		return nil, err
	}
	if r.Small, err = b.memory(ctx, poco, o.SmallMB); err != nil {
		return nil, err
	}
	if r.Large, err = b.memory(ctx, poco, o.LargeMB); err != nil {
		return nil, err
	}
	return r, b.saved(ctx, o, r)
}

func (b *bench) start(ctx context.Context) (err error) {
	for _, s := range []struct {
		name    string
		cluster **pgcluster.Cluster
		url     *string
		conn    **postgres.Conn
	}{{"source", &b.source, &b.sourceURL, &b.from}, {"target", &b.target, &b.targetURL, &b.to}} {
		if *s.cluster, err = pgcluster.Start(ctx, pgcluster.Options{Name: s.name, Settings: settings}); err != nil {
			return err
		}
		*s.url = (*s.cluster).URL("postgres")
		if *s.conn, err = connect(ctx, *s.url); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) stop() {
	for _, c := range []*postgres.Conn{b.from, b.to} {
		if c != nil {
			c.Close(context.Background())
		}
	}
	for _, c := range []*pgcluster.Cluster{b.source, b.target} {
		if c != nil {
			c.Stop(context.Background())
		}
	}
}

// fill makes pgbench_accounts.
func (b *bench) fill(ctx context.Context, rows int) error {
	say("filling pgbench_accounts with %d rows", rows)
	const definition = "CREATE TABLE pgbench_accounts (aid int NOT NULL, bid int, abalance int, filler char(84))"
	fill := fmt.Sprintf("INSERT INTO pgbench_accounts SELECT i, i / 100000 + 1, 0, '' FROM generate_series(1, %d) i", rows)
	return b.table(ctx, "pgbench_accounts", definition, fill)
}

// rounds lets the tools copy pgbench_accounts in turns, into an empty table.
func (b *bench) rounds(ctx context.Context, o options, poco tool, r *report) error {
	tools := []tool{poco}
	if psql, err := psqlTool(b.source.Programs().Dir, b.sourceURL, b.targetURL); err != nil {
		say("%v", err)
	} else {
		tools = append(tools, psql)
	}
	for round := range o.Rounds {
		for _, t := range tools {
			c, err := b.measured(ctx, t, "pgbench_accounts")
			if err != nil {
				return err
			}
			say("round %d of %d: %s %.2f s, %.2f s of CPU", round+1, o.Rounds, t.Name, c.Seconds, c.CPUSeconds)
			r.Rounds[t.Name] = append(r.Rounds[t.Name], c)
		}
	}
	return nil
}

// memory copies a table of about the given size and tells the tool's peak.
func (b *bench) memory(ctx context.Context, poco tool, mb int) (cost, error) {
	say("copying a table of %d MB", mb)
	const definition = "CREATE TABLE wide (id int, body text)"
	fill := fmt.Sprintf("INSERT INTO wide SELECT i, repeat(md5(i::text), 32) FROM generate_series(1, %d) i", mb*1000)
	if err := b.table(ctx, "wide", definition, fill); err != nil {
		return cost{}, err
	}
	return b.measured(ctx, poco, "wide")
}

// table makes a table on both servers, filled on the source.
func (b *bench) table(ctx context.Context, name, definition, fill string) error {
	drop := "DROP TABLE IF EXISTS " + postgres.Quote(name) + "; "
	if _, err := b.to.Exec(ctx, drop+definition); err != nil {
		return err
	}
	if _, err := b.from.Exec(ctx, drop+definition+"; "+fill); err != nil {
		return err
	}
	_, err := b.from.Exec(ctx, "VACUUM (FREEZE, ANALYZE) "+postgres.Quote(name))
	return err
}

// measured lets a tool copy a table, and checks that it did.
func (b *bench) measured(ctx context.Context, t tool, table string) (cost, error) {
	name := postgres.Quote(table)
	if _, err := b.to.Exec(ctx, "TRUNCATE "+name); err != nil {
		return cost{}, err
	}
	if _, err := b.to.Exec(ctx, "CHECKPOINT"); err != nil {
		return cost{}, err
	}
	c, err := t.copy(ctx, table)
	if err != nil {
		return c, fmt.Errorf("%s: %w", t.Name, err)
	}
	var counts [2]int64
	for i, conn := range []*postgres.Conn{b.from, b.to} {
		if err := conn.QueryRow(ctx, "SELECT count(*) FROM "+name, nil, &counts[i]); err != nil {
			return c, err
		}
	}
	if counts[0] != counts[1] {
		return c, fmt.Errorf("%s copied %d of %d rows", t.Name, counts[1], counts[0])
	}
	return c, nil
}

func say(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }
