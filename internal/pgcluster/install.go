package pgcluster

import (
	"fmt"

	"poco/internal/pgprograms"
)

// A NotFoundError says that no server programs were found, and how to get them.
type NotFoundError struct {
	Refused []string // folders that hold a server that can't be used, and why
}

func (e *NotFoundError) Error() string {
	text := "no Postgres server programs were found (initdb, postgres, pg_ctl)"
	for _, refused := range e.Refused {
		text += "\n  " + refused
	}
	return fmt.Sprintf("%s\nInstall them:  %s\nor set POCO_PG_BIN to the folder that holds them.", text, installCommand())
}

// installs are the commands that install a server, by the system's name.
var installs = map[string]string{
	"darwin":  "brew install postgresql@17",
	"windows": "winget install PostgreSQL.PostgreSQL.17",
	"debian":  "sudo apt-get install postgresql",
	"ubuntu":  "sudo apt-get install postgresql",
	"fedora":  "sudo dnf install postgresql-server postgresql-contrib",
	"rhel":    "sudo dnf install postgresql-server postgresql-contrib",
	"alpine":  "sudo apk add postgresql postgresql-contrib",
	"arch":    "sudo pacman -S postgresql",
	"suse":    "sudo zypper install postgresql-server postgresql-contrib",
}

// installCommand is the command that installs a server on this system.
func installCommand() string { return installOn(pgprograms.Systems()) }

func installOn(systems []string) string {
	for _, id := range systems {
		if command, ok := installs[id]; ok {
			return command
		}
	}
	return "the package postgresql or postgresql-server of your system"
}
