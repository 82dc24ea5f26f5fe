package backup

import (
	"context"
	"os"
	"os/exec"
	"testing"
)

// whole counts the complete backups of a folder. Each must be what was written.
func whole(t *testing.T, dir, when string) (n int) {
	t.Helper()
	for _, e := range list(t, dir) {
		if !e.Complete() {
			continue
		}
		n++
		if err := Check(context.Background(), e, nil); err != nil {
			t.Errorf("%s: a half backup is listed: %v", when, err)
		}
	}
	return n
}

func TestKilledWriterLeavesNoHalfBackup(t *testing.T) {
	for _, format := range []Format{Plain, Custom, Directory} {
		t.Run(string(format), func(t *testing.T) {
			passed := map[string]bool{}
			for die := 1; ; die++ {
				dir := t.TempDir()
				at := dies(t, victim{Dir: dir, Format: format, Run: "run_1", Die: die})
				if at == "" {
					break
				}
				passed[at] = true
				sweptAfter(t, dir, at, format)
			}
			for _, at := range []string{"reserved", "owned", "written", "sealed", "manifest written", "dump renamed", "manifest renamed", "cleaned"} {
				if !passed[at] {
					t.Errorf("no process died at %q", at)
				}
			}
		})
	}
}

// sweptAfter holds a folder in which a writer has died to what is promised.
func sweptAfter(t *testing.T, dir, at string, format Format) {
	t.Helper()
	want := 0
	if at == "manifest renamed" || at == "cleaned" {
		want = 1
	}
	if n := whole(t, dir, at); n != want {
		t.Errorf("killed at %q: %d complete backups, want %d", at, n, want)
	}
	before := names(t, dir)
	if err := Sweep(context.Background(), dir, "run_2"); err != nil {
		t.Fatal(err)
	}
	if after := names(t, dir); len(after) != len(before) {
		t.Errorf("killed at %q: the sweep of another run has changed %v to %v", at, before, after)
	}
	if err := Sweep(context.Background(), dir, "run_1"); err != nil {
		t.Fatal(err)
	}
	if at == "dump renamed" {
		want = 1 // the sweep has completed it
	}
	if n := whole(t, dir, at); n != want || len(list(t, dir)) != want {
		t.Errorf("killed at %q, swept: %d complete backups, want %d: %v", at, n, want, names(t, dir))
	}
	if at != "reserved" { // where nobody's name is in it yet
		if partials, err := Partials(dir); err != nil || len(partials) > 0 {
			t.Errorf("killed at %q, swept: still there: %+v, %v", at, partials, err)
		}
	}
	put(t, dir, format, noon)
	if n := whole(t, dir, at); n != want+1 {
		t.Errorf("killed at %q: made again, %d complete backups, want %d", at, n, want+1)
	}
}

func TestKilledRemovalLeavesNoHalfBackup(t *testing.T) {
	for _, format := range []Format{Plain, Directory} {
		t.Run(string(format), func(t *testing.T) {
			died := 0
			for die := 1; ; die++ {
				dir := t.TempDir()
				put(t, dir, format, noon)
				at := dies(t, victim{Dir: dir, Remove: true, Die: die})
				if at == "" {
					break
				}
				died++
				if n := whole(t, dir, at); n != 0 {
					t.Errorf("killed at %q: still listed as complete", at)
				}
				if err := Sweep(context.Background(), dir, "run_2"); err != nil {
					t.Fatal(err)
				}
				if left := names(t, dir); len(left) > 0 {
					t.Errorf("killed at %q, swept: %v is left", at, left)
				}
			}
			if died != 3 {
				t.Errorf("processes died at %d points, want 3", died)
			}
		})
	}
}

func TestProcessesShareAFolder(t *testing.T) {
	dir := t.TempDir()
	var all []*exec.Cmd
	for range 4 {
		c := victim{Dir: dir, Format: Plain, Run: "run_1", Times: 10}.command(t)
		c.Stdout = os.Stderr
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
	for _, c := range all {
		if err := c.Wait(); err != nil {
			t.Error(err)
		}
	}
	if n := whole(t, dir, "four processes in one second"); n != 40 || len(names(t, dir)) != 80 {
		t.Errorf("%d complete backups, want 40: %v", n, names(t, dir))
	}
}
