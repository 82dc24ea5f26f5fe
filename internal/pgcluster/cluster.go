// Package pgcluster runs throwaway Postgres servers for the demo, the tests and
// the benchmarks. A server listens on 127.0.0.1 alone, asks for a password, runs
// as another user where the process is root (Postgres refuses root), and ends
// with the process that started it, however that process ends, unless it was
// started detached.
package pgcluster

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"
)

// Superuser is the role that every cluster is made with.
const Superuser = "postgres"

// Options say what a server is like. The zero value is a server in a temporary
// folder that is removed when the server stops.
type Options struct {
	// Dir is the server's folder, which is made where it is missing and must not
	// hold a server yet. Empty: a temporary folder.
	Dir string
	// Name tells servers apart in a temporary folder's name.
	Name string
	// Port is the port to listen on; 0: a free one.
	Port int
	// Password is the superuser's; empty: a random one.
	Password string
	// Settings go into postgresql.conf, over those of this package.
	Settings map[string]string
	// Detached servers go on when this process has ended, until Remove.
	Detached bool
	// Programs are the server's programs; the zero value: those of Find.
	Programs Programs
}

// A Cluster is one server. Its methods are for one goroutine at a time; URL and
// the accessors are for any.
type Cluster struct {
	options   Options
	temporary bool // the folder goes when the server stops
	port      int
	server    *process // nil while stopped, or where it was killed
	guard     *guard
}

// Start makes a server, starts it and waits until it takes connections.
func Start(ctx context.Context, options Options) (*Cluster, error) {
	if options.Programs == (Programs{}) {
		programs, err := Find()
		if err != nil {
			return nil, err
		}
		options.Programs = programs
	}
	if options.Password == "" {
		options.Password = rand.Text()
	}
	c := &Cluster{options: options, port: options.Port}
	if err := c.prepare(); err != nil {
		return nil, err
	}
	if err := c.initdb(ctx); err != nil {
		c.discard()
		return nil, err
	}
	if err := c.launch(ctx); err != nil {
		c.discard()
		return nil, err
	}
	return c, nil
}

// prepare makes the server's folder, owned by the user that the server runs as.
func (c *Cluster) prepare() error {
	if c.options.Dir == "" {
		dir, err := os.MkdirTemp(tempDir(), "poco-"+c.options.Name+"-")
		if err != nil {
			return err
		}
		c.options.Dir, c.temporary = dir, true
	}
	dir, err := filepath.Abs(c.options.Dir)
	if err != nil {
		return err
	}
	c.options.Dir = dir
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if err := checkReach(dir); err != nil {
		return err
	}
	return handOver(dir)
}

// data is the server's data directory.
func (c *Cluster) data() string { return filepath.Join(c.options.Dir, "data") }

// Log is the path of the server's log.
func (c *Cluster) Log() string { return filepath.Join(c.options.Dir, "server.log") }

// Dir is the server's folder.
func (c *Cluster) Dir() string { return c.options.Dir }

// Port is the port that the server listens on. It stays over a restart.
func (c *Cluster) Port() int { return c.port }

// Password is the superuser's password.
func (c *Cluster) Password() string { return c.options.Password }

// Programs are the programs that the server runs with.
func (c *Cluster) Programs() Programs { return c.options.Programs }

// URL is the superuser's connection string for a database.
func (c *Cluster) URL(database string) string {
	u := url.URL{
		Scheme:   "postgres",
		User:     url.UserPassword(Superuser, c.options.Password),
		Host:     fmt.Sprintf("127.0.0.1:%d", c.port),
		Path:     "/" + database,
		RawQuery: "sslmode=disable",
	}
	return u.String()
}

// Stop ends the server, cutting its clients off, and removes a temporary folder.
// It is no error where the server does not run.
func (c *Cluster) Stop(ctx context.Context) error {
	err := c.shutdown(ctx)
	if err == nil {
		c.discard()
	}
	return err
}

// Remove stops the server in a folder, if one runs there, and removes the folder.
// It is for detached servers, whose Cluster is gone.
func Remove(ctx context.Context, dir string) error {
	if _, err := os.Stat(dir); os.IsNotExist(err) {
		return nil
	}
	programs, err := Find()
	if err != nil {
		return err
	}
	c := &Cluster{options: Options{Dir: dir, Programs: programs}}
	if err := c.shutdown(ctx); err != nil {
		return err
	}
	return os.RemoveAll(dir)
}

// Reachable fails where servers run as another user than this process', and that
// user could not get into a folder.
func Reachable(dir string) error { return checkReach(dir) }

// Restart stops a running server and starts it again on the same port; one that
// was killed recovers.
func (c *Cluster) Restart(ctx context.Context) error {
	if err := c.shutdown(ctx); err != nil {
		return err
	}
	return c.launch(ctx)
}

// Kill ends the postmaster as a crash would, with no chance to clean up, and
// returns when it is gone. Its sessions break; Restart recovers.
func (c *Cluster) Kill() error {
	if c.server == nil {
		return fmt.Errorf("server %s was not started by this process", c.options.Dir)
	}
	err := c.server.kill()
	c.server = nil
	return err
}

// discard takes down what a stopped server leaves: its guard, and its folder
// where that is temporary.
func (c *Cluster) discard() {
	if c.server != nil {
		c.server.kill()
		c.server = nil
	}
	c.guard.dismiss()
	c.guard = nil
	if c.temporary {
		os.RemoveAll(c.options.Dir)
	}
}

// startTimeout bounds the wait for a server to start, which includes recovery
// after a crash, and to stop.
const startTimeout = 60 * time.Second
