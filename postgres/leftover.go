package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// WorkerName is the application name of a session that does the steps of a run on
// its target, without the "poco" that stands before all of them.
func WorkerName(run string) string { return "apply " + run }

// leftoverPoll is how often it is looked whether ended sessions are gone.
const leftoverPoll = 20 * time.Millisecond

// A LeftoverError says that a session of a dead process is still at work on the
// target and could not be ended.
type LeftoverError struct {
	PID int32 // the server's process
}

func (e *LeftoverError) Error() string {
	return fmt.Sprintf("a session of an earlier process of poco (server process %d) is still at work on the target and may not be ended by this role; "+
		"wait for it, or let its role or a superuser run: SELECT pg_terminate_backend(%d)", e.PID, e.PID)
}

// EndLeftovers ends the worker sessions that dead processes have left on the
// target, and waits until they are gone: one of them may not have noticed yet that
// nobody is there, and commit later. It must be called by the holder of the
// target's lock, before it reads the ledger: then no worker of a living run is
// among them, and what the ledger does not hold will never be done by another.
// After patience it fails with a *LeftoverError.
func EndLeftovers(ctx context.Context, c *Conn, patience time.Duration) error {
	return endSessions(ctx, c, "application_name LIKE $1", "poco apply %", patience)
}

// EndToolSessions ends the sessions with the database of c that tools have under an
// application name (ToolSession.Application), and waits until they are gone, rolled
// back or committed: a server may be at a statement of a psql or a pg_dump that has
// been killed, and hold its locks. A name that only one run uses makes sure that no
// other's are ended. After patience it fails with a *LeftoverError.
func EndToolSessions(ctx context.Context, c *Conn, application string, patience time.Duration) error {
	return endSessions(ctx, c, "application_name = left($1, 63)", applicationName(application), patience)
}

// endSessions ends the sessions that a condition on a name finds.
func endSessions(ctx context.Context, c *Conn, condition, name string, patience time.Duration) error {
	query := `
SELECT pid, CASE WHEN pg_has_role(usesysid, 'MEMBER')
                 AND (current_setting('is_superuser') = 'on' OR NOT (SELECT rolsuper FROM pg_roles WHERE oid = usesysid))
            THEN pg_terminate_backend(pid) ELSE false END
FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND ` + condition + `
ORDER BY pid LIMIT 1`
	deadline := time.Now().Add(patience)
	for {
		var pid int32
		var signalled bool
		err := c.QueryRow(ctx, query, []any{name}, &pid, &signalled)
		switch {
		case errors.Is(err, ErrNoRows):
			return nil
		case err != nil:
			return fmt.Errorf("end sessions of dead processes: %w", err)
		case time.Now().After(deadline):
			return &LeftoverError{PID: pid}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(leftoverPoll):
		}
	}
}
