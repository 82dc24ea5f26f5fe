package postgres

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"poco/plan"
)

// A Blocker is a session that holds a lock which another one waits for.
type Blocker struct {
	PID         int     `json:"pid"`
	User        string  `json:"user"`
	Application string  `json:"application"`
	State       string  `json:"state"`
	Seconds     float64 `json:"seconds"` // since its statement began, or ended
	Backend     string  `json:"backend"` // "client backend", "autovacuum worker", …
}

// String names the session as people need it to find or to end it. It does not
// show its statement, which may hold data.
func (b Blocker) String() string {
	if b.PID == 0 {
		return "a prepared transaction (see pg_prepared_xacts)"
	}
	application := b.Application
	if application == "" {
		application = "unnamed application"
	}
	who := b.User + ", " + application
	if b.User == "" { // one of the server's own
		who = cmp.Or(b.Backend, "of the server")
	}
	if b.State != "" { // else the role may not see it
		who += fmt.Sprintf(", %s for %s", b.State, time.Duration(b.Seconds*float64(time.Second)).Round(100*time.Millisecond))
	}
	return fmt.Sprintf("process %d (%s)", b.PID, who)
}

// Blockers tells which sessions each of the given ones waits for, by the waiting
// server process; those that wait for none are left out. A session of the given
// ones never counts as a blocker of another.
func Blockers(ctx context.Context, c *Conn, pids []int32) (map[int][]Blocker, error) {
	const query = `
SELECT coalesce(json_object_agg(w.pid, w.blockers), '{}')::text
FROM (
    SELECT w.pid, json_agg(json_build_object(
        'pid', b.pid, 'user', coalesce(a.usename, ''), 'application', coalesce(a.application_name, ''),
        'state', coalesce(a.state, ''), 'backend', coalesce(a.backend_type, ''),
        'seconds', coalesce(extract(epoch FROM clock_timestamp() - CASE WHEN a.state = 'active' THEN a.query_start ELSE a.state_change END), 0)
    ) ORDER BY b.pid) AS blockers
    FROM unnest($1::int[]) w (pid)
    CROSS JOIN LATERAL (SELECT DISTINCT unnest(pg_blocking_pids(w.pid)) AS pid) b
    LEFT JOIN pg_stat_activity a ON a.pid = b.pid
    WHERE b.pid <> ALL ($1::int[])
    GROUP BY w.pid
) w`
	var text string
	if err := c.QueryRow(ctx, query, []any{pids}, &text); err != nil {
		return nil, fmt.Errorf("ask who holds the lock: %w", err)
	}
	waiting := map[int][]Blocker{}
	return waiting, json.Unmarshal([]byte(text), &waiting)
}

// Standalone reports whether a table's rows are its own, so that ONLY stands
// before its name; a partitioned table's are those of its partitions.
func Standalone(ctx context.Context, c *Conn, table plan.Name) (bool, error) {
	const query = `
SELECT relkind <> 'p' FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
WHERE nspname = $1 AND relname = $2`
	var only bool
	if err := c.QueryRow(ctx, query, []any{table.Schema, table.Name}, &only); err != nil {
		return false, fmt.Errorf("look at %s: %w", table, err)
	}
	return only, nil
}
