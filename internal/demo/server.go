package demo

import (
	"context"
	"crypto/rand"
	_ "embed"
	"fmt"
	"net/url"
	"time"

	"poco/internal/pgcluster"
	"poco/postgres"
)

// The shop's SQL.
var (
	//go:embed shop/schema.sql
	schemaSQL string
	//go:embed shop/rows.sql
	rowsSQL string
	//go:embed shop/production.sql
	productionSQL string
	//go:embed shop/staging.sql
	stagingSQL string
)

// scripts fill a database, by its label: staging is the shop as it was at two
// thirds of its present size.
var scripts = map[string][]string{
	Production: {schemaSQL, "SET shop.percent = 100", rowsSQL, productionSQL},
	Staging:    {schemaSQL, "SET shop.percent = 66", rowsSQL, stagingSQL},
}

// The database and its owner, who is no superuser: Poco needs none.
const (
	database = "shop"
	owner    = "shop"
)

// start starts one server and fills it.
func start(ctx context.Context, p place, programs pgcluster.Programs) (*Server, error) {
	began := time.Now()
	cluster, err := pgcluster.Start(ctx, pgcluster.Options{Dir: p.Dir, Name: p.Label, Detached: true, Programs: programs})
	if err != nil {
		return nil, err
	}
	s := &Server{Label: p.Label, Port: cluster.Port()}
	if s.url, err = createShop(ctx, cluster); err != nil {
		return nil, err
	}
	if err := s.fill(ctx); err != nil {
		return nil, err
	}
	s.Took = time.Since(began)
	return s, nil
}

// createShop creates the empty database and its owner, and gives the owner's URL.
func createShop(ctx context.Context, cluster *pgcluster.Cluster) (string, error) {
	password := rand.Text() // letters and digits
	err := execute(ctx, cluster.URL("postgres"),
		fmt.Sprintf("CREATE ROLE %s LOGIN PASSWORD '%s'", owner, password),
		fmt.Sprintf("CREATE DATABASE %s OWNER %s", database, owner))
	if err != nil {
		return "", err
	}
	if err := execute(ctx, cluster.URL(database), "ALTER SCHEMA public OWNER TO "+owner); err != nil {
		return "", err
	}
	u, err := url.Parse(cluster.URL(database))
	if err != nil {
		return "", err
	}
	u.User = url.UserPassword(owner, password)
	return u.String(), nil
}

// fill makes the shop in the server's database, and counts it.
func (s *Server) fill(ctx context.Context) error {
	if err := execute(ctx, s.url, scripts[s.Label]...); err != nil {
		return err
	}
	config, err := postgres.ParseConfig(s.url)
	if err != nil {
		return err
	}
	conn, err := postgres.Connect(ctx, config, postgres.Session{Application: "demo", ReadOnly: true})
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	return conn.QueryRow(ctx, countSQL, nil, &s.Tables, &s.Rows)
}

// countSQL counts tables and their rows, as ANALYZE saw them.
const countSQL = `
SELECT count(*), sum(c.reltuples)::bigint
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname IN ('public', 'warehouse')`

// execute runs scripts in one session.
func execute(ctx context.Context, dsn string, scripts ...string) error {
	config, err := postgres.ParseConfig(dsn)
	if err != nil {
		return err
	}
	conn, err := postgres.Connect(ctx, config, postgres.Session{Application: "demo"})
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	for _, script := range scripts {
		if _, err := conn.Exec(ctx, script); err != nil {
			return err
		}
	}
	return nil
}
