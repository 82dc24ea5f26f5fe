package backup

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
)

// The reserve is what a backup leaves free on its disk: a hundredth of the disk, at
// least 64 MiB, at most 1 GiB. A disk that is full stops whoever else writes on
// it, often the very server; 64 MiB are four WAL files, and more than a fast disk
// takes in between two looks of Watch; a hundredth of a large disk would refuse
// backups that fit easily. Of a tiny disk it is a tenth.
const (
	leastReserve = 64 << 20
	mostReserve  = 1 << 30
)

func reserveOf(total int64) int64 {
	return min(max(total/100, leastReserve), mostReserve, total/10)
}

// Free is how many bytes poco may still write on the disk of a folder, which need
// not be there yet: its nearest parent counts. errors.ErrUnsupported on systems that
// poco can't ask.
func Free(dir string) (int64, error) {
	free, _, err := diskOf(dir)
	return free, err
}

// Reserve is how many bytes a backup leaves free on the disk of a folder.
func Reserve(dir string) (int64, error) {
	_, total, err := diskOf(dir)
	return reserveOf(total), err
}

// diskOf asks for the disk of the nearest folder that is there.
func diskOf(dir string) (free, total int64, err error) {
	at, err := filepath.Abs(dir)
	if err != nil {
		return 0, 0, err
	}
	for {
		free, total, err = disk(at)
		parent := filepath.Dir(at)
		if err == nil || !errors.Is(err, fs.ErrNotExist) || parent == at {
			break
		}
		at = parent
	}
	if err != nil {
		return 0, 0, fmt.Errorf("free space of %s: %w", dir, err)
	}
	return free, total, nil
}

// A SpaceError is a disk that is too full to go on. The partial backup is removed.
type SpaceError struct {
	Dir     string
	Written int64 // bytes of the backup so far
	Free    int64 // of the disk; -1 unknown
	Reserve int64
	Err     error // what the system said, where it refused a write
}

func (e *SpaceError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("the disk of %s is full, after %d bytes of the backup: %v", e.Dir, e.Written, e.Err)
	}
	return fmt.Sprintf("the disk of %s has only %d bytes free, after %d bytes of the backup; poco leaves %d free",
		e.Dir, e.Free, e.Written, e.Reserve)
}

func (e *SpaceError) Unwrap() error { return e.Err }

// A SizeError is a backup that is larger than it may be.
type SizeError struct {
	Dir            string
	Written, Limit int64
}

func (e *SizeError) Error() string {
	return fmt.Sprintf("the backup in %s has %d bytes so far, more than the %d of max_size", e.Dir, e.Written, e.Limit)
}

// A guard says when writing must stop.
type guard struct {
	dir            string
	reserve, limit int64
	blind          bool // where the system can't be asked for free space
	disk           func(string) (free, total int64, err error)
}

func newGuard(dir string, o Options) (*guard, error) {
	g := &guard{dir: dir, limit: o.Limit, reserve: o.Reserve, disk: diskOf}
	if o.disk != nil {
		g.disk = o.disk
	}
	_, total, err := g.disk(dir)
	if errors.Is(err, errors.ErrUnsupported) {
		g.blind = true
		return g, nil
	}
	if g.reserve == 0 {
		g.reserve = reserveOf(total)
	}
	return g, err
}

// fits says whether a backup of so many bytes may be.
func (g *guard) fits(size int64) error {
	if g.limit > 0 && size > g.limit {
		return &SizeError{Dir: g.dir, Written: size, Limit: g.limit}
	}
	return nil
}

// allows looks whether there is room for next bytes after those written.
func (g *guard) allows(written, next int64) error {
	if g.blind {
		return nil
	}
	free, _, err := g.disk(g.dir)
	if err != nil {
		return err
	}
	if free-next < g.reserve {
		return &SpaceError{Dir: g.dir, Written: written, Free: free, Reserve: g.reserve}
	}
	return nil
}

// full makes a SpaceError of the system's words for a full disk.
func (g *guard) full(written int64, err error) error {
	if !noSpace(err) {
		return err
	}
	return g.spaceError(written, err)
}

// saysNoSpace is noSpace of what a tool says, in the language C.
func saysNoSpace(text string) bool {
	return strings.Contains(text, "No space left on device") || strings.Contains(text, "Disk quota exceeded")
}

func (g *guard) spaceError(written int64, err error) *SpaceError {
	free, _, asked := g.disk(g.dir)
	if asked != nil {
		free = -1
	}
	return &SpaceError{Dir: g.dir, Written: written, Free: free, Reserve: g.reserve, Err: err}
}
