package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"poco/postgres"
)

// Where a measured process finds its servers: not on the command line, which any
// user of the machine can read.
const sourceEnv, targetEnv = "BENCH_SOURCE", "BENCH_TARGET"

// A cost is what the copy of one table took, of the tool's own processes.
type cost struct {
	Seconds    float64 `json:"seconds"`
	CPUSeconds float64 `json:"cpu_seconds"`
	PeakMB     float64 `json:"peak_mb,omitempty"`
}

// A tool copies one table from the source to the target.
type tool struct {
	Name string
	copy func(ctx context.Context, table string) (cost, error)
}

// relay is the measured process of poco.
func relay(ctx context.Context, table string) error {
	from, err := connect(ctx, os.Getenv(sourceEnv))
	if err != nil {
		return err
	}
	defer from.Close(ctx)
	to, err := connect(ctx, os.Getenv(targetEnv))
	if err != nil {
		return err
	}
	defer to.Close(ctx)
	name := postgres.Quote(table)
	_, _, err = postgres.Relay(ctx, from, "COPY "+name+" TO STDOUT", to, "COPY "+name+" FROM STDIN", nil)
	return err
}

func connect(ctx context.Context, dsn string) (*postgres.Conn, error) {
	config, err := postgres.ParseConfig(dsn)
	if err != nil {
		return nil, err
	}
	return postgres.Connect(ctx, config, postgres.Session{Application: "bench"})
}

// pocoTool runs this program's own relay as a process of its own.
func pocoTool(source, target string) (tool, error) {
	self, err := os.Executable()
	return tool{Name: "poco relay", copy: func(ctx context.Context, table string) (cost, error) {
		cmd := exec.CommandContext(ctx, self, relayWord, table)
		cmd.Env = append(os.Environ(), sourceEnv+"="+source, targetEnv+"="+target)
		cmd.Stderr = os.Stderr
		return timed(cmd)
	}}, err
}

// psqlTool runs psql | psql, from the server's programs or PATH.
func psqlTool(programs, source, target string) (tool, error) {
	psql := filepath.Join(programs, "psql")
	if _, err := os.Stat(psql); err != nil {
		if psql, err = exec.LookPath("psql"); err != nil {
			return tool{}, errors.New("there is no psql to compare with")
		}
	}
	return tool{Name: "psql | psql", copy: func(ctx context.Context, table string) (cost, error) {
		name := postgres.Quote(table)
		out, err := psqlCommand(ctx, psql, source, "COPY "+name+" TO STDOUT")
		if err != nil {
			return cost{}, err
		}
		in, err := psqlCommand(ctx, psql, target, "COPY "+name+" FROM STDIN")
		if err != nil {
			return cost{}, err
		}
		read, write, err := os.Pipe()
		if err != nil {
			return cost{}, err
		}
		out.Stdout, in.Stdin, in.Stdout = write, read, io.Discard
		return timed(out, in)
	}}, nil
}

// psqlCommand gives psql its password by the environment.
func psqlCommand(ctx context.Context, psql, dsn, sql string) (*exec.Cmd, error) {
	u, err := url.Parse(dsn)
	if err != nil {
		return nil, err
	}
	password, _ := u.User.Password()
	u.User = url.User(u.User.Username())
	cmd := exec.CommandContext(ctx, psql, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", sql, u.String())
	cmd.Env = append(os.Environ(), "PGPASSWORD="+password)
	cmd.Stderr = os.Stderr
	return cmd, nil
}

// timed runs the processes of one tool side by side and adds up what they took.
func timed(commands ...*exec.Cmd) (cost, error) {
	start := time.Now()
	var failed error
	for i, cmd := range commands {
		if err := cmd.Start(); err != nil {
			failed = fmt.Errorf("start %s: %w", filepath.Base(cmd.Path), err)
			commands = commands[:i]
			break
		}
	}
	for _, cmd := range commands { // the children hold the pipe's ends now
		for _, end := range []any{cmd.Stdin, cmd.Stdout} {
			if f, ok := end.(*os.File); ok {
				f.Close()
			}
		}
	}
	var sum cost
	for _, cmd := range commands {
		if err := cmd.Wait(); err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: %w", filepath.Base(cmd.Path), err))
		}
		sum.CPUSeconds += (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
		sum.PeakMB += peakMB(cmd.ProcessState)
	}
	sum.Seconds = time.Since(start).Seconds()
	return sum, failed
}
