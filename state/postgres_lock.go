package state

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"poco/postgres"
)

// The shared lock is an advisory lock of a session that does nothing else, so
// that the server frees it when its process ends. The key is "poco" and "stat"
// in ASCII.
const (
	takeLock = `SELECT pg_try_advisory_lock(1886348143, 1937006964)`

	lockSession = `SELECT coalesce(max(l.pid), 0)::int8 FROM pg_locks l
		WHERE l.locktype = 'advisory' AND l.granted
		AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
		AND l.classid = 1886348143 AND l.objid = 1937006964 AND l.objsubid = 2`
)

type sharedLock struct{ conn *postgres.Conn }

func (s *shared) Lock(ctx context.Context, holder Holder, wait time.Duration) (Lock, error) {
	conn, err := postgres.Connect(ctx, s.config, postgres.Session{Application: "state lock"})
	if err != nil {
		return nil, &UnreachableError{err}
	}
	err = s.await(ctx, conn, wait)
	if err == nil {
		err = writeHolder(ctx, conn, holder)
	}
	if err != nil {
		conn.Close(ctx)
		return nil, err
	}
	return &sharedLock{conn}, nil
}

// await takes the lock on conn, waiting at most wait for its holder to end.
func (s *shared) await(ctx context.Context, conn *postgres.Conn, wait time.Duration) error {
	deadline := time.Now().Add(wait)
	for {
		var ok bool
		if err := conn.QueryRow(ctx, takeLock, nil, &ok); err != nil {
			return fmt.Errorf("lock the state in %s: %w", s.config, err)
		}
		if ok {
			return nil
		}
		if time.Now().After(deadline) {
			_, holder, err := s.holder(ctx)
			if err != nil {
				return err
			}
			if holder == nil {
				holder = &Holder{} // it ended in between
			}
			return &LockedError{Holder: *holder, Where: s.Where()}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(lockPoll):
		}
	}
}

func writeHolder(ctx context.Context, conn *postgres.Conn, holder Holder) error {
	data, err := json.Marshal(holder)
	if err != nil {
		return err
	}
	const write = `INSERT INTO poco_state.holder (holder) VALUES ($1::text::jsonb)
		ON CONFLICT (one) DO UPDATE SET holder = excluded.holder`
	_, err = conn.Exec(ctx, write, string(data))
	return err
}

func (l *sharedLock) Release(ctx context.Context) error {
	_, err := l.conn.Exec(ctx, `DELETE FROM poco_state.holder; SELECT pg_advisory_unlock_all()`)
	if closed := l.conn.Close(ctx); err == nil {
		err = closed
	}
	return err
}

func (s *shared) Holder(ctx context.Context) (*Holder, error) {
	_, h, err := s.holder(ctx)
	return h, err
}

// holder gives the server's process that has the lock, 0 where none has, and
// who it is.
func (s *shared) holder(ctx context.Context) (pid int64, h *Holder, err error) {
	err = s.do(ctx, func(ctx context.Context, conn *postgres.Conn) error {
		if err := conn.QueryRow(ctx, lockSession, nil, &pid); err != nil || pid == 0 {
			return err
		}
		h, err = readHolder(ctx, conn)
		return err
	})
	return pid, h, err
}

// readHolder reads the last holder written; a zero one where there is none.
func readHolder(ctx context.Context, conn *postgres.Conn) (*Holder, error) {
	h := &Holder{}
	var text string
	err := conn.QueryRow(ctx, `SELECT holder::text FROM poco_state.holder`, nil, &text)
	if errors.Is(err, postgres.ErrNoRows) {
		return h, nil
	}
	if err != nil {
		return nil, err
	}
	return h, json.Unmarshal([]byte(text), h)
}

// Unlock ends the session of a holder that is gone: one whose machine the server
// still believes to be there. A holder on this machine whose process lives keeps
// its lock; of one elsewhere only the user can know, and says so by calling this.
func (s *shared) Unlock(ctx context.Context) (*Holder, error) {
	pid, h, err := s.holder(ctx)
	if err != nil {
		return nil, err
	}
	if pid == 0 {
		return s.clearHolder(ctx)
	}
	if host, err := os.Hostname(); err == nil && host == h.Host && processLives(h.PID) {
		return nil, &LockedError{Holder: *h, Where: s.Where()}
	}
	err = s.do(ctx, func(ctx context.Context, conn *postgres.Conn) error {
		_, err := conn.Exec(ctx, `SELECT pg_terminate_backend($1::int)`, pid)
		return err
	})
	return h, err
}

// clearHolder removes what a dead holder left, and tells whose it was.
func (s *shared) clearHolder(ctx context.Context) (h *Holder, err error) {
	err = s.do(ctx, func(ctx context.Context, conn *postgres.Conn) error {
		h, err = readHolder(ctx, conn)
		if err != nil {
			return err
		}
		if *h == (Holder{}) {
			h = nil
		}
		_, err = conn.Exec(ctx, `DELETE FROM poco_state.holder`)
		return err
	})
	return h, err
}
