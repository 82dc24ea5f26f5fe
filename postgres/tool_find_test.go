package postgres

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"poco/plan"
)

// fakeTools writes programs that say they are of a version, and nothing else.
func fakeTools(t *testing.T, dir, version string, names ...string) string {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the programs are shell scripts")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		script := "#!/bin/sh\necho \"" + name + " (PostgreSQL) " + version + "\"\n"
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// onlyOnPath makes the given folders all of PATH.
func onlyOnPath(t *testing.T, dirs ...string) {
	t.Setenv("POCO_PG_BIN", "")
	t.Setenv("PATH", strings.Join(dirs, string(os.PathListSeparator)))
}

func TestToolsFitTheServer(t *testing.T) {
	root := t.TempDir()
	var dirs []string
	for _, version := range []string{"31.2", "31.10", "33beta1", "33.1", "35beta1"} {
		dirs = append(dirs, fakeTools(t, filepath.Join(root, version), version, toolNames...))
	}
	onlyOnPath(t, dirs...)
	for server, want := range map[int]string{
		310001: "31.10",   // its own major version, the newest release
		320004: "33.1",    // the next newer one, not the newest
		330000: "33.1",    // a release rather than a beta
		350000: "35beta1", // a beta where there is nothing else
	} {
		if got, err := FindTools(t.Context(), server); err != nil || got.Version != want {
			t.Errorf("for %d: %+v, %v, want %s", server, got, err, want)
		}
	}
}

func TestNamedFolderIsTakenWhereItFits(t *testing.T) {
	root := t.TempDir()
	onlyOnPath(t, fakeTools(t, filepath.Join(root, "31"), "31.1", toolNames...))
	t.Setenv("POCO_PG_BIN", fakeTools(t, filepath.Join(root, "32"), "32.1", toolNames...))
	if got, err := FindTools(t.Context(), 310000); err != nil || got.Major != 32 {
		t.Errorf("%+v, %v, want the folder that POCO_PG_BIN names", got, err)
	}
	t.Setenv("POCO_PG_BIN", fakeTools(t, filepath.Join(root, "30"), "30.1", toolNames...))
	if got, err := FindTools(t.Context(), 310000); err != nil || got.Major != 31 {
		t.Errorf("%+v, %v, want the folder of PATH: the named one is too old", got, err)
	}
}

func TestMissingToolsAreNamedWithTheirPackage(t *testing.T) {
	root := t.TempDir()
	old := fakeTools(t, filepath.Join(root, "old"), "41.18 (Debian 41.18-0)", toolNames...)
	older := fakeTools(t, filepath.Join(root, "older"), "40.1", toolNames...)
	lone := fakeTools(t, filepath.Join(root, "lone"), "44.1", "pg_dump")
	mixed := fakeTools(t, filepath.Join(root, "mixed"), "44.1", "pg_dump", "pg_restore")
	fakeTools(t, mixed, "43.1", "psql")
	broken := fakeTools(t, filepath.Join(root, "broken"), "", toolNames...)
	onlyOnPath(t, older, old, lone, mixed, broken)

	_, err := FindTools(t.Context(), 430002)
	var missing *ToolMissingError
	if !errors.As(err, &missing) {
		t.Fatalf("error %v, want a *ToolMissingError", err)
	}
	if want := "pg_dump 41.18 (" + filepath.Join(old, "pg_dump") + ") can't dump a server of version 43"; err.Error() != want {
		t.Errorf("%q, want %q", err, want)
	}
	text := Explain(err)
	for _, want := range []string{
		filepath.Join(older, "pg_dump") + " is of version 40.1, which is too old.",
		filepath.Join(lone, "pg_dump") + " has no pg_restore beside it.",
		"version 44.1, but psql beside it of 43.1.",
		filepath.Join(broken, "pg_dump") + `: --version says "pg_dump (PostgreSQL)"`,
		"Version 43 is needed, or a newer one.",
		"POCO_PG_BIN",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the error does not say %q:\n%s", want, text)
		}
	}
}

func TestEverySystemHasAPackage(t *testing.T) {
	for system, want := range map[string]string{
		"debian":  "sudo apt-get install postgresql-client-17\n",
		"ubuntu":  "sudo /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh.",
		"fedora":  "sudo dnf install postgresql17",
		"alpine":  "sudo apk add postgresql17-client.",
		"darwin":  "brew install postgresql@17.",
		"windows": "winget install PostgreSQL.PostgreSQL.17.",
		"plan9":   "package of the Postgres clients of version 17.",
	} {
		got := clientInstall([]string{"remix", system}, 17)
		if !strings.Contains(got, want) || strings.Contains(got, "%!") {
			t.Errorf("%s: %q, want %q in it", system, got, want)
		}
	}
}

func TestCompressionIsWhatTheToolHas(t *testing.T) {
	for _, test := range []struct {
		major      int
		spec, want string
	}{
		{15, "gzip", "--compress=6"},
		{15, "gzip:9", "--compress=9"},
		{15, "none", "--compress=0"},
		{15, "zstd", ""},
		{16, "zstd:3", "--compress=zstd:3"},
		{18, "lz4", "--compress=lz4"},
		{18, "bzip2", ""},
	} {
		got, err := Tools{Major: test.major, Version: "x"}.compress(test.spec)
		if got != test.want || (err == nil) != (test.want != "") {
			t.Errorf("%d, %s: %q, %v, want %q", test.major, test.spec, got, err, test.want)
		}
	}
}

func TestManyNamesGoWhereTheyFit(t *testing.T) {
	var o DumpOptions
	for range 20000 {
		o.Tables = append(o.Tables, plan.Name{Schema: "public", Name: `a "long" name of a table`})
	}
	if _, _, err := dumpNames(Tools{Major: 16, Version: "16.3"}, o); err == nil || !strings.Contains(err.Error(), "20000 tables") {
		t.Errorf("with pg_dump 16: %v", err)
	}
	args, filter, err := dumpNames(Tools{Major: 17}, o)
	if err != nil || !slices.Equal(args, []string{"--strict-names", "--filter=-"}) {
		t.Errorf("with pg_dump 17: %v, %v", args, err)
	}
	if want := "include table \"public\".\"a \"\"long\"\" name of a table\"\n"; !strings.HasPrefix(filter, want+want) {
		t.Errorf("the filter begins with %.100q", filter)
	}
}
