package state

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// The operating system holds the local lock, and frees it when the process ends,
// however it ends. Who holds it stands in a file beside it, since a locked file
// can't be read everywhere. That file may outlive its process: it counts only
// while the lock is held.

// lockPoll is how often a waiting Lock tries again; lockTries, how often at
// least: a lock may be held for an instant by whoever asks for its holder.
const (
	lockPoll  = 50 * time.Millisecond
	lockTries = 4
)

type localLock struct {
	store *local
	flock *flock.Flock
}

func (l *local) flock() *flock.Flock {
	return flock.New(l.path+".lock", flock.SetPermissions(0o600))
}

func (l *local) holderPath() string { return l.path + ".holder" }

func (l *local) Lock(ctx context.Context, holder Holder, wait time.Duration) (Lock, error) {
	if err := os.MkdirAll(filepath.Dir(l.path), 0o700); err != nil {
		return nil, fmt.Errorf("lock the state: %w", err)
	}
	lock := l.flock()
	if err := l.await(ctx, lock, wait); err != nil {
		return nil, err
	}
	data, err := json.Marshal(holder)
	if err == nil {
		err = writeFile(l.holderPath(), data)
	}
	if err != nil {
		lock.Unlock()
		return nil, fmt.Errorf("lock the state: %w", err)
	}
	l.setHeld(true)
	return &localLock{store: l, flock: lock}, nil
}

// await takes the lock, waiting at most wait for its holder to end.
func (l *local) await(ctx context.Context, lock *flock.Flock, wait time.Duration) error {
	deadline := time.Now().Add(wait)
	for try := 1; ; try++ {
		ok, err := lock.TryLock()
		if err != nil {
			return fmt.Errorf("lock the state: %w", err)
		}
		if ok {
			return nil
		}
		if try >= lockTries && time.Now().After(deadline) {
			return &LockedError{Holder: l.readHolder(), Where: l.path}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(lockPoll):
		}
	}
}

func (l *localLock) Release(context.Context) error {
	os.Remove(l.store.holderPath()) // a leftover does not count
	l.store.setHeld(false)
	return l.flock.Unlock()
}

func (l *local) setHeld(held bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held = held
}

func (l *local) Holder(context.Context) (*Holder, error) {
	locked, err := l.locked()
	if err != nil || !locked {
		return nil, err
	}
	h := l.readHolder()
	return &h, nil
}

// Unlock removes what a dead holder left. The lock of a living one stays: its
// error names whom to end.
func (l *local) Unlock(context.Context) (*Holder, error) {
	locked, err := l.locked()
	if err != nil {
		return nil, err
	}
	if locked {
		return nil, &LockedError{Holder: l.readHolder(), Where: l.path}
	}
	if _, err := os.Stat(l.holderPath()); err != nil {
		return nil, nil // nothing was left
	}
	h := l.readHolder()
	if err := os.Remove(l.holderPath()); err != nil {
		return nil, fmt.Errorf("unlock the state: %w", err)
	}
	return &h, nil
}

// locked reports whether a living process holds the lock.
func (l *local) locked() (bool, error) {
	if _, err := os.Stat(l.path + ".lock"); err != nil {
		return false, nil // never locked
	}
	lock := l.flock()
	ok, err := lock.TryRLock()
	if err != nil {
		return false, fmt.Errorf("look at the state's lock: %w", err)
	}
	if ok {
		return false, lock.Unlock()
	}
	return true, nil
}

// readHolder reads who holds the lock; a zero Holder where it can't be read.
func (l *local) readHolder() Holder {
	var h Holder
	if data, err := os.ReadFile(l.holderPath()); err == nil {
		json.Unmarshal(data, &h)
	}
	return h
}
