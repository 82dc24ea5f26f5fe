package backup

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// TestRefusedWrite lets a tool write to the device that is always full.
func TestRefusedWrite(t *testing.T) {
	dir := t.TempDir()
	w, err := Create(dir, Options{Label: "qa", Format: Plain, Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	tool := exec.Command("sh", "-c", "head -c 9 /dev/zero >/dev/full")
	tool.Env = []string{"LC_ALL=C", "PATH=" + os.Getenv("PATH")}
	said, err := tool.CombinedOutput()
	if err == nil {
		t.Fatal("the device took it")
	}
	err = w.Full(errors.New(string(said)))
	w.Discard()
	fullAndGone(t, dir, err)
	if other := errors.New("permission denied"); w.Full(other) != other || w.Full(nil) != nil {
		t.Error("another failure is taken for a full disk")
	}
}

func fullAndGone(t *testing.T, dir string, err error) {
	t.Helper()
	var space *SpaceError
	if !errors.As(err, &space) {
		t.Errorf("on a full disk: %v", err)
	}
	if left := names(t, dir); len(left) > 0 {
		t.Errorf("left on a full disk: %v", left)
	}
}

// smallDisk mounts a file system of 8 MiB. Only root may, and not everywhere;
// TestRefusedWrite needs no such thing.
func smallDisk(t *testing.T) string {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root may mount a small file system")
	}
	dir := t.TempDir()
	if err := syscall.Mount("poco-backup", dir, "tmpfs", 0, "size=8m,mode=0700"); err != nil {
		t.Skipf("a small file system can't be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func TestFullDisk(t *testing.T) {
	dir := smallDisk(t)
	begin := func(o Options) *Writer {
		o.Label, o.Now = "qa", noon
		w, err := Create(dir, o)
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	// fill writes on until the watch says that it must not.
	fill := func(w *Writer) error {
		ended := make(chan error)
		go func() { ended <- w.Watch(t.Context(), nil) }()
		for {
			select {
			case err := <-ended:
				w.Discard()
				return err
			default:
				if _, err := w.File().Write(make([]byte, 1<<10)); err != nil {
					t.Error(err)
					return <-ended
				}
				time.Sleep(time.Millisecond / 4) // a tool that is slower than the disk
			}
		}
	}
	err := fill(begin(Options{Format: Custom}))
	fullAndGone(t, dir, err)
	var space *SpaceError
	if errors.As(err, &space) && (space.Err != nil || space.Reserve != 8<<20/10 || space.Written < 4<<20) {
		t.Errorf("the disk was not left its reserve: %+v", space)
	}

	// A folder that another process fills to the last byte.
	w := begin(Options{Format: Directory})
	if err := os.Mkdir(w.Folder(), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(w.Folder(), "1.dat"), make([]byte, 9<<20), 0o600); !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("the disk did not get full: %v", err)
	}
	err = w.Watch(t.Context(), nil)
	if err == nil {
		t.Error("the watch saw nothing")
	}
	if _, err := w.Commit(t.Context(), sample()); err == nil {
		t.Error("it was committed without room for a manifest")
	}
	fullAndGone(t, dir, err)
}

// TestReadOnlyFolder needs another user than root where modes are to hold: it makes
// the file system itself one that can't be written.
func TestReadOnlyFolder(t *testing.T) {
	dir := t.TempDir()
	if os.Geteuid() == 0 {
		dir = smallDisk(t)
		put(t, dir, Plain, noon)
		if err := syscall.Mount("poco-backup", dir, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
			t.Skipf("it can't be made read-only here: %v", err)
		}
	} else {
		put(t, dir, Plain, noon)
		if err := os.Chmod(dir, 0o500); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.Chmod(dir, 0o700) })
	}
	if _, err := Create(dir, Options{Label: "qa", Format: Plain, Now: noon}); !errors.Is(err, os.ErrPermission) && !errors.Is(err, syscall.EROFS) {
		t.Errorf("a backup in a folder that can't be written begins with %v", err)
	}
	if n := whole(t, dir, "read-only"); n != 1 {
		t.Errorf("%d backups can be read, want 1", n)
	}
	if err := Remove(list(t, dir)[0]); err == nil || whole(t, dir, "read-only") != 1 {
		t.Errorf("removing says %v", err)
	}
	if err := Sweep(t.Context(), dir, "run_1"); err != nil {
		t.Errorf("there is nothing to sweep: %v", err)
	}
}
