package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"poco/plan"
)

// The formats of a dump.
const (
	DumpPlain     = "plain"
	DumpCustom    = "custom"
	DumpDirectory = "directory"
)

// DumpOptions say what pg_dump dumps, and where to.
type DumpOptions struct {
	ToolSession
	Format string // DumpPlain, DumpCustom or DumpDirectory
	// Schemas or Tables are what is dumped, each taken literally and all of them: one
	// that is missing is an error. Without either all of the database is.
	Schemas []string
	Tables  []plan.Name
	// Without are tables of Schemas that are left out.
	Without []plan.Name
	// Snapshot is that of Snapshot.ID, so that the dump is of the same moment.
	Snapshot string
	// Jobs are the sessions of a dump into a folder; 0 and 1: one.
	Jobs int
	// Compress is one of Tools.Compressions, perhaps with a level: zstd:3. Empty:
	// pg_dump's default. A plain dump is never compressed.
	Compress string
	// Clean makes a plain dump drop what it creates first, where it is there.
	Clean bool
	// LockTimeout bounds the wait for each table's lock; 0 waits for ever.
	LockTimeout time.Duration
	// File is what pg_dump itself writes a plain or custom dump to. That it is on the
	// disk is the caller's to see to.
	File *os.File
	// Out takes one as it comes, in place of File. Where it fails, pg_dump is stopped,
	// and Dump's error wraps its.
	Out io.Writer
	// Directory is the folder of a directory dump: pg_dump makes it, or finds it empty.
	Directory string
	// Progress is told of each table as it comes. It is called by one goroutine.
	Progress func(DumpProgress)
}

// A DumpProgress says how far pg_dump is.
type DumpProgress struct {
	// Table is the one whose rows are being dumped from now on, as pg_dump writes it:
	// schema.name, without quotes.
	Table string
	// Number counts the tables that have begun.
	Number int
}

// Dump runs pg_dump and waits for its end. Where it fails, or ctx ends, what it has
// written is not a dump; it has ended then, with its workers. An error of pg_dump's
// own is a *ToolError.
func Dump(ctx context.Context, config *Config, tools Tools, o DumpOptions) error {
	command, err := dumpCommand(tools, o)
	if err != nil {
		return fmt.Errorf("dump %s: %w", config, err)
	}
	command.config = config
	p, err := startTool(ctx, command.toolCommand)
	if err == nil {
		err = command.attend(p, o.Out)
	}
	if err != nil {
		return fmt.Errorf("dump %s: %w", config, err)
	}
	return nil
}

// A dumpCall is pg_dump's command line, and what it reads.
type dumpCall struct {
	toolCommand
	filter string // what it reads on stdin; empty for nothing
}

// attend feeds a pg_dump, takes what it writes, and waits for its end.
func (d dumpCall) attend(p *toolProcess, out io.Writer) error {
	fed := make(chan struct{})
	go func() {
		defer close(fed)
		if p.stdin != nil {
			io.WriteString(p.stdin, d.filter) // where that fails, pg_dump says why it has ended
			p.stdin.Close()
		}
	}()
	var failed error
	if p.stdout != nil {
		failed = p.copyTo(out)
	}
	err := p.wait()
	<-fed
	if failed != nil {
		return failed
	}
	return err
}

// copyTo hands all of the output to out. Where out fails the tool is stopped, and
// the error is out's; where reading fails, the tool's end says why.
func (p *toolProcess) copyTo(out io.Writer) error {
	defer p.stdout.Close()
	taker := &takenWriter{to: out}
	if _, err := io.CopyBuffer(taker, onlyReader{p.stdout}, make([]byte, 256<<10)); err != nil && taker.err != nil {
		p.stop(taker.err)
		return taker.err
	}
	return nil
}

// onlyReader keeps io.Copy from ways around the buffer.
type onlyReader struct{ io.Reader }

// A takenWriter remembers that the writer behind it failed.
type takenWriter struct {
	to  io.Writer
	err error
}

func (w *takenWriter) Write(b []byte) (int, error) {
	n, err := w.to.Write(b)
	if err == nil && n < len(b) {
		err = io.ErrShortWrite
	}
	w.err = err
	return n, err
}

// dumpCommand is the command line for o.
func dumpCommand(tools Tools, o DumpOptions) (dumpCall, error) {
	d := dumpCall{toolCommand: toolCommand{tools: tools, name: "pg_dump", session: o.ToolSession}}
	if err := o.check(); err != nil {
		return d, err
	}
	args := []string{"--no-password", "--format=" + o.Format}
	switch {
	case o.Format == DumpDirectory:
		args = append(args, "--file="+o.Directory, "--jobs="+strconv.Itoa(max(1, o.Jobs)))
	default:
		d.stdout, d.file = o.File == nil, o.File
	}
	if o.Format == DumpPlain && o.Clean {
		args = append(args, "--clean", "--if-exists")
	}
	if o.Compress != "" {
		option, err := tools.compress(o.Compress)
		if err != nil {
			return d, err
		}
		args = append(args, option)
	}
	if o.Snapshot != "" {
		args = append(args, "--snapshot="+o.Snapshot)
	}
	if o.LockTimeout > 0 {
		args = append(args, "--lock-wait-timeout="+strconv.FormatInt(max(1, o.LockTimeout.Milliseconds()), 10))
	}
	if o.Progress != nil {
		args = append(args, "--verbose")
		d.note = o.note()
	}
	names, filter, err := dumpNames(tools, o)
	for _, t := range o.Without {
		names = append(names, "--exclude-table="+dumpPattern(t.Schema)+"."+dumpPattern(t.Name))
	}
	d.args, d.filter, d.stdin = append(args, names...), filter, filter != ""
	return d, err
}

// check refuses options that contradict each other.
func (o DumpOptions) check() error {
	isDirectory := o.Format == DumpDirectory
	switch {
	case o.Format != DumpPlain && o.Format != DumpCustom && !isDirectory:
		return fmt.Errorf("a dump has no format %q", o.Format)
	case isDirectory != (o.Directory != "") || isDirectory == (o.Out != nil || o.File != nil) || o.Out != nil && o.File != nil:
		return errors.New("a directory dump needs a folder, another a file or a writer")
	case len(o.Schemas) > 0 && len(o.Tables) > 0:
		return errors.New("a dump is of schemas or of tables, not of both")
	case o.Format == DumpPlain && o.Compress != "" && o.Compress != "none":
		return errors.New("a plain dump is not compressed: use the custom or the directory format")
	case o.Jobs > 1 && !isDirectory:
		return errors.New("only a directory dump has several jobs")
	}
	return nil
}

// note finds the beginning of each table in pg_dump's lines.
func (o DumpOptions) note() func(toolLine) {
	number := 0
	return func(line toolLine) {
		name, ok := strings.CutPrefix(line.message, `dumping contents of table "`)
		if ok && line.level == "" {
			number++
			o.Progress(DumpProgress{Table: strings.TrimSuffix(name, `"`), Number: number})
		}
	}
}
