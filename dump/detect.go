package dump

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// A Format is one in which pg_dump writes.
type Format string

const (
	Plain     Format = "plain"
	Custom    Format = "custom"
	Tar       Format = "tar"
	Directory Format = "directory"
)

// Detect says in which format a file or folder is, by its content, not by its
// name. What is no dump that can be restored is an error that says what to do.
func Detect(path string) (Format, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return "", err
	case info.IsDir():
		return detectFolder(path)
	case !info.Mode().IsRegular():
		return "", fmt.Errorf("%s is neither a file nor a folder", path)
	case info.Size() == 0:
		return "", fmt.Errorf("%s is empty: the dump that should be here was never written", path)
	}
	start, err := startOf(path)
	if err != nil {
		return "", err
	}
	return detectFile(path, start)
}

// startLength is how much of a file is read to know its format: a tar archive
// tells at byte 257, a dump of a cluster in its first lines.
const startLength = 4096

func startOf(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	start := make([]byte, startLength)
	n, err := io.ReadFull(f, start)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return start[:n], nil
}

func detectFolder(path string) (Format, error) {
	toc, err := startOf(filepath.Join(path, "toc.dat"))
	switch {
	case errors.Is(err, os.ErrNotExist):
		return "", fmt.Errorf("%s is a folder without toc.dat: no dump in directory format", path)
	case err != nil && !errors.Is(err, io.EOF):
		return "", err
	case !bytes.HasPrefix(toc, []byte("PGDMP")):
		return "", fmt.Errorf("%s is damaged: it does not begin as pg_dump writes it", filepath.Join(path, "toc.dat"))
	}
	return Directory, nil
}

// packed are the signatures of compressed files, and what unpacks them.
var packed = []struct{ signature, name, tool string }{
	{"\x1f\x8b", "gzip", "gunzip --keep"},
	{"\x28\xb5\x2f\xfd", "zstd", "unzstd"},
	{"\x04\x22\x4d\x18", "lz4", "unlz4"},
	{"BZh", "bzip2", "bunzip2 --keep"},
	{"\xfd7zXZ\x00", "xz", "unxz --keep"},
	{"PK\x03\x04", "zip", "unzip"},
}

// clusterDump is how pg_dumpall begins its files.
const clusterDump = "-- PostgreSQL database cluster dump"

func detectFile(path string, start []byte) (Format, error) {
	for _, p := range packed {
		if bytes.HasPrefix(start, []byte(p.signature)) {
			return "", fmt.Errorf("%s is compressed by %s; unpack it first: %s %s", path, p.name, p.tool, path)
		}
	}
	switch {
	case bytes.HasPrefix(start, []byte("PGDMP")):
		return Custom, nil
	case len(start) > 262 && string(start[257:262]) == "ustar":
		if !bytes.HasPrefix(start, []byte("toc.dat\x00")) {
			return "", fmt.Errorf("%s is a tar archive, but not one of pg_dump: unpack it first", path)
		}
		return Tar, nil
	case bytes.HasPrefix(start, []byte("\xff\xfe")), bytes.HasPrefix(start, []byte("\xfe\xff")):
		return "", fmt.Errorf("%s is text in UTF-16, which psql cannot read; convert it first: iconv -f UTF-16 -t UTF-8", path)
	case bytes.IndexByte(start, 0) >= 0:
		return "", fmt.Errorf("%s is not a dump: it is neither text nor a format of pg_dump", path)
	case bytes.Contains(start, []byte(clusterDump)):
		return "", fmt.Errorf("%s is a dump of a whole server (pg_dumpall), with roles and all its databases; restore it with psql, or dump one database with pg_dump", path)
	case len(bytes.Trim(start, " \t\r\n\f\ufeff")) == 0 && len(start) < startLength:
		return "", fmt.Errorf("%s holds nothing but blanks", path)
	}
	return Plain, nil
}
