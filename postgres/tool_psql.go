package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
)

// PsqlOptions say how a psql is run.
type PsqlOptions struct {
	ToolSession
	// Output takes what queries give, one row a line, fields with | between them; nil
	// drops it.
	Output io.Writer
}

// A Psql is a psql that carries out what is written to it. It stops at the first
// error. An open transaction takes place only where its COMMIT was written: at the
// end of the input, at an error and when it is killed the server rolls back. It is
// for one goroutine, but for Stop.
type Psql struct {
	process *toolProcess
	errors  *scriptErrors
	copied  chan error
	closing sync.Once
}

// StartPsql starts a psql with a session of its own. Whoever starts it calls Wait.
func StartPsql(ctx context.Context, config *Config, tools Tools, o PsqlOptions) (*Psql, error) {
	s := &Psql{errors: &scriptErrors{}, copied: make(chan error, 1)}
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
		return s, nil
	}
	go func() { s.copied <- p.copyTo(o.Output) }()
	return s, nil
}

// Write hands a part of the script to psql. Where it fails psql has ended, and Wait
// says why.
func (s *Psql) Write(b []byte) (int, error) {
	n, err := s.process.stdin.Write(b)
	if err != nil {
		return n, fmt.Errorf("psql reads no further: %w", err)
	}
	return n, nil
}

// Close ends the input. psql then ends when it has done what it was given.
func (s *Psql) Close() (err error) {
	s.closing.Do(func() { err = s.process.stdin.Close() })
	return err
}

// Stop has psql end before the end of its input, because of cause. Without COMMIT
// written before, nothing takes place.
func (s *Psql) Stop(cause error) { s.process.stop(cause) }

// Wait ends the input and waits until psql has ended. An error of a statement is a
// *ScriptError; other failures are a *ToolError.
func (s *Psql) Wait() error {
	s.Close()
	copied := <-s.copied
	err := s.process.wait()
	if copied != nil {
		return fmt.Errorf("take what psql writes: %w", copied)
	}
	var tool *ToolError
	if script := s.errors.found(); script != nil && errors.As(err, &tool) {
		script.tool = tool
		return script
	}
	return err
}
