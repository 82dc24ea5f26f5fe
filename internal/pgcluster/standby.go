package pgcluster

import (
	"context"
	"fmt"
	"path/filepath"
)

// Standby makes a streaming standby of a running server, in a folder and on a
// port of its own, and waits until it takes connections that read. It has the
// primary's roles and passwords. Of the options, the password and the settings of
// the primary win.
func Standby(ctx context.Context, primary *Cluster, options Options) (*Cluster, error) {
	options.Programs, options.Password = primary.options.Programs, primary.options.Password
	c := &Cluster{options: options, port: options.Port}
	if err := c.prepare(); err != nil {
		return nil, err
	}
	err := c.run(ctx, "pg_basebackup", "--pgdata="+c.data(), "--dbname="+primary.URL("postgres"),
		"--wal-method=stream", "--checkpoint=fast", "--write-recovery-conf", "--no-sync")
	if err == nil {
		err = appendFile(filepath.Join(c.data(), "postgresql.conf"),
			fmt.Sprintf("unix_socket_directories = '%s'\n", c.socketDir()))
	}
	if err == nil {
		err = c.launch(ctx)
	}
	if err != nil {
		c.discard()
		return nil, err
	}
	return c, nil
}

// Promote makes a standby a primary, and waits until it is one.
func (c *Cluster) Promote(ctx context.Context) error {
	return c.run(ctx, "pg_ctl", "promote", "-D", c.data(), "-w")
}
