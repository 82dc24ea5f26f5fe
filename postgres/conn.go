package postgres

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// connectTimeout bounds one attempt to connect where the connection string sets
// no connect_timeout.
const connectTimeout = 15 * time.Second

// closeTimeout bounds the goodbye of a session that is being ended.
const closeTimeout = 5 * time.Second

// A Conn is one session. It is for one goroutine at a time. Cancelling the
// context of a call cancels the statement and breaks the connection.
type Conn struct {
	pgx    *pgx.Conn
	config *Config
	host   string
	port   int
}

// Connect opens a session. Where that fails for reasons outside of Poco the error
// is a *ConnectError.
func Connect(ctx context.Context, config *Config, s Session) (*Conn, error) {
	c := config.pgx.Copy()
	if c.ConnectTimeout == 0 {
		c.ConnectTimeout = connectTimeout
	}
	// Statements that pgx keeps prepared break when DDL changes their result.
	c.DefaultQueryExecMode = pgx.QueryExecModeDescribeExec
	c.RuntimeParams["application_name"] = strings.TrimSpace("poco " + s.Application)
	addresses := map[string][]string{} // of each host
	lookup := c.LookupFunc
	c.LookupFunc = func(ctx context.Context, host string) ([]string, error) {
		found, err := lookup(ctx, host)
		addresses[host] = found
		return found, err
	}
	conn, err := pgx.ConnectConfig(ctx, c)
	if err != nil {
		return nil, connectError(ctx, config, err)
	}
	if _, err := conn.PgConn().Exec(ctx, settings(s)).ReadAll(); err != nil {
		conn.Close(context.WithoutCancel(ctx))
		return nil, fmt.Errorf("set up the session on %s: %w", config, err)
	}
	host, port := whichHost(config, conn.PgConn().Conn().RemoteAddr(), addresses)
	return &Conn{pgx: conn, config: config, host: host, port: port}, nil
}

// whichHost finds the host of the connection string that the session is with.
func whichHost(config *Config, remote net.Addr, addresses map[string][]string) (string, int) {
	tcp, ok := remote.(*net.TCPAddr)
	if !ok {
		for _, h := range config.hosts() {
			if _, address := pgconn.NetworkAddress(h.Host, h.Port); remote != nil && address == remote.String() {
				return h.Host, int(h.Port)
			}
		}
		return config.Host(), config.Port()
	}
	for _, h := range config.hosts() {
		if int(h.Port) == tcp.Port && slices.Contains(addresses[h.Host], tcp.IP.String()) {
			return h.Host, int(h.Port)
		}
	}
	return config.Host(), config.Port()
}

// Exec runs one statement, or several without arguments, and tells how many
// rows the last one touched.
func (c *Conn) Exec(ctx context.Context, sql string, args ...any) (int64, error) {
	tag, err := c.pgx.Exec(ctx, sql, args...)
	return tag.RowsAffected(), err
}

// QueryRow reads one row into dest. Where there is none the error is ErrNoRows.
func (c *Conn) QueryRow(ctx context.Context, sql string, args []any, dest ...any) error {
	return c.pgx.QueryRow(ctx, sql, args...).Scan(dest...)
}

// errRolledBack is COMMIT's answer in a transaction in which a statement failed.
var errRolledBack = errors.New("a statement of the transaction failed, so the server rolled it back")

// Tx runs do in a transaction of the given options ("", or for instance
// "ISOLATION LEVEL REPEATABLE READ READ ONLY"): it commits where do succeeds and
// rolls back where it fails or panics. An error of COMMIT itself leaves open
// whether the transaction took place where IsLost holds for it; else it did not.
func (c *Conn) Tx(ctx context.Context, options string, do func() error) error {
	if _, err := c.pgx.Exec(ctx, "BEGIN "+options); err != nil {
		return err
	}
	done := false
	defer func() {
		if !done {
			c.rollback(ctx)
		}
	}()
	if err := do(); err != nil {
		return err
	}
	tag, err := c.pgx.Exec(ctx, "COMMIT")
	if err != nil {
		return err
	}
	done = true
	if tag.String() != "COMMIT" {
		return errRolledBack
	}
	return nil
}

// rollback ends a failed transaction, also when ctx is done; where that fails
// the session is broken and its end rolls back.
func (c *Conn) rollback(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTimeout)
	defer cancel()
	if _, err := c.pgx.Exec(ctx, "ROLLBACK"); err != nil {
		c.pgx.Close(ctx)
	}
}

// tryOut runs do inside a transaction and takes back what it did and set, also
// where it fails, so that the transaction goes on as it was.
func (c *Conn) tryOut(ctx context.Context, do func() error) error {
	if _, err := c.pgx.Exec(ctx, "SAVEPOINT trying"); err != nil {
		return err
	}
	err := do()
	if _, back := c.pgx.Exec(ctx, "ROLLBACK TO SAVEPOINT trying; RELEASE SAVEPOINT trying"); err == nil {
		err = back
	}
	return err
}

// PID is the server's process for this session.
func (c *Conn) PID() uint32 { return c.pgx.PgConn().PID() }

// Config is what the session was opened with.
func (c *Conn) Config() *Config { return c.config }

// Host and Port are those of the server that the session is with: one of
// several, where the connection string names several.
func (c *Conn) Host() string { return c.host }

// Port is the port beside Host.
func (c *Conn) Port() int { return c.port }

// Close ends the session, also when ctx is done.
func (c *Conn) Close(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTimeout)
	defer cancel()
	return c.pgx.Close(ctx)
}

// Quote quotes an identifier of one or more parts.
func Quote(parts ...string) string { return pgx.Identifier(parts).Sanitize() }
