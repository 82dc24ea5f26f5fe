package dump

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// Options of a scan.
type Options struct {
	// Progress is told now and then how many bytes were read.
	Progress func(bytes int64)
}

// scanPiece is how much is read at once.
const scanPiece = 256 << 10

// Scan reads a plain dump to its end and says what it holds. Findings are in the
// inventory; the error is one of reading.
func Scan(ctx context.Context, r io.Reader, options Options) (*Inventory, error) {
	f := NewFilter(nil, FilterOptions{})
	piece := make([]byte, scanPiece)
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		n, err := r.Read(piece)
		if _, refused := f.Write(piece[:n]); refused != nil {
			return nil, refused
		}
		if options.Progress != nil && n > 0 {
			options.Progress(f.inv.Bytes)
		}
		if errors.Is(err, io.EOF) {
			return f.Inventory(), f.Close()
		}
		if err != nil {
			return nil, fmt.Errorf("read the dump after line %d: %w", f.Line(), err)
		}
	}
}
