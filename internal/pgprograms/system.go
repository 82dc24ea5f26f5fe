package pgprograms

import (
	"os"
	"runtime"
	"strings"
)

// Systems are the names of this system, the closest first: darwin, windows, or what
// /etc/os-release gives as ID and ID_LIKE.
func Systems() []string {
	if runtime.GOOS != "linux" {
		return []string{runtime.GOOS}
	}
	release, err := os.ReadFile("/etc/os-release")
	if err != nil {
		return nil
	}
	return systemIDs(string(release))
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
