package dump

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"poco/internal/pgcluster/pgtest"
)

func TestFormatsAreKnownByTheirContent(t *testing.T) {
	tarHead := append([]byte("toc.dat\x00"), make([]byte, 504)...)
	copy(tarHead[257:], "ustar")
	otherTar := append([]byte("x.sql\x00\x00\x00"), tarHead[8:]...)
	for _, test := range []struct {
		name, content string
		format        Format
		err           string
	}{
		{"plain", "--\n-- PostgreSQL database dump\n--\n", Plain, ""},
		{"sql", "CREATE TABLE a (i int);", Plain, ""},
		{"mark", "\ufeffCREATE TABLE a (i int);", Plain, ""},
		{"custom", "PGDMP\x01\x0e\x00", Custom, ""},
		{"tar", string(tarHead), Tar, ""},
		{"other tar", string(otherTar), "", "not one of pg_dump"},
		{"empty", "", "", "is empty"},
		{"blank", " \n\n", "", "nothing but blanks"},
		{"gzip", "\x1f\x8b\x08", "", "gunzip"},
		{"zstd", "\x28\xb5\x2f\xfd\x00", "", "unzstd"},
		{"lz4", "\x04\x22\x4d\x18\x00", "", "unlz4"},
		{"cluster", "--\n-- PostgreSQL database cluster dump\n--\n", "", "pg_dumpall"},
		{"utf-16", "\xff\xfeC\x00", "", "iconv"},
		{"zeros", "abc\x00", "", "neither text nor"},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "file")
			if err := os.WriteFile(path, []byte(test.content), 0o600); err != nil {
				t.Fatal(err)
			}
			format, err := Detect(path)
			if format != test.format || (err == nil) != (test.err == "") || err != nil && !strings.Contains(err.Error(), test.err) {
				t.Errorf("format %q, error %v; want %q, %q", format, err, test.format, test.err)
			}
		})
	}
}

func TestFoldersAreKnownByTheirContents(t *testing.T) {
	if _, err := Detect(t.TempDir()); err == nil || !strings.Contains(err.Error(), "without toc.dat") {
		t.Errorf("an empty folder: %v", err)
	}
	if _, err := Detect(filepath.Join(t.TempDir(), "missing")); !os.IsNotExist(err) {
		t.Errorf("a missing file: %v", err)
	}
	url := pgtest.Database(t, pgtest.Server(t), "CREATE TABLE a (i int)")
	for _, test := range []struct {
		flag   string
		format Format
	}{{"-Fd", Directory}, {"-Fc", Custom}, {"-Ft", Tar}, {"-Fp", Plain}} {
		path := filepath.Join(t.TempDir(), "dump")
		run(t, "pg_dump", test.flag, "-f", path, url)
		if format, err := Detect(path); err != nil || format != test.format {
			t.Errorf("pg_dump %s: format %q, error %v", test.flag, format, err)
		}
	}
}
