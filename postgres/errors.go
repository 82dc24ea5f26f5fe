package postgres

import (
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// ErrNoRows is QueryRow's error where the query gave no row.
var ErrNoRows = pgx.ErrNoRows

// A ConnectError says why a server could not be reached, in the user's terms and
// without a password.
type ConnectError struct {
	Where  string // user@host:port/dbname
	Reason string // one line
	Hint   string // what to do
	Err    error
}

func (e *ConnectError) Error() string {
	return fmt.Sprintf("cannot connect to %s: %s", e.Where, e.Reason)
}

func (e *ConnectError) Unwrap() error { return e.Err }

// connectError puts pgx's error into words.
func connectError(config *Config, err error) error {
	e := &ConnectError{Where: config.String(), Err: err}
	var pg *pgconn.PgError
	var dns *net.DNSError
	switch {
	case errors.As(err, &pg):
		e.Reason, e.Hint = pg.Message, connectHints[pg.Code]
	case errors.As(err, &dns):
		e.Reason = fmt.Sprintf("no host named %q is known", config.Host())
		e.Hint = "Check the host name, and whether a VPN or tunnel is needed."
	default:
		text := err.Error()
		e.Reason = text[strings.LastIndex(text, "\n")+1:]
		e.Hint = "Check host and port, and whether the server is running and reachable from here."
	}
	return e
}

// connectHints say what to do, by SQLSTATE.
var connectHints = map[string]string{
	"28P01": "Check the user and the password.",
	"28000": "Check the user, and the server's pg_hba.conf.",
	"3D000": "Check the database's name; poco does not create databases.",
	"53300": "Wait until connections are free, or raise max_connections.",
	"57P03": "The server is starting, stopping or recovering; try again in a moment.",
}

// Code is the SQLSTATE of a server's error, empty where err is none.
func Code(err error) string {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code
	}
	return ""
}

// Explain gives a server's error with its detail, hint and context, one a line.
// Other errors are given as they are.
func Explain(err error) string {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return err.Error()
	}
	text := err.Error()
	for _, more := range []string{pg.Detail, pg.Hint, pg.Where} {
		if more != "" {
			text += "\n" + more
		}
	}
	return text
}

// IsLost reports whether the connection broke, so that it is not known what
// became of the last statement.
func IsLost(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code[:2] == "08" || pg.Code == "57P01" || pg.Code == "57P02" || pg.Code == "57P03"
	}
	var op net.Error
	return errors.As(err, &op) || pgconn.SafeToRetry(err) || strings.Contains(err.Error(), "EOF") ||
		strings.Contains(err.Error(), "conn closed")
}
