// Package postgres is all of Poco that speaks to a Postgres server: sessions,
// the catalog, counts and keys, the COPY relay, snapshots, the ledger. Only this
// package imports pgx. What it promises: every identifier in SQL that it builds
// is quoted, no error or log line of it holds a password, and whatever it opens
// ends with its context.
package postgres

import (
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// A Config is a parsed connection string. Printing it shows no password.
type Config struct {
	pgx *pgx.ConnConfig
	// settings are what the tools need to know beside it, by libpq's names.
	settings map[string]string
}

// ParseConfig reads a URL, a key=value DSN or service=NAME, and fills what they
// leave out from the environment, the service file and the password file, as
// libpq does. Its errors show nothing of the string that may be a password, also
// where it is so malformed that one can't tell.
func ParseConfig(dsn string) (*Config, error) {
	if err := checkShape(dsn); err != nil {
		return nil, err
	}
	c, err := pgx.ParseConfigWithOptions(dsn, pgx.ParseConfigOptions{
		ParseConfigOptions: pgconn.ParseConfigOptions{ConnStringAllowedKeys: slices.Concat(usedKeys, droppedKeys)},
	})
	if err != nil {
		return nil, parseError(dsn, err)
	}
	for _, key := range droppedKeys {
		delete(c.RuntimeParams, key)
	}
	return &Config{pgx: c, settings: connectionSettings(dsn)}, nil
}

// usedKeys are the options of libpq that have an effect here.
var usedKeys = []string{
	"host", "port", "dbname", "user", "password", "passfile", "service", "servicefile",
	"connect_timeout", "target_session_attrs", "options", "application_name",
	"ssl", "sslmode", "sslkey", "sslcert", "sslcertmode", "sslrootcert", "sslpassword", "sslsni", "sslnegotiation",
	"krbsrvname", "krbspn", "channel_binding", "require_auth", "min_protocol_version", "max_protocol_version",
}

// droppedKeys are options of libpq that change nothing for Poco: it keeps
// connections alive, encodes text and takes hosts in order by itself.
var droppedKeys = []string{
	"client_encoding", "fallback_application_name", "gssencmode", "gsslib", "gssdelegation",
	"keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout",
	"load_balance_hosts", "sslcompression", "ssl_min_protocol_version", "scram_client_key", "scram_server_key",
}

// Host is the server's host name, address or socket directory; the first where
// the string names several.
func (c *Config) Host() string { return c.pgx.Host }

// Port is the port beside Host.
func (c *Config) Port() int { return int(c.pgx.Port) }

// DBName is the database's name.
func (c *Config) DBName() string {
	if c.pgx.Database == "" {
		return c.pgx.User // as the server takes it
	}
	return c.pgx.Database
}

// User is the role to connect as.
func (c *Config) User() string { return c.pgx.User }

// Password is for the redaction of output only.
func (c *Config) Password() string { return c.pgx.Password }

// String says where the string leads, without a password:
// app@db-qa.internal:5432/shop.
func (c *Config) String() string {
	var hosts []string
	for _, h := range c.hosts() {
		address := net.JoinHostPort(h.Host, strconv.Itoa(int(h.Port)))
		if strings.HasPrefix(h.Host, "/") {
			address = fmt.Sprintf("%s:%d", h.Host, h.Port)
		}
		hosts = append(hosts, address)
	}
	return fmt.Sprintf("%s@%s/%s", c.User(), strings.Join(slices.Compact(hosts), ","), c.DBName())
}

// GoString keeps %#v from showing more than String.
func (c *Config) GoString() string { return c.String() }

// hosts are all that the string names, in order; one that is tried with and
// without TLS stands twice.
func (c *Config) hosts() []*pgconn.FallbackConfig {
	first := &pgconn.FallbackConfig{Host: c.pgx.Host, Port: c.pgx.Port}
	return append([]*pgconn.FallbackConfig{first}, c.pgx.Fallbacks...)
}
