//go:build unix

package storm

import (
	"math/rand/v2"
	"strings"
)

// A drawing is all that a seed decides.
type drawing struct {
	scene  scene
	byName bool // apply makes the plan itself, instead of a file of before
	blows  []blow
	abort  bool
	during *blow // strikes the abort itself
}

func (d drawing) String() string {
	text := d.scene.String()
	if d.byName {
		text += ", without a plan file"
	}
	if d.abort {
		text += ", then given up"
	}
	var blows []string
	for _, b := range d.blows {
		blows = append(blows, b.String())
	}
	return text + ": " + strings.Join(blows, "; ")
}

// dice are a seed's.
func dice(seed int) *rand.Rand { return rand.New(rand.NewPCG(uint64(seed), 20261124)) }

// draw draws what a seed does. Every tenth copies the two million rows.
func draw(seed int) drawing {
	r := dice(seed)
	var d drawing
	d.scene.mode = pick(r, "overwrite", "overwrite", "overwrite", "overwrite", "overwrite", "overwrite", "append", "update", "skip", "recreate")
	d.scene.missing = r.IntN(5) < 2 && d.scene.mode == "overwrite"
	if seed%10 == 5 {
		d.scene = scene{mode: "overwrite", large: true}
	}
	d.scene.proxied = r.IntN(4) == 0
	d.byName = d.scene.mode == "overwrite" && r.IntN(3) == 0
	kinds := append(append([]kind{}, onPoco...), onServers...)
	if d.scene.proxied {
		kinds = append(append([]kind{killPoco}, onNetwork...), onNetwork...)
	}
	for range 1 + r.IntN(4) {
		d.blows = append(d.blows, drawBlow(r, kinds))
	}
	if r.IntN(5) == 0 && d.scene.mode != "recreate" {
		d.abort = true
		d.blows[len(d.blows)-1] = blow{kind: killPoco, clock: "lines", at: 0.1 + 0.9*r.Float64()} // leaves something to give up
		if r.IntN(2) == 0 {
			b := drawBlow(r, kinds)
			d.during = &b
		}
	}
	return d
}

func pick(r *rand.Rand, from ...string) string { return from[r.IntN(len(from))] }

// applyArgs is the command that every process of a seed runs.
func (d drawing) applyArgs() []string {
	args := []string{"apply", "--auto-approve", "--json"}
	if d.byName {
		return append(args, "copy.refresh")
	}
	return append(args, planFile)
}

const planFile = "p.json"
