package view

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"poco/executor"
	"poco/plan"
)

// Verifications lists the tables that differ, then how many are equal, and which
// backups are as they were written.
func Verifications(w io.Writer, all []executor.Verification, s Style) {
	var tables, files []executor.Verification
	for _, v := range all {
		if v.File != "" {
			files = append(files, v)
		} else {
			tables = append(tables, v)
		}
	}
	if len(tables) > 0 || len(files) == 0 {
		verifiedTables(w, tables, s)
	}
	if len(tables) > 0 && len(files) > 0 {
		fmt.Fprintln(w)
	}
	for _, v := range files {
		mark, verdict := s.adds("✓"), "its checksum is the one that was written"
		if !v.Equal {
			mark, verdict = s.destroys("✗"), s.destroys(Safe(v.Reason))
		}
		fmt.Fprintf(w, "  %s   %s   %s\n", mark, Safe(v.File), verdict)
	}
}

func verifiedTables(w io.Writer, all []executor.Verification, s Style) {
	g := grid{indent: "  ", gap: "   ", right: []bool{false, false, true, true}}
	source := "source rows"
	if !slices.ContainsFunc(all, func(v executor.Verification) bool { return v.Mode != plan.Restored }) && len(all) > 0 {
		source = "rows of the file"
	}
	g.add(plainCells("", "table", source, "target rows", "")...)
	equal := 0
	var keys []string
	for _, v := range all {
		if v.Equal {
			equal++
		}
		if v.Equal && len(all) > maxTables {
			continue
		}
		mark, verdict := cell{text: "✓", paint: s.adds}, cell{text: Safe(v.Compared)}
		if !v.Equal {
			mark, verdict = cell{text: "✗", paint: s.destroys}, cell{text: Safe(v.Reason), paint: s.destroys}
			if len(v.Keys) > 0 {
				keys = append(keys, fmt.Sprintf("%s lacks %s: %s", Safe(v.Target.String()), plural(v.Missing, "key"),
					Safe(strings.Join(v.Keys, ", "))))
			}
		}
		g.add(mark, cell{text: Safe(v.Target.String())}, cell{text: plan.Thousands(v.SourceRows)}, cell{text: plan.Thousands(v.TargetRows)}, verdict)
	}
	if len(g.rows) > 1 {
		g.write(w)
		fmt.Fprintln(w)
	}
	for _, k := range keys {
		fmt.Fprintf(w, "  %s\n", k)
	}
	if equal == len(all) {
		fmt.Fprintf(w, "  %s equal\n", s.adds(plural(len(all), "table")))
		return
	}
	fmt.Fprintf(w, "  %s, %s equal\n", s.destroys(plural(len(all)-equal, "table differs", "tables differ")), plan.Thousands(int64(equal)))
}
