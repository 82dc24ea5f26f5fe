package postgres

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5/pgproto3"
)

// A scripted connection gives what a server would send in pieces of given sizes,
// over and over.
type scripted struct {
	net.Conn
	stream []byte
	pieces []byte
	at     int
}

func (s *scripted) Read(b []byte) (int, error) {
	if len(s.stream) == 0 {
		return 0, io.EOF
	}
	n := len(b)
	if len(s.pieces) > 0 {
		n = min(n, int(s.pieces[s.at%len(s.pieces)])+1)
		s.at++
	}
	n = copy(b[:n], s.stream)
	s.stream = s.stream[n:]
	return n, nil
}

// serverStream encodes messages as a server sends them.
func serverStream(t testing.TB, messages ...pgproto3.BackendMessage) []byte {
	t.Helper()
	var b []byte
	for _, m := range messages {
		var err error
		if b, err = m.Encode(b); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

// rowStream is a COPY of rows of the given lengths, with messages among them that a
// server may send at any time.
func rowStream(t testing.TB, lengths []int) (stream, payload []byte) {
	var messages []pgproto3.BackendMessage
	for i, n := range lengths {
		row := bytes.Repeat([]byte{byte('a' + i%26)}, n)
		payload = append(payload, row...)
		messages = append(messages, &pgproto3.CopyData{Data: row})
		switch i % 5 {
		case 1:
			messages = append(messages, &pgproto3.NoticeResponse{Severity: "NOTICE", Message: "d d d"})
		case 3:
			messages = append(messages, &pgproto3.ParameterStatus{Name: "TimeZone", Value: "UTC"})
		}
	}
	messages = append(messages, &pgproto3.CopyDone{},
		&pgproto3.CommandComplete{CommandTag: []byte("COPY 4711")}, &pgproto3.ReadyForQuery{TxStatus: 'T'})
	return serverStream(t, messages...), payload
}

// gathered runs the reading half of a relay over a stream.
func gathered(stream, pieces []byte, buffer int) (payload []byte, rows int64, err error) {
	r := newRelay(&wire{conn: &scripted{stream: stream, pieces: pieces}, in: make([]byte, buffer)}, nil, nil)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for f := range r.full {
			payload = append(payload, f.b[headerSize:]...)
			f.b = f.b[:headerSize]
			r.free <- f
		}
	}()
	r.pull()
	<-done
	return payload, r.sent, r.stopErr
}

func TestRowsComeOutWholeWhereverReadsSplitThem(t *testing.T) {
	lengths := []int{0, 1, 4, 5, 6, 200, 0, 0, 255, 256, 1000, 70000, 3, 300000, 2, 600001}
	stream, want := rowStream(t, lengths)
	for name, pieces := range map[string][]byte{
		"all at once": nil, "bytes": {0}, "headers": {4}, "odd": {0, 2, 6, 1, 254, 13}, "pages": {255},
	} {
		for _, buffer := range []int{headerSize, 7, 64, readSize} {
			got, rows, err := gathered(stream, pieces, buffer)
			if err != nil || rows != 4711 || !bytes.Equal(got, want) {
				t.Errorf("%s, buffer of %d: %d bytes and %d rows, want %d and 4711; %v", name, buffer, len(got), rows, len(want), err)
			}
		}
	}
}

func FuzzGather(f *testing.F) {
	f.Add([]byte{1, 2, 3}, []byte{0}, uint16(3))
	f.Fuzz(func(t *testing.T, lengths, pieces []byte, buffer uint16) {
		rows := make([]int, len(lengths))
		for i, n := range lengths {
			rows[i] = int(n) * int(n) * int(n) / 64
		}
		stream, want := rowStream(t, rows)
		got, sent, err := gathered(stream, pieces, headerSize+int(buffer))
		if err != nil || sent != 4711 || !bytes.Equal(got, want) {
			t.Fatalf("%d bytes and %d rows, want %d and 4711; %v", len(got), sent, len(want), err)
		}
	})
}

// Whatever a server sends, reading it ends, without a panic.
func FuzzHostileStream(f *testing.F) {
	f.Add([]byte("d\x00\x00\x00\x05xZ\x00\x00\x00\x05I"), uint16(9))
	f.Add([]byte("E\xff\xff\xff\xff"), uint16(0))
	f.Fuzz(func(t *testing.T, stream []byte, buffer uint16) {
		if _, _, err := gathered(stream, nil, headerSize+int(buffer)); err == nil {
			if !bytes.Contains(stream, []byte("COPY ")) {
				t.Error("a stream without a count of rows was taken for a whole one")
			}
		}
	})
}

func TestBrokenStreamIsAnError(t *testing.T) {
	whole, _ := rowStream(t, []int{10, 20, 30})
	for cut := range whole {
		_, _, err := gathered(whole[:cut], []byte{byte(rand.IntN(256))}, 64)
		var side *SideError
		if !errors.As(err, &side) || side.Side != Source {
			t.Fatalf("cut after %d of %d bytes: %v", cut, len(whole), err)
		}
	}
}

func TestSourceErrorIsTheServersOwn(t *testing.T) {
	stream := serverStream(t, &pgproto3.CopyData{Data: []byte("x\n")},
		&pgproto3.ErrorResponse{Severity: "ERROR", Code: "22012", Message: "division by zero", Where: "COPY t, line 2"},
		&pgproto3.ReadyForQuery{TxStatus: 'E'})
	_, _, err := gathered(stream, nil, 64)
	if Code(err) != "22012" {
		t.Fatalf("got %v", err)
	}
	want := "source: ERROR: division by zero (SQLSTATE 22012)\nCOPY t, line 2"
	if diff := cmp.Diff(want, Explain(err)); diff != "" {
		t.Error(diff)
	}
}
