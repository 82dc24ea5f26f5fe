//go:build unix

package pgcluster

import (
	"io"
	"os/exec"
)

// A guard outlives the process that started a server: when that process is gone,
// however it ended, the guard's standard input closes, and it stops the server
// and removes its folder. A word on standard input dismisses it.
type guard struct {
	cmd   *exec.Cmd
	stdin io.WriteCloser
}

// guardScript ends the server at once and, where its folder is temporary, removes
// it. A server that does not end notices its missing files within a minute.
const guardScript = `
read -r word && exit 0
pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null) && kill -QUIT "$pid" 2>/dev/null
[ "$2" = keep ] && exit 0
tries=0
while [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null && [ $tries -lt 50 ]; do sleep 0.1; tries=$((tries + 1)); done
rm -rf "$1"
`

func newGuard(c *Cluster) (*guard, error) {
	keep := "keep"
	if c.temporary {
		keep = "remove"
	}
	cmd := exec.Command("/bin/sh", "-c", guardScript, "sh", c.options.Dir, keep)
	c.confine(cmd)
	cmd.Dir = "/"
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return &guard{cmd: cmd, stdin: stdin}, nil
}

// dismiss ends the guard without harm to the server.
func (g *guard) dismiss() {
	if g == nil {
		return
	}
	io.WriteString(g.stdin, "dismissed\n")
	g.stdin.Close()
	g.cmd.Wait()
}
