package pgcluster

import (
	"fmt"
	"os"
	"runtime"
	"strings"
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

// installs are the commands that install a server, by ID or ID_LIKE of
// /etc/os-release.
var installs = map[string]string{
	"debian": "sudo apt-get install postgresql",
	"ubuntu": "sudo apt-get install postgresql",
	"fedora": "sudo dnf install postgresql-server postgresql-contrib",
	"rhel":   "sudo dnf install postgresql-server postgresql-contrib",
	"alpine": "sudo apk add postgresql postgresql-contrib",
	"arch":   "sudo pacman -S postgresql",
	"suse":   "sudo zypper install postgresql-server postgresql-contrib",
}

// installCommand is the command that installs a server on this system.
func installCommand() string {
	switch runtime.GOOS {
	case "darwin":
		return "brew install postgresql@17"
	case "windows":
		return "winget install PostgreSQL.PostgreSQL.17"
	}
	release, err := os.ReadFile("/etc/os-release")
	if err != nil {
		return "the package postgresql or postgresql-server of your system"
	}
	for _, id := range systemIDs(string(release)) {
		if command, ok := installs[id]; ok {
			return command
		}
	}
	return "the package postgresql or postgresql-server of your system"
}

// systemIDs reads ID and then ID_LIKE out of an os-release file.
func systemIDs(release string) []string {
	var id, like []string
	for line := range strings.Lines(release) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		switch name {
		case "ID":
			id = strings.Fields(strings.Trim(value, `"'`))
		case "ID_LIKE":
			like = strings.Fields(strings.Trim(value, `"'`))
		}
	}
	return append(id, like...)
}
