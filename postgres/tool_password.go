package postgres

import (
	"os"
	"strconv"
	"strings"
)

// How a password reaches a tool. On Linux it stands in a password file that has no
// name: memory that only the child inherits, gone with the last process that holds
// it, so that nothing is left behind by a killed poco. A script that makes psql
// connect elsewhere finds no password for that place in it. Where there is no such
// file, or it can't hold the password, the child's environment holds it, which
// leaves nothing behind either; nobody but this user and root can read that.

// longestPassfileLine is what every supported libpq reads of a line.
const longestPassfileLine = 300

// givePassword adds the password to what leads a child to a server.
func (c *Config) givePassword(child *childConnection, set map[string]string, host string, port int) {
	password := c.Password()
	if password == "" {
		return
	}
	lines, ok := passfileLines(host, port, c.DBName(), c.User(), password)
	if ok {
		if file := anonymousFile(lines); file != nil {
			child.passfile = file
			set["PGPASSFILE"] = passfilePath
			return
		}
	}
	set["PGPASSWORD"] = password
}

// passfileLines are those of a password file for one server; libpq looks for a
// socket in its default folder as localhost. It is not ok where a password file
// can't hold the password.
func passfileLines(host string, port int, dbname, user, password string) (lines string, ok bool) {
	hosts := []string{host}
	if strings.HasPrefix(host, "/") {
		hosts = append(hosts, "localhost")
	}
	for _, h := range hosts {
		line := ""
		for _, field := range []string{h, strconv.Itoa(port), dbname, user, password} {
			if strings.ContainsAny(field, "\r\n\x00") {
				return "", false
			}
			line += strings.NewReplacer(`\`, `\\`, `:`, `\:`).Replace(field) + ":"
		}
		if len(line) > longestPassfileLine || line[0] == '#' {
			return "", false
		}
		lines += line[:len(line)-1] + "\n"
	}
	return lines, true
}

// discard closes the file that the child has by now.
func (c *childConnection) discard() {
	if c.passfile != nil {
		c.passfile.Close()
	}
}

// files are those that the child inherits.
func (c *childConnection) files() []*os.File {
	if c.passfile == nil {
		return nil
	}
	return []*os.File{c.passfile}
}
