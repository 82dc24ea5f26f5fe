package postgres

import (
	"context"
	"fmt"
	"io"
)

// ScriptOptions say how pg_restore writes the script of a dump.
type ScriptOptions struct {
	Clean        bool     // drop what is created first
	IfExists     bool     // where it is there; only with Clean
	SchemaOnly   bool     // no rows
	DataOnly     bool     // nothing but rows
	NoOwner      bool     // what is created belongs to whoever restores
	NoPrivileges bool     // no GRANT and REVOKE
	Schemas      []string // only what is in these, literally; empty: all
	// ListFile is a file as List writes it, edited: only what it names, in its order.
	ListFile string
	// Log takes each line that pg_restore writes on its stderr.
	Log func(line string)
}

// Script is the SQL script of a custom, tar or directory dump, as pg_restore writes
// it. No server is asked. Reading ends with io.EOF only where pg_restore has
// succeeded, else with its *ToolError; Close ends it early.
func Script(ctx context.Context, tools Tools, path string, o ScriptOptions) (io.ReadCloser, error) {
	args := []string{"--file=-"}
	for _, option := range []struct {
		set  bool
		name string
	}{
		{o.Clean, "--clean"},
		{o.IfExists, "--if-exists"},
		{o.SchemaOnly, "--schema-only"},
		{o.DataOnly, "--data-only"},
		{o.NoOwner, "--no-owner"},
		{o.NoPrivileges, "--no-privileges"},
		{o.ListFile != "", "--use-list=" + o.ListFile},
	} {
		if option.set {
			args = append(args, option.name)
		}
	}
	for _, schema := range o.Schemas {
		args = append(args, "--schema="+schema) // pg_restore knows no patterns
	}
	return readTool(ctx, tools, append(args, "--", path), o.Log)
}

// List is the table of contents of a custom, tar or directory dump, as pg_restore
// writes it. It is read as Script's is.
func List(ctx context.Context, tools Tools, path string) (io.ReadCloser, error) {
	return readTool(ctx, tools, []string{"--list", "--", path}, nil)
}

// readTool starts a pg_restore whose output is read.
func readTool(ctx context.Context, tools Tools, args []string, log func(string)) (io.ReadCloser, error) {
	p, err := startTool(ctx, toolCommand{tools: tools, name: "pg_restore", args: args, stdout: true, session: ToolSession{Log: log}})
	if err != nil {
		return nil, err
	}
	return &toolOutput{process: p}, nil
}

// A toolOutput is what a tool writes.
type toolOutput struct {
	process *toolProcess
	closed  bool
}

func (o *toolOutput) Read(b []byte) (int, error) {
	n, err := o.process.stdout.Read(b)
	if err == nil || n > 0 || o.closed {
		return n, err
	}
	if ended := o.process.wait(); ended != nil {
		return 0, ended
	}
	return 0, err
}

// errClosed is why a tool is stopped whose output nobody reads to the end.
var errClosed = fmt.Errorf("its output is not read further: %w", io.ErrClosedPipe)

// Close ends the tool where it has not ended, and waits for that.
func (o *toolOutput) Close() error {
	if o.closed {
		return nil
	}
	o.closed = true
	o.process.stop(errClosed)
	err := o.process.stdout.Close()
	o.process.wait()
	return err
}
