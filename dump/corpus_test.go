package dump

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// corpus reads the files of a folder of testdata.
func corpus(t testing.TB, folder string) map[string][]byte {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", folder, "*.sql"))
	if err != nil || len(paths) < 20 {
		t.Fatalf("%d files in testdata/%s: %v", len(paths), folder, err)
	}
	files := map[string][]byte{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files[strings.TrimSuffix(filepath.Base(path), ".sql")] = text
	}
	return files
}

func scan(t testing.TB, text []byte) *Inventory {
	t.Helper()
	inv, err := Scan(context.Background(), bytes.NewReader(text), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return inv
}

// expected are the findings that the first line of a hostile file names: "-- the
// trick | code line; code line".
func expected(text []byte) string {
	first, _, _ := strings.Cut(string(text), "\n")
	_, findings, _ := strings.Cut(first, " | ")
	listed := strings.Split(findings, "; ")
	slices.Sort(listed)
	return strings.Join(listed, "; ")
}

func codesAndLines(findings []Finding) string {
	var found []string
	for _, f := range findings {
		found = append(found, fmt.Sprintf("%s %d", f.Code, f.Line))
	}
	slices.Sort(found)
	return strings.Join(slices.Compact(found), "; ")
}

func TestHostileFilesAreFound(t *testing.T) {
	for name, text := range corpus(t, "hostile") {
		t.Run(name, func(t *testing.T) {
			inv := scan(t, text)
			if diff := cmp.Diff(expected(text), codesAndLines(inv.Findings)); diff != "" {
				t.Errorf("(-want +got):\n%s%v\n%s", diff, inv.Findings, text)
			}
		})
	}
}

func TestHostileFilesAreNotForwarded(t *testing.T) {
	for name, text := range corpus(t, "hostile") {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			f := NewFilter(&out, FilterOptions{})
			_, err := f.Write(text)
			if err == nil {
				err = f.Close()
			}
			var refused *RefusedError
			if !errors.As(err, &refused) {
				t.Fatalf("not refused: %v", err)
			}
			for _, finding := range scan(t, out.Bytes()).Findings {
				if finding.Code != Unfinished && finding.Code != Truncated {
					t.Errorf("forwarded %q, in which there is %v", out.String(), finding)
				}
			}
		})
	}
}

func TestHarmlessFilesAreForwardedAsTheyAre(t *testing.T) {
	for name, text := range corpus(t, "harmless") {
		t.Run(name, func(t *testing.T) {
			for _, f := range scan(t, text).Findings {
				t.Errorf("false alarm: %v", f)
			}
			var out bytes.Buffer
			f := NewFilter(&out, FilterOptions{})
			_, err := f.Write(text)
			if err := errors.Join(err, f.Close()); err != nil {
				t.Fatal(err)
			}
			if name == "transaction" || name == "restrict" || name == "large_objects" {
				return // of which something is left out
			}
			if diff := cmp.Diff(asForwarded(text), out.String()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// asForwarded is what the filter makes of a file of which nothing is left out.
func asForwarded(text []byte) string {
	s := strings.TrimPrefix(string(text), "\ufeff")
	if len(text) > 0 && !strings.HasSuffix(s, "\n") {
		s += "\n"
	}
	return s
}
