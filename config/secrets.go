package config

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
)

// secrets gathers the sensitive values that are met while a recipe is read.
type secrets struct {
	values    []string // sensitive text
	passwords []string // of connection strings; secret whatever else is
	urls      []string // connection strings with a password
	public    []string // lifted by nonsensitive(), or shown parts of connection strings
}

// take notes all the text in a sensitive value.
func (s *secrets) take(v cty.Value) { s.values = append(s.values, texts(v)...) }

// lift notes that the text in v is no secret.
func (s *secrets) lift(v cty.Value) { s.public = append(s.public, texts(v)...) }

// connection notes a connection string. What Poco shows of it is no secret.
func (s *secrets) connection(dsn string) {
	s.public = append(s.public, publicPartsOf(dsn)...)
	passwords := passwordsOf(dsn)
	if len(passwords) == 0 {
		s.public = append(s.public, dsn)
		return
	}
	s.urls = append(s.urls, dsn)
	s.passwords = append(s.passwords, passwords...)
}

// texts are the strings in a value, at whatever depth; true, false and numbers
// would hide too much else.
func texts(v cty.Value) []string {
	v, _ = v.UnmarkDeep()
	var found []string
	_ = cty.Walk(v, func(_ cty.Path, v cty.Value) (bool, error) {
		if v.IsKnown() && !v.IsNull() && v.Type() == cty.String {
			found = append(found, v.AsString())
		}
		return true, nil
	})
	return found
}

// shortest is the length from which a value is hidden in output: shorter ones
// are no secrets, and part of everything.
const shortest = 4

// list gives what output has to hide: passwords and connection strings, and all
// other sensitive text but what the recipe shows elsewhere on purpose.
func (s *secrets) list() []Secret {
	all := slices.Concat(s.passwords, s.urls)
	for _, v := range s.values {
		shown := slices.ContainsFunc(s.public, func(p string) bool { return strings.Contains(p, v) })
		if len(v) >= shortest && !shown {
			all = append(all, v)
		}
	}
	slices.Sort(all)
	var list []Secret
	for _, v := range slices.Compact(all) {
		if v != "" {
			list = append(list, Secret(v))
		}
	}
	return list
}

// scrub is the last guard of diagnostics: nothing should be found.
func (s *secrets) scrub(diags hcl.Diagnostics) hcl.Diagnostics {
	for _, secret := range s.list() {
		if len(secret) < shortest {
			continue
		}
		for _, d := range diags {
			d.Summary = strings.ReplaceAll(d.Summary, secret.Reveal(), secret.String())
			d.Detail = strings.ReplaceAll(d.Detail, secret.Reveal(), secret.String())
		}
	}
	return diags
}
