//go:build unix

package storm

import (
	"context"
	"crypto/rand"
	_ "embed"
	"fmt"
	"strings"
	"testing"
	"time"

	"poco/internal/pgcluster"
	"poco/internal/pgcluster/pgtest"
	"poco/internal/witness"
)

// A lane is a pair of servers, which one seed at a time may kill.
type lane struct {
	dev, qa    *server
	references map[scene]*reference
}

// A server is one that can be killed and started again by name of its side.
type server struct {
	*pgcluster.Cluster
	side      string
	templates map[string]bool
}

func newLane(t *testing.T) *lane {
	t.Helper()
	return &lane{dev: newServer(t, "dev"), qa: newServer(t, "qa"), references: map[scene]*reference{}}
}

func newServer(t *testing.T, side string) *server {
	t.Helper()
	settings := pgtest.Settings()
	settings["autovacuum"] = "on" // a server of real life cleans up while it is copied
	settings["autovacuum_naptime"] = "10s"
	settings["wal_level"] = "replica"
	settings["max_wal_size"] = "4GB"
	c := pgtest.Own(t, pgcluster.Options{Name: "storm-" + side, Settings: settings})
	return &server{Cluster: c, side: side, templates: map[string]bool{}}
}

// calm sees to it that both servers run before a seed begins.
func (l *lane) calm(t *testing.T) {
	t.Helper()
	for _, s := range []*server{l.dev, l.qa} {
		if _, err := witness.Run(s.URL("postgres"), "SELECT 1"); err != nil {
			if err := s.Restart(t.Context()); err != nil {
				t.Fatalf("start %s: %v", s.side, err)
			}
		}
	}
}

// settled waits until a server that has lost a process takes connections again.
func (s *server) settled() error {
	deadline := time.Now().Add(30 * time.Second)
	for {
		_, err := witness.Run(s.URL("postgres"), "SELECT 1")
		if err == nil || time.Now().After(deadline) {
			return err
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// database makes a database that holds what the scripts make, and drops it with
// the test. The scripts run once a server and set of scripts: the rest is a copy
// of files.
func (s *server) database(t *testing.T, name string, scripts ...string) string {
	t.Helper()
	ctx := context.Background()
	template := "template_" + name
	if !s.templates[template] {
		sql(t, s, "CREATE DATABASE "+template+" TEMPLATE template0")
		for _, script := range scripts {
			if err := pgtest.Exec(ctx, s.URL(template), script); err != nil {
				t.Fatalf("fill %s on %s: %v", template, s.side, err)
			}
		}
		sql(t, s, "ALTER DATABASE "+template+" ALLOW_CONNECTIONS false") // autovacuum stays out
		s.templates[template] = true
	}
	database := "t_" + strings.ToLower(rand.Text())
	byFiles := ""
	if s.Programs().Major >= 15 {
		byFiles = " STRATEGY FILE_COPY"
	}
	sql(t, s, "CREATE DATABASE "+database+" TEMPLATE "+template+byFiles)
	t.Cleanup(func() {
		_, err := witness.Run(s.URL("postgres"), "DROP DATABASE "+database+" WITH (FORCE)")
		if err != nil {
			t.Logf("drop %s of %s: %v", database, s.side, err)
		}
	})
	return s.URL(database)
}

func sql(t *testing.T, s *server, script string) string {
	t.Helper()
	return witness.SQL(t, s.URL("postgres"), script)
}

//go:embed testdata/schema.sql
var schemaSQL string

//go:embed testdata/rows.sql
var rowsSQL string

//go:embed testdata/target.sql
var targetSQL string

//go:embed testdata/outside.sql
var outsideSQL string

//go:embed testdata/missing.sql
var missingSQL string

// rows fills all tables: n rows in the middling ones, narrow in the narrow one.
func rows(n, narrow int, tag string) string {
	return strings.NewReplacer("{{n}}", fmt.Sprint(n), "{{narrow}}", fmt.Sprint(narrow), "{{tag}}", tag).Replace(rowsSQL)
}
