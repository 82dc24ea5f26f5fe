package command

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/term"
)

// An Environment is all that a command sees of the world around it, so that a
// test can hand in another one.
type Environment struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	// Environ is the process's environment, as os.Environ gives it.
	Environ []string
	// Dir is the working directory: relative paths start there.
	Dir string
	// Which streams are terminals: questions are only asked, colour and bars only
	// shown, where someone is there to see them.
	StdinTerminal, StdoutTerminal, StderrTerminal bool
	// Width is the terminal's width now; 0 where it is not known.
	Width func() int
	// Signals gives the interrupts and terminations that reach the process, until
	// stop is called.
	Signals func() (signals <-chan os.Signal, stop func())
	// Hidden reads a line of the terminal without showing it.
	Hidden func(context.Context) (string, error)
	Now    func() time.Time
}

// System is the environment of the running process.
func System() Environment {
	dir, err := os.Getwd()
	if err != nil {
		dir = "."
	}
	return Environment{
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Environ: os.Environ(), Dir: dir,
		StdinTerminal:  isTerminal(os.Stdin),
		StdoutTerminal: isTerminal(os.Stdout),
		StderrTerminal: isTerminal(os.Stderr),
		Width:          terminalWidth,
		Signals:        processSignals,
		Hidden:         readHidden,
		Now:            time.Now,
	}
}

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

func terminalWidth() int {
	for _, f := range []*os.File{os.Stderr, os.Stdout} {
		if w, _, err := term.GetSize(int(f.Fd())); err == nil && w > 0 {
			return w
		}
	}
	return 0
}

// readHidden reads a line from stdin with the echo off, and has it on again
// whatever ends the wait. With ctx the goroutine that waits is left behind, as
// readLine's is.
func readHidden(ctx context.Context) (string, error) {
	fd := int(os.Stdin.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", err
	}
	type result struct {
		line []byte
		err  error
	}
	c := make(chan result, 1)
	go func() {
		line, err := term.ReadPassword(fd)
		c <- result{line, err}
	}()
	select {
	case <-ctx.Done():
		_ = term.Restore(fd, before)
		return "", ctx.Err()
	case got := <-c:
		return string(got.line), got.err
	}
}

func processSignals() (<-chan os.Signal, func()) {
	c := make(chan os.Signal, 2)
	signal.Notify(c, os.Interrupt, syscall.SIGTERM)
	return c, func() { signal.Stop(c) }
}

// variable is the value of an environment variable, empty where it is not set.
func (e Environment) variable(name string) string {
	value := ""
	for _, pair := range e.Environ {
		if len(pair) > len(name) && pair[len(name)] == '=' && pair[:len(name)] == name {
			value = pair[len(name)+1:] // of several the last counts, as in os/exec
		}
	}
	return value
}
