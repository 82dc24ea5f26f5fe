// Package pgtest gives tests real Postgres servers, databases and sample data.
// Servers are shared by the tests of one binary, started when first asked for and
// stopped at its end; databases are each test's own.
package pgtest

import (
	"context"
	"fmt"
	"os"
	"sync"
	"testing"

	"poco/internal/pgcluster"
)

// Main runs a binary's tests and stops the shared servers:
//
//	func TestMain(m *testing.M) { pgtest.Main(m) }
func Main(m *testing.M) {
	code := m.Run()
	Stop()
	os.Exit(code)
}

// Stop stops the shared servers, for a TestMain that does more than Main. Servers
// that nobody stops end with the process.
func Stop() {
	shared.Lock()
	defer shared.Unlock()
	for n, s := range shared.servers {
		if s.cluster != nil {
			if err := s.cluster.Stop(context.Background()); err != nil {
				fmt.Fprintf(os.Stderr, "stop test server %d: %v\n", n, err)
			}
		}
	}
	shared.servers = nil
}

// shared are the servers of this test binary, by number.
var shared struct {
	sync.Mutex
	servers map[int]*server
}

// A server is a shared one, started by whoever asks first.
type server struct {
	once    sync.Once
	cluster *pgcluster.Cluster
	err     error
}

// Settings are those of test servers. Without autovacuum statistics change only
// when a test says ANALYZE.
func Settings() map[string]string {
	return map[string]string{
		"autovacuum":                "off",
		"max_connections":           "200",
		"max_prepared_transactions": "10",
		"shared_buffers":            "64MB",
	}
}

// Server gives a shared server: the first, or with n another one. Tests that kill
// or reconfigure a server start their own with Own.
func Server(t testing.TB, n ...int) *pgcluster.Cluster {
	t.Helper()
	number := 0
	if len(n) > 0 {
		number = n[0]
	}
	shared.Lock()
	if shared.servers == nil {
		shared.servers = map[int]*server{}
	}
	s := shared.servers[number]
	if s == nil {
		s = &server{}
		shared.servers[number] = s
	}
	shared.Unlock()
	s.once.Do(func() {
		s.cluster, s.err = pgcluster.Start(context.Background(), pgcluster.Options{
			Name: fmt.Sprintf("test%d", number), Settings: Settings()})
	})
	if s.err != nil {
		t.Fatalf("start test server %d: %v", number, s.err)
	}
	return s.cluster
}

// Own starts a server for one test, which may kill it. It stops with the test.
func Own(t testing.TB, options pgcluster.Options) *pgcluster.Cluster {
	t.Helper()
	if options.Settings == nil {
		options.Settings = Settings()
	}
	cluster, err := pgcluster.Start(t.Context(), options)
	if err != nil {
		t.Fatalf("start a server: %v", err)
	}
	t.Cleanup(func() {
		if err := cluster.Stop(context.Background()); err != nil {
			t.Errorf("stop the server: %v", err)
		}
	})
	return cluster
}
