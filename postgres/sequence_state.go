package postgres

import (
	"context"
	"errors"
	"fmt"

	"poco/plan"
)

// SequenceState puts a sequence's last_value and is_called into words.
func SequenceState(last int64, called bool) string {
	if called {
		return fmt.Sprint(last)
	}
	return fmt.Sprintf("%d, not used yet", last)
}

// SequenceReaches reports whether a sequence is as far as a state, or further on in
// its direction; where it is not, is tells how it is. One that may begin again from
// its other end is only looked for. So is one that the role may not read.
func SequenceReaches(ctx context.Context, c *Conn, name plan.Name, last int64, called bool) (reaches bool, is string, err error) {
	const query = `
SELECT s.seqincrement < 0, s.seqcycle OR NOT has_sequence_privilege(s.seqrelid, 'SELECT')
FROM pg_sequence s
WHERE s.seqrelid = (SELECT r.oid FROM pg_class r JOIN pg_namespace n ON n.oid = r.relnamespace
                    WHERE n.nspname = $1 AND r.relname = $2)`
	var down, unknown bool
	err = c.QueryRow(ctx, query, []any{name.Schema, name.Name}, &down, &unknown)
	switch {
	case errors.Is(err, ErrNoRows):
		return false, "is gone", nil
	case err != nil:
		return false, "", fmt.Errorf("look for the sequence %s: %w", name, err)
	case unknown:
		return true, "", nil
	}
	var now int64
	var used bool
	err = c.QueryRow(ctx, "SELECT last_value, is_called FROM "+Quote(name.Schema, name.Name), nil, &now, &used)
	if err != nil {
		return false, "", fmt.Errorf("read the sequence %s: %w", name, err)
	}
	reaches = now > last || now == last && (used || !called)
	if down {
		reaches = now < last || now == last && (used || !called)
	}
	return reaches, "is at " + SequenceState(now, used), nil
}
