package postgres

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// A ScriptError says which statement of a script failed on the server.
type ScriptError struct {
	Line    int    // of what was written to psql, from 1: where the statement ends
	Code    string // the SQLSTATE
	Message string
	Detail  string
	Hint    string
	Context string
	tool    *ToolError
}

func (e *ScriptError) Error() string {
	return fmt.Sprintf("line %d of the script: %s (SQLSTATE %s)", e.Line, e.Message, e.Code)
}

// Unwrap gives the *ToolError of psql's end.
func (e *ScriptError) Unwrap() error { return e.tool }

// scriptErrors finds the server's error in psql's lines: psql stops at the first, so
// that it is the last message that is no notice. It is written by one goroutine and
// read when psql has ended.
type scriptErrors struct {
	last  *ScriptError
	field *string // of last, that a line without a name goes on with
	size  int     // of what was kept of last
}

// serverMessage is how psql shows a message of the server with VERBOSITY=verbose:
// psql:<stdin>:12: ERROR:  42P01: relation "x" does not exist.
var serverMessage = regexp.MustCompile(`^psql:<stdin>:(\d+): (\S+):  ([0-9A-Z]{5}): (.*)$`)

// messageField is a further field of such a message.
var messageField = regexp.MustCompile(`^([A-Z][A-Z ]*):  (.*)$`)

// queryLine shows where in the statement the error is.
var queryLine = regexp.MustCompile(`^LINE \d+: `)

// longestServerMessage bounds what is kept of one message.
const longestServerMessage = 64 << 10

// take takes one line.
func (s *scriptErrors) take(line toolLine) {
	if m := serverMessage.FindStringSubmatch(line.text); m != nil {
		s.begin(m)
		return
	}
	if strings.HasPrefix(line.text, "psql:") {
		s.field = nil
		return
	}
	if s.last == nil || s.field == nil || s.size > longestServerMessage {
		return
	}
	s.size += len(line.text)
	if m := messageField.FindStringSubmatch(line.text); m != nil {
		s.field = s.fieldOf(m[1])
		*s.field = m[2]
		return
	}
	if queryLine.MatchString(line.text) {
		s.field = new(string) // the statement is the user's own, and long
		return
	}
	*s.field += "\n" + line.text
}

// begin begins a message. A notice is none that ends a script.
func (s *scriptErrors) begin(m []string) {
	s.field = nil
	switch m[2] {
	case "NOTICE", "WARNING", "INFO", "LOG", "DEBUG":
		return
	}
	line, err := strconv.Atoi(m[1])
	if err != nil || strings.HasPrefix(m[3], "00") || strings.HasPrefix(m[3], "01") {
		return
	}
	s.last, s.size = &ScriptError{Line: line, Code: m[3], Message: m[4]}, len(m[4])
	s.field = &s.last.Message
}

// fieldOf is where a field of a message is kept; those that nobody needs are not.
func (s *scriptErrors) fieldOf(name string) *string {
	switch name {
	case "DETAIL":
		return &s.last.Detail
	case "HINT":
		return &s.last.Hint
	case "CONTEXT":
		return &s.last.Context
	}
	return new(string)
}

// found is the error, nil where the server told of none.
func (s *scriptErrors) found() *ScriptError { return s.last }
