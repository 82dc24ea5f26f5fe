package config

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

const day = 24 * time.Hour

var ageUnits = map[string]time.Duration{
	"s": time.Second, "m": time.Minute, "h": time.Hour, "d": day, "w": 7 * day,
}

var agePart = regexp.MustCompile(`^([0-9]+)([a-z]*)`)

// ParseAge reads a duration such as 30d, 12h or 1w2d: whole numbers with the
// units s, m, h, d and w.
func ParseAge(s string) (time.Duration, error) {
	const form = `write a whole number and a unit (s, m, h, d or w), such as "30d" or "1w2d"`
	var total time.Duration
	rest := strings.TrimSpace(s)
	if rest == "" {
		return 0, errors.New(form)
	}
	for rest != "" {
		part := agePart.FindStringSubmatch(rest)
		if part == nil {
			return 0, errors.New(form)
		}
		unit, ok := ageUnits[part[2]]
		switch {
		case part[2] == "":
			return 0, fmt.Errorf("a unit is missing after %s: %s", part[1], form)
		case !ok:
			return 0, fmt.Errorf("there is no unit %q: %s", part[2], form)
		}
		n, err := strconv.ParseInt(part[1], 10, 64)
		if err != nil || n > int64((math.MaxInt64-total)/unit) {
			return 0, errors.New("it is too long; the most is 292 years")
		}
		total += time.Duration(n) * unit
		rest = rest[len(part[0]):]
	}
	if total == 0 {
		return 0, errors.New("it is zero; leave it out to set no limit")
	}
	return total, nil
}

var sizeUnits = map[string]int64{
	"b": 1, "kb": 1 << 10, "mb": 1 << 20, "gb": 1 << 30, "tb": 1 << 40, "pb": 1 << 50,
	"kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30, "tib": 1 << 40, "pib": 1 << 50,
}

var sizeForm = regexp.MustCompile(`^([0-9]+(?:\.[0-9]+)?)\s*([A-Za-z]*)$`)

// ParseSize reads a size such as 20GB in bytes. As in Postgres, the units are
// multiples of 1024.
func ParseSize(s string) (int64, error) {
	const form = `write a number and a unit (B, kB, MB, GB, TB), such as "20GB"`
	part := sizeForm.FindStringSubmatch(strings.TrimSpace(s))
	if part == nil {
		return 0, errors.New(form)
	}
	unit, ok := sizeUnits[strings.ToLower(part[2])]
	switch {
	case part[2] == "":
		return 0, fmt.Errorf("the unit is missing: %s", form)
	case !ok:
		return 0, fmt.Errorf("there is no unit %q: %s", part[2], form)
	}
	n, err := strconv.ParseFloat(part[1], 64)
	bytes := n * float64(unit)
	switch {
	case err != nil || bytes >= math.MaxInt64:
		return 0, errors.New("it is too large; the most is 8191 PB")
	case bytes < 1:
		return 0, errors.New("it is zero; leave it out to set no limit")
	}
	return int64(bytes), nil
}
