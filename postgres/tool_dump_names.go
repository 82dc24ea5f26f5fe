package postgres

import (
	"fmt"
	"runtime"
	"strings"
)

// longestArguments is how much of names goes on a command line. Systems take more
// (Linux 2 MB, macOS 1 MB, Windows 32 kB), environment included.
func longestArguments() int {
	if runtime.GOOS == "windows" {
		return 24 << 10
	}
	return 512 << 10
}

// dumpNames are the options that name what is dumped, or from pg_dump 17 on, where
// that would be too much for a command line, the text that names it on stdin.
func dumpNames(tools Tools, o DumpOptions) (args []string, filter string, err error) {
	size, ascii := 0, true
	var lines strings.Builder
	add := func(option, object, pattern string) {
		args = append(args, option+pattern)
		lines.WriteString("include " + object + " " + pattern + "\n")
		size += len(option) + len(pattern) + 1
		ascii = ascii && isASCII(pattern)
	}
	for _, schema := range o.Schemas {
		add("--schema=", "schema", dumpPattern(schema))
	}
	for _, t := range o.Tables {
		add("--table=", "table", dumpPattern(t.Schema)+"."+dumpPattern(t.Name))
	}
	if len(args) == 0 {
		return nil, "", nil
	}
	always := []string{"--strict-names"}
	if !ascii {
		// Names are in UTF-8 here, and pg_dump takes them to be in its session's encoding.
		always = append(always, "--encoding=UTF8")
	}
	switch {
	case size <= longestArguments():
		return append(always, args...), "", nil
	case tools.Major >= 17:
		return append(always, "--filter=-"), lines.String(), nil
	}
	return nil, "", fmt.Errorf("the names of %d tables and schemas are too long for the command line of pg_dump %s; "+
		"from version 17 on it reads them from elsewhere: install a newer one, or back up the whole schema or database", len(args), tools.Version)
}

// dumpPattern is the pattern that means one name and no other. In double quotes
// pg_dump takes every character literally, but for a double quote, which is doubled.
func dumpPattern(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= 0x80 }) < 0
}
