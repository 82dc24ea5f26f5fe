package backup

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
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
	// Reader is given the bytes of a plain backup in their order, as they are hashed;
	// all of them by ReadRest. nil: nobody reads along.
	Reader io.Writer
	// Checkpoint is called at every instant at which a crash would leave something
	// else behind; nil outside of tests.
	Checkpoint func(name string)

	checkpoint func(string) // tests kill the process here
	disk       func(string) (free, total int64, err error)
}

// A Writer is one backup under a temporary name, which pg_dump writes into File or
// Folder while Watch watches over it. It ends with Commit or Discard. Only Written may
// be called beside the others.
type Writer struct {
	dir     string
	name    Name
	step    string
	guard   *guard
	file    *os.File  // nil for a folder
	behind  *follower // nil for what is not written from its beginning to its end
	written atomic.Int64
	ended   bool
	pass    func(string)
}

// Create makes the folder, of mode 0700, where it is missing, reserves a name and
// opens the file. It fails where there is too little room to begin.
func Create(dir string, o Options) (*Writer, error) {
	if !o.Format.known() {
		return nil, fmt.Errorf("no format of backups: %q", o.Format)
	}
	w := &Writer{dir: dir, step: o.Step, pass: o.checkpoint}
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
	if o.Format == Directory {
		return nil
	}
	if w.file, err = createNew(w.inPartial(dataFile)); err != nil {
		return err
	}
	if o.Format == Plain {
		w.behind = newFollower(w.file, o.Reader)
	}
	return nil
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

// File is what pg_dump writes to, as its standard output, in any format but the
// directory's. A custom dump is completed at its beginning, once its end is known.
func (w *Writer) File() *os.File { return w.file }

// Written is how many bytes there are, as Watch saw last.
func (w *Writer) Written() int64 { return w.written.Load() }

// ReadRest gives the Reader what it has not been given yet, once nothing is written
// any more.
func (w *Writer) ReadRest(ctx context.Context) error {
	if w.behind == nil {
		return nil
	}
	return w.behind.finish(ctx)
}

// Full makes a *SpaceError of a tool's failure where the tool says that the disk is
// full: it may have been faster than Watch.
func (w *Writer) Full(err error) error {
	if err == nil || !saysNoSpace(err.Error()) {
		return err
	}
	return w.guard.spaceError(w.Written(), err)
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
