package postgres

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
)

// PsqlOptions say how a psql is run.
type PsqlOptions struct {
	ToolSession
	// Output takes what queries give, one row a line, fields with | between them; nil
	// drops it.
	Output io.Writer
}

// A Psql is a psql that carries out what is written to it, in UTF-8 until the script
// says otherwise, without timeouts. It stops at the first error. At the end of its
// input psql carries out what it has of a statement, also without a semicolon: so
// its input never ends before Finish, not even where this process is killed (on
// Linux; elsewhere it does end then). What was written of a statement without the
// semicolon is therefore not carried out where the script is abandoned, and an open
// transaction is rolled back. It is for one goroutine.
type Psql struct {
	process *toolProcess
	errors  *scriptErrors
	copied  chan error
	token   string // of \restrict; empty where psql does not know it
}

// StartPsql starts a psql with a session of its own. Whoever starts it calls Finish
// or Abandon. Where psql knows \restrict it refuses backslash commands.
func StartPsql(ctx context.Context, config *Config, tools Tools, o PsqlOptions) (*Psql, error) {
	s := &Psql{errors: &scriptErrors{}, copied: make(chan error, 1)}
	if tools.KnowsRestrict() {
		s.token = rand.Text()
	}
	p, err := startTool(ctx, toolCommand{
		tools: tools, name: "psql", config: config, session: o.ToolSession,
		args: []string{"--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--no-password",
			"--set=ON_ERROR_STOP=1", "--set=VERBOSITY=verbose", "--file=-"},
		stdin: true, stdout: o.Output != nil, note: s.errors.take,
	})
	if err != nil {
		return nil, fmt.Errorf("run a script on %s: %w", config, err)
	}
	s.process = p
	if p.stdout == nil {
		s.copied <- nil
	} else {
		go func() { s.copied <- p.copyTo(o.Output) }()
	}
	s.Write([]byte(psqlSettings + s.restrict())) // where that fails, so does all else
	return s, nil
}

// psqlSettings go before every script, in one line. \gset keeps the row of its query
// out of the output. A session whose psql is gone ends within two seconds, where the
// server's version and system allow.
const psqlSettings = `SET client_encoding = 'UTF8'; SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; ` +
	`SELECT count(set_config(name, CASE name WHEN 'client_connection_check_interval' THEN '2s' ELSE '0' END, false)) AS settings FROM pg_settings ` +
	`WHERE name IN ('idle_session_timeout', 'transaction_timeout') OR (name = 'client_connection_check_interval' AND version() LIKE '%linux%') ` +
	`\gset poco_` + "\n"

// psqlLines is how many lines come before a script.
func (s *Psql) psqlLines() int {
	if s.token == "" {
		return 1
	}
	return 2
}

func (s *Psql) restrict() string {
	if s.token == "" {
		return ""
	}
	return `\restrict ` + s.token + "\n"
}

// Write hands a part of the script to psql. Where it fails psql has ended, and Finish
// and Abandon say why.
func (s *Psql) Write(b []byte) (int, error) {
	n, err := s.process.stdin.Write(b)
	if err != nil {
		return n, fmt.Errorf("psql reads no further: %w", err)
	}
	return n, nil
}

// Finish ends a script that was written to its end, its last statement with a
// semicolon, and waits until psql has carried it out. An error of a statement is a
// *ScriptError; other failures are a *ToolError.
func (s *Psql) Finish() error {
	end := "\n\\q\n"
	if s.token != "" {
		end = "\n\\unrestrict " + s.token + end
	}
	s.Write([]byte(end)) // where that fails, psql's end says why
	return s.wait()
}

// Abandon ends psql at once, because of cause, and waits until it has ended: nothing
// of an open transaction takes place. Its error is why psql had failed before, or
// wraps cause. The server may still be at a statement, see EndToolSessions.
func (s *Psql) Abandon(cause error) error {
	s.process.stop(cause)
	return s.wait()
}

// wait waits until psql has ended. Its input is closed after that, not before.
func (s *Psql) wait() error {
	copied := <-s.copied
	err := s.process.wait()
	s.process.stdin.Close()
	if copied != nil {
		return fmt.Errorf("take what psql writes: %w", copied)
	}
	var tool *ToolError
	if script := s.errors.found(); script != nil && errors.As(err, &tool) {
		script.tool = tool
		script.Line -= s.psqlLines()
		return script
	}
	return err
}
