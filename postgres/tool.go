package postgres

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"poco/internal/pgprograms"
)

// Tools are pg_dump, pg_restore and psql of one installation.
type Tools struct {
	Dir     string // holds the three
	Version string // 15.18
	Major   int    // 15
	version pgprograms.Version
}

// toolNames are the programs that an installation has to have.
var toolNames = []string{"pg_dump", "pg_restore", "psql"}

// Path is the path of one of the tools.
func (t Tools) Path(tool string) string { return pgprograms.Path(t.Dir, tool) }

// restrictSince are the minor releases that brought \restrict.
var restrictSince = map[int]int{13: 22, 14: 19, 15: 14, 16: 10, 17: 6, 18: 0}

// KnowsRestrict reports whether psql knows \restrict, which makes it refuse
// backslash commands until \unrestrict with the same token.
func (t Tools) KnowsRestrict() bool { return t.version.AtLeast(restrictSince) }

// Compressions are the methods that DumpOptions.Compress may name. That pg_dump was
// built with all of them is not sure; where it was not, it says so at once.
func (t Tools) Compressions() []string {
	if t.Major >= 16 {
		return []string{"none", "gzip", "lz4", "zstd"}
	}
	return []string{"none", "gzip"}
}

// compress is the option for a method and perhaps a level: gzip, zstd:3.
func (t Tools) compress(spec string) (string, error) {
	method, level, _ := strings.Cut(spec, ":")
	if !slices.Contains(t.Compressions(), method) {
		return "", fmt.Errorf("pg_dump %s does not compress with %s; it knows %s", t.Version, method, strings.Join(t.Compressions(), ", "))
	}
	switch {
	case t.Major >= 16:
		return "--compress=" + spec, nil
	case method == "none":
		level = "0"
	case level == "":
		level = "6"
	}
	return "--compress=" + level, nil
}

// A ToolSession says how a tool's session with a server is made and watched.
type ToolSession struct {
	// Application is shown in pg_stat_activity; "poco" is put before it.
	Application string
	// Host and Port are those of the server to use, as Conn.Host and Conn.Port give
	// them; left out, the first of the connection string.
	Host string
	Port int
	// Log takes each line that the tool writes on its stderr, without the password.
	// It is called by one goroutine at a time.
	Log func(line string)
}

// environment is this process' environment without what leads libpq anywhere, or
// changes the language of its messages.
func environment() []string {
	var kept []string
	var ctype string
	for _, entry := range os.Environ() {
		name, value, _ := strings.Cut(entry, "=")
		switch upper := strings.ToUpper(name); {
		case upper == "LC_ALL":
			ctype = value
		case upper == "LC_MESSAGES", upper == "LANGUAGE":
		case value == "" && strings.HasPrefix(upper, "PG"): // as pgx takes it: not set
		case strings.HasPrefix(upper, "PG") && !strings.HasPrefix(upper, "PGSSL") && !slices.Contains(keptVariables, upper):
		default:
			kept = append(kept, entry)
		}
	}
	if ctype != "" {
		kept = append(kept, "LC_CTYPE="+ctype)
	}
	return append(kept, "LC_MESSAGES=C")
}

// keptVariables are those of libpq that this process has heeded as well, or that
// lead nowhere else; what the connection string sets goes over them.
var keptVariables = []string{
	"PGREQUIREAUTH", "PGCHANNELBINDING", "PGMINPROTOCOLVERSION", "PGMAXPROTOCOLVERSION",
	"PGKRBSRVNAME", "PGGSSENCMODE", "PGGSSLIB", "PGGSSDELEGATION", "PGLOCALEDIR",
}
