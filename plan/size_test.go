package plan

import "testing"

func TestSizesAreWrittenForPeople(t *testing.T) {
	for bytes, want := range map[int64]string{
		0: "0 bytes", 1: "1 byte", 512: "512 bytes", 1829: "1.8 kB", 8192: "8 kB", 49152: "48 kB",
		3250586: "3.1 MB", 214000000: "204 MB", 5 << 40: "5 TB",
	} {
		if got := Size(bytes); got != want {
			t.Errorf("Size(%d) is %q, want %q", bytes, got, want)
		}
	}
}
