package edit

import (
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/gocty"

	"poco/config"
	"poco/plan"
)

// ReadCopy reads a copy block. foreign says why SetCopy can't write this block
// without losing what a person wrote; it is empty where it can. What is foreign is
// left out of c.
func (r *Recipe) ReadCopy(name string) (c Copy, foreign string, err error) {
	p, ok := r.find("copy", name)()
	if !ok {
		return Copy{}, "", refuse("the recipe has no copy %q", name)
	}
	v := &view{r: r, place: p, c: Copy{Name: name, Mode: string(plan.Append), Related: "all"}}
	v.c.Source, v.c.Target = v.reference("source", "database"), v.reference("target", "database")
	v.schema, v.known = r.schema(v.c.Source)
	v.selection()
	v.text("mode", &v.c.Mode)
	v.flag("create_missing", &v.c.CreateMissing)
	var mismatch string
	v.text("on_mismatch", &mismatch)
	v.c.CommonColumns = mismatch == "common_columns"
	if n, ok := v.value("jobs", cty.Number); ok {
		_ = gocty.FromCtyValue(n, &v.c.Jobs)
	}
	v.backup()
	v.rules()
	return v.c, v.foreign, nil
}

// A view reads a block, and notes the first thing in it that is foreign.
type view struct {
	r *Recipe
	place
	c       Copy
	schema  string // the source's default
	known   bool   // the schema is
	foreign string
}

func (v *view) strange(line int, format string, args ...any) {
	if v.foreign == "" {
		v.foreign = fmt.Sprintf(format, args...) + fmt.Sprintf(" (%s line %d)", v.name, line)
	}
}

// in views another block for the same copy.
func (v *view) in(p place, read func(*view)) {
	inner := *v
	inner.place = p
	read(&inner)
	v.c, v.foreign = inner.c, inner.foreign
}

// value is an attribute's, where it is there and of the type.
func (v *view) value(name string, want cty.Type) (cty.Value, bool) {
	a := v.block.Body.Attributes[name]
	if a == nil {
		return cty.NilVal, false
	}
	line := a.SrcRange.Start.Line
	value, ok := constant(a.Expr)
	if !ok {
		v.strange(line, "%s is made of variables or functions", name)
		return cty.NilVal, false
	}
	value, err := convert.Convert(value, want)
	if err != nil {
		v.strange(line, "%s has the wrong type", name)
		return cty.NilVal, false
	}
	return value, !value.IsNull()
}

func (v *view) text(name string, into *string) {
	if value, ok := v.value(name, cty.String); ok {
		*into = value.AsString()
	}
}

func (v *view) flag(name string, into *bool) {
	if value, ok := v.value(name, cty.Bool); ok {
		*into = value.True()
	}
}

// isNull reports whether an attribute is missing or null.
func isNull(a *hclsyntax.Attribute) bool {
	if a == nil {
		return true
	}
	value, ok := constant(a.Expr)
	return ok && value.IsNull()
}

// reference is the label in an attribute that takes one; empty where there is none.
func (v *view) reference(name, kind string) string {
	a := v.block.Body.Attributes[name]
	if isNull(a) {
		return ""
	}
	label := refers(a.Expr, kind)
	if label == "" {
		v.strange(a.SrcRange.Start.Line, "%s is no reference to a %s", name, kind)
	}
	return label
}

// schema is the default schema of a database; known is false where it is an
// expression.
func (r *Recipe) schema(label string) (schema string, known bool) {
	p, ok := r.find("database", label)()
	if !ok || isNull(p.block.Body.Attributes["schema"]) {
		return "public", true
	}
	value, ok := constant(p.block.Body.Attributes["schema"].Expr)
	if !ok {
		return "", false
	}
	schema, ok = textOf(value)
	return schema, ok
}

// selection reads which tables, from the block inside or from the one referred to.
func (v *view) selection() {
	var inside []*hclsyntax.Block
	for _, b := range v.block.Body.Blocks {
		if b.Type == "selection" {
			inside = append(inside, b)
		}
	}
	a := v.block.Body.Attributes["selection"]
	line := v.block.TypeRange.Start.Line
	switch written := !isNull(a); {
	case len(inside) > 1 || written && len(inside) > 0:
		v.strange(line, "it has two selections")
	case len(inside) == 1:
		v.in(place{v.file, inside[0]}, (*view).tables)
	case !written:
		v.strange(line, "it has no selection")
	default:
		v.namedSelection(v.reference("selection", "selection"), a.SrcRange.Start.Line)
	}
}

func (v *view) namedSelection(label string, line int) {
	if label == "" {
		return
	}
	p, ok := v.r.find("selection", label)()
	if !ok {
		v.strange(line, "there is no selection.%s", label)
		return
	}
	if others := v.r.otherUsers(label, v.c.Name); len(others) > 0 {
		v.strange(line, "selection.%s is shared with %s", label, others[0])
	}
	v.in(p, (*view).tables)
}

