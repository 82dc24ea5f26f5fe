package dump

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// ParseList reads what pg_restore --list writes of a dump in custom, tar or
// directory format. The listing is what the file says of itself: each of its
// entries holds SQL that may say something else, so a restore sends what pg_restore
// makes of it through a [Filter] all the same.
func ParseList(r io.Reader) (*Inventory, error) {
	j := newJudge(nil)
	scanner := bufio.NewScanner(r)
	scanner.Buffer(nil, 1<<20)
	for line := 1; scanner.Scan(); line++ {
		text := scanner.Text()
		j.line, j.inv.Lines = line, line
		j.inv.Bytes += int64(len(text)) + 1
		if header, ok := strings.CutPrefix(text, ";"); ok {
			j.listHeader(strings.TrimSpace(header))
		} else if strings.TrimSpace(text) != "" {
			j.listEntry(text)
		}
	}
	if err := scanner.Err(); err != nil {
		return nil, fmt.Errorf("read the listing of the dump: %w", err)
	}
	if !j.inv.Complete {
		return nil, errors.New("the listing of the dump has no header: pg_restore --list did not write it")
	}
	return j.inv, nil
}

func (j *judge) listHeader(text string) {
	key, value, _ := strings.Cut(text, ": ")
	switch key {
	case "dbname":
		j.inv.DatabaseName = value
	case "Format":
		j.inv.Format = Format(strings.ToLower(value))
	case "Dumped from database version":
		j.inv.DatabaseVersion = value
	case "Dumped by pg_dump version":
		j.inv.ToolVersion = value
	case "TOC Entries":
		j.inv.Complete = true
	}
}

// entryLine is one entry: "214; 1259 16399 TABLE public actor postgres".
var entryLine = regexp.MustCompile(`^\d+; \d+ \d+ (.*)$`)

func (j *judge) listEntry(text string) {
	m := entryLine.FindStringSubmatch(text)
	if m == nil {
		j.found(Unusual, j.line, text)
		return
	}
	kind, rest, ok := entryKind(m[1])
	if !ok {
		j.found(Unusual, j.line, m[1])
		return
	}
	o := Object{Kind: kind, Line: j.line}
	o.Schema, rest, _ = strings.Cut(rest, " ")
	if o.Schema == "-" {
		o.Schema = ""
	}
	o.Name, o.Owner = cutOwner(rest)
	j.owner(o.Owner)
	j.listed(o, m[1])
}

// cutOwner parts a name from the owner after it. Both may hold blanks; the owner is
// taken to hold none.
func cutOwner(text string) (name, owner string) {
	at := strings.LastIndexByte(text, ' ')
	if at < 0 {
		return text, ""
	}
	return text[:at], text[at+1:]
}

// listed notes an entry.
func (j *judge) listed(o Object, text string) {
	if code := entryCode(o); code != "" {
		j.found(code, j.line, text)
	}
	switch o.Kind {
	case "TABLE DATA":
		j.inv.Tables[j.table(o.Schema, o.Name)].Unknown = true
	case "SEQUENCE SET":
		j.inv.Sequences++
	case "BLOB", "BLOBS", "BLOB METADATA", "LARGE OBJECT":
		j.inv.LargeObjects++
	}
	if !madeBy[o.Kind] {
		return
	}
	if name, args, ok := strings.Cut(o.Name, "("); ok && (o.Kind == "FUNCTION" || o.Kind == "PROCEDURE" || o.Kind == "AGGREGATE") {
		o.Name, o.Args = name, strings.TrimSuffix(args, ")")
	}
	j.inv.Objects = append(j.inv.Objects, o)
}

// entryCode is what is dangerous about an entry.
func entryCode(o Object) Code {
	switch o.Kind {
	case "EXTENSION":
		if far(o.Name) {
			return Extension
		}
		return ""
	case "PROCEDURAL LANGUAGE":
		if o.Name == "plpgsql" {
			return ""
		}
	case "FOREIGN SERVER":
		return Foreign
	case "DATABASE PROPERTIES":
		return Database
	case "PUBLICATION TABLE", "PUBLICATION TABLES IN SCHEMA", "SUBSCRIPTION TABLE":
		return Replication
	case "COMMENT", "ACL", "SECURITY LABEL":
		return entryOfCode(o.Name)
	}
	return kindCodes[o.Kind]
}

// entryOfCode is the code of what a comment or privilege is of.
func entryOfCode(name string) Code {
	for _, kind := range []string{"DATABASE", "TABLESPACE", "ROLE"} {
		if strings.HasPrefix(name, kind+" ") {
			return kindCodes[kind]
		}
	}
	return ""
}

// entryKinds are the kinds of entries that pg_dump 13 to 18 writes and that make an
// object; the others below go with one.
var entryKinds = []string{
	"ACCESS METHOD", "AGGREGATE", "CAST", "COLLATION", "CONVERSION", "DATABASE", "DOMAIN", "EVENT TRIGGER", "EXTENSION",
	"FOREIGN DATA WRAPPER", "FOREIGN SERVER", "FOREIGN TABLE", "FUNCTION", "INDEX", "MATERIALIZED VIEW", "OPERATOR",
	"OPERATOR CLASS", "OPERATOR FAMILY", "POLICY", "PROCEDURAL LANGUAGE", "PROCEDURE", "PUBLICATION", "RULE", "SCHEMA",
	"SEQUENCE", "SHELL TYPE", "STATISTICS", "SUBSCRIPTION", "TABLE", "TEXT SEARCH CONFIGURATION",
	"TEXT SEARCH DICTIONARY", "TEXT SEARCH PARSER", "TEXT SEARCH TEMPLATE", "TRANSFORM", "TRIGGER", "TYPE",
	"USER MAPPING", "VIEW",
}

var entryParts = []string{
	"ACL", "BLOB", "BLOB COMMENTS", "BLOB METADATA", "BLOBS", "CHECK CONSTRAINT", "COMMENT", "CONSTRAINT",
	"DATABASE PROPERTIES", "DEFAULT", "DEFAULT ACL", "FK CONSTRAINT", "INDEX ATTACH", "LARGE OBJECT",
	"MATERIALIZED VIEW DATA", "PUBLICATION TABLE", "PUBLICATION TABLES IN SCHEMA", "ROW SECURITY", "SECURITY LABEL",
	"SEQUENCE OWNED BY", "SEQUENCE SET", "STATISTICS DATA", "SUBSCRIPTION TABLE", "TABLE ATTACH", "TABLE DATA",
}

var madeBy = func() map[string]bool {
	made := map[string]bool{}
	for _, kind := range entryKinds {
		made[kind] = true
	}
	return made
}()

// entriesByLength begins with the longest, as one may begin with another.
var entriesByLength = func() []string {
	all := slices.Concat(entryKinds, entryParts)
	slices.SortFunc(all, func(a, b string) int { return len(b) - len(a) })
	return all
}()

func entryKind(text string) (kind, rest string, ok bool) {
	for _, kind := range entriesByLength {
		if rest, ok := strings.CutPrefix(text, kind+" "); ok {
			return kind, rest, true
		}
	}
	return "", text, false
}
