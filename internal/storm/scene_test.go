//go:build unix

package storm

import (
	"fmt"
	"testing"
)

// A scene is what is copied and how: what one undisturbed run shows the right end
// of.
type scene struct {
	mode    string
	missing bool // the target lacks some tables, which the copy creates
	large   bool // the narrow table has two million rows
	proxied bool // poco reaches both servers through proxies
	empty   bool // the target's tables hold no rows, though the mode would have it
}

func (s scene) String() string {
	text := s.mode
	for _, x := range []struct {
		is   bool
		name string
	}{{s.missing, "create_missing"}, {s.large, "2,000,000 rows"}, {s.proxied, "proxied"}, {s.empty, "into empty tables"}} {
		if x.is {
			text += ", " + x.name
		}
	}
	return text
}

// narrowRows are those of the source's narrow table.
func (s scene) narrowRows() int {
	if s.large {
		return 2_000_000
	}
	return 150_000
}

// chunk is the size of a chunk: some tables have several.
func (s scene) chunk() string {
	if s.large {
		return "8MB"
	}
	return "1MB"
}

// keyed reports whether the mode goes by primary keys.
func (s scene) keyed() bool { return s.mode == "update" || s.mode == "skip" }

// body is the body of the recipe's copy block. What has no primary key can't be
// updated, or told from what is there.
func (s scene) body() string {
	exclude := ""
	if s.keyed() {
		exclude = `exclude = ["keyless"]`
	}
	return fmt.Sprintf(`
  mode           = %q
  create_missing = %v
  jobs           = 3
  chunk_size     = %q
  selection {
    include = ["*", "\"Odd schema\".*"]
    %s
  }`, s.mode, s.missing, s.chunk(), exclude)
}

// fresh reports whether the target begins without rows.
func (s scene) fresh() bool { return s.mode == "append" || s.empty }

// source makes the source's database.
func (l *lane) source(t *testing.T, s scene) string {
	t.Helper()
	return l.dev.database(t, fmt.Sprintf("source_%d", s.narrowRows()), schemaSQL, rows(3000, s.narrowRows(), "dev"))
}

// target makes the target's database, with rows of its own where the mode does
// not want it empty.
func (l *lane) target(t *testing.T, s scene) string {
	t.Helper()
	scripts, name := []string{schemaSQL}, "target"
	if s.fresh() {
		name += "_empty"
	} else {
		scripts = append(scripts, rows(2000, 100_000, "stage"))
	}
	scripts = append(scripts, targetSQL)
	if !s.fresh() {
		scripts = append(scripts, outsideSQL)
	}
	if s.missing {
		name += "_missing"
		scripts = append(scripts, missingSQL)
	}
	return l.qa.database(t, name, scripts...)
}