// tables reads a selection block.
func (v *view) tables() {
	v.text("related", &v.c.Related)
	for _, p := range v.patterns("include") {
		switch name, exact := v.tableOf(p); {
		case p.Text == "*":
			v.c.All = true
		case exact:
			v.c.Ticked = append(v.c.Ticked, name)
		default:
			v.c.Patterns = append(v.c.Patterns, p.Text)
		}
	}
	for _, p := range v.patterns("exclude") {
		if name, exact := v.tableOf(p); exact {
			v.c.Unticked = append(v.c.Unticked, name)
		} else {
			v.c.Excludes = append(v.c.Excludes, p.Text)
		}
	}
}

// tableOf is the table that a pattern names, where it names one.
func (v *view) tableOf(p config.Pattern) (plan.Name, bool) {
	if p.Exact() && p.Schema.Text == "" && !v.known {
		v.strange(v.block.TypeRange.Start.Line, "the schema of database.%s is made of variables or functions", v.c.Source)
	}
	return resolve(p, v.schema)
}

// resolve is the table that an exact pattern names.
func resolve(p config.Pattern, schema string) (plan.Name, bool) {
	if p.Schema.Text != "" {
		schema = p.Schema.Text
	}
	return plan.Name{Schema: schema, Name: p.Name.Text}, p.Exact()
}

// patterns reads a list of patterns, each an element of its own.
func (v *view) patterns(name string) []config.Pattern {
	a := v.block.Body.Attributes[name]
	if isNull(a) {
		return nil
	}
	list, ok := a.Expr.(*hclsyntax.TupleConsExpr)
	if !ok {
		v.strange(a.SrcRange.Start.Line, "%s is no plain list", name)
		return nil
	}
	var found []config.Pattern
	for _, e := range list.Exprs {
		p, ok := patternOf(e)
		if !ok {
			v.strange(e.StartRange().Start.Line, "a pattern of %s is made of variables or functions, or is none", name)
			continue
		}
		found = append(found, p)
	}
	return found
}

func patternOf(e hclsyntax.Expression) (config.Pattern, bool) {
	value, ok := constant(e)
	if !ok {
		return config.Pattern{}, false
	}
	text, ok := textOf(value)
	if !ok {
		return config.Pattern{}, false
	}
	p, err := config.ParsePattern(text)
	return p, err == nil
}

// backup reads whether there is one, and its format.
func (v *view) backup() {
	label := v.reference("backup", "backup")
	if label == "" {
		return
	}
	v.c.Backup = true
	v.c.BackupFormat = "plain"
	if p, ok := v.r.find("backup", label)(); ok {
		v.c.BackupFormat = formatOf(p)
	}
}

// formatOf is a backup's format, empty where it is an expression.
func formatOf(p place) string {
	a := p.block.Body.Attributes["format"]
	if isNull(a) {
		return "plain"
	}
	value, ok := constant(a.Expr)
	if !ok {
		return ""
	}
	format, _ := textOf(value)
	return format
}

// rules reads the table blocks.
func (v *view) rules() {
	for _, b := range v.block.Body.Blocks {
		if b.Type != "table" || len(b.Labels) != 1 {
			continue
		}
		p, err := config.ParsePattern(b.Labels[0])
		if err != nil || !p.Exact() {
			v.strange(b.TypeRange.Start.Line, "table %q names no table", b.Labels[0])
			continue
		}
		v.in(place{v.file, b}, func(v *view) {
			name, _ := v.tableOf(p)
			rule := Rule{Table: name}
			v.text("where", &rule.Where)
			v.text("mode", &rule.Mode)
			rule.Set = v.expressions()
			if slices.ContainsFunc(v.c.Rules, func(other Rule) bool { return other.Table == name }) {
				v.strange(b.TypeRange.Start.Line, "table %q stands twice", b.Labels[0])
			}
			v.c.Rules = append(v.c.Rules, rule)
		})
	}
}

// expressions reads set.
func (v *view) expressions() map[string]string {
	a := v.block.Body.Attributes["set"]
	if isNull(a) {
		return nil
	}
	if _, ok := a.Expr.(*hclsyntax.ObjectConsExpr); !ok {
		v.strange(a.SrcRange.Start.Line, "set is no plain map")
		return nil
	}
	value, ok := v.value("set", cty.Map(cty.String))
	if !ok {
		return nil
	}
	set := map[string]string{}
	for column, e := range value.AsValueMap() {
		if e.IsNull() {
			v.strange(a.SrcRange.Start.Line, "set gives %q no SQL", column)
			continue
		}
		set[column] = e.AsString()
	}
	if len(set) == 0 {
		return nil
	}
	return set
}
