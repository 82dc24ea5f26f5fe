package config

import (
	"fmt"
	"maps"
	"slices"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// validate runs the validation blocks. A variable that fails one counts as
// unknown from then on, so that nothing made of it is called wrong as well.
func (l *loader) validate(given map[string]*assignment) {
	var failed []string
	for _, name := range slices.Sorted(maps.Keys(l.variables)) {
		v := l.variables[name]
		for _, rule := range v.validations {
			if !l.holds(v, rule, given[name]) {
				failed = append(failed, name)
			}
		}
	}
	for _, name := range failed {
		l.values[name] = unknown
	}
}

// holds evaluates one validation.
func (l *loader) holds(v *variable, rule *reader, given *assignment) bool {
	a := rule.body.Attributes["condition"]
	if a == nil {
		return true
	}
	condition := l.evaluate(a.Expr, variables)
	condition, _ = condition.UnmarkDeep()
	if !condition.IsKnown() || rule.body.Attributes["error_message"] == nil {
		return true
	}
	verdict, err := convert.Convert(condition, cty.Bool)
	if err != nil || verdict.IsNull() {
		rule.fail("condition", "a condition gives true or false", "This one gives something else.")
		return true
	}
	if verdict.True() {
		return true
	}
	at := &v.Source.Block
	if given != nil {
		at = given.at
	} else if initial := v.block.body.Attributes["default"]; initial != nil {
		at = initial.Expr.Range().Ptr()
	}
	l.fail(at, fmt.Sprintf("the value of var.%s is not valid", v.Name),
		fmt.Sprintf("%s The rule stands at %s.", l.validationMessage(rule), place(a.Range())))
	return false
}

// validationMessage evaluates error_message, unless it would show a secret.
func (l *loader) validationMessage(rule *reader) string {
	a := rule.body.Attributes["error_message"]
	message := l.evaluate(a.Expr, variables)
	if message.ContainsMarked() {
		return "The rule's message is not shown, since it holds a sensitive value."
	}
	text, err := convert.Convert(message, cty.String)
	if err != nil || text.IsNull() {
		rule.fail("error_message", "error_message is no text", "Write a sentence that says what would be right.")
		return "It breaks a validation rule."
	}
	if !text.IsKnown() {
		return "It breaks a validation rule."
	}
	return text.AsString()
}
