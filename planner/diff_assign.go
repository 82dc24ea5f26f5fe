package planner

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"poco/postgres"
)

// An assignment says what becomes of the values of one type when COPY reads
// their text as another type.
type assignment struct {
	// refused says why they can't be taken at all.
	refused string
	// condition is true for values that are not taken, or not as they are. The
	// value stands in it as valueMark.
	condition string
	// note says what changes without loss.
	note string
}

const valueMark = "\x00value\x00"

// A baseType is a built-in type taken apart: timestamp(3) with time zone is
// timestamptz with the arguments 3.
type baseType struct {
	name  string // the part in front, without arguments
	args  []int
	array bool
	full  string // as format_type writes it, without []
}

var typeArguments = regexp.MustCompile(`\((-?\d+)(?:,(-?\d+))?\)`)

func parseType(text string) baseType {
	b := baseType{full: strings.TrimSuffix(text, "[]"), array: strings.HasSuffix(text, "[]")}
	b.name = b.full
	if m := typeArguments.FindStringSubmatchIndex(b.full); m != nil {
		b.name = b.full[:m[0]] + b.full[m[1]:]
		for i := 2; i < len(m) && m[i] >= 0; i += 2 {
			n, _ := strconv.Atoi(b.full[m[i]:m[i+1]])
			b.args = append(b.args, n)
		}
	}
	if strings.HasPrefix(b.name, "interval ") {
		b.name = "interval" // its fields are a bound, like arguments
	}
	return b
}

// assignment decides for one pair of columns of different types.
func (d *differ) assignment(c, t *postgres.Column) assignment {
	x, y := d.baseOf(d.source, c), d.baseOf(d.target, t)
	if x.array != y.array {
		if !x.array || !isText(y) {
			return assignment{refused: "an array on one side only"}
		}
		return toText(y)
	}
	if _, set := d.options.Set[c.Name]; set {
		if isText(y) {
			return toText(y)
		}
		return d.byInput(t, y)
	}
	sourceEnum, targetEnum := enumOf(d.source, c), enumOf(d.target, t)
	switch {
	case targetEnum != nil:
		return toEnum(targetEnum)
	case sourceEnum != nil && isText(y):
		return toText(y)
	case x.full == y.full:
		return assignment{note: "the values must satisfy the type as it is in " + d.labels.target}
	case x.name == y.name:
		return sameBase(x, y)
	case isText(y):
		return toText(y)
	case isNumber(x.name) && isNumber(y.name):
		return number(x, y, d.target.Server.VersionNum)
	}
	if a, ok := special[[2]string{x.name, y.name}]; ok {
		return a
	}
	return d.byInput(t, y)
}

// baseOf is the type under the column's domains.
func (d *differ) baseOf(c *postgres.Catalog, column *postgres.Column) baseType {
	base, _, _ := d.domain(c, column)
	return parseType(base)
}

func enumOf(c *postgres.Catalog, column *postgres.Column) *postgres.Type {
	if t := typeOf(c, column.TypeName); t != nil && t.Kind == 'e' {
		return t
	}
	return nil
}

// isText reports whether the type takes any text, within its length.
func isText(b baseType) bool {
	return slices.Contains([]string{"text", "character varying", "character"}, b.name) && !b.array
}

// toText is for what becomes text: the type's length is the only bound.
func toText(y baseType) assignment {
	a := assignment{note: "copied as text"}
	if n := length(y); n > 0 {
		a.condition = fmt.Sprintf("char_length(%s::text) > %d", valueMark, n)
	}
	return a
}

// length is a text type's bound; 0: none.
func length(b baseType) int {
	if len(b.args) > 0 {
		return b.args[0]
	}
	return 0
}

// toEnum is for values that have to be labels.
func toEnum(t *postgres.Type) assignment {
	quoted := make([]string, len(t.Labels))
	for i, l := range t.Labels {
		quoted[i] = literal(l)
	}
	if len(quoted) == 0 {
		return assignment{refused: "the enum has no labels"}
	}
	return assignment{condition: valueMark + "::text NOT IN (" + strings.Join(quoted, ", ") + ")"}
}

// sameBase is for types that differ by their arguments only.
func sameBase(x, y baseType) assignment {
	switch x.name {
	case "character varying", "character":
		if length(y) == 0 || length(x) > 0 && length(x) <= length(y) {
			return assignment{}
		}
		return assignment{condition: fmt.Sprintf("char_length(%s) > %d", valueMark, length(y))}
	case "numeric":
		return toNumeric(x, y)
	}
	if len(y.args) == 0 && y.full == y.name {
		return assignment{}
	}
	return assignment{condition: valueMark + "::" + y.full + " IS DISTINCT FROM " + valueMark}
}

// toNumeric is for what has to fit into numeric(precision, scale).
func toNumeric(x, y baseType) assignment {
	if len(y.args) == 0 {
		return assignment{}
	}
	precision, scale := y.args[0], 0
	if len(y.args) > 1 {
		scale = y.args[1]
	}
	if x.name == "numeric" && len(x.args) > 0 {
		xs := 0
		if len(x.args) > 1 {
			xs = x.args[1]
		}
		if xs <= scale && x.args[0]-xs <= precision-scale {
			return assignment{}
		}
	}
	value := valueMark + "::numeric"
	return assignment{condition: fmt.Sprintf("(%[1]s <> 'NaN' AND (%[1]s <> round(%[1]s, %[2]d) OR abs(%[1]s) >= 1e%[3]d))",
		value, scale, precision-scale)}
}

// special are pairs of types whose text the other reads, with what that means.
var special = map[[2]string]assignment{
	{"date", "timestamp without time zone"}: {note: "a date becomes its midnight"},
	{"date", "timestamp with time zone"}:    {note: "a date becomes its midnight in UTC"},
	{"timestamp without time zone", "timestamp with time zone"}: {
		note: "the times are read as UTC"},
	{"timestamp with time zone", "timestamp without time zone"}: {
		note: "the times are kept in UTC"},
	{"timestamp without time zone", "date"}: {condition: valueMark + "::date IS DISTINCT FROM " + valueMark},
	{"timestamp with time zone", "date"}:    {condition: valueMark + "::date::timestamp IS DISTINCT FROM " + valueMark + "::timestamp"},
	{"jsonb", "json"}:                       {},
	{"json", "jsonb"}: {condition: valueMark + `::text LIKE '%\\u0000%'`,
		note: "jsonb keeps neither spaces nor the order of keys"},
	{"cidr", "inet"}: {},
}

// byInput asks the target type's own input function, where the source's server
// can do that (16) and has the type.
func (d *differ) byInput(t *postgres.Column, y baseType) assignment {
	if y.array || t.TypeName.Schema != "pg_catalog" && y.full == t.Type {
		return assignment{refused: "the values can't be taken over"}
	}
	if d.source.Server.VersionNum >= 160000 {
		return assignment{condition: "NOT pg_input_is_valid(" + valueMark + "::text, " + literal(y.full) + ")"}
	}
	if pattern := inputPatterns[y.name]; pattern != "" {
		return assignment{condition: valueMark + "::text !~ " + literal(pattern)}
	}
	return assignment{refused: "the values can't be taken over"}
}

// inputPatterns are stricter than the input of the types: what matches is valid.
var inputPatterns = map[string]string{
	"smallint": `^-?\d{1,4}$`,
	"integer":  `^-?\d{1,9}$`,
	"bigint":   `^-?\d{1,18}$`,
	"numeric":  `^-?\d+(\.\d+)?$`,
	"boolean":  `^(t|f|true|false|0|1)$`,
	"uuid":     `^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`,
}
