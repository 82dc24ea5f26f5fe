package postgres

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"
)

// The messages that a COPY is made of, by their first byte on the wire.
const (
	copyData        = 'd'
	copyDone        = 'c'
	copyInResponse  = 'G'
	copyOutResponse = 'H'
	commandComplete = 'C'
	errorResponse   = 'E'
	readyForQuery   = 'Z'
)

const (
	headerSize = 5
	// longestMessage bounds the messages that are read whole; what may be longer,
	// the rows, is passed on in pieces.
	longestMessage = 16 << 20
)

// A wire is the socket of a session, taken over from pgx between two statements
// and given back to it after one. One goroutine reads it, one writes to it.
type wire struct {
	session *Conn
	conn    net.Conn
	in      []byte // in[at:end] has been read and not yet taken
	at, end int
	ready   bool // ReadyForQuery has come: the statement is over
	torn    bool // a write broke off in the middle of a message
}

// takeOver gives the socket of an idle session, with nothing left in pgx's own
// buffers.
func takeOver(ctx context.Context, c *Conn, buffer int) (*wire, error) {
	pg := c.pgx.PgConn()
	if pg.IsClosed() {
		return nil, errors.New("the connection is closed")
	}
	if err := pg.SyncConn(ctx); err != nil {
		return nil, err
	}
	return &wire{session: c, conn: pg.Conn(), in: make([]byte, buffer)}, nil
}

// giveBack returns the socket to pgx where the statement is over and the stream
// stands between two messages; otherwise it closes the session. After a failure
// a ping proves that the session works, and tells pgx that its transaction failed.
func (w *wire) giveBack(failed bool) {
	if w.clean() && w.conn.SetDeadline(time.Time{}) == nil && (!failed || w.answers()) {
		return
	}
	w.conn.Close()
	w.session.Close(context.Background())
}

func (w *wire) answers() bool {
	ctx, cancel := context.WithTimeout(context.Background(), stopGrace)
	defer cancel()
	return w.session.pgx.Ping(ctx) == nil
}

// clean reports whether the session can go on. Messages that came after the end
// of the statement (a notice, a changed parameter) are read to their end.
func (w *wire) clean() bool {
	if !w.ready || w.torn {
		return false
	}
	for w.at < w.end {
		if _, _, err := w.next(); err != nil {
			return false
		}
	}
	return true
}

// send writes one message.
func (w *wire) send(m pgproto3.FrontendMessage) error {
	b, err := m.Encode(nil)
	if err != nil {
		return err
	}
	return w.write(b)
}

// write writes whole messages.
func (w *wire) write(b []byte) error {
	_, err := w.conn.Write(b)
	w.torn = w.torn || err != nil
	return err
}

// header takes the type and the length of the next message's body.
func (w *wire) header() (kind byte, length int, err error) {
	for w.end-w.at < headerSize {
		if err := w.fill(); err != nil {
			return 0, 0, err
		}
	}
	kind = w.in[w.at]
	length = int(binary.BigEndian.Uint32(w.in[w.at+1:])) - 4
	if length < 0 {
		return 0, 0, fmt.Errorf("the server broke the protocol: a message of type %q and length %d", kind, length+4)
	}
	w.at += headerSize
	return kind, length, nil
}

// some takes the next bytes of a body, at least one and at most limit. They are
// valid until the next read.
func (w *wire) some(limit int) ([]byte, error) {
	if w.at == w.end {
		if err := w.fill(); err != nil {
			return nil, err
		}
	}
	n := min(limit, w.end-w.at)
	b := w.in[w.at : w.at+n]
	w.at += n
	return b, nil
}

// fill reads more, behind the few bytes that have not been taken.
func (w *wire) fill() error {
	w.end = copy(w.in, w.in[w.at:w.end])
	w.at = 0
	n, err := w.conn.Read(w.in[w.end:])
	w.end += n
	if n > 0 {
		return nil // a failure shows again at the next read
	}
	return err
}

// body takes a whole body.
func (w *wire) body(length int) ([]byte, error) {
	if length > longestMessage {
		return nil, fmt.Errorf("the server broke the protocol: a message of %d bytes", length)
	}
	b := make([]byte, 0, length)
	for len(b) < length {
		more, err := w.some(length - len(b))
		if err != nil {
			return nil, err
		}
		b = append(b, more...)
	}
	return b, nil
}

// next takes a whole message.
func (w *wire) next() (kind byte, body []byte, err error) {
	kind, length, err := w.header()
	if err != nil {
		return 0, nil, err
	}
	body, err = w.body(length)
	if kind == readyForQuery && err == nil {
		w.ready = true
	}
	return kind, body, err
}

// drain reads to the end of the statement and gives the first error that the
// server reports on the way.
func (w *wire) drain() error {
	var first error
	for !w.ready {
		kind, body, err := w.next()
		if err != nil {
			return cmpErr(first, lost(err))
		}
		if kind == errorResponse {
			first = cmpErr(first, serverError(body))
		}
	}
	return first
}

// begin sends a COPY statement and waits until the server is ready for its rows,
// which it announces by a message of the type want. It gives the format: 0 for
// text, 1 for binary.
func (w *wire) begin(sql string, want byte) (format byte, err error) {
	if err := w.send(&pgproto3.Query{String: sql}); err != nil {
		return 0, lost(err)
	}
	for {
		kind, body, err := w.next()
		switch {
		case err != nil:
			return 0, lost(err)
		case kind == want && len(body) > 0:
			return body[0], nil
		case kind == errorResponse:
			err := serverError(body)
			w.drain()
			return 0, err
		case isAsynchronous(kind):
		default:
			return 0, cmpErr(w.notCopy(kind), fmt.Errorf("not a COPY in this direction: %s", sql))
		}
	}
}

// notCopy ends a statement that turned out to be no COPY, where it ends by
// itself; a COPY of the other direction does not, and costs the session.
func (w *wire) notCopy(kind byte) error {
	if slices.Contains([]byte{copyInResponse, copyOutResponse, 'W'}, kind) {
		return nil
	}
	return w.drain()
}

// isAsynchronous reports whether the server may send the message at any time:
// notices, changed parameters, notifications.
func isAsynchronous(kind byte) bool { return kind == 'N' || kind == 'S' || kind == 'A' }

// serverError reads an ErrorResponse.
func serverError(body []byte) error {
	var m pgproto3.ErrorResponse
	if err := m.Decode(body); err != nil {
		return fmt.Errorf("the server reported an error that cannot be read: %w", err)
	}
	return pgconn.ErrorResponseToPgError(&m)
}

// lost says in words that the connection broke.
func lost(err error) error {
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("the server closed the connection unexpectedly: %w", err)
	}
	return fmt.Errorf("the connection to the server broke: %w", err)
}

// copiedRows reads the tag of a COPY that is complete: COPY 42.
func copiedRows(body []byte) (int64, error) {
	tag := strings.TrimRight(string(body), "\x00")
	count, ok := strings.CutPrefix(tag, "COPY ")
	if !ok {
		return 0, fmt.Errorf("the server broke the protocol: a COPY ended with %q", tag)
	}
	return strconv.ParseInt(count, 10, 64)
}

// cmpErr is the first error of two.
func cmpErr(first, second error) error {
	if first != nil {
		return first
	}
	return second
}
