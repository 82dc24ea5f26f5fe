package postgres

import (
	"fmt"
	"slices"
	"strings"

	"poco/plan"
)

// Facts lists all of a table's definition that a plan rests on, one fact a line
// and sorted: "column id: bigint not null", "index i: CREATE INDEX …". What
// stands before the colon says what the fact is about and is unique. Sizes,
// OIDs, owners, privileges and comments are not among them, so that two reads of
// an unchanged table agree.
func (t *Table) Facts() []string {
	facts := []string{"kind: " + t.kindFact()}
	add := func(format string, args ...any) { facts = append(facts, fmt.Sprintf(format, args...)) }
	for _, parent := range t.Inherits {
		add("parent %s: inherited", parent)
	}
	for _, c := range t.Columns {
		add("column %s: %s", factName(c.Name), c.fact())
	}
	for _, k := range t.Constraints {
		add("%s %s: %s", k.Kind, factName(k.Name), k.Definition)
	}
	for _, k := range t.ForeignKeys {
		add("foreign key %s: %s", factName(k.Name), k.fact())
	}
	for _, in := range t.Incoming {
		add("reference %s from %s: %s", factName(in.Key.Name), in.Table.Name, in.Key.fact())
	}
	for _, i := range t.Indexes {
		add("index %s: %s%s", factName(i.Name), i.Definition, mark(!i.Valid, ", not valid"))
	}
	for _, g := range t.Triggers {
		add("trigger %s: %s, %s", factName(g.Name), g.Definition, enabledWords[g.Enabled])
	}
	if t.RowSecurity {
		add("row security: applies to this role")
	}
	if t.HasRules {
		add("rules: present")
	}
	slices.Sort(facts)
	return slices.Compact(facts)
}

// enabledWords puts pg_trigger.tgenabled into words.
var enabledWords = map[byte]string{
	'O': "enabled", 'D': "disabled", 'R': "enabled for replicas", 'A': "enabled always",
}

// String gives the kind of constraint as people call it.
func (k ConstraintKind) String() string {
	switch k {
	case PrimaryKey:
		return "primary key"
	case Unique:
		return "unique"
	case Check:
		return "check"
	case Exclusion:
		return "exclusion"
	}
	return "constraint"
}

// String gives the kind of relation as people call it.
func (k TableKind) String() string {
	switch k {
	case Ordinary:
		return "table"
	case Partitioned:
		return "partitioned table"
	case Foreign:
		return "foreign table"
	case View:
		return "view"
	case MaterializedView:
		return "materialized view"
	}
	return "relation"
}

func (t *Table) kindFact() string {
	fact := mark(t.Unlogged, "unlogged ") + t.Kind.String()
	if t.PartitionKey != "" {
		fact += " by " + t.PartitionKey
	}
	if t.PartitionOf != nil {
		fact += fmt.Sprintf(", partition of %s %s", t.PartitionOf, t.PartitionBound)
	}
	return fact
}

func (c Column) fact() string {
	fact := c.Type
	if c.Collation != "" {
		fact += " collate " + c.Collation
	}
	fact += mark(c.NotNull, " not null")
	switch {
	case c.Virtual:
		fact += fmt.Sprintf(" generated as (%s) virtual", c.Generated)
	case c.Generated != "":
		fact += fmt.Sprintf(" generated as (%s) stored", c.Generated)
	case c.Identity == 'a':
		fact += " identity always"
	case c.Identity == 'd':
		fact += " identity by default"
	case c.Default != "":
		fact += " default " + c.Default
	}
	return fact
}

func (k ForeignKey) fact() string { return k.Definition + mark(!k.Validated, ", not valid") }

// mark is text where yes holds, else nothing.
func mark(yes bool, text string) string {
	if yes {
		return text
	}
	return ""
}

// factName quotes a name where it would be misread in a fact.
func factName(name string) string {
	return strings.TrimPrefix(plan.Name{Schema: "x", Name: name}.String(), "x.")
}
