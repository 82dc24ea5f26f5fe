package postgres

import (
	"bufio"
	"io"
	"net/url"
	"regexp"
	"strings"
)

const (
	// keptLines are how many of the last lines that are not progress an error shows.
	keptLines = 20
	// longestLine bounds what is kept of one line.
	longestLine = 4096
)

// A toolLine is one line that a tool has written on its stderr.
type toolLine struct {
	text string
	// level is error, fatal, warning, detail, hint or message; empty for progress.
	level string
	// message is the text without the tool's name and the level.
	message string
}

// A toolStderr reads what a tool writes on its stderr, in bounded memory.
type toolStderr struct {
	command toolCommand
	hide    *strings.Replacer
	first   string   // the first error's message
	more    []string // the lines that belong to it, up to keptLines
	last    []string // the last lines that are not progress
	inError bool     // the last line belonged to the first error
	level   string   // of the last line
}

func newToolStderr(command toolCommand) *toolStderr {
	s := &toolStderr{command: command, hide: strings.NewReplacer()}
	if command.config != nil {
		s.hide = passwordHider(command.config)
	}
	return s
}

// readFrom reads to the end.
func (s *toolStderr) readFrom(r io.Reader) {
	buffered := bufio.NewReaderSize(r, longestLine)
	for {
		chunk, long, err := buffered.ReadLine()
		if err != nil {
			return
		}
		text := string(chunk)
		for long && err == nil {
			_, long, err = buffered.ReadLine() // the rest of the line
		}
		s.take(s.hide.Replace(text))
	}
}

// take takes one line.
func (s *toolStderr) take(text string) {
	line := s.parse(text)
	if s.command.session.Log != nil {
		s.command.session.Log(text)
	}
	if s.command.note != nil {
		s.command.note(line)
	}
	if line.level == "" {
		s.inError = false
		return
	}
	if s.last = append(s.last, text); len(s.last) > keptLines {
		s.last = s.last[1:]
	}
	isError := line.level == "error" || line.level == "fatal"
	switch {
	case isError && s.first == "":
		s.first, s.inError = line.message, true
	case isError && line.text != line.message, line.level == "warning":
		s.inError = false
	case s.inError && len(s.more) < keptLines:
		s.more = append(s.more, line.message)
	}
}

// scriptPlace is what psql puts before what it says of a script.
var scriptPlace = regexp.MustCompile(`^psql:<stdin>:\d+: `)

// parse takes a line apart: pg_dump: error: query failed: …. A line without the
// tool's name goes on with what the line before it said.
func (s *toolStderr) parse(text string) toolLine {
	rest, named := strings.CutPrefix(text, s.command.name+": ")
	if script := scriptPlace.FindString(text); script != "" && s.command.name == "psql" {
		rest, named = text[len(script):], true
	}
	if !named {
		return toolLine{text: text, level: s.level, message: text}
	}
	line := toolLine{text: text, message: rest}
	for _, level := range []string{"error", "fatal", "warning", "detail", "hint"} {
		if message, ok := strings.CutPrefix(rest, level+": "); ok {
			line.level, line.message = level, message
		}
	}
	if line.level == "" && s.command.name != "pg_dump" {
		line.level = "message" // only pg_dump tells of its progress
	}
	s.level = line.level
	return line
}

// toolError is the error that the lines tell of.
func (s *toolStderr) toolError() *ToolError {
	return &ToolError{
		Tool: s.command.name, Version: s.command.tools.Version,
		Reason: s.first, Lines: s.last, detail: s.more,
	}
}

// passwordHider hides the password of a connection string, should a tool or the
// server repeat it. A password that is as short as a word, or is a name that every
// message shows, can't be told from ordinary text and is hidden as a password only.
func passwordHider(c *Config) *strings.Replacer {
	const hidden = "(sensitive)"
	password := c.Password()
	if password == "" {
		return strings.NewReplacer()
	}
	pairs := []string{}
	for _, form := range []string{password, url.QueryEscape(password), url.PathEscape(password)} {
		pairs = append(pairs, ":"+form+"@", ":"+hidden+"@", "password="+form, "password="+hidden)
		if len(form) >= 4 && form != c.User() && form != c.DBName() && form != c.Host() {
			pairs = append(pairs, form, hidden)
		}
	}
	return strings.NewReplacer(pairs...)
}
