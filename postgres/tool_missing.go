package postgres

import (
	"fmt"
	"strings"

	"poco/internal/pgprograms"
)

// A ToolMissingError says that no pg_dump, pg_restore and psql fit a server, and
// how to get some.
type ToolMissingError struct {
	Server  int      // the server's major version
	Found   []Tools  // what there is, all of it too old
	Refused []string // what can't be used, and why
}

func (e *ToolMissingError) Error() string {
	if len(e.Found) == 0 {
		return fmt.Sprintf("no pg_dump, pg_restore and psql were found for a server of version %d", e.Server)
	}
	newest := e.Found[0]
	for _, t := range e.Found[1:] {
		if t.version.Compare(newest.version) > 0 {
			newest = t
		}
	}
	return fmt.Sprintf("pg_dump %s (%s) can't dump a server of version %d", newest.Version, newest.Path("pg_dump"), e.Server)
}

// Hint tells what was found, and how to get what is needed.
func (e *ToolMissingError) Hint() string {
	var b strings.Builder
	for _, t := range e.Found {
		fmt.Fprintf(&b, "%s is of version %s, which is too old.\n", t.Path("pg_dump"), t.Version)
	}
	for _, refused := range e.Refused {
		fmt.Fprintf(&b, "%s.\n", refused)
	}
	fmt.Fprintf(&b, "Version %d is needed, or a newer one. %s\nOr set POCO_PG_BIN to the folder that holds them.",
		e.Server, clientInstall(pgprograms.Systems(), e.Server))
	return b.String()
}

// clientInstalls are the ways to install the clients of a major version, by the
// system's name.
var clientInstalls = map[string]string{
	"debian":   debianInstall,
	"ubuntu":   debianInstall,
	"fedora":   rpmInstall,
	"rhel":     rpmInstall,
	"alpine":   "Install them:  sudo apk add postgresql%d-client",
	"arch":     "Install them:  sudo pacman -S postgresql-libs  (in version %d or newer)",
	"suse":     "Install them:  sudo zypper install postgresql%d",
	"opensuse": "Install them:  sudo zypper install postgresql%d",
	"darwin":   "Install them:  brew install postgresql@%d",
	"windows":  "Install them:  winget install PostgreSQL.PostgreSQL.%d",
}

const debianInstall = "Install them:  sudo apt-get install postgresql-client-%[1]d\n" +
	"Where the distribution does not have that package, add the PostgreSQL project's repository first:  " +
	"sudo apt-get install postgresql-common && sudo /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh"

const rpmInstall = "Install them:  sudo dnf install postgresql%[1]d\n" +
	"That package is in the PostgreSQL project's repository; https://www.postgresql.org/download/linux/redhat/ tells how to add it"

// clientInstall is the way to install the clients on a system.
func clientInstall(systems []string, major int) string {
	for _, id := range systems {
		if text, ok := clientInstalls[id]; ok {
			return fmt.Sprintf(text, major) + "."
		}
	}
	return fmt.Sprintf("Install your system's package of the Postgres clients of version %d.", major)
}
