package postgres

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// DiffFacts says in sentences what became of a table between two readings of its
// Facts: "column note (text) is new", "index i is gone", "column id was bigint
// not null, is integer not null". An empty list stands for a missing table. Where
// nothing changed it gives none.
func DiffFacts(before, after []string) []string {
	switch {
	case len(before) == 0 && len(after) == 0:
		return nil
	case len(before) == 0:
		return []string{"the table is new"}
	case len(after) == 0:
		return []string{"the table is gone"}
	}
	was, is := factMap(before), factMap(after)
	var changes []string
	for _, f := range mergeFacts(before, after) {
		old, had := was[f]
		now, has := is[f]
		switch {
		case !had:
			changes = append(changes, fmt.Sprintf("%s (%s) is new", f, now))
		case !has:
			changes = append(changes, f+" is gone")
		case old != now:
			changes = append(changes, fmt.Sprintf("%s was %s, is %s", f, old, now))
		}
	}
	return changes
}

// mergeFacts lists what the facts of both readings are about, columns first: a
// changed column changes what is made of it too.
func mergeFacts(before, after []string) []string {
	var subjects []string
	for _, fact := range slices.Concat(before, after) {
		subject, _ := cutFact(fact)
		subjects = append(subjects, subject)
	}
	slices.SortFunc(subjects, func(a, b string) int {
		return cmp.Or(cmp.Compare(factRank(a), factRank(b)), cmp.Compare(a, b))
	})
	return slices.Compact(subjects)
}

func factRank(subject string) int {
	switch {
	case subject == "kind":
		return 0
	case strings.HasPrefix(subject, "column "):
		return 1
	}
	return 2
}

func factMap(facts []string) map[string]string {
	m := make(map[string]string, len(facts))
	for _, fact := range facts {
		subject, is := cutFact(fact)
		m[subject] = is
	}
	return m
}

// cutFact takes a fact apart at the first colon outside of quotes.
func cutFact(fact string) (subject, is string) {
	quoted := false
	for i := range len(fact) {
		switch {
		case fact[i] == '"':
			quoted = !quoted
		case !quoted && strings.HasPrefix(fact[i:], ": "):
			return fact[:i], fact[i+2:]
		}
	}
	return fact, ""
}
