package dump

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// FuzzScan holds the scanner and the filter to what must be so of any bytes: they
// end; pieces change nothing; a file without findings goes through as it is; and
// what went through of one that is refused holds nothing that is.
func FuzzScan(f *testing.F) {
	for _, folder := range []string{"hostile", "harmless"} {
		for _, text := range corpus(f, folder) {
			f.Add(text, uint64(1))
		}
	}
	f.Fuzz(func(t *testing.T, text []byte, seed uint64) {
		whole := scan(t, text)
		random := rand.New(rand.NewPCG(seed, 0))
		pieces := inPieces(t, NewFilter(nil, FilterOptions{}), text, random)
		if diff := cmp.Diff(whole, pieces.Inventory()); diff != "" {
			t.Fatalf("pieces are read differently (-whole +pieces):\n%s", diff)
		}
		var out bytes.Buffer
		filter := inPieces(t, NewFilter(&out, FilterOptions{}), text, random)
		if len(whole.Findings) == 0 {
			forwardedWhole(t, filter, text, out.String())
			return
		}
		if filter.err == nil {
			t.Fatalf("not refused: %v", whole.Findings)
		}
		for _, finding := range scan(t, out.Bytes()).Findings {
			if finding.Code != Unfinished && finding.Code != Truncated {
				t.Fatalf("forwarded %q, in which there is %v", out.String(), finding)
			}
		}
	})
}

// inPieces writes a file in random pieces.
func inPieces(t *testing.T, f *Filter, text []byte, random *rand.Rand) *Filter {
	t.Helper()
	for len(text) > 0 {
		n := 1 + random.IntN(min(len(text), 40))
		if _, err := f.Write(text[:n]); err != nil {
			return f
		}
		text = text[n:]
	}
	_ = f.Close()
	return f
}

func forwardedWhole(t *testing.T, f *Filter, text []byte, out string) {
	t.Helper()
	if f.err != nil {
		t.Fatalf("refused without a finding: %v", f.err)
	}
	if got, want := strings.Count(out, "\n"), strings.Count(asForwarded(text), "\n"); got != want {
		t.Fatalf("%d lines forwarded of %d", got, want)
	}
	if f.Inventory().Transaction || bytes.Contains(text, []byte("restrict")) {
		return // of which something is left out
	}
	if diff := cmp.Diff(asForwarded(text), out); diff != "" {
		t.Fatalf("forwarded differently (-file +forwarded):\n%s", diff)
	}
}
