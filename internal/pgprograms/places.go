// Package pgprograms knows where systems put the programs of Postgres, which
// version one is of, and which system this is, for the packages that have them.
package pgprograms

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

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
	"/opt/homebrew/opt/libpq*/bin",                       // Homebrew, the clients alone
	"/usr/local/opt/libpq*/bin",                          // Homebrew on Intel, the clients alone
	"/opt/local/lib/postgresql*/bin",                     // MacPorts
	"/Applications/Postgres.app/Contents/Versions/*/bin", // Postgres.app
	`C:\Program Files\PostgreSQL\*\bin`,                  // EDB's installer
}

// Folders are those in which a program may be, PATH's first: a folder of PATH is
// taken for the one that its link leads to, so that the programs beside it are of
// the same version. Debian's pg_wrapper, which picks a version by rules of its own,
// is passed over: the programs that it picks from are in places.
func Folders(program string) []string {
	var dirs []string
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		path, err := exec.LookPath(filepath.Join(dir, program))
		if err != nil {
			continue
		}
		if real, err := filepath.EvalSymlinks(path); err == nil && filepath.Base(real) != "pg_wrapper" {
			if strings.HasPrefix(filepath.Base(real), program) {
				path = real
			}
			dirs = append(dirs, filepath.Dir(path))
		}
	}
	for _, place := range places {
		if matches, err := filepath.Glob(place); err == nil {
			dirs = append(dirs, matches...)
		}
	}
	return dirs
}

// Path is the path of a program in a folder.
func Path(dir, program string) string {
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	return filepath.Join(dir, program)
}
