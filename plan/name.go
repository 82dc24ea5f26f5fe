package plan

import (
	"cmp"
	"fmt"
	"strings"
)

// A Name is the schema-qualified name of a table, sequence or type, unquoted.
// Its text form quotes a part only where SQL needs it to read back the same,
// so that the names of most databases stay readable in a plan.
type Name struct {
	Schema string
	Name   string
}

// String gives the name as people and the plan write it: public.orders,
// "Odd schema"."Order ""x". It is for reading, not for building SQL.
func (n Name) String() string {
	return quotePart(n.Schema) + "." + quotePart(n.Name)
}

// Compare orders names by schema, then by name, byte by byte.
func (n Name) Compare(m Name) int {
	return cmp.Or(cmp.Compare(n.Schema, m.Schema), cmp.Compare(n.Name, m.Name))
}

// MarshalText writes the form of String.
func (n Name) MarshalText() ([]byte, error) { return []byte(n.String()), nil }

// UnmarshalText reads the form of String; it fails on anything else.
func (n *Name) UnmarshalText(text []byte) error {
	parsed, err := ParseName(string(text))
	if err != nil {
		return err
	}
	*n = parsed
	return nil
}

// ParseName reads a schema-qualified name in the form of Name.String.
// Nothing is folded to lower case.
func ParseName(s string) (Name, error) {
	schema, rest, err := cutPart(s)
	if err != nil || !strings.HasPrefix(rest, ".") {
		return Name{}, fmt.Errorf("%q is not a schema-qualified name", s)
	}
	name, rest, err := cutPart(rest[1:])
	if err != nil || rest != "" {
		return Name{}, fmt.Errorf("%q is not a schema-qualified name", s)
	}
	return Name{Schema: schema, Name: name}, nil
}

// cutPart takes one quoted or bare part off the front of s.
func cutPart(s string) (part, rest string, err error) {
	if !strings.HasPrefix(s, `"`) {
		end := strings.IndexByte(s, '.')
		if end < 0 {
			end = len(s)
		}
		if end == 0 {
			return "", s, fmt.Errorf("empty name in %q", s)
		}
		return s[:end], s[end:], nil
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		if s[i] != '"' {
			b.WriteByte(s[i])
			continue
		}
		if i+1 < len(s) && s[i+1] == '"' {
			b.WriteByte('"')
			i++
			continue
		}
		return b.String(), s[i+1:], nil
	}
	return "", s, fmt.Errorf("no closing quote in %q", s)
}

func quotePart(s string) string {
	if isPlain(s) {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}

// isPlain reports whether Postgres would read s back unchanged without quotes,
// reserved words aside: those stand unquoted here, since no SQL is built of it.
func isPlain(s string) bool {
	for i, r := range s {
		switch {
		case r == '_', r >= 'a' && r <= 'z':
		case i > 0 && (r == '$' || r >= '0' && r <= '9'):
		default:
			return false
		}
	}
	return s != ""
}
