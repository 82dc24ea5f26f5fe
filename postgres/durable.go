package postgres

import (
	"context"
	"fmt"
	"time"
)

// A transaction that commits with synchronous_commit off is seen by others before
// it is on disk. A crash takes it back, and the server gives its number to another:
// a row of that one bears an xmin that a snapshot before the crash took for ended.
// So evidence counts only once all that the snapshot shows is on disk.

// flushPause is the wait between two looks at how far a server has come.
const flushPause = 50 * time.Millisecond

// awaitFlush waits until all that the snapshot of c shows is on the disk of a
// primary. The transaction of c must have begun after the snapshot was taken.
func awaitFlush(ctx context.Context, c *Conn) error {
	var upTo string
	if err := c.QueryRow(ctx, "SELECT pg_current_wal_insert_lsn()::text", nil, &upTo); err != nil {
		return fmt.Errorf("read the server's WAL position: %w", err)
	}
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-timer.C:
		case <-ctx.Done():
			return ctx.Err()
		}
		var done bool
		if err := c.QueryRow(ctx, isFlushed, []any{upTo}, &done); err != nil {
			return fmt.Errorf("read the server's WAL position: %w", err)
		}
		if done {
			return nil
		}
		timer.Reset(flushPause)
	}
}

// isFlushed asks whether the WAL is on disk up to a position, or the transaction is
// so old that every commit before it must be: the server flushes a commit within
// three times wal_writer_delay. (It may leave other WAL where it is for longer, so
// that the position alone would not do.)
const isFlushed = `
SELECT pg_current_wal_flush_lsn() >= $1::text::pg_lsn
       OR clock_timestamp() - now() > 6 * current_setting('wal_writer_delay')::interval`
