package postgres

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
)

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

// connectError puts pgx's error into words. Where several hosts were tried, the
// first answer of a server counts, else the first failure of each kind.
func connectError(ctx context.Context, config *Config, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("connect to %s: %w", config, context.Cause(ctx))
	}
	e := &ConnectError{Where: config.String(), Err: err}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		e.Reason, e.Hint = pg.Message, serverHint(config, pg)
		return e
	}
	var reasons, hints []string
	for _, failure := range leaves(err) {
		reason, hint := networkReason(config, failure)
		if !slices.Contains(reasons, reason) {
			reasons, hints = append(reasons, reason), append(hints, hint)
		}
	}
	if len(reasons) > 1 && reasons[0] == noTLS {
		// sslmode=prefer went on without: what came of that is the reason.
		reasons, hints = reasons[1:], hints[1:]
	}
	e.Reason, e.Hint = strings.Join(reasons, "; "), hints[0]
	return e
}

// noTLS is why a server can't be reached that TLS is asked of.
const noTLS = "the server does not do TLS"

// leaves takes apart what pgx joined: one error for each host and address.
func leaves(err error) []error {
	for e := err; e != nil; e = errors.Unwrap(e) {
		if joined, ok := e.(interface{ Unwrap() []error }); ok {
			var all []error
			for _, part := range joined.Unwrap() {
				all = append(all, leaves(part)...)
			}
			return all
		}
	}
	return []error{err}
}

// serverHint says what to do about a server's refusal.
func serverHint(config *Config, pg *pgconn.PgError) string {
	if pg.Code == "28P01" && config.Password() == "" {
		return "No password was given: put it into the URL, into PGPASSWORD or into a password file (~/.pgpass)."
	}
	if hint, ok := serverHints[pg.Code]; ok {
		return hint
	}
	return pg.Hint
}

// serverHints say what to do, by SQLSTATE.
var serverHints = map[string]string{
	"28P01": "Check the user and the password.",
	"28000": "Check the user, and whether the server's pg_hba.conf lets it in from here, with or without TLS (sslmode).",
	"3D000": "Check the database's name; poco does not create databases.",
	"42501": "Ask the database's owner for: GRANT CONNECT ON DATABASE … TO your role.",
	"53300": "Wait until connections are free, or raise the limit (max_connections, or CONNECTION LIMIT of the role or database).",
	"55000": "The database lets nobody in at present (datallowconn).",
	"57P03": "The server is starting, stopping or recovering; try again in a moment.",
}

// networkReason puts into words why one address could not be reached.
func networkReason(config *Config, err error) (reason, hint string) {
	var dns *net.DNSError
	var authority x509.UnknownAuthorityError
	var hostname x509.HostnameError
	var record tls.RecordHeaderError
	var certificate *tls.CertificateVerificationError
	var timeout net.Error
	switch {
	case errors.As(err, &dns):
		return fmt.Sprintf("no host named %q is known", dns.Name),
			"Check the host name, and whether a VPN or tunnel is needed."
	case errors.Is(err, syscall.ECONNREFUSED):
		return "nothing listens there (connection refused)",
			"Check host and port, whether the server is running, and its listen_addresses."
	case errors.Is(err, os.ErrNotExist) && strings.HasPrefix(config.Host(), "/"):
		return "there is no server's socket in that directory",
			"Check directory and port, and whether the server is running."
	case errors.As(err, &authority), errors.As(err, &hostname), errors.As(err, &certificate):
		return "the server's certificate is not trusted: " + innermost(err),
			"Give the authority's certificate as sslrootcert, and the host name that the certificate names."
	case strings.Contains(err.Error(), "server refused TLS connection"):
		return noTLS,
			"Set ssl = on there, or sslmode=prefer here where the network is trusted."
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF),
		errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE),
		errors.As(err, &record), strings.Contains(err.Error(), "invalid body length"):
		return "what listens there closed the connection, or is not Postgres",
			"Check host and port, and the tunnel or pooler in between."
	case strings.Contains(err.Error(), "ValidateConnect failed"):
		return "no server there fits target_session_attrs (" + innermost(err) + ")",
			"Check target_session_attrs, and which of the servers is the primary."
	case errors.As(err, &timeout) && timeout.Timeout():
		return "no answer in time",
			"Check host and port, and whether a firewall is in between; connect_timeout sets how long to wait."
	}
	return innermost(err), "Check host and port, and whether the server can be reached from here."
}

// innermost is the text of the first cause.
func innermost(err error) string {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err.Error()
		}
		err = inner
	}
}
