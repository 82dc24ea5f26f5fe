package pgcluster

import (
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// initdb makes the database files.
func (c *Cluster) initdb(ctx context.Context) error {
	password := filepath.Join(c.options.Dir, "password")
	if err := os.WriteFile(password, []byte(c.options.Password+"\n"), 0o600); err != nil {
		return err
	}
	defer os.Remove(password)
	if err := handOver(password); err != nil {
		return err
	}
	err := c.run(ctx, "initdb", "--pgdata="+c.data(), "--username="+Superuser, "--pwfile="+password,
		"--auth=scram-sha-256", "--encoding=UTF8", "--no-locale", "--no-sync")
	if err != nil {
		return err
	}
	return appendFile(filepath.Join(c.data(), "postgresql.conf"), c.configuration())
}

// settings are those of every cluster. The files need not survive a crash of the
// machine, only of the server: commits are still written to the WAL before they
// are acknowledged.
var settings = map[string]string{
	"fsync":               "off",
	"full_page_writes":    "off",
	"listen_addresses":    "127.0.0.1",
	"timezone":            "UTC",
	"log_timezone":        "UTC",
	"lc_messages":         "C",
	"logging_collector":   "off",
	"log_line_prefix":     "%m [%p] %q%u@%d %a ",
	"password_encryption": "scram-sha-256",
}

// configuration is what this package adds to postgresql.conf.
func (c *Cluster) configuration() string {
	all := maps.Clone(settings)
	all["unix_socket_directories"] = c.socketDir()
	maps.Copy(all, c.options.Settings)
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(all)) {
		fmt.Fprintf(&b, "%s = '%s'\n", name, strings.ReplaceAll(all[name], "'", "''"))
	}
	return b.String()
}

// socketDir is where the server puts its Unix socket: its own folder, or nowhere
// where that has too long a name for the 103 bytes that some systems allow.
func (c *Cluster) socketDir() string {
	if !hasSockets || len(c.options.Dir)+len("/.s.PGSQL.65535.lock") > 103 {
		return ""
	}
	return c.options.Dir
}

// run runs one of the programs as the server's user.
func (c *Cluster) run(ctx context.Context, program string, args ...string) error {
	cmd := exec.CommandContext(ctx, c.options.Programs.Path(program), args...)
	c.confine(cmd)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", program, err, strings.TrimSpace(string(out)))
	}
	return nil
}

// confine makes a command run as the server's user, in the server's folder and
// without the Postgres settings of this process' environment.
func (c *Cluster) confine(cmd *exec.Cmd) {
	cmd.Dir = c.options.Dir
	cmd.Env = slices.DeleteFunc(os.Environ(), func(entry string) bool {
		return strings.HasPrefix(entry, "PG") || strings.HasPrefix(entry, "LC_") || strings.HasPrefix(entry, "LANG")
	})
	cmd.Env = append(cmd.Env, "LC_ALL=C")
	isolate(cmd)
}

func appendFile(path, text string) error {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	if _, err := f.WriteString(text); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
