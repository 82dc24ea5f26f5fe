package pgtest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"poco/internal/pgcluster"
)

// Database makes a fresh database on a server and gives its URL. setup are SQL
// scripts, run in order as the superuser, which may hold COPY … FROM stdin with
// its rows, as pg_dump writes them. What they make is kept as a template, so that
// the same setup costs milliseconds the next time. The database is dropped when
// the test ends.
func Database(t testing.TB, cluster *pgcluster.Cluster, setup ...string) (url string) {
	t.Helper()
	template := "template0"
	if len(setup) > 0 {
		var err error
		if template, err = templateOf(cluster, setup); err != nil {
			t.Fatalf("set up a database: %v", err)
		}
	}
	name := "t_" + strings.ToLower(rand.Text())
	if err := create(t.Context(), cluster, name, template); err != nil {
		t.Fatalf("create a database: %v", err)
	}
	t.Cleanup(func() {
		err := Exec(context.Background(), cluster.URL("postgres"), "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
		if err != nil {
			t.Logf("drop database %s: %v", name, err)
		}
	})
	return cluster.URL(name)
}

// templates are the template databases of one server.
type templates struct {
	sync.Mutex
	names map[string]*template
}

// A template is made once, by whoever asks first.
type template struct {
	once sync.Once
	err  error
}

// templateOf makes the template database of a setup where it is missing.
func templateOf(cluster *pgcluster.Cluster, setup []string) (string, error) {
	sum := sha256.Sum256([]byte(strings.Join(setup, "\x00")))
	name := "template_" + hex.EncodeToString(sum[:12])
	made := templatesOf(cluster).get(name)
	made.once.Do(func() { made.err = fill(cluster, name, setup) })
	return name, made.err
}

func (ts *templates) get(name string) *template {
	ts.Lock()
	defer ts.Unlock()
	if ts.names == nil {
		ts.names = map[string]*template{}
	}
	if ts.names[name] == nil {
		ts.names[name] = &template{}
	}
	return ts.names[name]
}

// known are the templates that were made, by server.
var known struct {
	sync.Mutex
	servers map[*pgcluster.Cluster]*templates
}

// templatesOf finds a server's templates.
func templatesOf(cluster *pgcluster.Cluster) *templates {
	known.Lock()
	defer known.Unlock()
	if known.servers == nil {
		known.servers = map[*pgcluster.Cluster]*templates{}
	}
	if known.servers[cluster] == nil {
		known.servers[cluster] = &templates{}
	}
	return known.servers[cluster]
}

func fill(cluster *pgcluster.Cluster, name string, setup []string) error {
	ctx := context.Background()
	if err := create(ctx, cluster, name, "template0"); err != nil {
		return err
	}
	for _, script := range setup {
		if err := Exec(ctx, cluster.URL(name), script); err != nil {
			return err
		}
	}
	return nil
}

// create makes a database. Names and templates are this package's own and need no
// quotes.
func create(ctx context.Context, cluster *pgcluster.Cluster, name, template string) error {
	return Exec(ctx, cluster.URL("postgres"), fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s", name, template))
}

// connect opens a session for a setup.
func connect(ctx context.Context, url string) (*pgconn.PgConn, error) {
	config, err := pgconn.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	config.RuntimeParams["client_min_messages"] = "warning"
	config.RuntimeParams["check_function_bodies"] = "off"
	return pgconn.ConnectConfig(ctx, config)
}
