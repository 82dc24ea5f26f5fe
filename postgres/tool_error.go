package postgres

import (
	"fmt"
	"regexp"
	"strings"
)

// A ToolError says why pg_dump, pg_restore or psql failed.
type ToolError struct {
	Tool, Version string
	ExitCode      int      // -1 where a signal ended it
	Signal        int      // 0 for none
	Reason        string   // the first error that it told of, empty where it told none
	Lines         []string // the last lines that it wrote, without progress and passwords
	detail        []string // what it said more of the reason
}

func (e *ToolError) Error() string {
	text := fmt.Sprintf("%s %s ", e.Tool, e.Version)
	switch {
	case e.Signal != 0:
		text += fmt.Sprintf("was killed (signal %d)", e.Signal)
	case e.Reason == "" && len(e.Lines) == 0:
		text += fmt.Sprintf("failed with exit code %d, without a word", e.ExitCode)
	default:
		text += "failed"
	}
	switch {
	case e.Reason != "":
		text += ": " + e.Reason
	case len(e.Lines) > 0:
		text += ": " + e.Lines[len(e.Lines)-1]
	}
	return text
}

// Hint says what to do, or is empty.
func (e *ToolError) Hint() string {
	all := e.Reason + "\n" + strings.Join(e.detail, "\n") + "\n" + strings.Join(e.Lines, "\n")
	if e.Signal == 9 && e.Reason == "" {
		return "Somebody killed it, or the system did for want of memory (see dmesg)."
	}
	for _, known := range toolHints {
		if known.form.MatchString(all) {
			return known.hint
		}
	}
	return ""
}

// Detail is what the tool said more of the reason, one a line.
func (e *ToolError) Detail() string { return strings.Join(e.detail, "\n") }

// toolHints say what to do about what tools say. The messages of the tools are in
// English, see environment; the server's are in the language of its lc_messages,
// where no hint is found.
var toolHints = []struct {
	form *regexp.Regexp
	hint string
}{
	{regexp.MustCompile(`server version mismatch`), "Install a pg_dump of the server's version, or a newer one."},
	{regexp.MustCompile(`permission denied for (table|view|materialized view|sequence|relation|large object)`),
		"Let the owner GRANT SELECT on it to the role, or leave it out of the selection."},
	{regexp.MustCompile(`permission denied for schema`), "Let the owner GRANT USAGE on the schema to the role."},
	{regexp.MustCompile(`row-level security|query would be affected`),
		"Its policies hide rows from this role: use the owner, or a role with BYPASSRLS."},
	{regexp.MustCompile(`lock timeout|LOCK TABLE`), "Another session holds a lock on a table; wait for it, or give a longer --lock-timeout."},
	{regexp.MustCompile(`password authentication failed|no password supplied`), "Check the user and the password."},
	{regexp.MustCompile(`no pg_hba\.conf entry`), "Check the user, and whether the server's pg_hba.conf lets it in from here, with or without TLS (sslmode)."},
	{regexp.MustCompile(`No space left on device|disk quota exceeded|Disk quota`), "Free space on the disk that it writes to."},
	{regexp.MustCompile(`no matching (tables|schemas) were found`), "It was there when the plan was made: make a new plan."},
	{regexp.MustCompile(`invalid snapshot identifier|snapshot "[^"]*" does not exist|could not import the requested snapshot`),
		"The session that held the snapshot has ended; try again."},
	{regexp.MustCompile(`Connection refused|could not translate host name|timeout expired|server closed the connection|could not connect`),
		"Check whether the server is running and can be reached from here."},
}
