package pgcluster

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// install writes programs that say they are of a version.
func install(t *testing.T, dir, version string, names ...string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		script := "#!/bin/sh\necho '" + name + " (PostgreSQL) " + version + "'\n"
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
}

func TestInspectTellsWhatAFolderHolds(t *testing.T) {
	all := []string{"initdb", "pg_ctl", "postgres"}
	for _, test := range []struct {
		name, version string
		programs      []string
		want          Programs
		err           string
	}{
		{"Debian's", "15.8 (Debian 15.8-0+deb12u1)", all, Programs{Major: 15, Text: "15.8"}, ""},
		{"a beta", "18beta1", all, Programs{Major: 18, Text: "18beta1"}, ""},
		{"too old", "12.22", all, Programs{}, "13 to 18"},
		{"too new", "19.1", all, Programs{}, "13 to 18"},
		{"clients only", "15.8", []string{"pg_ctl"}, Programs{}, "no initdb"},
		{"no version", "", all, Programs{}, "says"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			install(t, dir, test.version, test.programs...)
			got, err := inspect(dir)
			if test.err != "" {
				if err == nil || !strings.Contains(err.Error(), test.err) {
					t.Fatalf("error %v, want one about %q", err, test.err)
				}
				return
			}
			test.want.Dir = dir
			if diff := cmp.Diff(test.want, got); err != nil || diff != "" {
				t.Errorf("%v\n%s", err, diff)
			}
		})
	}
}

func TestFindTakesTheFolderThatIsNamed(t *testing.T) {
	dir := t.TempDir()
	install(t, dir, "13.1", "initdb", "pg_ctl", "postgres")
	t.Setenv("POCO_PG_BIN", dir)
	if got, err := Find(); err != nil || got.Dir != dir || got.Major != 13 {
		t.Errorf("found %+v, %v", got, err)
	}
	t.Setenv("POCO_PG_BIN", filepath.Join(dir, "nothing"))
	if _, err := Find(); err == nil || !strings.Contains(err.Error(), "POCO_PG_BIN=") {
		t.Errorf("with a wrong POCO_PG_BIN: %v", err)
	}
}

func TestFindPrefersTheNewestOnPath(t *testing.T) {
	dir := t.TempDir()
	for _, version := range []string{"16.4", "18.1", "17.2"} {
		install(t, filepath.Join(dir, version), version, "initdb", "pg_ctl", "postgres")
	}
	t.Setenv("POCO_PG_BIN", "")
	t.Setenv("PATH", strings.Join([]string{filepath.Join(dir, "16.4"), filepath.Join(dir, "18.1"),
		filepath.Join(dir, "17.2"), os.Getenv("PATH")}, string(os.PathListSeparator)))
	if got, err := Find(); err != nil || got.Text != "18.1" {
		t.Errorf("found %+v, %v, want 18.1", got, err)
	}
}

func TestNotFoundNamesTheCommandThatInstalls(t *testing.T) {
	for _, test := range []struct {
		systems []string
		want    string
	}{
		{[]string{"debian"}, "apt-get install postgresql"},
		{[]string{"linuxmint", "ubuntu", "debian"}, "apt-get install postgresql"},
		{[]string{"rocky", "rhel", "centos", "fedora"}, "dnf install postgresql-server"},
		{[]string{"alpine"}, "apk add postgresql"},
	} {
		if got := installOn(test.systems); !strings.Contains(got, test.want) {
			t.Errorf("%q: %q, want %q", test.systems, got, test.want)
		}
	}
	err := (&NotFoundError{Refused: []string{"/opt/pg12: it holds Postgres 12.1"}}).Error()
	for _, want := range []string{"initdb", "/opt/pg12", "POCO_PG_BIN", installCommand()} {
		if !strings.Contains(err, want) {
			t.Errorf("the error does not name %q:\n%s", want, err)
		}
	}
}
