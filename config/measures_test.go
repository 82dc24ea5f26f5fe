package config

import (
	"math"
	"testing"
	"time"
)

func TestParseAge(t *testing.T) {
	for s, want := range map[string]time.Duration{
		"30d": 30 * day, "12h": 12 * time.Hour, "1w2d": 9 * day, "90m": 90 * time.Minute, "1s": time.Second,
		" 7d ": 7 * day, "106751d": 106751 * day,
	} {
		if got, err := ParseAge(s); err != nil || got != want {
			t.Errorf("%q is %s, want %s (%v)", s, got, want, err)
		}
	}
	for _, s := range []string{"", "30", "d", "30 d", "1.5d", "-1d", "1y", "1D", "0d", "999999d", "99999999999999999999d",
		"106751d24h", "1d 2h", "1d2"} {
		if got, err := ParseAge(s); err == nil {
			t.Errorf("%q is read as %s", s, got)
		}
	}
}

func TestParseSize(t *testing.T) {
	for s, want := range map[string]int64{
		"20GB": 20 << 30, "20 GB": 20 << 30, "20GiB": 20 << 30, "1.5kB": 1536, "512b": 512, "3tb": 3 << 40, "7MB": 7 << 20,
		"8191PB": 8191 << 50,
	} {
		if got, err := ParseSize(s); err != nil || got != want {
			t.Errorf("%q is %d, want %d (%v)", s, got, want, err)
		}
	}
	for _, s := range []string{"", "20", "GB", "20 gigs", "-1GB", "1,5GB", "0B", "0.1B", "8192PB", "1e9GB", "20GB or so"} {
		if got, err := ParseSize(s); err == nil {
			t.Errorf("%q is read as %d", s, got)
		}
	}
}

func FuzzMeasures(f *testing.F) {
	f.Add("30d")
	f.Add("1.5GB")
	f.Fuzz(func(t *testing.T, s string) {
		if age, err := ParseAge(s); err == nil && age <= 0 {
			t.Errorf("%q is read as %s", s, age)
		}
		if size, err := ParseSize(s); err == nil && (size <= 0 || size == math.MaxInt64) {
			t.Errorf("%q is read as %d", s, size)
		}
	})
}
