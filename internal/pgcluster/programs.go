package pgcluster

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"

	"poco/internal/pgprograms"
)

// The server versions that Poco works with.
const (
	Oldest = 13
	Newest = 18
)

// Programs are the programs of one Postgres installation.
type Programs struct {
	Dir   string // holds initdb, postgres, pg_ctl
	Major int    // 15
	Text  string // 15.8
}

// Path is the path of one of the programs.
func (p Programs) Path(name string) string { return pgprograms.Path(p.Dir, name) }

// Find finds the server programs: in POCO_PG_BIN where that is set, else the
// newest supported version on PATH or where the system's packages put them. Its
// error says how to install them.
func Find() (Programs, error) {
	if dir := os.Getenv("POCO_PG_BIN"); dir != "" {
		p, err := inspect(dir)
		if err != nil {
			return Programs{}, fmt.Errorf("POCO_PG_BIN=%s: %w", dir, err)
		}
		return p, nil
	}
	var found []Programs
	var refused []string
	for _, dir := range pgprograms.Folders("initdb") {
		p, err := inspect(dir)
		if err == nil {
			found = append(found, p)
		} else if !errors.Is(err, os.ErrNotExist) {
			refused = append(refused, fmt.Sprintf("%s: %v", dir, err))
		}
	}
	if len(found) == 0 {
		return Programs{}, &NotFoundError{Refused: refused}
	}
	return slices.MaxFunc(found, func(a, b Programs) int { return cmp.Compare(a.Major, b.Major) }), nil
}

// inspect tells which version a folder holds; it fails where a program is missing
// or the version is not one that Poco works with.
func inspect(dir string) (Programs, error) {
	p := Programs{Dir: dir}
	for _, name := range []string{"initdb", "pg_ctl", "postgres"} {
		if _, err := os.Stat(p.Path(name)); err != nil {
			return Programs{}, fmt.Errorf("there is no %s in it: %w", name, os.ErrNotExist)
		}
	}
	out, err := exec.Command(p.Path("postgres"), "--version").Output()
	if err != nil {
		return Programs{}, fmt.Errorf("postgres --version: %w", err)
	}
	version, err := pgprograms.ParseVersion(string(out))
	if err != nil {
		return Programs{}, fmt.Errorf("postgres %w", err)
	}
	p.Text, p.Major = version.Text, version.Major
	if p.Major < Oldest || p.Major > Newest {
		return Programs{}, fmt.Errorf("it holds Postgres %s; Poco works with %d to %d", p.Text, Oldest, Newest)
	}
	return p, nil
}
