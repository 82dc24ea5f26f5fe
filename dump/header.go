package dump

import (
	"slices"
	"strings"
)

// An entryComment is what pg_dump writes before each object: "-- Name: …; Type: …;
// Schema: …; Owner: …".
type entryComment struct{ name, kind, schema, owner string }

// comment reads a comment that stands between statements.
func (j *judge) comment(text string, line int) {
	text = strings.TrimSpace(text)
	switch {
	case text == "PostgreSQL database dump":
		j.pgDump, j.inv.Complete = true, false
	case text == "PostgreSQL database dump complete":
		j.inv.Complete = true
	case text == "PostgreSQL database cluster dump":
		j.inv.Cluster = true
		j.found(Role, line, "-- "+text)
	case j.inv.DatabaseVersion == "" && strings.HasPrefix(text, "Dumped from database version "):
		j.inv.DatabaseVersion = strings.TrimPrefix(text, "Dumped from database version ")
	case j.inv.ToolVersion == "" && strings.HasPrefix(text, "Dumped by pg_dump version "):
		j.inv.ToolVersion = strings.TrimPrefix(text, "Dumped by pg_dump version ")
	case strings.HasPrefix(text, "Name: "):
		j.entry = parseEntryComment(text)
	}
}

func parseEntryComment(text string) entryComment {
	var e entryComment
	for _, field := range strings.Split(text, "; ") {
		key, value, _ := strings.Cut(field, ": ")
		switch key {
		case "Name":
			e.name = value
		case "Type":
			e.kind = value
		case "Schema":
			e.schema = value
		case "Owner":
			e.owner = value
		}
	}
	return e
}

// describe adds to an object what the comment before it tells, if it is of it.
func (e entryComment) describe(o *Object) {
	name, args, _ := strings.Cut(e.name, "(")
	if e.kind != o.Kind || name != o.Name {
		return
	}
	if e.owner != "-" {
		o.Owner = e.owner
	}
	switch o.Kind {
	case "FUNCTION", "PROCEDURE", "AGGREGATE":
		o.Args = strings.TrimSuffix(args, ")")
	}
}

// owner notes a role that the file names as an owner.
func (j *judge) owner(name string) {
	switch name {
	case "", "current_user", "session_user", "current_role":
		return
	}
	if at, known := slices.BinarySearch(j.inv.Owners, name); !known {
		j.inv.Owners = slices.Insert(j.inv.Owners, at, name)
	}
}
