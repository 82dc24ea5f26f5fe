package dump

import (
	"context"
	"io"
)

// Options of a scan.
type Options struct {
	// Progress is told now and then how many bytes were read.
	Progress func(bytes int64)
}

// Scan reads a plain dump to its end and says what it holds. Findings are in the
// inventory; the error is one of reading.
func Scan(ctx context.Context, r io.Reader, options Options) (*Inventory, error) { return nil, nil }

// ParseList reads the output of pg_restore --list.
func ParseList(r io.Reader) (*Inventory, error) { return nil, nil }
