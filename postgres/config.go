// Package postgres is all of Poco that speaks to a Postgres server: sessions,
// the catalog, counts and keys, the COPY relay, snapshots, the ledger. Only this
// package imports pgx. What it promises: every identifier in SQL that it builds
// is quoted, no error or log line of it holds a password, and whatever it opens
// ends with its context.
package postgres

import (
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// A Config is a parsed connection string.
type Config struct {
	pgx *pgx.ConnConfig
}

// ParseConfig reads a URL, a key=value DSN or service=NAME, and fills what they
// leave out from the environment, the service file and the password file, as
// libpq does. Its errors don't show the string.
func ParseConfig(dsn string) (*Config, error) {
	c, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("cannot read the connection string: %s", parseReason(err))
	}
	return &Config{pgx: c}, nil
}

// parseReason takes the reason out of pgx's error, without the connection
// string that pgx repeats before it.
func parseReason(err error) string {
	var parse *pgconn.ParseConfigError
	if !errors.As(err, &parse) {
		return "it is not a URL, a key=value list or a service name"
	}
	text := parse.Error()
	i := strings.LastIndex(text, "`: ")
	if i < 0 {
		return "it is not a URL, a key=value list or a service name"
	}
	reason, _, _ := strings.Cut(text[i+len("`: "):], " (")
	return reason
}

// Host is the server's host name, address or socket directory.
func (c *Config) Host() string { return c.pgx.Host }

// Port is the server's port.
func (c *Config) Port() int { return int(c.pgx.Port) }

// DBName is the database's name.
func (c *Config) DBName() string { return c.pgx.Database }

// User is the role to connect as.
func (c *Config) User() string { return c.pgx.User }

// Password is for the redaction of output only.
func (c *Config) Password() string { return c.pgx.Password }

// String says where the string leads, without a password:
// app@db-qa.internal:5432/shop.
func (c *Config) String() string {
	return fmt.Sprintf("%s@%s:%d/%s", c.User(), c.Host(), c.Port(), c.DBName())
}
