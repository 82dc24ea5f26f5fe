package plan

import (
	"fmt"
	"strings"
)

// Size writes a number of bytes for people, in powers of 1024 as psql does.
func Size(bytes int64) string {
	if bytes < 1024 {
		if bytes == 1 {
			return "1 byte"
		}
		return fmt.Sprintf("%d bytes", bytes)
	}
	value, units := float64(bytes)/1024, []string{"kB", "MB", "GB", "TB", "PB"}
	for len(units) > 1 && value >= 1000 {
		value, units = value/1024, units[1:]
	}
	if value < 100 && units[0] != "kB" || value < 10 {
		return strings.TrimSuffix(fmt.Sprintf("%.1f", value), ".0") + " " + units[0]
	}
	return fmt.Sprintf("%.0f %s", value, units[0])
}
