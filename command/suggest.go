package command

import (
	"github.com/agext/levenshtein"
)

// suggestion is "Did you mean x? " where one of the known names is close to what
// was written, else empty.
func suggestion(name string, known []string) string {
	best, distance := "", 3
	for _, k := range known {
		if d := levenshtein.Distance(name, k, nil); d < distance {
			best, distance = k, d
		}
	}
	if best == "" {
		return ""
	}
	return "Did you mean " + best + "? "
}
