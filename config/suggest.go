package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
)

// nearest finds the name that was most likely meant, empty where none is near.
func nearest(given string, names []string) string {
	best, least := "", max(2, len(given)/3)+1
	for _, name := range slices.Sorted(slices.Values(names)) {
		d := levenshtein.Distance(strings.ToLower(given), strings.ToLower(name), nil)
		if d < least && d < max(len(name), len(given)) {
			best, least = name, d
		}
	}
	return best
}

// didYouMean is a sentence with a trailing space, or nothing.
func didYouMean(given string, names []string) string {
	if name := nearest(given, names); name != "" {
		return fmt.Sprintf("Did you mean %s? ", name)
	}
	return ""
}

// enumerate lists names for a sentence, and stops where nobody would read on.
func enumerate(names []string) string {
	const most = 12
	names = slices.Sorted(slices.Values(names))
	if len(names) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	return strings.Join(names, ", ")
}

// either lists the values of an attribute in their given order: a, b or c.
func either(values []string) string {
	if len(values) < 2 {
		return strings.Join(values, "")
	}
	last := len(values) - 1
	return strings.Join(values[:last], ", ") + " or " + values[last]
}
