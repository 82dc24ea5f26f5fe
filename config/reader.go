package config

import (
	"fmt"
	"math/big"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// A reader takes typed values out of one block. Each method notes what is wrong
// and says with ok whether there is a value; an attribute that is not written,
// or null, has none.
type reader struct {
	l *loader
	*block
}

// value gives an attribute's value as the type wanted. It is known, not null and
// not sensitive.
func (r *reader) value(name string, want cty.Type) (cty.Value, bool) {
	a := r.body.Attributes[name]
	if a == nil {
		return cty.NilVal, false
	}
	if r.bareWord(a, want) {
		return cty.NilVal, false
	}
	v := r.l.evaluate(a.Expr, all)
	if v.ContainsMarked() {
		r.fail(name, fmt.Sprintf("a sensitive value in %s", name),
			fmt.Sprintf("%s is shown in the plan, the state and the log; only a url may hold what comes from env() or is "+
				"marked as sensitive. If it is no secret, write nonsensitive(…) around it.", name))
		return cty.NilVal, false
	}
	converted, err := convert.Convert(v, want)
	if err != nil {
		r.fail(name, fmt.Sprintf("%s has the wrong type", name), capital(conversionReason(err))+".")
		return cty.NilVal, false
	}
	if !converted.IsWhollyKnown() || converted.IsNull() {
		return cty.NilVal, false
	}
	return converted, true
}

// bareWord catches mode = overwrite, written without quotes.
func (r *reader) bareWord(a *hclsyntax.Attribute, want cty.Type) bool {
	word := hcl.ExprAsKeyword(a.Expr)
	if want != cty.String || word == "" || isNull(a.Expr) || slices.Contains([]string{"var", "local"}, word) {
		return false
	}
	at := a.Expr.Range()
	r.l.fail(&at, fmt.Sprintf("%s takes text", a.Name), fmt.Sprintf("Write it in quotes: %s = %q.", a.Name, word))
	return true
}

// fail notes a mistake of an attribute, at its value.
func (r *reader) fail(name, summary, detail string) {
	at := r.source.Block
	if a := r.body.Attributes[name]; a != nil {
		at = a.Expr.Range()
	}
	r.l.fail(&at, summary, detail)
}

func (r *reader) text(name string) (string, bool) {
	v, ok := r.value(name, cty.String)
	if !ok {
		return "", false
	}
	return v.AsString(), true
}

// filled is a text that may not be empty.
func (r *reader) filled(name, advice string) (string, bool) {
	s, ok := r.text(name)
	if ok && s == "" {
		r.fail(name, fmt.Sprintf("%s is empty", name), advice)
		return "", false
	}
	return s, ok
}

// choice is a text that is one of the given ones; the first is the default.
func (r *reader) choice(name string, values ...string) string {
	s, ok := r.text(name)
	if !ok {
		return values[0]
	}
	if !slices.Contains(values, s) {
		hint := ""
		if near := nearest(s, values); near != "" {
			hint = fmt.Sprintf("Did you mean %q? ", near)
		}
		r.fail(name, fmt.Sprintf("no %s named %q", name, s), fmt.Sprintf("%sIt is one of %s.", hint, either(values)))
		return values[0]
	}
	return s
}

func (r *reader) flag(name string) bool { return r.flagUnless(name, false) }

// flagUnless is a flag with a default for where none is written.
func (r *reader) flagUnless(name string, initial bool) bool {
	v, ok := r.value(name, cty.Bool)
	if !ok {
		return initial
	}
	return v.True()
}

// words reads a list of texts none of which is empty, each once, as written.
func (r *reader) words(name, advice string) []string {
	v, ok := r.value(name, cty.List(cty.String))
	if !ok {
		return nil
	}
	var list []string
	for it := v.ElementIterator(); it.Next(); {
		_, e := it.Element()
		if e.IsNull() || e.AsString() == "" {
			r.fail(name, fmt.Sprintf("%s holds nothing where a word should be", name), advice)
			return nil
		}
		if !slices.Contains(list, e.AsString()) {
			list = append(list, e.AsString())
		}
	}
	return list
}

// count is a whole number from 1 to most; 0 where none is written.
func (r *reader) count(name string, most int64) int {
	v, ok := r.value(name, cty.Number)
	if !ok {
		return 0
	}
	n, accuracy := v.AsBigFloat().Int64()
	if accuracy != big.Exact || n < 1 || n > most {
		r.fail(name, fmt.Sprintf("%s is out of range", name), fmt.Sprintf("It is a whole number from 1 to %d.", most))
		return 0
	}
	return int(n)
}

// patterns reads a list of table patterns; ok is false where one is wrong.
func (r *reader) patterns(name string) ([]Pattern, bool) {
	v, ok := r.value(name, cty.List(cty.String))
	if !ok {
		return nil, r.body.Attributes[name] == nil
	}
	var list []Pattern
	for it := v.ElementIterator(); it.Next(); {
		_, e := it.Element()
		if e.IsNull() {
			r.fail(name, fmt.Sprintf("a pattern of %s is null", name), "Leave it out, or give a pattern such as \"order_*\".")
			return nil, false
		}
		p, err := ParsePattern(e.AsString())
		if err != nil {
			r.fail(name, fmt.Sprintf("%q is not a pattern", e.AsString()), capital(err.Error())+".")
			ok = false
			continue
		}
		list = append(list, p)
	}
	return list, ok
}

// expressions reads a map of names to SQL.
func (r *reader) expressions(name string) (map[string]string, bool) {
	v, ok := r.value(name, cty.Map(cty.String))
	if !ok {
		return nil, false
	}
	set := map[string]string{}
	for column, e := range v.AsValueMap() {
		if e.IsNull() || e.AsString() == "" {
			r.fail(name, fmt.Sprintf("%s gives %q no SQL", name, column),
				"Each value is an SQL expression; to write NULL into the column, give \"NULL\".")
			return nil, false
		}
		set[column] = e.AsString()
	}
	if len(set) == 0 {
		r.fail(name, fmt.Sprintf("%s is empty", name), "Give at least one column: { email = \"'hidden'\" }. Or leave it out.")
		return nil, false
	}
	return set, true
}

// conversionReason puts cty's path before its reason.
func conversionReason(err error) string {
	path, ok := err.(cty.PathError)
	if !ok {
		return err.Error()
	}
	var where string
	for _, step := range path.Path {
		switch s := step.(type) {
		case cty.GetAttrStep:
			where += "." + s.Name
		case cty.IndexStep:
			key, _ := s.Key.Unmark()
			switch {
			case key.Type() == cty.String && key.IsKnown() && !key.IsNull():
				where += fmt.Sprintf("[%q]", key.AsString())
			case key.Type() == cty.Number && key.IsKnown() && !key.IsNull():
				where += fmt.Sprintf("[%s]", key.AsBigFloat().Text('f', -1))
			default:
				where += "[…]"
			}
		}
	}
	if where == "" {
		return path.Error()
	}
	return fmt.Sprintf("at %s, %s", where, path.Error())
}
