package postgres

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"time"

	"poco/internal/pgprograms"
)

// versionTimeout bounds the wait for a program to tell its version.
const versionTimeout = 10 * time.Second

// FindTools finds the tools for a server of a version as server_version_num gives
// it: those of its own major version, the newest release, else of the next newer
// one. It looks into POCO_PG_BIN, PATH and the folders of the systems' packages;
// where two are alike the earlier wins. Where none fits the error is a
// *ToolMissingError.
func FindTools(ctx context.Context, server int) (Tools, error) {
	missing := &ToolMissingError{Server: server / 10000}
	var fitting []Tools
	for _, dir := range toolFolders() {
		t, err := inspectTools(ctx, dir)
		if ctx.Err() != nil {
			return Tools{}, ctx.Err()
		}
		switch {
		case errors.Is(err, os.ErrNotExist):
		case err != nil:
			missing.Refused = append(missing.Refused, err.Error())
		case t.Major < missing.Server:
			missing.Found = append(missing.Found, t)
		case dir == os.Getenv("POCO_PG_BIN"):
			return t, nil // the user's own choice
		default:
			fitting = append(fitting, t)
		}
	}
	if len(fitting) == 0 {
		return Tools{}, missing
	}
	slices.SortStableFunc(fitting, func(a, b Tools) int {
		return cmp.Or(cmp.Compare(a.Major, b.Major), b.version.Compare(a.version))
	})
	return fitting[0], nil
}

// toolFolders are the folders to look into, each once.
func toolFolders() []string {
	var dirs []string
	if dir := os.Getenv("POCO_PG_BIN"); dir != "" {
		dirs = append(dirs, dir)
	}
	for _, dir := range pgprograms.Folders("pg_dump") {
		if !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}

// inspectTools tells which version a folder holds. The error is os.ErrNotExist
// where it holds no pg_dump.
func inspectTools(ctx context.Context, dir string) (Tools, error) {
	t := Tools{Dir: dir}
	for i, name := range toolNames {
		v, err := toolVersion(ctx, t.Path(name))
		switch {
		case errors.Is(err, os.ErrNotExist) && i > 0:
			return Tools{}, fmt.Errorf("%s has no %s beside it", t.Path("pg_dump"), name)
		case err != nil:
			return Tools{}, fmt.Errorf("%s: %w", t.Path(name), err)
		case i == 0:
			t.version, t.Version, t.Major = v, v.Text, v.Major
		case v.Major != t.Major:
			return Tools{}, fmt.Errorf("%s is of version %s, but %s beside it of %s", t.Path("pg_dump"), t.Version, name, v.Text)
		case v.Compare(t.version) < 0:
			t.version = v // what the oldest knows, all know
		}
	}
	return t, nil
}

// toolVersion asks a program for its version.
func toolVersion(ctx context.Context, path string) (pgprograms.Version, error) {
	if _, err := os.Stat(path); err != nil {
		return pgprograms.Version{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, versionTimeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, "--version")
	cmd.Env = environment()
	cmd.WaitDelay = time.Second // for one that has started others
	out, err := cmd.Output()
	if ctx.Err() != nil {
		return pgprograms.Version{}, fmt.Errorf("it did not tell its version within %s", versionTimeout)
	}
	if err != nil {
		return pgprograms.Version{}, fmt.Errorf("--version: %w", err)
	}
	return pgprograms.ParseVersion(string(out))
}
