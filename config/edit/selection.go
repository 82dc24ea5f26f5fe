package edit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"golang.org/x/text/unicode/norm"

	"poco/config"
	"poco/plan"
)

// pattern names exactly one table. It is unqualified in the source's default
// schema, and quoted as SQL would have it.
func (r *Recipe) pattern(c Copy, name plan.Name) string {
	if schema, known := r.schema(c.Source); known && name.Schema == schema {
		return strings.TrimPrefix(plan.Name{Schema: "x", Name: name.Name}.String(), "x.")
	}
	return name.String()
}

// composed is a name as a recipe holds it: its strings are in Unicode's composed
// form.
func composed(n plan.Name) plan.Name {
	return plan.Name{Schema: norm.NFC.String(n.Schema), Name: norm.NFC.String(n.Name)}
}

// set holds names as a recipe holds them.
func set(names []plan.Name) map[plan.Name]bool {
	m := map[plan.Name]bool{}
	for _, n := range names {
		m[composed(n)] = true
	}
	return m
}

// include are the patterns that a copy takes, in the order in which they are
// written anew.
func (r *Recipe) include(c Copy) []string {
	var list []string
	if c.All {
		list = append(list, "*")
	}
	list = append(list, c.Patterns...)
	schema, known := r.schema(c.Source)
	for _, name := range c.Ticked {
		if !c.All || !known || name.Schema != schema {
			list = append(list, r.pattern(c, name))
		}
	}
	return list
}

func (r *Recipe) exclude(c Copy) []string {
	var list []string
	for _, name := range c.Unticked {
		list = append(list, r.pattern(c, name))
	}
	return list
}

// selectionText is a new selection block.
func (r *Recipe) selectionText(c Copy, label string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "selection %s {\ninclude = %s\n", quoted(label), list(r.include(c)))
	if len(c.Unticked) > 0 {
		fmt.Fprintf(&b, "exclude = %s\n", list(r.exclude(c)))
	}
	if c.Related != "all" {
		fmt.Fprintf(&b, "related = %s\n", quoted(c.Related))
	}
	return b.String() + "}\n"
}

// wide is the width from which a list is written with an element a line.
const wide = 100

// list writes a list of texts.
func list(texts []string) string {
	var words []string
	for _, t := range texts {
		words = append(words, quoted(t))
	}
	if line := strings.Join(words, ", "); len(line) < wide {
		return "[" + line + "]"
	}
	return "[\n" + strings.Join(words, ",\n") + ",\n]"
}

// setSelection changes which tables a selection block takes.
func (r *Recipe) setSelection(in finder, c Copy) error {
	schema, _ := r.schema(c.Source)
	ticked, unticked := set(c.Ticked), set(c.Unticked)
	included := func(p config.Pattern) bool {
		name, exact := resolve(p, schema)
		switch {
		case p.Text == "*":
			return c.All
		case exact:
			return ticked[composed(name)] || c.All && name.Schema == schema
		}
		return slices.Contains(c.Patterns, p.Text)
	}
	excluded := func(p config.Pattern) bool {
		name, exact := resolve(p, schema)
		return !exact || unticked[composed(name)]
	}
	if err := setPatterns(in, "include", schema, included, r.include(c)); err != nil {
		return err
	}
	if err := setPatterns(in, "exclude", schema, excluded, r.exclude(c)); err != nil {
		return err
	}
	related := "all"
	if p, ok := in(); ok && p.block.Body.Attributes["related"] != nil {
		if v, ok := constant(p.block.Body.Attributes["related"].Expr); ok && !v.IsNull() {
			related, _ = textOf(v)
		}
	}
	return setUnless(related == c.Related, in, "related", quoted(c.Related))
}

// setPatterns keeps the patterns of a list that are wanted still, and adds those
// that it lacks.
func setPatterns(in finder, name, schema string, keep func(config.Pattern) bool, wanted []string) error {
	p, ok := in()
	if !ok {
		return nil
	}
	a := p.block.Body.Attributes[name]
	if isNull(a) {
		if len(wanted) == 0 {
			return nil
		}
		return in.set(name, list(wanted))
	}
	written, ok := a.Expr.(*hclsyntax.TupleConsExpr)
	if !ok {
		return refuse("%s of %s is no plain list", name, p)
	}
	kept := make([]bool, len(written.Exprs))
	has := map[string]bool{}
	for i, e := range written.Exprs {
		pattern, ok := patternOf(e)
		kept[i] = !ok || keep(pattern)
		if ok && kept[i] {
			has[patternKey(pattern, schema)] = true
		}
	}
	var add []string
	for _, text := range wanted {
		pattern, err := config.ParsePattern(text)
		if err != nil {
			return refuse("%q is not a pattern: %s", text, err)
		}
		if key := patternKey(pattern, schema); !has[key] {
			has[key] = true
			add = append(add, quoted(text))
		}
	}
	if name == "exclude" && len(has) == 0 {
		return in.unset(name)
	}
	splices := listItems(p.file, written).change(func(i int) bool { return kept[i] }, add)
	if len(splices) == 0 {
		return nil
	}
	return p.apply(splices...)
}

// patternKey is the same for patterns that mean the same.
func patternKey(p config.Pattern, schema string) string {
	if name, exact := resolve(p, schema); exact {
		return composed(name).String()
	}
	return "glob " + p.Text
}

// otherUsers are the blocks for which a change of a selection would be a surprise:
// other copies, and backups that are not made for copies.
func (r *Recipe) otherUsers(selection, of string) []string {
	var others []string
	for _, ref := range r.references("selection", selection) {
		switch label := ref.block.Labels; {
		case len(label) != 1:
		case ref.block.Type == "copy" && label[0] == of:
			continue
		case ref.block.Type == "backup" && r.madeFor(ref.place, of):
			continue
		}
		others = append(others, ref.String())
	}
	return others
}

// madeFor reports whether a backup is there for copies: it is named as the page
// names them, or the copy refers to it. What copies destroy is backed up whatever
// such a backup selects.
func (r *Recipe) madeFor(backup place, of string) bool {
	label := backup.block.Labels[0]
	return strings.HasPrefix(label, beforeName(backup)) || slices.ContainsFunc(r.references("backup", label), func(ref reference) bool {
		return ref.block.Type == "copy" && len(ref.block.Labels) == 1 && ref.block.Labels[0] == of
	})
}
