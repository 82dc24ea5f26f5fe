package pgcluster

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// A process is a server that this process started.
type process struct {
	cmd  *exec.Cmd
	gone chan struct{} // closed when it has ended and was reaped
}

// kill ends the process as a crash would and waits for its end.
func (p *process) kill() error {
	err := p.cmd.Process.Kill()
	<-p.gone
	if errors.Is(err, os.ErrProcessDone) {
		return nil
	}
	return err
}

// errPortTaken says that something else listens on the port by now.
var errPortTaken = errors.New("the port is taken")

// launch starts the server and waits until it takes connections. A free port
// that another program takes first is tried again with another.
func (c *Cluster) launch(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	if c.port != 0 {
		return c.launchOn(ctx, c.port)
	}
	for {
		port, err := freePort()
		if err != nil {
			return err
		}
		err = c.launchOn(ctx, port)
		if err == nil {
			c.port = port
		}
		if !errors.Is(err, errPortTaken) {
			return err
		}
	}
}

// launchOn starts the server on one port. After a crash the sessions of the
// former postmaster take a moment to notice its end, and the server refuses to
// start before that.
func (c *Cluster) launchOn(ctx context.Context, port int) error {
	for {
		err := c.attempt(ctx, port)
		if !errors.Is(err, errStillInUse) {
			return err
		}
		if err := pause(ctx); err != nil {
			return fmt.Errorf("the former server's sessions still run: %w", err)
		}
	}
}

// errStillInUse says that processes of a killed server are still there.
var errStillInUse = errors.New("the database files are still in use")

// attempt starts the postmaster once.
func (c *Cluster) attempt(ctx context.Context, port int) error {
	log, err := os.OpenFile(c.Log(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	before, err := log.Seek(0, 2)
	if err != nil {
		return err
	}
	cmd := exec.Command(c.options.Programs.Path("postgres"), "-D", c.data(), "-p", strconv.Itoa(port))
	cmd.Stdout, cmd.Stderr = log, log
	c.confine(cmd)
	if err := c.watch(); err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	p := &process{cmd: cmd, gone: make(chan struct{})}
	go func() {
		cmd.Wait() // what it ended with stands in the log
		close(p.gone)
	}()
	if err := c.await(ctx, p, before); err != nil {
		p.kill()
		return err
	}
	c.server = p
	return nil
}

// watch sets the guard that ends the server when this process has ended.
func (c *Cluster) watch() error {
	if c.options.Detached || c.guard != nil {
		return nil
	}
	g, err := newGuard(c)
	c.guard = g
	return err
}

// await waits until the server takes connections, or has ended: then the log
// beyond offset says why.
func (c *Cluster) await(ctx context.Context, p *process, offset int64) error {
	for {
		if pid, _, ready := c.status(); ready && pid == p.cmd.Process.Pid {
			return nil
		}
		select {
		case <-p.gone:
			return c.startError(offset)
		default:
		}
		if err := pause(ctx); err != nil {
			return fmt.Errorf("the server did not start: %w\n%s", err, c.logFrom(offset))
		}
	}
}

// startError puts the log of a failed start into an error.
func (c *Cluster) startError(offset int64) error {
	text := c.logFrom(offset)
	switch {
	case strings.Contains(text, "could not bind"):
		return fmt.Errorf("%w: %s", errPortTaken, text)
	case strings.Contains(text, "is still in use"):
		return errStillInUse
	}
	return fmt.Errorf("the server did not start:\n%s", text)
}

// logFrom gives the last lines of the log beyond offset.
func (c *Cluster) logFrom(offset int64) string {
	data, err := os.ReadFile(c.Log())
	if err != nil {
		return err.Error()
	}
	lines := bytes.Split(bytes.TrimSpace(data[min(offset, int64(len(data))):]), []byte("\n"))
	return string(bytes.Join(lines[max(0, len(lines)-20):], []byte("\n")))
}

// status reads postmaster.pid: the postmaster's process and port, and whether it
// takes connections.
func (c *Cluster) status() (pid, port int, ready bool) {
	data, err := os.ReadFile(filepath.Join(c.data(), "postmaster.pid"))
	if err != nil {
		return 0, 0, false
	}
	lines := strings.Split(string(data), "\n")
	if len(lines) < 8 {
		return 0, 0, false
	}
	pid, pidErr := strconv.Atoi(strings.TrimSpace(lines[0]))
	port, portErr := strconv.Atoi(strings.TrimSpace(lines[3]))
	state := strings.TrimSpace(lines[7])
	ready = pidErr == nil && portErr == nil && (state == "ready" || state == "standby")
	return pid, port, ready
}

// shutdown stops the server where it runs.
func (c *Cluster) shutdown(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), startTimeout)
	defer cancel()
	if pid, _, _ := c.status(); pid != 0 && alive(pid) {
		if err := c.run(ctx, "pg_ctl", "stop", "-D", c.data(), "-m", "fast", "-w"); err != nil {
			return err
		}
	}
	if c.server != nil {
		c.server.kill()
		c.server = nil
	}
	return nil
}

// pause waits a moment between two looks at a server.
func pause(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(10 * time.Millisecond):
		return nil
	}
}
