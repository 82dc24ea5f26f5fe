package planner

import (
	"fmt"
	"strings"

	"poco/plan"
	"poco/postgres"
)

// readSequence reads a sequence's state.
func readSequence(name plan.Name) string {
	return "SELECT last_value, is_called FROM " + quoteName(name)
}

// readHighest stands in for a sequence that the source lacks: the highest value
// of the column (the lowest, for a descending sequence), or the sequence's start
// where there are no rows. What lies outside of the sequence's bounds says
// nothing about it.
func readHighest(t *postgres.Table, column string, s *postgres.Sequence) string {
	pick := "max"
	if s.Increment < 0 {
		pick = "min"
	}
	c := postgres.Quote(column)
	return fmt.Sprintf("SELECT coalesce(%[1]s(%[2]s), %[3]d)::bigint AS last_value, count(%[2]s) > 0 AS is_called FROM %[4]s"+
		" WHERE %[2]s BETWEEN %[5]d AND %[6]d", pick, c, s.Start, quoteName(t.Name), s.Min, s.Max)
}

// readFurthest takes, of several reads, the state that is furthest on.
func readFurthest(reads []string, down bool) string {
	order := "DESC"
	if down {
		order = "ASC"
	}
	parts := make([]string, len(reads))
	for i, r := range reads {
		parts[i] = "(" + r + ")"
	}
	return "SELECT last_value, is_called FROM (" + strings.Join(parts, " UNION ALL ") +
		") AS s ORDER BY last_value " + order + ", is_called DESC LIMIT 1"
}

func regclass(name plan.Name) string { return literal(quoteName(name)) + "::regclass" }

// setExactly gives a sequence the state that was read.
func setExactly(name plan.Name) string {
	return "SELECT setval(" + regclass(name) + ", $1, $2)"
}

// setForwards gives a sequence the state that was read unless it is further on
// already. Of two states with the same value the called one is further on.
func setForwards(name plan.Name, down bool) string {
	pick, further := "greatest", ">"
	if down {
		pick, further = "least", "<"
	}
	return fmt.Sprintf("SELECT setval(%[1]s, %[2]s($1::bigint, s.last_value),"+
		" CASE WHEN $1::bigint %[3]s s.last_value THEN $2::boolean"+
		" WHEN $1::bigint = s.last_value THEN $2::boolean OR s.is_called"+
		" ELSE s.is_called END) FROM %[4]s AS s", regclass(name), pick, further, quoteName(name))
}
