package view

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"poco/backup"
	"poco/plan"
)

// stepsOfKind are the steps of one kind of one intent, in the plan's order.
func stepsOfKind(p *plan.Plan, intent string, kind plan.Kind) (steps []plan.Step) {
	for _, s := range p.Steps {
		if s.Intent == intent && s.Kind == kind {
			steps = append(steps, s)
		}
	}
	return steps
}

// dumped says what a backup holds: "4 tables", "the schemas public and audit".
func dumped(d *plan.Dump) string {
	switch n := len(d.Schemas); {
	case n == 1:
		return "the schema " + Safe(bare(d.Schemas[0]))
	case n > 1:
		var names []string
		for _, s := range d.Schemas {
			names = append(names, Safe(bare(s)))
		}
		return "the schemas " + listed(names)
	}
	return plural(len(d.Tables), "table")
}

// folder is a directory as people read it: backups/.
func folder(directory string) string { return Safe(strings.TrimSuffix(directory, "/")) + "/" }

// about is a size that was not measured.
func about(bytes int64) string { return "≈ " + plan.Size(bytes) }

// space says how large a backup will be and how much room there is: "≈ 210 MB
// (48 GB free)".
func space(p *plan.Plan, d *plan.Dump) string {
	text := about(d.BytesEstimate)
	if p.Summary.DiskFreeBytes > 0 {
		text += " (" + plan.Size(p.Summary.DiskFreeBytes) + " free)"
	}
	return text
}

// howDumped is the format and the program: "directory with 4 jobs, by pg_dump
// 15.18".
func howDumped(d *plan.Dump) string {
	text := Safe(d.Format)
	if d.Jobs > 1 {
		text += " with " + plural(d.Jobs, "job")
	}
	if d.Tool != "" {
		text += ", by " + Safe(d.Tool)
	}
	return text
}

// rule says why backups are pruned: "keep 7, at most 30 days old, at most 20 GB
// in all".
func rule(r *plan.Pruning) string {
	var parts []string
	if r.Keep > 0 {
		parts = append(parts, fmt.Sprintf("keep %s", plan.Thousands(int64(r.Keep))))
	}
	if r.MaxAge > 0 {
		parts = append(parts, "at most "+age(r.MaxAge)+" old")
	}
	if r.MaxSize > 0 {
		parts = append(parts, "at most "+plan.Size(r.MaxSize)+" in all")
	}
	return strings.Join(parts, ", ")
}

// age is a number of seconds in the largest unit that tells it whole.
func age(seconds int64) string {
	for _, u := range []struct {
		seconds int64
		word    string
	}{{86400, "day"}, {3600, "hour"}, {60, "minute"}} {
		if seconds >= u.seconds && seconds%u.seconds == 0 {
			return plural(seconds/u.seconds, u.word)
		}
	}
	return plural(seconds, "second")
}

// guarded are the databases' dumps that are made before an intent destroys
// something: its own, and those of backup blocks that name it.
func guarded(p *plan.Plan, intent string) (dumps []*plan.Dump) {
	for _, s := range p.Steps {
		if s.Dump != nil && slices.Contains(s.Dump.Guards, intent) {
			dumps = append(dumps, s.Dump)
		}
	}
	return dumps
}

// guardWords says what backup precedes what an intent destroys, and whether
// there is one.
func guardWords(p *plan.Plan, intent string) (words string, backed bool) {
	dumps := guarded(p, intent)
	if len(dumps) == 0 {
		return "none is made of what is destroyed", false
	}
	var parts []string
	for _, d := range dumps {
		parts = append(parts, dumped(d)+" to "+folder(d.Directory))
	}
	return listed(parts) + " before anything is destroyed", true
}

// madeAt is when one of poco's own backups was made, as its name says.
func madeAt(file string) (at time.Time, ok bool) {
	name, err := backup.ParseName(path.Base(file))
	return name.Time, err == nil
}

// short256 is enough of a SHA-256 for people to compare.
func short256(sum string) string {
	if len(sum) <= 12 {
		return Safe(sum)
	}
	return Safe(sum[:12]) + "…"
}

// held says what a file makes, kind by kind: "17 tables, 3 functions".
func held(creates map[string]int) string {
	var kinds []string
	for k := range creates {
		kinds = append(kinds, k)
	}
	slices.SortFunc(kinds, func(a, b string) int {
		if creates[a] != creates[b] {
			return creates[b] - creates[a]
		}
		return strings.Compare(a, b)
	})
	if i := slices.Index(kinds, "table"); i > 0 {
		kinds = append([]string{"table"}, slices.Delete(kinds, i, i+1)...)
	}
	var parts []string
	for _, k := range kinds {
		parts = append(parts, plural(creates[k], Safe(k), pluralKind(Safe(k))))
	}
	return listed(parts)
}

// pluralKind is the plural of a kind of objects.
func pluralKind(kind string) string {
	switch {
	case strings.HasSuffix(kind, "x"), strings.HasSuffix(kind, "ss"):
		return kind + "es"
	case strings.HasSuffix(kind, "y") && !strings.HasSuffix(kind, "ey"):
		return strings.TrimSuffix(kind, "y") + "ies"
	}
	return kind + "s"
}
