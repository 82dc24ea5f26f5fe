package edit

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"poco/config"
)

// A Database is a database block as a card shows it.
type Database struct {
	Label     string
	Variable  string // of the environment, that holds the URL; empty: leave the url as it is
	Schema    string // empty: public
	Protected bool
}

// SetDatabase adds a database block, or changes the one labelled was. A new label
// is put into all references. A schema or protected that is an expression stays,
// and is refused where another value is asked for.
func (r *Recipe) SetDatabase(was string, d Database) error {
	if !hclsyntax.ValidIdentifier(d.Label) {
		return refuse("%q is not a name: a name begins with a letter or underscore, and holds letters, digits, underscores and dashes", d.Label)
	}
	if d.Variable != "" && !config.IsEnvName(d.Variable) {
		return refuse("%q is no name of an environment variable", d.Variable)
	}
	if d.Schema == "" {
		d.Schema = "public"
	}
	if taken, ok := r.find("database", d.Label)(); ok && d.Label != was {
		return refuse("there is a database %q already: %s", d.Label, taken)
	}
	if was == "" {
		return r.atomic(func() error { return r.addDatabase(d) })
	}
	if _, ok := r.find("database", was)(); !ok {
		return refuse("the recipe has no database %q", was)
	}
	return r.atomic(func() error { return r.changeDatabase(was, d) })
}

func (r *Recipe) addDatabase(d Database) error {
	if d.Variable == "" {
		d.Variable = r.NewVariable(d.Label)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "database %s {\nurl = %s\n", quoted(d.Label), env(d.Variable))
	if d.Schema != "public" {
		fmt.Fprintf(&b, "schema = %s\n", quoted(d.Schema))
	}
	if d.Protected {
		b.WriteString("protected = true\n")
	}
	return r.add("database", b.String()+"}\n")
}

func (r *Recipe) changeDatabase(was string, d Database) error {
	in := r.find("database", was)
	if d.Variable != "" && d.Variable != r.Variable(was) {
		if err := in.set("url", env(d.Variable)); err != nil {
			return err
		}
	}
	if err := r.setPlain(in, was, "schema", d.Schema, "public"); err != nil {
		return err
	}
	if err := r.setPlain(in, was, "protected", d.Protected, false); err != nil {
		return err
	}
	if d.Label == was {
		return nil
	}
	return r.rename(in, was, d.Label)
}

// setPlain changes schema or protected. What is written as an expression is
// left alone where it has the value already.
func (r *Recipe) setPlain(in finder, label, name string, value, initial any) error {
	p, _ := in()
	a := p.block.Body.Attributes[name]
	now := initial
	if a != nil {
		v, ok := constant(a.Expr)
		switch plain, fits := goValue(v); {
		case ok && fits:
			now = plain
		case ok && v.IsNull():
		case !ok:
			if now = r.loaded(label, name); now != value {
				return refuse("%s of %s is an expression: change it at line %d", name, p, a.SrcRange.Start.Line)
			}
			return nil
		}
	}
	if now == value {
		return nil
	}
	return in.set(name, hclText(value))
}

// loaded is the value of schema or protected as the recipe on disk gives it.
func (r *Recipe) loaded(label, name string) any {
	recipe, _ := config.Load(r.dir, config.Options{Environ: os.Environ()})
	d := recipe.Database(label)
	switch {
	case d == nil:
		return nil
	case name == "schema":
		return d.Schema
	}
	return d.Protected
}

// RemoveDatabase takes a database block out. It refuses while blocks refer to it.
func (r *Recipe) RemoveDatabase(label string) error {
	return r.atomic(func() error { return r.removeUnused("database", label) })
}

// removeUnused takes a block out unless others refer to it.
func (r *Recipe) removeUnused(kind, label string) error {
	in := r.find(kind, label)
	if _, ok := in(); !ok {
		return refuse("the recipe has no %s %q", kind, label)
	}
	var users []string
	for _, ref := range r.references(kind, label) {
		users = append(users, ref.String())
	}
	if len(users) > 0 {
		return refuse("%s %q can't be removed while others refer to it: %s", kind, label, strings.Join(slices.Compact(users), ", "))
	}
	return in.remove()
}

// Variable is the name in a block's url = env("NAME"), empty where its url is
// written otherwise.
func (r *Recipe) Variable(label string) string {
	p, ok := r.find("database", label)()
	if !ok || p.block.Body.Attributes["url"] == nil {
		return ""
	}
	return envName(p.block.Body.Attributes["url"].Expr)
}

// envName is NAME in env("NAME").
func envName(expr hclsyntax.Expression) string {
	call, ok := expr.(*hclsyntax.FunctionCallExpr)
	if !ok || call.Name != "env" || len(call.Args) != 1 || call.ExpandFinal {
		return ""
	}
	v, ok := constant(call.Args[0])
	if name, text := goValue(v); ok && text {
		name, _ := name.(string)
		return name
	}
	return ""
}

// NewVariable is a free name for the variable of a new database: neither the
// recipe nor .env nor the environment of this process has it.
func (r *Recipe) NewVariable(label string) string {
	stem := strings.Trim(strings.Map(func(c rune) rune {
		switch {
		case c >= 'a' && c <= 'z':
			return c - 'a' + 'A'
		case c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
			return c
		}
		return '_'
	}, label), "_")
	if stem == "" || stem[0] <= '9' {
		stem = strings.TrimSuffix("DATABASE_"+stem, "_")
	}
	name := stem + "_DB_URI"
	for n := 2; r.variableTaken(name); n++ {
		name = fmt.Sprintf("%s_%d_DB_URI", stem, n)
	}
	return name
}

func (r *Recipe) variableTaken(name string) bool {
	if _, set := os.LookupEnv(name); set {
		return true
	}
	entries, _ := config.DotenvEntries(r.dotenv.text)
	if slices.ContainsFunc(entries, func(e config.DotenvEntry) bool { return e.Name == name }) {
		return true
	}
	return slices.ContainsFunc(r.files, func(f *file) bool { return strings.Contains(string(f.text), `"`+name+`"`) })
}

func env(variable string) string { return "env(" + quoted(variable) + ")" }
