package pgprograms

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// A Version is what a program says of itself with --version.
type Version struct {
	Major, Minor int
	Unreleased   bool   // a beta, a release candidate or a development version
	Text         string // 15.18, 19beta1
}

// versionForm: pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1).
var versionForm = regexp.MustCompile(`\([^)]*\) ((\d+)(?:\.(\d+))?([a-z]+\d*)?\S*)`)

// ParseVersion reads what a program prints for --version.
func ParseVersion(line string) (Version, error) {
	match := versionForm.FindStringSubmatch(line)
	if match == nil {
		return Version{}, fmt.Errorf("--version says %q", strings.TrimSpace(line))
	}
	v := Version{Text: match[1], Unreleased: match[4] != ""}
	var err error
	if v.Major, err = strconv.Atoi(match[2]); err == nil && match[3] != "" {
		v.Minor, err = strconv.Atoi(match[3])
	}
	return v, err
}

// Compare orders versions by age; what is not released is older than what is.
func (v Version) Compare(w Version) int {
	if v.Unreleased != w.Unreleased && v.Major == w.Major {
		if v.Unreleased {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(v.Major, w.Major), cmp.Compare(v.Minor, w.Minor))
}

// AtLeast reports whether the version has what came with a minor release of its
// major version, by major version; what is newer than all of those has it.
func (v Version) AtLeast(since map[int]int) bool {
	minor, ok := since[v.Major]
	if ok {
		return v.Minor >= minor && !v.Unreleased
	}
	for major := range since {
		if v.Major < major {
			return false
		}
	}
	return true
}
