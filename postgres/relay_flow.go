package postgres

import (
	"encoding/binary"
	"errors"
	"time"

	"github.com/jackc/pgx/v5/pgproto3"
)

// pull reads the source to the end of its statement and hands its rows on in
// frames. After a failure it reads on and drops the rows, so that the session can
// be used again.
func (r *relay) pull() error {
	defer close(r.full)
	last, err := r.gather()
	switch {
	case err != nil:
		r.fail(&SideError{Source, lost(err)})
	case r.source.ready && last != nil:
		r.deliver(last)
	}
	return nil
}

// gather fills frames until the source's statement is over. It returns the last
// frame, nil where the rows are not all there; an error is one of the connection.
func (r *relay) gather() (*frame, error) {
	w := r.source
	f := <-r.free
	var rows, reported int64
	complete := false
	for {
		kind, length, err := w.header()
		if err != nil {
			return nil, err
		}
		if kind == copyData {
			rows++
			f.rows = rows
			if f, err = r.pass(f, length); err != nil {
				return nil, err
			}
			continue
		}
		body, err := w.body(length)
		if err != nil {
			return nil, err
		}
		switch kind {
		case errorResponse:
			r.fail(&SideError{Source, serverError(body)})
		case commandComplete:
			if reported, err = copiedRows(body); err != nil {
				return nil, err
			}
			complete = true
		case readyForQuery:
			w.ready = true
			if !complete {
				r.fail(&SideError{Source, errors.New("its COPY ended without a count of rows")}) // or by the error above
				return nil, nil
			}
			r.sent = reported
			return f, nil
		}
	}
}

// pass moves the payload of one message into frames, and hands on each one that
// is full. A row may end up in any number of them.
func (r *relay) pass(f *frame, length int) (*frame, error) {
	for length > 0 {
		b, err := r.source.some(min(length, cap(f.b)-len(f.b)))
		if err != nil {
			return f, err
		}
		f.b = append(f.b, b...)
		length -= len(b)
		if len(f.b) == cap(f.b) {
			f = r.deliver(f)
		}
	}
	return f, nil
}

// deliver hands a frame to the writer and gives an empty one back; the same one,
// its rows dropped, once the relay has stopped.
func (r *relay) deliver(f *frame) *frame {
	if !r.isStopped() {
		select {
		case r.full <- f:
			select {
			case next := <-r.free:
				return next
			case <-r.stopped:
				return &frame{b: make([]byte, headerSize, headerSize+frameSize)}
			}
		case <-r.stopped:
		}
	}
	f.b = f.b[:headerSize]
	return f
}

// push writes frames to the target. It ends the target's COPY when the source's
// statement has ended well, and calls it off when the relay has stopped. A frame
// once begun is written to its end, also after a failure: the server skips it.
func (r *relay) push() error {
	for {
		select {
		case <-r.stopped:
			r.callOff()
			return nil
		case f, more := <-r.full:
			if r.isStopped() {
				r.callOff()
				return nil
			}
			if !more {
				return r.pushed(r.target.send(&pgproto3.CopyDone{}))
			}
			if err := r.target.write(f.message()); err != nil {
				return r.pushed(err)
			}
			r.bytes += int64(len(f.b) - headerSize)
			if r.moved != nil {
				r.moved(f.rows, r.bytes)
			}
			f.b = f.b[:headerSize]
			r.free <- f
		}
	}
}

// message is the frame with its header filled in, nothing where it is empty.
func (f *frame) message() []byte {
	if len(f.b) == headerSize {
		return nil
	}
	f.b[0] = copyData
	binary.BigEndian.PutUint32(f.b[1:], uint32(len(f.b)-1))
	return f.b
}

// pushed ends a push. Where writing failed, the server may have said why before
// it closed the connection: its own words come first.
func (r *relay) pushed(err error) error {
	if err == nil {
		return nil
	}
	r.target.conn.SetReadDeadline(time.Now().Add(time.Second))
	<-r.answered
	r.fail(&SideError{Target, lost(err)})
	return nil
}

// watch reads what the target has to say, which is nothing until its COPY has
// ended or failed.
func (r *relay) watch() error {
	defer close(r.answered)
	for {
		kind, body, err := r.target.next()
		switch {
		case err != nil && isTimeout(err) && !r.isStopped():
			return nil // pushed set the deadline, and tells what failed
		case err != nil:
			r.fail(&SideError{Target, lost(err)})
			return nil
		case kind == errorResponse:
			r.fail(&SideError{Target, serverError(body)})
		case kind == commandComplete:
			if r.taken, err = copiedRows(body); err != nil {
				r.fail(&SideError{Target, err})
			}
		case kind == readyForQuery:
			return nil
		}
	}
}
