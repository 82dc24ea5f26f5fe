package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// lockClass and lockObject are the key of the advisory lock that a run holds on
// its target database: "poco" and "lock" in ASCII.
const (
	lockClass  = 0x706f636f
	lockObject = 0x6c6f636b
)

// A TargetLockedError says that another run holds the target database.
type TargetLockedError struct {
	Holder string // as the holder described itself; empty where it cannot be told
	PID    int    // the server's process of its session
}

func (e *TargetLockedError) Error() string {
	if e.Holder == "" {
		return fmt.Sprintf("another run of poco holds the target (server process %d)", e.PID)
	}
	return fmt.Sprintf("another run of poco holds the target: %s (server process %d)", e.Holder, e.PID)
}

// LockTarget takes the lock that keeps a second run off a target database. The
// lock belongs to the session c, which should do nothing else, and ends with it,
// however that comes. The holder's description is what another run is told: it
// becomes the session's application name, cut to what Postgres keeps. Where the
// lock is taken the error is a *TargetLockedError.
func LockTarget(ctx context.Context, c *Conn, holder string) error {
	name := cutBytes("poco "+asApplicationName(holder), 63)
	if _, err := c.Exec(ctx, "SELECT set_config('application_name', $1, false)", name); err != nil {
		return err
	}
	for {
		var got bool
		err := c.QueryRow(ctx, "SELECT pg_try_advisory_lock($1, $2)", []any{lockClass, lockObject}, &got)
		if err != nil || got {
			return err
		}
		if err := lockHolder(ctx, c); !errors.Is(err, ErrNoRows) {
			return err
		} // it has just been released
	}
}

// lockHolder asks who has the lock: ErrNoRows where nobody does. Any role may
// read application_name.
func lockHolder(ctx context.Context, c *Conn) error {
	const query = `
SELECT coalesce(a.application_name, ''), l.pid
FROM pg_locks l
LEFT JOIN pg_stat_activity a USING (pid)
WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND l.classid = $1::bigint::oid AND l.objid = $2::bigint::oid`
	e := &TargetLockedError{}
	var name string
	err := c.QueryRow(ctx, query, []any{int64(lockClass), int64(lockObject)}, &name, &e.PID)
	if err != nil {
		return fmt.Errorf("ask who holds the lock: %w", err)
	}
	e.Holder = fullHolder(ctx, c, strings.TrimPrefix(name, "poco "))
	return e
}

// fullHolder finds in the ledger the description that an application name is the
// beginning of.
func fullHolder(ctx context.Context, c *Conn, start string) string {
	ledger, err := FindLedger(ctx, c)
	if err != nil || ledger == nil {
		return start
	}
	runs, err := ledger.Runs(ctx, c)
	if err != nil {
		return start
	}
	for _, run := range runs {
		if start != "" && strings.HasPrefix(asApplicationName(run.Holder), start) {
			return run.Holder
		}
	}
	return start
}

// asApplicationName writes a ? for what Postgres does not keep in an application
// name, as some of its versions do.
func asApplicationName(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, s)
}

// cutBytes cuts s to at most n bytes, between two characters.
func cutBytes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// TargetHolder tells which run holds the database that c is on; nil where none
// does.
func TargetHolder(ctx context.Context, c *Conn) (*TargetLockedError, error) {
	err := lockHolder(ctx, c)
	var locked *TargetLockedError
	switch {
	case errors.Is(err, ErrNoRows):
		return nil, nil
	case errors.As(err, &locked):
		return locked, nil
	}
	return nil, err
}
