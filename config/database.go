package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// maxIdentifier is how many bytes of a name Postgres keeps.
const maxIdentifier = 63

func (l *loader) loadDatabases() {
	for _, b := range l.blocks["database"] {
		r := l.open(b, schemas["database"])
		d := &Database{Label: b.label, Schema: "public", Source: b.source}
		d.URL = r.url()
		d.Protected = r.flag("protected")
		if schema, ok := r.filled("schema", `The default is "public".`); ok {
			d.Schema = schema
		}
		if len(d.Schema) > maxIdentifier {
			r.fail("schema", "schema is too long", "Postgres keeps 63 bytes of a name.")
		}
		if l.first(b) {
			l.recipe.Databases = append(l.recipe.Databases, d)
		}
	}
	sortBy(l.recipe.Databases, func(d *Database) string { return d.Label })
}

// Database finds a database by its label; nil where there is none.
func (r *Recipe) Database(label string) *Database {
	i := slices.IndexFunc(r.Databases, func(d *Database) bool { return d.Label == label })
	if i < 0 {
		return nil
	}
	return r.Databases[i]
}

// url reads the url attribute, the only one that may be sensitive.
func (r *reader) url() Secret {
	a := r.body.Attributes["url"]
	if a == nil || r.bareWord(a, cty.String) {
		return ""
	}
	if r.l.coverWrittenPassword(a) {
		return ""
	}
	v := r.l.evaluate(a.Expr, all)
	v, marks := v.UnmarkDeep()
	v, err := convert.Convert(v, cty.String)
	switch {
	case err != nil:
		r.fail("url", "url has the wrong type", "It is text: a URL, key=value pairs or service=NAME, as libpq takes them.")
		return ""
	case !v.IsKnown():
		return ""
	case v.IsNull() || strings.TrimSpace(v.AsString()) == "":
		r.fail("url", "url is empty", "It is a URL, key=value pairs or service=NAME, as libpq takes them. If it comes from an "+
			"environment variable, that one is set to nothing.")
		return ""
	}
	dsn := v.AsString()
	r.l.secrets.connection(dsn)
	if scheme, _, ok := strings.Cut(dsn, "://"); ok && scheme != "postgres" && scheme != "postgresql" &&
		!strings.ContainsAny(scheme, " =") {
		r.fail("url", "url is not one of Postgres", "It begins with postgresql:// or postgres://.")
	}
	if len(marks) == 0 && len(writtenPasswords(dsn, true)) > 0 {
		r.fail("url", "a password that is not kept secret", "The url holds a password that nothing marks as sensitive. "+
			"Take it from env(\"NAME\"), or mark the variable it comes from with sensitive = true.")
	}
	return Secret(dsn)
}

// coverWrittenPassword finds a password in the text of a url attribute, tells of
// it and keeps it from being shown.
func (l *loader) coverWrittenPassword(a *hclsyntax.Attribute) bool {
	at := a.Expr.Range()
	if l.covered[at] {
		return true
	}
	for _, f := range l.files {
		if f.name != at.Filename || !at.CanSliceBytes(f.text) {
			continue
		}
		if text := string(at.SliceBytes(f.text)); len(writtenPasswords(text, true)) > 0 {
			l.tellWrittenPassword(a.Expr)
			return true
		}
	}
	return false
}

func (l *loader) tellWrittenPassword(expr hclsyntax.Expression) {
	at := expr.Range()
	var literal strings.Builder
	_ = hclsyntax.VisitAll(expr, func(n hclsyntax.Node) hcl.Diagnostics {
		if part, ok := n.(*hclsyntax.LiteralValueExpr); ok {
			literal.WriteString(strings.Join(texts(part.Val), ""))
		}
		return nil
	})
	l.secrets.connection(literal.String())
	l.hide(at)
	l.covered[at] = true
	l.fail(&at, "a password is written in the recipe", fmt.Sprintf("Put the whole url into %s, as NAME=…, and write env(\"NAME\") "+
		"here. Then change the password if the file was shared.", dotenvName))
}

// findWrittenPasswords tells of passwords in URLs anywhere in the recipe, such
// as a variable's default.
func (l *loader) findWrittenPasswords() {
	for _, f := range l.files {
		_ = hclsyntax.VisitAll(f.body, func(n hclsyntax.Node) hcl.Diagnostics {
			a, ok := n.(*hclsyntax.Attribute)
			if !ok || f.broken {
				return nil
			}
			at := a.Expr.Range()
			if !at.CanSliceBytes(f.text) {
				return nil
			}
			if text := string(at.SliceBytes(f.text)); len(writtenPasswords(text, false)) > 0 {
				l.tellWrittenPassword(a.Expr)
			}
			return nil
		})
	}
}
