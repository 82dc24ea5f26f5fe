package backup

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"
)

// Options are what a backup is made with.
type Options struct {
	Label  string // the database's
	Format Format
	Now    time.Time // for the name
	Run    string
	Step   string
	Limit  int64 // most bytes that the backup may have; 0: any
	// Reserve is how many bytes stay free on the disk; 0: what Reserve says.
	Reserve int64
	// Checkpoint is called at every instant at which a crash would leave something
	// else behind; nil outside of tests.
	Checkpoint func(name string)

	checkpoint func(string) // tests kill the process here
	disk       func(string) (free, total int64, err error)
}

// A Writer writes one backup under a temporary name. It ends with Commit or Discard.
// A write that fails discards by itself. Only Watch and Written may be called beside
// the others.
type Writer struct {
	dir     string
	name    Name
	step    string
	guard   *guard
	file    *os.File // nil for a folder
	hash    hash.Hash
	written atomic.Int64
	looked  int64 // bytes written when the disk was last looked at
	failed  error
	ended   bool
	pass    func(string)
}

// Create makes the folder, of mode 0700, where it is missing, reserves a name and
// opens the file. It fails where there is too little room to begin.
func Create(dir string, o Options) (*Writer, error) {
	if !o.Format.known() {
		return nil, fmt.Errorf("no format of backups: %q", o.Format)
	}
	w := &Writer{dir: dir, step: o.Step, hash: sha256.New(), pass: o.checkpoint}
	if w.pass == nil {
		w.pass = o.Checkpoint
	}
	if w.pass == nil {
		w.pass = func(string) {}
	}
	if err := w.open(o); err != nil {
		if w.name.Number > 0 {
			w.Discard()
		}
		return nil, fmt.Errorf("begin a backup in %s: %w", dir, err)
	}
	return w, nil
}

func (w *Writer) open(o Options) error {
	if err := os.MkdirAll(w.dir, 0o700); err != nil {
		return err
	}
	var err error
	if w.guard, err = newGuard(w.dir, o); err != nil {
		return err
	}
	if err := w.guard.allows(0, 0); err != nil {
		return err
	}
	name, err := reserve(w.dir, Name{Label: SafeLabel(o.Label), Time: o.Now.UTC().Truncate(time.Second), Format: o.Format})
	if err != nil {
		return err
	}
	w.name = name
	w.pass("reserved")
	if err := w.writeOwner(o); err != nil {
		return err
	}
	w.pass("owned")
	if o.Format != Directory {
		w.file, err = createNew(w.inPartial(dataFile))
	}
	return err
}

func (w *Writer) writeOwner(o Options) error {
	host, _ := os.Hostname()
	data, err := json.MarshalIndent(Owner{Run: o.Run, Step: o.Step, PID: os.Getpid(), Host: host, Since: time.Now().UTC()}, "", "  ")
	if err != nil {
		return err
	}
	return writeNew(w.inPartial(ownerFile), append(data, '\n'))
}

func (w *Writer) partial() string { return filepath.Join(w.dir, partialName(w.name)) }

func (w *Writer) inPartial(file string) string { return filepath.Join(w.partial(), file) }

// Name is the one that the backup gets with Commit.
func (w *Writer) Name() string { return w.name.String() }

// Path is where the backup is after Commit.
func (w *Writer) Path() string { return filepath.Join(w.dir, w.Name()) }

// Folder is where pg_dump writes one in the directory format. It is not there yet:
// pg_dump makes it.
func (w *Writer) Folder() string { return w.inPartial(dataFile) }

// Written is how many bytes have been written; of a folder, as Watch saw last.
func (w *Writer) Written() int64 { return w.written.Load() }

// look is after how many bytes the disk is looked at again.
const look = 1 << 20

// Write adds to the file. After an error the partial backup is gone, and every
// further call gives the same error.
func (w *Writer) Write(p []byte) (int, error) {
	if w.failed != nil {
		return 0, w.failed
	}
	if w.file == nil || w.ended {
		return 0, errors.New("nothing can be written here: a folder, or a backup that has ended")
	}
	n, err := w.write(p)
	if err != nil {
		w.failed = err
		w.Discard()
	}
	return n, err
}

func (w *Writer) write(p []byte) (int, error) {
	before := w.Written()
	after := before + int64(len(p))
	if err := w.guard.fits(after); err != nil {
		return 0, err
	}
	if after-w.looked >= look {
		if err := w.guard.allows(before, int64(len(p))); err != nil {
			return 0, err
		}
		w.looked = after
	}
	n, err := w.file.Write(p)
	w.hash.Write(p[:n])
	w.written.Add(int64(n))
	w.pass("written")
	return n, w.guard.full(w.Written(), err)
}

// Discard removes what has been written; what is committed stays. It may be called
// at any time, also more than once: defer it.
func (w *Writer) Discard() error {
	if w.ended {
		return nil
	}
	w.ended = true
	if w.file != nil {
		w.file.Close()
	}
	return removePartial(w.partial())
}
