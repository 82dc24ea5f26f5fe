package pgcluster

import (
	"fmt"
	"math/rand/v2"
	"net"
)

// Ports are taken from below the range that systems give to outgoing
// connections, so that none of those takes a server's port while it restarts.
const (
	firstPort = 20000
	lastPort  = 31999
)

// freePort finds a port that nothing listens on.
func freePort() (int, error) {
	var last error
	for range 100 {
		port := firstPort + rand.IntN(lastPort-firstPort+1)
		listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			return port, listener.Close()
		}
		last = err
	}
	return 0, fmt.Errorf("no free port on 127.0.0.1: %w", last)
}
