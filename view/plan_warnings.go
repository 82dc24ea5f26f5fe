package view

import (
	"fmt"
	"sort"
	"strings"

	"poco/plan"
)

// maxAlike is how many warnings of one code are listed.
const maxAlike = 5

// warnings lists the plan's warnings, of each code the first few.
func (v *planView) warnings() {
	if len(v.p.Warnings) == 0 {
		return
	}
	v.line("")
	v.line("  warnings")
	seen := map[string]int{}
	var cut []string
	for _, w := range v.p.Warnings {
		if seen[w.Code]++; seen[w.Code] > maxAlike {
			cut = append(cut, w.Code)
			continue
		}
		text := Safe(w.Message)
		if w.Table != "" && !strings.Contains(w.Message, w.Table) {
			text = Safe(w.Table) + ": " + text
		}
		for i, line := range wrap(text, max(30, v.s.prose()-4)) {
			mark := " "
			if i == 0 {
				mark = v.s.warns("!")
			}
			v.line("  %s %s", mark, line)
		}
	}
	v.cutWarnings(cut)
}

func (v *planView) cutWarnings(codes []string) {
	counts := map[string]int{}
	for _, c := range codes {
		counts[c]++
	}
	var parts []string
	for c, n := range counts {
		parts = append(parts, fmt.Sprintf("%d more of %s", n, Safe(c)))
	}
	sort.Strings(parts)
	if len(parts) > 0 {
		v.line("    … and %s: %s", strings.Join(parts, ", "), v.o.Whole)
	}
}

// A destruction is what a plan removes from one database.
type destruction struct {
	label  string
	rows   int64
	tables int
	exact  bool
}

// destroyedOn adds up what the steps of one intent destroy.
func destroyedOn(p *plan.Plan, intent string) destruction {
	d := destruction{exact: true}
	for _, s := range p.Steps {
		if s.Intent == intent {
			d.add(s)
		}
	}
	return d
}

func (d *destruction) add(s plan.Step) {
	for _, one := range s.Destroys {
		if one.Rows > 0 || !one.Exact {
			d.rows, d.tables, d.exact = d.rows+one.Rows, d.tables+1, d.exact && one.Exact
		}
	}
}

// destructions adds up what a plan destroys, database by database.
func destructions(p *plan.Plan) []destruction {
	targets := map[string]string{}
	sums := map[string]*destruction{}
	for _, in := range p.Intents {
		targets[in.Name] = in.Target
		if in.Target != "" && sums[in.Target] == nil {
			sums[in.Target] = &destruction{label: in.Target, exact: true}
		}
	}
	for _, s := range p.Steps {
		if d := sums[targets[s.Intent]]; d != nil {
			d.add(s)
		}
	}
	var all []destruction
	for _, d := range sums {
		all = append(all, *d)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].label < all[j].label })
	return all
}

// destroyed is the last thing that a plan says.
func (v *planView) destroyed() {
	for _, d := range destructions(v.p) {
		if d.rows == 0 && d.exact {
			v.line("  Nothing is destroyed on %s.", Safe(d.label))
			continue
		}
		about := ""
		if !d.exact {
			about = " (≈ where marked)"
		}
		v.line("  %s", v.s.destroys(fmt.Sprintf("Destroyed on %s: %s in %s%s.",
			Safe(d.label), plural(d.rows, "row"), plural(d.tables, "table"), about)))
	}
}
