package backup

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A Name is the name of a backup in its folder.
type Name struct {
	Label  string // the database's, as SafeLabel gives it
	Time   time.Time
	Number int // 1, or of several in one second 2, 3, …
	Format Format
}

// String is the file's name: backup_qa_20261123_071500.sql.
func (n Name) String() string { return n.stem() + n.Format.extension() }

// stem is the name without an extension. Two backups never share one.
func (n Name) stem() string {
	s := "backup_" + n.Label + "_" + n.Time.UTC().Format(stamp)
	if n.Number > 1 {
		s += "_" + strconv.Itoa(n.Number)
	}
	return s
}

var nameParts = regexp.MustCompile(`^backup_(` + safeLabel + `)_(\d{8}_\d{6})(?:_([1-9]\d{0,8}))?(\.sql|\.dump)?$`)

// ParseName reads what String has written, and nothing else.
func ParseName(s string) (Name, error) {
	parts := nameParts.FindStringSubmatch(s)
	if parts == nil {
		return Name{}, fmt.Errorf("%q is not the name of a backup", s)
	}
	n := Name{Label: parts[1], Number: 1, Format: Directory}
	var err error
	if n.Time, err = time.Parse(stamp, parts[2]); err != nil {
		return Name{}, fmt.Errorf("%q is not the name of a backup: there is no such time", s)
	}
	if parts[3] != "" {
		n.Number, _ = strconv.Atoi(parts[3])
	}
	switch parts[4] {
	case ".sql":
		n.Format = Plain
	case ".dump":
		n.Format = Custom
	}
	if n.String() != s {
		return Name{}, fmt.Errorf("%q is not the name of a backup", s)
	}
	return n, nil
}

// safeLabel is what a label may be to stand in a name as it is: what every file
// system keeps as it was written.
const safeLabel = `[A-Za-z0-9_][A-Za-z0-9_.-]*`

var safe = regexp.MustCompile(`^` + safeLabel + `$`)

// longestLabel leaves room for the rest of the name in the 255 bytes of most file
// systems.
const longestLabel = 64

// SafeLabel makes a label fit for a file's name. One that has to be altered gets a
// part of its digest, so that two labels don't become one.
func SafeLabel(label string) string {
	if safe.MatchString(label) && !strings.Contains(label, "..") && len(label) <= longestLabel {
		return label
	}
	digest := sha256.Sum256([]byte(label))
	kept := strings.Trim(unsafe.ReplaceAllString(label, "-"), "-")
	if len(kept) > longestLabel-9 {
		kept = strings.TrimRight(kept[:longestLabel-9], "-")
	}
	if kept == "" {
		kept = "database"
	}
	return kept + "-" + hex.EncodeToString(digest[:4])
}

var unsafe = regexp.MustCompile(`[^A-Za-z0-9_]+`)
