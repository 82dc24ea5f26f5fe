//go:build unix

package storm

import (
	"bufio"
	"fmt"
	"net"
	"sync"
	"testing"
	"time"
)

// A proxy stands between poco and a server, and breaks connections when it is
// told to: at a byte, or around the answer to a COMMIT.
type proxy struct {
	listener net.Listener
	server   string

	mu      sync.Mutex
	links   map[*link]bool
	armed   *cut
	away    bool // nobody is let through
	commits int64
	bytes   int64
	fired   chan struct{} // closed when the cut was made
}

// A cut is where the proxy breaks all connections: once bytes have passed, or at
// a COMMIT, both counted from when the cut was set.
type cut struct {
	kind   kind
	bytes  int64
	commit int64
}

// A link is one connection through the proxy.
type link struct {
	proxy          *proxy
	client, server net.Conn
	answer         kind // what is to be done with the answer to COMMIT that is awaited
}

func newProxy(t *testing.T, port int) *proxy {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{listener: listener, server: fmt.Sprintf("127.0.0.1:%d", port), links: map[*link]bool{}, fired: make(chan struct{})}
	var serving sync.WaitGroup
	serving.Go(func() { p.serve(&serving) })
	t.Cleanup(func() {
		listener.Close()
		p.breakAll()
		serving.Wait()
	})
	return p
}

func (p *proxy) port() int { return p.listener.Addr().(*net.TCPAddr).Port }

func (p *proxy) serve(serving *sync.WaitGroup) {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		serving.Go(func() { p.link(client) })
	}
}

// link connects a client with the server until one of them ends.
func (p *proxy) link(client net.Conn) {
	defer client.Close()
	server, err := net.DialTimeout("tcp", p.server, 5*time.Second)
	if err != nil {
		return
	}
	defer server.Close()
	l := &link{proxy: p, client: client, server: server}
	if !p.admit(l) {
		return
	}
	defer p.forget(l)
	var up sync.WaitGroup
	up.Go(func() {
		l.forward(bufio.NewReaderSize(client, 1<<16), server, l.fromClient, true)
		server.Close()
		client.Close()
	})
	l.forward(bufio.NewReaderSize(server, 1<<16), client, l.fromServer, false)
	client.Close()
	server.Close()
	up.Wait()
}

func (p *proxy) admit(l *link) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.away {
		p.links[l] = true
	}
	return !p.away
}

func (p *proxy) forget(l *link) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.links, l)
}

// breakAll breaks every connection.
func (p *proxy) breakAll() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.breakLocked()
}

func (p *proxy) breakLocked() {
	for l := range p.links {
		l.client.Close()
		l.server.Close()
	}
}

// fire makes the cut that is set. The network stays away until calm.
func (p *proxy) fireLocked() {
	p.armed, p.away = nil, true
	p.breakLocked()
	close(p.fired)
}

// arm sets a cut and gives what is closed when it is made.
func (p *proxy) arm(c cut) <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.armed, p.fired = &c, make(chan struct{})
	return p.fired
}

// calm lets everything through again.
func (p *proxy) calm() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.armed, p.away = nil, false
}

// counted is how much has passed.
func (p *proxy) counted() (commits, bytes int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.commits, p.bytes
}

// pass takes note of n bytes that are about to be forwarded and gives how many of
// them may be.
func (p *proxy) pass(n int) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.bytes += int64(n)
	if p.armed == nil || p.armed.bytes == 0 {
		return n
	}
	if p.armed.bytes -= int64(n); p.armed.bytes > 0 {
		return n
	}
	return n + int(p.armed.bytes)
}

// passed makes the cut where its last byte has been forwarded.
func (p *proxy) passed() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.armed != nil && p.armed.commit == 0 && p.armed.bytes <= 0 {
		p.fireLocked()
	}
}

// fire makes the cut.
func (p *proxy) fire() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.armed != nil {
		p.fireLocked()
	}
}

// commit takes note of a COMMIT that is about to be forwarded and gives what is
// to be done with it; "" for nothing.
func (p *proxy) commit() kind {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.commits++
	if p.armed == nil || p.armed.commit == 0 {
		return ""
	}
	if p.armed.commit--; p.armed.commit > 0 {
		return ""
	}
	p.armed.commit = -1 // no other; it is fired by its own link
	return p.armed.kind
}
