package web

import (
	"context"
	"crypto/sha256"
	"errors"
	"sync"
	"time"

	"poco/config"
	"poco/executor"
	"poco/postgres"
)

// catalogs are what connected databases hold, as they were when the page last
// connected, by label. They belong to the process and are never written anywhere.
type catalogs struct {
	mu      sync.Mutex
	byLabel map[string]*connected
}

// A connected database is what a card shows.
type connected struct {
	of      [sha256.Size]byte // the connection string and schema that it was read with
	catalog *postgres.Catalog
	bytes   int64
}

// keyOf says whether a catalog is still that of a database of the recipe, without
// keeping its password.
func keyOf(db *config.Database) [sha256.Size]byte {
	return sha256.Sum256([]byte(db.URL.Reveal() + "\x00" + db.Schema))
}

func (c *catalogs) put(label string, known *connected) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byLabel == nil {
		c.byLabel = map[string]*connected{}
	}
	c.byLabel[label] = known
}

// get gives the catalog of a database, nil where it was never read, or was read
// with another connection string or schema.
func (c *catalogs) get(db *config.Database) *connected {
	c.mu.Lock()
	defer c.mu.Unlock()
	if known := c.byLabel[db.Label]; known != nil && known.of == keyOf(db) {
		return known
	}
	return nil
}

// connectTime is how long the page waits for a server to answer and to tell what
// it holds.
const connectTime = 2 * time.Minute

// open begins a read-only session on one of the recipe's databases.
func (s *Server) open(ctx context.Context, db *config.Database) (*postgres.Conn, error) {
	c, err := s.settings(db)
	if err != nil {
		return nil, err
	}
	conn, err := postgres.Connect(ctx, c, s.session(db))
	if err != nil {
		return nil, &executor.SiteError{Label: db.Label, Err: err}
	}
	return conn, nil
}

// session is how the page speaks to a database: it only ever reads.
func (s *Server) session(db *config.Database) postgres.Session {
	return postgres.Session{Schema: db.Schema, ReadOnly: true, LockTimeout: postgres.DefaultLockTimeout}
}

// settings are what a database's connection string says.
func (s *Server) settings(db *config.Database) (*postgres.Config, error) {
	if db.URL.Reveal() == "" {
		return nil, &conflict{"database " + db.Label + " has no URL", "Give it one: edit its card, or set its variable in .env."}
	}
	c, err := postgres.ParseConfig(db.URL.Reveal())
	if err != nil {
		return nil, &conflict{"the URL of " + db.Label + " can't be read", s.o.Hide(err.Error()) + "\nEdit its card, and give it a URL as postgres://user:password@host:5432/dbname."}
	}
	return c, nil
}

// read reads a database anew and remembers what it found.
func (s *Server) read(ctx context.Context, db *config.Database) (*connected, error) {
	ctx, cancel := context.WithTimeout(ctx, connectTime)
	defer cancel()
	conn, err := s.open(ctx, db)
	if err != nil {
		return nil, lateAnswer(ctx, db.Label, err)
	}
	defer conn.Close(ctx)
	known := &connected{of: keyOf(db)}
	if known.catalog, err = postgres.ReadCatalog(ctx, conn, db.Schema); err == nil {
		err = conn.QueryRow(ctx, "SELECT pg_database_size(current_database())", nil, &known.bytes)
		if postgres.Code(err) == "42501" {
			known.bytes, err = -1, nil
		}
	}
	if err != nil {
		return nil, lateAnswer(ctx, db.Label, &executor.SiteError{Label: db.Label, Err: err})
	}
	s.catalogs.put(db.Label, known)
	return known, nil
}

// lateAnswer says that a server took too long.
func lateAnswer(ctx context.Context, label string, err error) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return &refusal{504, label + " did not answer in time", "The page waits for " + connectTime.String() + ". Is the server very busy, or a lock in the way?"}
	}
	return err
}

// known gives the catalog of a database, read now where it has to be.
func (s *Server) known(ctx context.Context, db *config.Database) (*connected, error) {
	if known := s.catalogs.get(db); known != nil {
		return known, nil
	}
	return s.read(ctx, db)
}
