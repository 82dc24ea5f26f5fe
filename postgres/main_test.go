package postgres

import (
	"context"
	"os"
	"testing"

	"poco/internal/pgcluster/pgtest"
)

// TestMain also is the process that a test starts and kills while it runs a tool.
func TestMain(m *testing.M) {
	if job := os.Getenv(victimEnv); job != "" {
		os.Exit(runVictim(job))
	}
	pgtest.Main(m)
}

// open connects to a database for the length of a test.
func open(t testing.TB, url string) *Conn {
	t.Helper()
	c, err := Connect(t.Context(), parse(t, url), Session{Schema: "public"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close(context.Background()) })
	return c
}

func parse(t testing.TB, url string) *Config {
	t.Helper()
	config, err := ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	return config
}

// run executes statements that must succeed.
func run(t testing.TB, c *Conn, statements ...string) {
	t.Helper()
	for _, sql := range statements {
		if _, err := c.Exec(t.Context(), sql); err != nil {
			t.Fatalf("%s: %v", sql, Explain(err))
		}
	}
}

// ask reads one value.
func ask[T any](t testing.TB, c *Conn, query string, args ...any) (value T) {
	t.Helper()
	if err := c.QueryRow(t.Context(), query, args, &value); err != nil {
		t.Fatalf("%s: %v", query, Explain(err))
	}
	return value
}
