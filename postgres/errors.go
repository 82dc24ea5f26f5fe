package postgres

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// ErrNoRows is QueryRow's error where the query gave no row.
var ErrNoRows = pgx.ErrNoRows

// Code is the SQLSTATE of a server's error, empty where err is none.
func Code(err error) string {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code
	}
	var script *ScriptError
	if errors.As(err, &script) {
		return script.Code
	}
	return ""
}

// Explain gives an error with what there is to say about it, one a line: a
// server's error with its detail, hint and context, an error of connecting or of
// a connection string, of a lock or of a tool with what to do. Other errors are given as they are.
func Explain(err error) string {
	text := err.Error()
	var connect *ConnectError
	var config *ConfigError
	var wait *LockWaitError
	var missing *ToolMissingError
	var tool *ToolError
	var script *ScriptError
	var pg *pgconn.PgError
	var more []string
	switch {
	case errors.As(err, &connect):
		more = []string{connect.Hint}
	case errors.As(err, &config):
		more = []string{config.Hint}
	case errors.As(err, &wait):
		more = []string{wait.Reasons()}
	case errors.As(err, &missing):
		more = []string{missing.Hint()}
	case errors.As(err, &script):
		more = []string{script.Detail, script.Hint, script.Context}
	case errors.As(err, &tool):
		more = []string{tool.Detail(), tool.Hint()}
	case errors.As(err, &pg):
		more = []string{pg.Detail, pg.Hint, pg.Where}
		if pg.Code == "25006" {
			more = append(more, "The server takes no writes now: it is a standby, or default_transaction_read_only is on.")
		}
	}
	for _, line := range more {
		if line != "" {
			text += "\n" + line
		}
	}
	return text
}

// IsLost reports whether the connection broke, so that it is not known what
// became of the last statement.
func IsLost(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		// A server that ends the session says so as FATAL or PANIC.
		return strings.HasPrefix(pg.Code, "08") || pg.SeverityUnlocalized == "FATAL" || pg.SeverityUnlocalized == "PANIC"
	}
	var network net.Error
	var file *fs.PathError
	switch {
	case err == nil, errors.As(err, &file): // a system's error number is a net.Error too
		return false
	case errors.As(err, &network), errors.Is(err, pgconn.ErrConnClosed), pgconn.SafeToRetry(err):
		return true
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed):
		return true
	}
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
