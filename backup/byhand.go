package backup

import (
	"regexp"
	"strconv"
	"strings"
)

// ByHand are the command lines that restore a backup without poco, for a shell in
// the backup's folder. No secret stands in them: the tools ask, or read ~/.pgpass.
type ByHand struct {
	New []string `json:"into_a_new_database"`
	Old []string `json:"over_the_old_one"`
}

// byHand writes the command lines of a manifest. Each restores in one transaction
// and stops at the first error.
func (m *Manifest) byHand() ByHand {
	var h ByHand
	at := m.Database.server()
	fresh := m.Database.Name + "_restored"
	h.New = append(h.New, "createdb "+at+"-T template0 -- "+quote(fresh))
	if m.Format != Plain {
		restore := "pg_restore --single-transaction --exit-on-error "
		h.New = append(h.New, restore+at+"-d "+target(fresh)+" "+quote(m.File))
		h.Old = append(h.Old, "pg_restore --clean --if-exists --single-transaction --exit-on-error "+at+"-d "+target(m.Database.Name)+" "+quote(m.File))
		return h
	}
	script := m.File
	if unpack := map[string]string{"gzip": "gzip -dc", "lz4": "lz4 -dc", "zstd": "zstd -dc"}[m.Compression]; unpack != "" {
		// Not through a pipe: psql would commit what came before the end of a broken file.
		script = strings.TrimSuffix(m.File, ".sql") + ".unpacked.sql"
		line := unpack + " " + quote(m.File) + " > " + quote(script)
		h.New, h.Old = append(h.New, line), append(h.Old, line)
	}
	psql := "psql -X -1 -v ON_ERROR_STOP=1 " + at
	h.New = append(h.New, psql+"-d "+target(fresh)+" -f "+quote(script))
	h.Old = append(h.Old, psql+"-d "+target(m.Database.Name)+" -f "+quote(script))
	return h
}

// server is the options that say where the database was.
func (d Database) server() string {
	var b strings.Builder
	if d.Host != "" {
		b.WriteString("-h " + quote(d.Host) + " ")
	}
	if d.Port != 0 {
		b.WriteString("-p " + strconv.Itoa(d.Port) + " ")
	}
	if d.User != "" {
		b.WriteString("-U " + quote(d.User) + " ")
	}
	return b.String()
}

var bare = regexp.MustCompile(`^[A-Za-z0-9_./][A-Za-z0-9_./-]*$`)

// quote makes a word of a shell's line.
func quote(word string) string {
	if bare.MatchString(word) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// target is a database's name for -d, where one with = or :// would be taken for a
// whole connection string.
func target(name string) string {
	if bare.MatchString(name) {
		return name
	}
	escaped := strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(name)
	return quote("dbname='" + escaped + "'")
}
