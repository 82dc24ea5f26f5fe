package planner

import (
	"fmt"
	"slices"
)

// integers are the integer types by size, with their least and greatest values.
var integers = []string{"smallint", "integer", "bigint"}

var integerBounds = map[string]string{
	"smallint": "-32768 AND 32767",
	"integer":  "-2147483648 AND 2147483647",
	"bigint":   "-9223372036854775808 AND 9223372036854775807",
}

func isNumber(name string) bool {
	return name == "numeric" || name == "real" || name == "double precision" || slices.Contains(integers, name)
}

// number decides between two different number types. COPY writes a number's
// exact text: what the target reads from it is the same number or an error, but
// for floats, which round.
func number(x, y baseType, version int) assignment {
	from, to := slices.Index(integers, x.name), slices.Index(integers, y.name)
	switch {
	case from >= 0 && to >= 0 && from < to:
		return assignment{}
	case to >= 0:
		// An integer's input takes no fraction, not even a zero one.
		condition := fmt.Sprintf("%s::numeric NOT BETWEEN %s", valueMark, integerBounds[y.name])
		if from < 0 {
			condition = fmt.Sprintf("(%s::text !~ '^-?[0-9]+$' OR %s)", valueMark, guarded(condition))
		}
		return assignment{condition: condition}
	case y.name == "numeric":
		return toNumericFrom(x, y, version)
	case y.name == "double precision" && (x.name == "real" || from == 0 || from == 1):
		return assignment{}
	case y.name == "real" && from == 0:
		return assignment{}
	}
	return toFloat(y)
}

// guarded keeps a cast to numeric from the values that have none on servers
// before 14.
func guarded(condition string) string {
	return fmt.Sprintf("CASE WHEN %[1]s::text ~ '^-?[0-9]+$' THEN %[2]s ELSE true END", valueMark, condition)
}

// toNumericFrom is for integers and floats that become numeric. Infinity is one
// from 14 on, and never where there is a precision.
func toNumericFrom(x, y baseType, version int) assignment {
	if slices.Contains(integers, x.name) {
		return toNumeric(x, y)
	}
	infinite := fmt.Sprintf("%s::text IN ('Infinity', '-Infinity')", valueMark)
	a := toNumeric(x, y)
	switch {
	case a.condition != "":
		a.condition = "CASE WHEN " + infinite + " THEN true ELSE " + a.condition + " END"
	case version < 140000:
		a.condition = infinite
	}
	return a
}

// toFloat is for numbers that may have more digits than a float holds: those
// that read back differently don't fit.
func toFloat(y baseType) assignment {
	digits := map[string]string{"real": "real", "double precision": "double precision"}[y.name]
	return assignment{condition: fmt.Sprintf("(%[1]s::text <> 'NaN' AND %[1]s::%[2]s::text::numeric <> %[1]s::text::numeric)",
		valueMark, digits)}
}
