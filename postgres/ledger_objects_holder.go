package postgres

import (
	"context"
	"encoding/json"
	"strings"
)

// fenceClass is the first part of the key of the advisory locks that keep a run's
// holder from being replaced while a step is recorded in its name: "fenc" in ASCII.
// A comment is no row that could be locked.
const fenceClass = 0x66656e63

// fence takes the lock of a run until the transaction ends: shared where a suffix
// says so, to record a step, alone to replace the holder.
func (objectLedger) fence(ctx context.Context, c *Conn, run, suffix string) error {
	_, err := c.Exec(ctx, "SELECT pg_advisory_xact_lock"+suffix+"($1, hashtext($2))", fenceClass, run)
	return err
}

// held fails where the run has another holder than the entry names.
func (l objectLedger) held(ctx context.Context, c *Conn, e Entry) error {
	if e.Holder == "" {
		return nil
	}
	if err := l.fence(ctx, c, e.Run, "_shared"); err != nil {
		return err
	}
	known, _, err := l.run(ctx, c, e.Run)
	if err == nil && known.Holder != e.Holder {
		err = &TakenOverError{Run: e.Run}
	}
	return err
}

// run reads a run, which is zero where it is not there.
func (l objectLedger) run(ctx context.Context, c *Conn, id string) (run objectRun, number uint32, err error) {
	key := runKey(id)
	number, comment, err := l.lookup(ctx, c, key)
	if err == nil && comment != "" {
		err = json.Unmarshal([]byte(strings.TrimPrefix(comment, key)), &run)
	}
	return run, number, err
}

func (l objectLedger) TakeOver(ctx context.Context, c *Conn, run, holder string) error {
	return c.Tx(ctx, "", func() error {
		if err := l.fence(ctx, c, run, ""); err != nil {
			return err
		}
		known, number, err := l.run(ctx, c, run)
		if err != nil || known.ID == "" {
			return err
		}
		known.Holder = holder
		return l.write(ctx, c, number, runKey(run), known)
	})
}
