//go:build unix

package pgcluster

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

const hasSockets = true

// servant is the user that servers run as: this process' own, or where that is
// root, which Postgres refuses, postgres or nobody.
func servant() (uid, gid int) {
	if os.Geteuid() != 0 {
		return os.Geteuid(), os.Getegid()
	}
	for _, name := range []string{"postgres", "_postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.Atoi(u.Uid)
		gid, gidErr := strconv.Atoi(u.Gid)
		if uidErr == nil && gidErr == nil {
			return uid, gid
		}
	}
	return 65534, 65534
}

// isolate makes a command run as the server's user and keeps the terminal's
// signals from it.
func isolate(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if os.Geteuid() == 0 {
		uid, gid := servant()
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	}
}

// handOver gives a file to the server's user.
func handOver(path string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	uid, gid := servant()
	return os.Chown(path, uid, gid)
}

// tempDir is the folder for temporary files, or /tmp where the server's user
// could not reach into that.
func tempDir() string {
	dir := os.TempDir()
	if os.Geteuid() == 0 && !reachable(dir) {
		return "/tmp"
	}
	return dir
}

// reachable reports whether any user may pass through a folder and all above it.
func reachable(dir string) bool {
	for {
		info, err := os.Stat(dir)
		if err != nil || info.Mode().Perm()&0o001 == 0 {
			return false
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return true
		}
		dir = parent
	}
}

// checkReach fails where the server's user could not get into a folder.
func checkReach(dir string) error {
	if os.Geteuid() == 0 && !reachable(filepath.Dir(dir)) {
		return fmt.Errorf("the server runs as another user than root, who cannot reach %s: choose a folder that others may pass through", dir)
	}
	return nil
}

// alive reports whether a process exists.
func alive(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
