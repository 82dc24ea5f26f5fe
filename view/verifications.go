package view

import (
	"fmt"
	"io"
	"strings"

	"poco/executor"
	"poco/plan"
)

// Verifications lists the tables that differ, then how many are equal.
func Verifications(w io.Writer, all []executor.Verification, s Style) {
	g := grid{indent: "  ", gap: "   ", right: []bool{false, false, true, true}}
	g.add(plainCells("", "table", "source rows", "target rows", "")...)
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
