package pgcluster

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
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
func (p Programs) Path(name string) string {
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	return filepath.Join(p.Dir, name)
}

// places are where distributions and installers put Postgres, as globs.
var places = []string{
	"/usr/lib/postgresql/*/bin",                          // Debian, Ubuntu
	"/usr/pgsql-*/bin",                                   // PGDG on Fedora and RHEL
	"/usr/lib/postgresql*/bin",                           // openSUSE
	"/usr/libexec/postgresql*",                           // Alpine
	"/usr/local/pgsql/bin",                               // from source
	"/opt/homebrew/opt/postgresql*/bin",                  // Homebrew
	"/usr/local/opt/postgresql*/bin",                     // Homebrew on Intel
	"/home/linuxbrew/.linuxbrew/opt/postgresql*/bin",     // Homebrew on Linux
	"/opt/local/lib/postgresql*/bin",                     // MacPorts
	"/Applications/Postgres.app/Contents/Versions/*/bin", // Postgres.app
	`C:\Program Files\PostgreSQL\*\bin`,                  // EDB's installer
}

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
	for _, dir := range candidates() {
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

// candidates are the folders to look into, PATH first.
func candidates() []string {
	var dirs []string
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		if path, err := exec.LookPath(filepath.Join(dir, "initdb")); err == nil {
			if real, err := filepath.EvalSymlinks(path); err == nil {
				dirs = append(dirs, filepath.Dir(real))
			}
		}
	}
	for _, place := range places {
		matches, err := filepath.Glob(place)
		if err == nil {
			dirs = append(dirs, matches...)
		}
	}
	return dirs
}

var versionLine = regexp.MustCompile(`\(PostgreSQL\) ((\d+)\S*)`)

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
	match := versionLine.FindStringSubmatch(string(out))
	if match == nil {
		return Programs{}, fmt.Errorf("postgres --version says %q", strings.TrimSpace(string(out)))
	}
	p.Text = match[1]
	if p.Major, err = strconv.Atoi(match[2]); err != nil {
		return Programs{}, err
	}
	if p.Major < Oldest || p.Major > Newest {
		return Programs{}, fmt.Errorf("it holds Postgres %s; Poco works with %d to %d", p.Text, Oldest, Newest)
	}
	return p, nil
}
