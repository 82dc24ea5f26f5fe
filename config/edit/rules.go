package edit

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"poco/config"
	"poco/plan"
)

// ruleText is a new table block, empty where the rule says nothing.
func (r *Recipe) ruleText(c Copy, rule Rule) string {
	var b strings.Builder
	if rule.Where != "" {
		fmt.Fprintf(&b, "where = %s\n", quoted(rule.Where))
	}
	if len(rule.Set) > 0 {
		fmt.Fprintf(&b, "set = %s\n", setText(rule.Set))
	}
	if rule.Mode != "" {
		fmt.Fprintf(&b, "mode = %s\n", quoted(rule.Mode))
	}
	if b.Len() == 0 {
		return ""
	}
	return fmt.Sprintf("table %s {\n%s}\n", quoted(r.pattern(c, rule.Table)), b.String())
}

func setText(set map[string]string) string {
	var b strings.Builder
	b.WriteString("{\n")
	for _, column := range slices.Sorted(maps.Keys(set)) {
		b.WriteString(setItem(column, set[column]) + "\n")
	}
	return b.String() + "}"
}

// setItem is one element of set.
func setItem(column, sql string) string {
	if !hclsyntax.ValidIdentifier(column) || slices.Contains(words, column) {
		column = quoted(column)
	}
	return column + " = " + quoted(sql)
}

// words mean something to HCL where a key could stand.
var words = []string{"for", "in", "if", "else", "true", "false", "null"}

// setRules changes the table blocks of a copy.
func (r *Recipe) setRules(in finder, c Copy) error {
	schema, _ := r.schema(c.Source)
	wanted := map[plan.Name]Rule{}
	var names []plan.Name
	for _, rule := range c.Rules {
		name := composed(rule.Table)
		wanted[name] = rule
		names = append(names, name)
	}
	for _, label := range tableLabels(in) {
		name, _ := labelName(label, schema)
		rule, ok := wanted[name]
		delete(wanted, name)
		if !ok || r.ruleText(c, rule) == "" {
			if err := in.table(label).remove(); err != nil {
				return err
			}
			continue
		}
		if err := setRule(in.table(label), rule); err != nil {
			return err
		}
	}
	var fresh []string
	for _, name := range names {
		rule, ok := wanted[name]
		if text := r.ruleText(c, rule); ok && text != "" {
			fresh = append(fresh, text)
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	return in.append(strings.Join(fresh, "\n"))
}

// tableLabels are those of a copy's table blocks, as written.
func tableLabels(in finder) []string {
	var labels []string
	p, _ := in()
	for _, b := range p.block.Body.Blocks {
		if b.Type == "table" && len(b.Labels) == 1 {
			labels = append(labels, b.Labels[0])
		}
	}
	return labels
}

// labelName is the table that the label of a table block names.
func labelName(label, schema string) (plan.Name, bool) {
	p, err := config.ParsePattern(label)
	if err != nil {
		return plan.Name{}, false
	}
	name, exact := resolve(p, schema)
	return composed(name), exact
}

// table finds a table block of a copy.
func (in finder) table(label string) finder {
	return func() (place, bool) {
		p, ok := in()
		if !ok {
			return place{}, false
		}
		for _, b := range p.block.Body.Blocks {
			if b.Type == "table" && len(b.Labels) == 1 && b.Labels[0] == label {
				return place{p.file, b}, true
			}
		}
		return place{}, false
	}
}

// setRule changes one table block.
func setRule(in finder, rule Rule) error {
	if err := in.setText("where", rule.Where); err != nil {
		return err
	}
	if err := in.setText("mode", rule.Mode); err != nil {
		return err
	}
	return in.setColumns(rule.Set)
}

// setText changes an attribute of text; an empty text takes it out.
func (in finder) setText(name, text string) error {
	p, _ := in()
	if a := p.block.Body.Attributes[name]; !isNull(a) {
		if v, ok := constant(a.Expr); ok {
			if now, _ := textOf(v); now == text {
				return nil
			}
		}
	}
	if text == "" {
		return in.unset(name)
	}
	return in.set(name, quoted(text))
}

// setColumns changes the elements of set.
func (in finder) setColumns(set map[string]string) error {
	p, _ := in()
	a := p.block.Body.Attributes["set"]
	switch {
	case len(set) == 0:
		return in.unset("set")
	case isNull(a):
		return in.set("set", setText(set))
	}
	written, ok := a.Expr.(*hclsyntax.ObjectConsExpr)
	if !ok {
		return refuse("set of %s is no plain map", p)
	}
	missing := maps.Clone(set)
	kept := make([]bool, len(written.Items))
	var splices []splice
	for i, item := range written.Items {
		key, _ := constant(item.KeyExpr)
		column, _ := textOf(key)
		sql, wanted := set[column]
		kept[i] = wanted
		delete(missing, column)
		if v, ok := constant(item.ValueExpr); wanted && ok {
			if now, _ := textOf(v); now != sql {
				at := item.ValueExpr.Range()
				splices = append(splices, splice{at.Start.Byte, at.End.Byte, quoted(sql)})
			}
		}
	}
	var add []string
	for _, column := range slices.Sorted(maps.Keys(missing)) {
		add = append(add, setItem(column, missing[column]))
	}
	splices = append(splices, mapItems(p.file, written).change(func(i int) bool { return kept[i] }, add)...)
	if len(splices) == 0 {
		return nil
	}
	return p.apply(splices...)
}
