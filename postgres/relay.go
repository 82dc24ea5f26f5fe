package postgres

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgproto3"
	"golang.org/x/sync/errgroup"
)

// frameSize is how many bytes of rows are gathered into one message for the
// target, readSize how much is asked of the source at once, and frames how many
// frames there are: one is filled while another is written, and one waits.
const (
	frameSize = 256 << 10
	readSize  = 256 << 10
	frames    = 3
)

// stopGrace is how long the two servers have to end their statements once the
// relay has failed; then their connections are closed.
const stopGrace = 5 * time.Second

// A Side is one end of a relay.
type Side string

// The ends of a relay.
const (
	Source Side = "source"
	Target Side = "target"
)

// A SideError says on which end a relay failed. Err holds the server's error with
// its context, as "COPY orders, line 7"; see Explain.
type SideError struct {
	Side Side
	Err  error
}

func (e *SideError) Error() string { return fmt.Sprintf("%s: %v", e.Side, e.Err) }
func (e *SideError) Unwrap() error { return e.Err }

// Relay runs the statement read, a COPY … TO STDOUT, on the session from, and
// write, a COPY … FROM STDIN, on the session to, and passes the rows on without
// looking into them. It needs less than a megabyte, however many and however wide
// the rows are. It succeeds only where both servers report the same number of
// rows, which is the number that it returns with the bytes that were passed on.
//
// moved, which may be nil, is called now and then, by one goroutine at a time,
// with the rows and bytes passed on so far.
//
// Where it fails, by an error of either server or by ctx, both statements are
// cancelled, and the error is that of the side that failed first, a *SideError, or
// ctx's. It has then left no goroutine behind, and each session either can go on
// (a transaction that it was in has failed and must be rolled back) or is closed.
func Relay(ctx context.Context, from *Conn, read string, to *Conn, write string, moved func(rows, bytes int64)) (rows, bytes int64, err error) {
	if from == to {
		return 0, 0, errors.New("a relay needs two sessions")
	}
	if err := ctx.Err(); err != nil {
		return 0, 0, err
	}
	target, err := takeOver(ctx, to, 8<<10)
	if err != nil {
		return 0, 0, &SideError{Target, err}
	}
	source, err := takeOver(ctx, from, readSize)
	if err != nil {
		return 0, 0, &SideError{Source, err}
	}
	r := newRelay(source, target, moved)
	unwatch := context.AfterFunc(ctx, func() { r.fail(ctx.Err()) })
	r.run(ctx, read, write)
	if !unwatch() {
		r.stopOnce.Do(func() {}) // ctx ended just now: its word is in by then, or comes too late
	}
	source.giveBack(r.stopErr != nil)
	target.giveBack(r.stopErr != nil)
	if r.stopErr != nil {
		return 0, 0, r.stopErr
	}
	return r.sent, r.bytes, nil
}

// A relay is one run of Relay.
type relay struct {
	source, target *wire
	moved          func(rows, bytes int64)

	free, full chan *frame

	stopOnce sync.Once
	stopErr  error
	stopped  chan struct{} // closed by the first failure
	over     chan struct{} // closed when neither side is read or written any more
	answered chan struct{} // closed when the target has said its last word

	sent  int64 // rows by the source's own count
	taken int64 // rows by the target's own count
	bytes int64
}

// A frame is a CopyData message for the target. Its first bytes are the header.
type frame struct {
	b    []byte
	rows int64 // rows that the source had begun to send when it was handed on
}

func newRelay(source, target *wire, moved func(rows, bytes int64)) *relay {
	r := &relay{
		source: source, target: target, moved: moved,
		free: make(chan *frame, frames), full: make(chan *frame, frames),
		stopped: make(chan struct{}), over: make(chan struct{}), answered: make(chan struct{}),
	}
	for range frames {
		r.free <- &frame{b: make([]byte, headerSize, headerSize+frameSize)}
	}
	return r
}

// run begins both statements, moves the rows, and returns when both have ended or
// their connections are past use. What failed is in stopErr.
func (r *relay) run(ctx context.Context, read, write string) {
	var owner, work errgroup.Group
	owner.Go(func() error { return r.interrupt(context.WithoutCancel(ctx), ctx) })
	if r.begin(read, write) {
		work.Go(r.pull)
		work.Go(r.push)
		work.Go(r.watch)
		work.Wait()
	}
	close(r.over)
	owner.Wait()
	if r.sent != r.taken {
		r.fail(fmt.Errorf("the source sent %s, the target took %d: a trigger or rule of the target's table kept rows out",
			rowsOf(r.sent), r.taken))
	}
}

// fail stops the relay for the first failure; later ones follow from it.
func (r *relay) fail(err error) {
	r.stopOnce.Do(func() {
		r.stopErr = err
		close(r.stopped)
	})
}

func (r *relay) isStopped() bool {
	select {
	case <-r.stopped:
		return true
	default:
		return false
	}
}

// begin starts the target's COPY, then the source's: a target that waits for rows
// is the easier one to call off. It reports whether both stand.
func (r *relay) begin(read, write string) bool {
	in, err := r.target.begin(write, copyInResponse)
	if err != nil {
		r.source.ready = true // it has been asked nothing
		r.fail(&SideError{Target, err})
		return false
	}
	out, err := r.source.begin(read, copyOutResponse)
	if err != nil {
		r.fail(&SideError{Source, err})
		r.callOff()
		r.target.drain()
		return false
	}
	if in != out {
		r.fail(errors.New("one side copies in text and the other in binary format"))
	}
	return true
}

// callOff ends the target's COPY without rows being taken.
func (r *relay) callOff() {
	if !r.target.torn {
		r.target.send(&pgproto3.CopyFail{Message: "the source's rows ended early"})
	}
}

// interrupt waits for a failure and then makes both servers end what they do: it
// cancels the source's statement at once, and the target's too where the call's
// context is done or the target does not end by itself. It returns when the
// servers have the requests, so that none can meet a later statement.
func (r *relay) interrupt(ctx, call context.Context) error {
	select {
	case <-r.over:
		return nil
	case <-r.stopped:
	}
	ctx, cancel := context.WithTimeout(ctx, stopGrace)
	defer cancel()
	deadline := time.Now().Add(stopGrace)
	r.source.conn.SetDeadline(deadline)
	r.target.conn.SetDeadline(deadline)
	var g errgroup.Group
	g.Go(func() error { return r.source.session.pgx.PgConn().CancelRequest(ctx) })
	g.Go(func() error {
		if call.Err() == nil {
			select {
			case <-r.over:
				return nil
			case <-time.After(time.Second):
			}
		}
		return r.target.session.pgx.PgConn().CancelRequest(ctx)
	})
	g.Wait()
	return nil
}

// isTimeout reports whether a read or write ended by its deadline.
func isTimeout(err error) bool {
	var e net.Error
	return errors.As(err, &e) && e.Timeout()
}
