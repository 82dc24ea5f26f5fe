package postgres

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// A Session says how a connection behaves. All sessions agree on the text form
// of values, so that the two sides of a copy can be compared.
type Session struct {
	// Application is shown in pg_stat_activity; "poco" is put before it.
	Application string
	// Schema is the default schema: the search path is it, then public.
	Schema string
	// ReadOnly makes every transaction of the session read-only.
	ReadOnly bool
	// LockTimeout bounds the wait for a lock; 0 waits for ever.
	LockTimeout time.Duration
}

// fixed are the settings of every session. row_security off makes a read that
// policies would narrow fail instead of missing rows.
var fixed = map[string]string{
	"client_encoding":                     "UTF8",
	"DateStyle":                           "ISO, YMD",
	"IntervalStyle":                       "iso_8601",
	"lc_monetary":                         "C",
	"TimeZone":                            "UTC",
	"extra_float_digits":                  "3",
	"bytea_output":                        "hex",
	"xmloption":                           "content",
	"row_security":                        "off",
	"check_function_bodies":               "off",
	"standard_conforming_strings":         "on",
	"synchronize_seqscans":                "off",
	"statement_timeout":                   "0",
	"idle_in_transaction_session_timeout": "0",
	"client_min_messages":                 "warning",
}

// connectTimeout bounds one attempt to connect where the connection string sets
// no connect_timeout.
const connectTimeout = 15 * time.Second

// A Conn is one session. It is for one goroutine at a time. Cancelling the
// context of a call cancels the statement and breaks the connection.
type Conn struct {
	pgx    *pgx.Conn
	config *Config
}

// Connect opens a session.
func Connect(ctx context.Context, config *Config, s Session) (*Conn, error) {
	c := config.pgx.Copy()
	if c.ConnectTimeout == 0 {
		c.ConnectTimeout = connectTimeout
	}
	// Statements that pgx keeps prepared break when DDL changes their result.
	if c.DefaultQueryExecMode == pgx.QueryExecModeCacheStatement {
		c.DefaultQueryExecMode = pgx.QueryExecModeDescribeExec
	}
	c.RuntimeParams["application_name"] = strings.TrimSpace("poco " + s.Application)
	conn, err := pgx.ConnectConfig(ctx, c)
	if err != nil {
		return nil, connectError(config, err)
	}
	if _, err := conn.Exec(ctx, settings(s)); err != nil {
		conn.Close(context.WithoutCancel(ctx))
		return nil, fmt.Errorf("set up the session on %s: %w", config, err)
	}
	return &Conn{pgx: conn, config: config}, nil
}

// settings is one round trip of SETs: poolers refuse most of them as startup
// parameters.
func settings(s Session) string {
	var b strings.Builder
	for name, value := range fixed {
		fmt.Fprintf(&b, "SET %s = '%s';", name, value)
	}
	fmt.Fprintf(&b, "SET search_path = %s;", SearchPath(s.Schema))
	fmt.Fprintf(&b, "SET lock_timeout = %d;", s.LockTimeout.Milliseconds())
	if s.ReadOnly {
		b.WriteString("SET default_transaction_read_only = on;")
	}
	return b.String()
}

// SearchPath is the search path of a session with the given default schema, as
// SET takes it.
func SearchPath(schema string) string {
	if schema == "" || schema == "public" {
		return "public"
	}
	return pgx.Identifier{schema}.Sanitize() + ", public"
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

// Tx runs do in a transaction of the given options ("", or for instance
// "ISOLATION LEVEL REPEATABLE READ READ ONLY"): it commits where do succeeds and
// rolls back where it fails. An error of COMMIT itself leaves open whether the
// transaction took place.
func (c *Conn) Tx(ctx context.Context, options string, do func() error) error {
	if _, err := c.pgx.Exec(ctx, "BEGIN "+options); err != nil {
		return err
	}
	if err := do(); err != nil {
		c.rollback(ctx)
		return err
	}
	_, err := c.pgx.Exec(ctx, "COMMIT")
	return err
}

// rollback ends a failed transaction, also when ctx is done; where that fails
// the session is broken and its end rolls back.
func (c *Conn) rollback(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if _, err := c.pgx.Exec(ctx, "ROLLBACK"); err != nil {
		c.pgx.Close(ctx)
	}
}

// PID is the server's process for this session.
func (c *Conn) PID() uint32 { return c.pgx.PgConn().PID() }

// Config is what the session was opened with.
func (c *Conn) Config() *Config { return c.config }

// Host and Port are those of the server that the session is with: one of
// several, where the connection string names several.
func (c *Conn) Host() string { return c.config.Host() }

// Port is the port beside Host.
func (c *Conn) Port() int { return c.config.Port() }

// Close ends the session, also when ctx is done.
func (c *Conn) Close(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return c.pgx.Close(ctx)
}

// Quote quotes an identifier of one or more parts.
func Quote(parts ...string) string { return pgx.Identifier(parts).Sanitize() }
