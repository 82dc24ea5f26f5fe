package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"time"
)

// toolGrace is how long a tool may take to end when it is told to. The signal lets
// pg_dump and psql cancel what the server does for them; killed at once they would
// leave the server at work, with its locks, until it notices.
const toolGrace = 3 * time.Second

// A toolCommand is one call of a tool.
type toolCommand struct {
	tools   Tools
	name    string
	args    []string
	config  *Config // nil: it makes no session
	session ToolSession
	stdin   bool                // it is fed
	stdout  bool                // its output is read
	file    *os.File            // it writes its output here; may be nil
	note    func(line toolLine) // takes each line of its stderr; may be nil
}

// A toolProcess is a tool at work. It ends with its context, and on Linux with this
// process, however that ends; so do the workers that it has forked. (Elsewhere a
// killed poco leaves it with broken pipes, at which it ends: pg_dump into a file when
// it comes to the next table.)
type toolProcess struct {
	command toolCommand
	cmd     *exec.Cmd
	stdin   io.WriteCloser // of what is fed
	stdout  *os.File       // of what is read
	stderr  *toolStderr
	stop    context.CancelCauseFunc
	ctx     context.Context
	gone    chan struct{} // closed when all is over
	err     error         // then: how it ended
}

// startTool starts a tool. Whoever starts it calls wait.
func startTool(ctx context.Context, command toolCommand) (*toolProcess, error) {
	p := &toolProcess{command: command, gone: make(chan struct{})}
	p.ctx, p.stop = context.WithCancelCause(ctx)
	child := &childConnection{environment: environment()}
	if command.config != nil {
		var err error
		if child, err = command.config.childConnection(command.tools, command.session); err != nil {
			p.stop(err)
			return nil, err
		}
	}
	defer child.discard()
	p.cmd = exec.Command(command.tools.Path(command.name), command.args...)
	p.cmd.Env, p.cmd.ExtraFiles = child.environment, child.files()
	if command.file != nil {
		p.cmd.Stdout = command.file
	}
	isolateTool(p.cmd, command)
	if err := p.launch(); err != nil {
		p.stop(err)
		return nil, fmt.Errorf("start %s: %w", p.cmd.Path, err)
	}
	return p, nil
}

// launch makes the pipes and starts the process, from a goroutine that keeps its
// thread until the process has ended: Linux signals a child when the thread that
// started it ends.
func (p *toolProcess) launch() error {
	var ours, theirs []*os.File
	fail := func(err error) error {
		for _, f := range append(ours, theirs...) {
			f.Close()
		}
		return err
	}
	stderr, w, err := os.Pipe()
	if err != nil {
		return err
	}
	p.cmd.Stderr = w
	ours, theirs = append(ours, stderr), append(theirs, w)
	if p.command.stdout {
		r, w, err := os.Pipe()
		if err != nil {
			return fail(err)
		}
		p.cmd.Stdout, p.stdout = w, r
		ours, theirs = append(ours, r), append(theirs, w)
	}
	if p.command.stdin {
		r, w, err := os.Pipe()
		if err != nil {
			return fail(err)
		}
		p.cmd.Stdin, p.stdin = r, w
		ours, theirs = append(ours, w), append(theirs, r)
		if p.command.name == "psql" && endsWithParent {
			p.cmd.ExtraFiles = append(p.cmd.ExtraFiles, w) // so that its input never ends
		}
	}
	p.stderr = newToolStderr(p.command)
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := p.cmd.Start()
		started <- err
		if err == nil {
			p.attend(stderr)
		}
	}()
	if err := <-started; err != nil {
		return fail(err)
	}
	for _, f := range theirs {
		f.Close()
	}
	return nil
}

// attend waits until the process has ended, with all that it has started.
func (p *toolProcess) attend(stderr *os.File) {
	defer close(p.gone)
	read := make(chan struct{})
	go func() {
		defer close(read)
		defer stderr.Close()
		p.stderr.readFrom(stderr)
	}()
	exited := make(chan struct{})
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		p.watch(exited)
	}()
	err := p.cmd.Wait()
	close(exited)
	<-watched
	if err != nil {
		killTool(p.cmd) // the workers of one that was killed work on
	}
	<-read
	p.err = p.outcome(err)
	p.stop(nil)
}

// watch ends the process when its context ends: it is told to, and then killed.
func (p *toolProcess) watch(exited <-chan struct{}) {
	select {
	case <-exited:
		return
	case <-p.ctx.Done():
	}
	endTool(p.cmd, p.command)
	grace := time.NewTimer(toolGrace)
	defer grace.Stop()
	select {
	case <-exited:
	case <-grace.C:
		killTool(p.cmd)
	}
}

// outcome is how the process ended, in Poco's terms.
func (p *toolProcess) outcome(err error) error {
	if err == nil {
		return nil
	}
	if cause := context.Cause(p.ctx); cause != nil {
		return fmt.Errorf("%s was stopped: %w", p.command.name, cause)
	}
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return fmt.Errorf("%s: %w", p.command.name, err)
	}
	e := p.stderr.toolError()
	e.ExitCode, e.Signal = exit.ExitCode(), exitSignal(exit.ProcessState)
	return e
}

// wait waits until the process has ended and gives how.
func (p *toolProcess) wait() error {
	<-p.gone
	return p.err
}
