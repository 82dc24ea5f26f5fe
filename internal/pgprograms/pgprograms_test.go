package pgprograms

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestVersionsAreReadAsProgramsPrintThem(t *testing.T) {
	for line, want := range map[string]Version{
		"pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n": {Major: 15, Minor: 18, Text: "15.18"},
		"postgres (PostgreSQL) 13.0\n":                          {Major: 13, Text: "13.0"},
		"psql (PostgreSQL) 19beta1\n":                           {Major: 19, Unreleased: true, Text: "19beta1"},
		"psql (PostgreSQL) 18devel\n":                           {Major: 18, Unreleased: true, Text: "18devel"},
		"pg_dump (PostgreSQL) 18rc1 (Ubuntu 18~rc1-1.pgdg)\n":   {Major: 18, Unreleased: true, Text: "18rc1"},
		"pg_dump (EnterpriseDB) 16.4.1\n":                       {Major: 16, Minor: 4, Text: "16.4.1"},
	} {
		got, err := ParseVersion(line)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%q: %v\n%s", line, err, diff)
		}
	}
	for _, line := range []string{"", "pg_dump: not found", "psql 15"} {
		if got, err := ParseVersion(line); err == nil {
			t.Errorf("%q is taken for %+v", line, got)
		}
	}
}

func TestVersionsAreOrderedByAge(t *testing.T) {
	var versions []Version
	for _, text := range []string{"9.6.24", "15.2", "15.18", "18beta1", "18.0", "18.1"} {
		v, err := ParseVersion("x (PostgreSQL) " + text)
		if err != nil {
			t.Fatal(err)
		}
		versions = append(versions, v)
	}
	if !slices.IsSortedFunc(versions, Version.Compare) || versions[0].Compare(versions[1]) >= 0 {
		t.Errorf("not in order: %+v", versions)
	}
}

func TestWhatCameWithMinorReleases(t *testing.T) {
	since := map[int]int{13: 22, 17: 6, 18: 0}
	for text, want := range map[string]bool{
		"12.22": false, "13.21": false, "13.22": true, "17.5": false, "17.6": true,
		"18beta2": false, "18.0": true, "19beta1": true, "20.3": true,
	} {
		v, err := ParseVersion("x (PostgreSQL) " + text)
		if err != nil {
			t.Fatal(err)
		}
		if got := v.AtLeast(since); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

func TestFoldersFollowLinksAndPassOverDebiansWrapper(t *testing.T) {
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	place := func(path string) string {
		path = filepath.Join(root, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"), 0o755); err != nil {
			t.Fatal(err)
		}
		return path
	}
	link := func(to, path string) string {
		path = filepath.Join(root, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(to, path); err != nil {
			t.Fatal(err)
		}
		return filepath.Dir(path)
	}
	wrapped := link(place("share/pg_wrapper"), "wrapped/pg_dump")
	linked := link(place("libexec/pg_dump"), "linked/pg_dump")
	shim := link(place("bin/mise"), "shims/pg_dump")
	plain := filepath.Dir(place("plain/pg_dump"))
	t.Setenv("PATH", wrapped+":"+linked+":"+shim+":"+plain+":"+root)
	got := Folders("pg_dump")[:3]
	if diff := cmp.Diff([]string{filepath.Join(root, "libexec"), shim, plain}, got); diff != "" {
		t.Error(diff)
	}
}

func TestSystemsAreNamedByOSRelease(t *testing.T) {
	for release, want := range map[string][]string{
		"ID=debian\n": {"debian"},
		"NAME=x\nID=linuxmint\nID_LIKE=\"ubuntu debian\"\n": {"linuxmint", "ubuntu", "debian"},
		"ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n":    {"rocky", "rhel", "centos", "fedora"},
	} {
		if diff := cmp.Diff(want, systemIDs(release)); diff != "" {
			t.Errorf("%q:\n%s", release, diff)
		}
	}
}
