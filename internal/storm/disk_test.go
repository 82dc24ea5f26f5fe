//go:build linux

package storm

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"poco/internal/witness"
)

// disk mounts a file system of some megabytes. Only root may.
func disk(t *testing.T, dir string, megabytes int) {
	t.Helper()
	if testing.Short() {
		t.Skip("a storm takes minutes")
	}
	if os.Geteuid() != 0 {
		t.Skip("only root may mount a small file system")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("poco-storm", dir, "tmpfs", 0, fmt.Sprintf("size=%dm,mode=0755", megabytes)); err != nil {
		t.Skipf("a small file system can't be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Errorf("unmount %s: %v", dir, err)
		}
	})
}

// fillUp writes a file that takes all that is left of a file system but some
// kilobytes.
func fillUp(t *testing.T, dir string, leave int64) (ballast string) {
	t.Helper()
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		t.Fatal(err)
	}
	ballast = filepath.Join(dir, "ballast")
	size := int64(fs.Bavail)*fs.Bsize - leave<<10
	if err := os.WriteFile(ballast, make([]byte, max(size, 0)), 0o600); err != nil && !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err) // where poco wrote meanwhile, there is less room, and it is all taken
	}
	return ballast
}

// onSmallDisk puts a target's database on a file system of its own.
func (l *lane) onSmallDisk(t *testing.T, w *workplace, megabytes int) (dir string) {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "poco-storm-disk-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Remove(dir) })
	disk(t, dir, megabytes)
	owner, err := os.Stat(l.qa.Dir())
	if err != nil {
		t.Fatal(err)
	}
	of := owner.Sys().(*syscall.Stat_t)
	if err := os.Chown(dir, int(of.Uid), int(of.Gid)); err != nil {
		t.Fatal(err)
	}
	database := databaseOf(t, w.qa)
	sql(t, l.qa, fmt.Sprintf("CREATE TABLESPACE small LOCATION '%s'", dir))
	sql(t, l.qa, fmt.Sprintf("ALTER DATABASE %s SET TABLESPACE small", database))
	t.Cleanup(func() {
		if _, err := witness.Run(l.qa.URL("postgres"), fmt.Sprintf("DROP DATABASE %s WITH (FORCE)", database)); err != nil {
			t.Error(err)
		}
		if _, err := witness.Run(l.qa.URL("postgres"), "DROP TABLESPACE small"); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// TestFullDisk lets the file system of the target, and that of the state, fill:
// poco stops, says why, and goes on once there is room.
func TestFullDisk(t *testing.T) {
	l := newLaneUnlessShort(t)
	ref := l.reference(t, scene{mode: "overwrite"})
	t.Run("of the target", func(t *testing.T) {
		w := l.workplace(t, scene{mode: "overwrite"})
		dir := l.onSmallDisk(t, w, 400)
		w.plan()
		ballast := fillUp(t, dir, 1<<10)
		w.stopsFull(w.start("apply", "--auto-approve", "--json", planFile), "No space left on device", ballast)
		w.endedAs(ref)
		w.leftNothing()
	})
	for _, at := range []float64{0.1, 0.9} {
		t.Run(fmt.Sprintf("of the state, at %.1f of the run", at), func(t *testing.T) {
			w := l.workplace(t, scene{mode: "overwrite"})
			dir := filepath.Join(w.dir, ".poco")
			disk(t, dir, 4)
			w.plan()
			p := w.start("apply", "--auto-approve", "--json", planFile)
			p.awaitLines(int(at * float64(ref.lines)))
			w.stopsFull(p, "no space left on device", fillUp(t, dir, 0))
			w.endedAs(ref)
			w.leftNothing()
		})
	}
}

// stopsFull waits until poco has stopped for want of room, makes room, and goes
// on.
func (w *workplace) stopsFull(p *process, words, ballast string) {
	w.t.Helper()
	if code := w.code(p); code != 10 {
		w.t.Errorf("on a full disk: exit %d, want 10\n%s", code, w.tail(p))
	}
	if said := w.tail(p); !strings.Contains(said, words) {
		w.t.Errorf("it is not said that the disk is full:\n%s", said)
	}
	if err := os.Remove(ballast); err != nil {
		w.t.Fatal(err)
	}
	w.finish(drawing{})
}
