package planner

import (
	"fmt"
	"slices"
	"strings"

	"poco/postgres"
)

// foreignKeys compares foreign keys by what they say; their names may differ.
// Whether rows would dangle is counted elsewhere.
func (d *differ) foreignKeys() {
	for _, k := range d.s.ForeignKeys {
		mapped := k
		mapped.References = d.names.toTarget(k.References)
		if !slices.ContainsFunc(d.t.ForeignKeys, func(o postgres.ForeignKey) bool { return sameKey(mapped, o) }) {
			d.add("foreign_key", k.Name, fmt.Sprintf("%s has %s, %s does not", d.labels.source, foreignKeyText(k), d.labels.target),
				false, d.mendForeignKey(mapped)...)
		}
	}
	for _, k := range d.t.ForeignKeys {
		same := func(o postgres.ForeignKey) bool {
			o.References = d.names.toTarget(o.References)
			return sameKey(o, k)
		}
		if !slices.ContainsFunc(d.s.ForeignKeys, same) {
			d.add("foreign_key", k.Name, fmt.Sprintf("%s has %s, %s does not", d.labels.target, foreignKeyText(k), d.labels.source), false)
		}
	}
}

func sameKey(a, b postgres.ForeignKey) bool { return foreignKeyClause(a) == foreignKeyClause(b) }

// foreignKeyText is for messages: foreign key (a) → public.b (id) on delete cascade.
func foreignKeyText(k postgres.ForeignKey) string {
	text := fmt.Sprintf("foreign key (%s) → %s (%s)", listNames(k.Columns), k.References, listNames(k.RefColumns))
	if word := actionWord(k.OnDelete); word != "" {
		text += " on delete " + strings.ToLower(word)
	}
	if word := actionWord(k.OnUpdate); word != "" {
		text += " on update " + strings.ToLower(word)
	}
	if k.Deferrable {
		text += " deferrable"
	}
	return text
}
