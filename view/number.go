package view

import (
	"fmt"
	"strings"
	"time"

	"poco/plan"
)

// counted is a count, marked where it is an estimate.
func counted(n int64, exact bool) string {
	if exact {
		return plan.Thousands(n)
	}
	return "≈ " + plan.Thousands(n)
}

// countedRows counts rows, marked where it is an estimate.
func countedRows(n int64, exact bool) string {
	if exact {
		return plural(n, "row")
	}
	return "≈ " + plural(n, "row")
}

// Plural counts things for a command's own words.
func Plural(n int, one string) string { return plural(n, one) }

// plural counts things: plural(1, "table") is "1 table". A word in -y or -x is
// given with its plural as the third argument.
func plural[N int | int64](n N, one string, many ...string) string {
	word := one + "s"
	if len(many) > 0 {
		word = many[0]
	}
	if n == 1 {
		word = one
	}
	return plan.Thousands(int64(n)) + " " + word
}

// lasted writes how long something took or will take: 0.4 s, 31 s, 4 min 10 s.
func lasted(d time.Duration) string {
	switch {
	case d < 0:
		return "0 s"
	case d > 0 && d < 50*time.Millisecond:
		return "< 0.1 s"
	case d < 10*time.Second:
		return strings.TrimSuffix(fmt.Sprintf("%.1f", d.Seconds()), ".0") + " s"
	case d < time.Minute:
		return fmt.Sprintf("%.0f s", d.Seconds())
	case d < time.Hour:
		d = d.Round(time.Second)
		return fmt.Sprintf("%d min %d s", d/time.Minute, d%time.Minute/time.Second)
	default:
		d = d.Round(time.Minute)
		return fmt.Sprintf("%d h %d min", d/time.Hour, d%time.Hour/time.Minute)
	}
}

// ago writes how long before now t was, in words.
func ago(t, now time.Time) string {
	d := now.Sub(t)
	switch {
	case d < 2*time.Second:
		return "just now"
	case d < 2*time.Minute:
		return plural(int64(d/time.Second), "second") + " ago"
	case d < 2*time.Hour:
		return plural(int64(d/time.Minute), "minute") + " ago"
	case d < 48*time.Hour:
		return plural(int64(d/time.Hour), "hour") + " ago"
	default:
		return plural(int64(d/(24*time.Hour)), "day") + " ago"
	}
}

// percent is the part of n in all, between 0 and 100; it shows 100 only where
// all is there.
func percent(n, all int64) int {
	if all <= 0 {
		return 0
	}
	if n >= all {
		return 100
	}
	return min(99, int(n*100/all))
}
