package config

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// A local is one name of a locals block. They are evaluated when first needed,
// in whatever order they stand.
type local struct {
	name      string
	attribute *hclsyntax.Attribute
	started   bool
	done      bool
	value     cty.Value
}

func (l *loader) loadLocals() {
	for _, b := range l.blocks["locals"] {
		l.open(b, schemas["locals"])
		for _, a := range attributesInOrder(b.body) {
			first := l.locals[a.Name]
			if first != nil && first.attribute != nil {
				l.fail(&a.NameRange, fmt.Sprintf("local.%s is set twice", a.Name),
					fmt.Sprintf("The first is at %s. Give one of them another name.", place(first.attribute.Range())))
				continue
			}
			l.locals[a.Name] = &local{name: a.Name, attribute: a}
		}
	}
	for _, name := range l.localNames() {
		l.evaluateLocal(l.locals[name], nil)
	}
}

func (l *loader) localNames() []string { return slices.Sorted(maps.Keys(l.locals)) }

// localValue is unknown for a name that is not declared, and in a cycle.
func (l *loader) localValue(name string) cty.Value {
	if found := l.locals[name]; found != nil && found.done {
		return found.value
	}
	return unknown
}

// evaluateLocal evaluates a local after those that it names. path are the
// locals that wait for this one.
func (l *loader) evaluateLocal(x *local, path []string) {
	if x.done {
		return
	}
	path = append(path, x.name)
	if x.started {
		l.localCycle(path)
		return
	}
	x.started = true
	for _, t := range x.attribute.Expr.Variables() {
		name, ok := memberOf(t, "local")
		if other := l.locals[name]; ok && other != nil {
			l.evaluateLocal(other, path)
		}
	}
	if !x.done {
		x.value, x.done = l.evaluate(x.attribute.Expr, all), true
	}
}

// localCycle tells of a cycle once: its members count as evaluated.
func (l *loader) localCycle(path []string) {
	last := path[len(path)-1]
	cycle := path[slices.Index(path, last):]
	for _, name := range cycle {
		l.locals[name].value, l.locals[name].done = unknown, true
	}
	at := l.locals[cycle[0]].attribute.Range()
	l.fail(&at, "locals that refer to each other in a circle",
		fmt.Sprintf("local.%s. One of them has to stand on its own.", strings.Join(cycle, " → local.")))
}
