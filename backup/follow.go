package backup

import (
	"context"
	"crypto/sha256"
	"errors"
	"hash"
	"io"
	"os"
)

// A follower hashes a file behind the process that writes it from its beginning to
// its end: what it reads is in the system's memory still, and at the end little is
// left to be read.
type follower struct {
	file   *os.File
	hash   hash.Hash
	reader io.Writer // reads along
	size   int64     // of what is hashed
	buffer []byte
}

// followStep is how much is hashed at a time: little beside what a disk takes in
// between two looks of Watch.
const followStep = 4 << 20

func newFollower(file *os.File, reader io.Writer) *follower {
	if reader == nil {
		reader = io.Discard
	}
	return &follower{file: file, hash: sha256.New(), reader: reader, buffer: make([]byte, 256<<10)}
}

// step hashes up to followStep bytes, and reports whether there may be more.
func (f *follower) step() (more bool, err error) {
	for end := f.size + followStep; f.size < end; {
		n, err := f.file.ReadAt(f.buffer, f.size)
		f.hash.Write(f.buffer[:n])
		f.size += int64(n)
		if _, failed := f.reader.Write(f.buffer[:n]); failed != nil {
			return false, failed
		}
		if errors.Is(err, io.EOF) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
	}
	return true, nil
}

// finish hashes the rest, once nothing is written any more.
func (f *follower) finish(ctx context.Context) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		if more, err := f.step(); err != nil || !more {
			return err
		}
	}
}
