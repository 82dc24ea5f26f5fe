package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"text/tabwriter"
)

// A report is what was measured.
type report struct {
	System   string            `json:"system"`
	Cores    int               `json:"cores"`
	Postgres string            `json:"postgres"`
	Options  options           `json:"options"`
	Rounds   map[string][]cost `json:"rounds"`
	// Small and Large are poco's copies of the two tables of the memory test.
	Small cost `json:"small_table"`
	Large cost `json:"large_table"`
	// Saved are backups and restores.
	Saved map[string][]cost `json:"saved"`
}

// median takes one figure of each round.
func median(rounds []cost, figure func(cost) float64) float64 {
	figures := make([]float64, len(rounds))
	for i, c := range rounds {
		figures[i] = figure(c)
	}
	slices.Sort(figures)
	n := len(figures)
	if n == 0 {
		return 0
	}
	return (figures[(n-1)/2] + figures[n/2]) / 2
}

// print writes the medians, and how the other tools compare with poco.
func (r *report) print(w io.Writer) {
	fmt.Fprintf(w, "\n%d rows of pgbench_accounts, Postgres %s to itself on %d cores of %s; medians of %d rounds in turns\n\n",
		r.Options.Rows, r.Postgres, r.Cores, r.System, r.Options.Rounds)
	t := tabwriter.NewWriter(w, 0, 0, 3, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "tool\twall\tCPU of the tool\tratio of wall\tof CPU\t")
	ours := r.Rounds["poco relay"]
	wall := func(c cost) float64 { return c.Seconds }
	cpu := func(c cost) float64 { return c.CPUSeconds }
	for _, name := range slices.Sorted(maps.Keys(r.Rounds)) {
		rounds := r.Rounds[name]
		fmt.Fprintf(t, "%s\t%.2f s\t%.2f s\t%.2f\t%.2f\t\n", name, median(rounds, wall), median(rounds, cpu),
			median(rounds, wall)/median(ours, wall), median(rounds, cpu)/median(ours, cpu))
	}
	t.Flush()
	fmt.Fprintf(w, "\npeak memory of poco relay: %.1f MB for a table of %d MB, %.1f MB for one of %d MB\n",
		r.Small.PeakMB, r.Options.SmallMB, r.Large.PeakMB, r.Options.LargeMB)
}

// save writes the whole report, each round in it.
func (r *report) save(dir string) error {
	document, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	path := filepath.Join(dir, "relay.json")
	say("written to %s", path)
	return os.WriteFile(path, append(document, '\n'), 0o644)
}
