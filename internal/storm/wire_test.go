//go:build unix

package storm

import (
	"bufio"
	"encoding/binary"
	"io"
	"strings"
	"syscall"
	"time"
)

// forward carries the messages of one direction, each of which inspect sees
// first where it is short. It ends with the connection, or where inspect says so.
func (l *link) forward(from *bufio.Reader, to io.Writer, inspect func(kind byte, body []byte, to io.Writer) bool, startup bool) {
	for {
		head := make([]byte, 5)
		if startup {
			head = head[:4] // the first message of a client has no kind
		}
		if _, err := io.ReadFull(from, head); err != nil {
			return
		}
		length := int(binary.BigEndian.Uint32(head[len(head)-4:])) - 4
		if length < 0 {
			return
		}
		if !startup && length <= 64 && strings.IndexByte("QPCZ", head[0]) >= 0 {
			body := make([]byte, length)
			if _, err := io.ReadFull(from, body); err != nil {
				return
			}
			if !inspect(head[0], body, to) || !l.write(to, append(head, body...)) {
				return
			}
			continue
		}
		startup = false
		if !l.write(to, head) || !l.carry(from, to, length) {
			return
		}
	}
}

// carry forwards the body of a message.
func (l *link) carry(from *bufio.Reader, to io.Writer, length int) bool {
	buffer := make([]byte, min(length, 1<<16))
	for length > 0 {
		n, err := io.ReadFull(from, buffer[:min(length, len(buffer))])
		if err != nil || !l.write(to, buffer[:n]) {
			return false
		}
		length -= n
	}
	return true
}

// write forwards as many bytes as the proxy lets through.
func (l *link) write(to io.Writer, data []byte) bool {
	may := l.proxy.pass(len(data))
	_, err := to.Write(data[:may])
	if may < len(data) {
		l.proxy.passed()
		return false
	}
	l.proxy.passed()
	return err == nil
}

// fromClient looks for COMMIT: as a query of the simple protocol or a statement
// of the extended one.
func (l *link) fromClient(of byte, body []byte, _ io.Writer) bool {
	text := strings.ToLower(strings.Trim(string(body), "\x00; \n"))
	if of == 'P' {
		_, text, _ = strings.Cut(string(body), "\x00")
		text, _, _ = strings.Cut(strings.ToLower(text), "\x00")
	}
	if of != 'Q' && of != 'P' || strings.Trim(text, "; \n") != "commit" {
		return true
	}
	switch what := l.proxy.commit(); what {
	case "":
		return true
	case cutBefore:
		l.proxy.fire()
		return false
	default:
		l.proxy.expect(l, what)
		return true
	}
}

// expect notes what is to be done with the answer to a COMMIT.
func (p *proxy) expect(l *link, what kind) {
	p.mu.Lock()
	defer p.mu.Unlock()
	l.answer = what
}

func (p *proxy) expected(l *link) kind {
	p.mu.Lock()
	defer p.mu.Unlock()
	return l.answer
}

// fromServer cuts where the answer to the COMMIT comes that was chosen: by then
// it has taken place.
func (l *link) fromServer(of byte, body []byte, to io.Writer) bool {
	what := l.proxy.expected(l)
	if of != 'C' || what == "" || !strings.HasPrefix(string(body), "COMMIT") {
		return true
	}
	if what == cutHalf {
		to.Write([]byte{'C', 0, 0})
	}
	l.proxy.fire()
	return false
}

// cut sets a cut, waits until it is made or poco has ended, and lets the network
// come back after the blow's while.
func (w *workplace) cut(b blow, p *process, c cut) bool {
	proxy := w.proxies[b.side]
	fired := proxy.arm(c)
	select {
	case <-fired:
	case <-p.done:
		proxy.calm()
		return false
	}
	time.Sleep(b.down)
	if b.also {
		p.signal(syscall.SIGKILL)
	}
	proxy.calm()
	return true
}
