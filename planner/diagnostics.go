package planner

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/agext/levenshtein"
	"github.com/hashicorp/hcl/v2"

	"poco/plan"
)

// failure is one problem of the plan, at the place in the recipe that would mend
// it. Detail says why and what to do next.
func failure(at *hcl.Range, summary, detail string, args ...any) *hcl.Diagnostic {
	return &hcl.Diagnostic{
		Severity: hcl.DiagError,
		Summary:  summary,
		Detail:   fmt.Sprintf(detail, args...),
		Subject:  at,
	}
}

// listed writes up to ten items, and how many more there are.
func listed(items []string) string {
	const most = 10
	if len(items) <= most {
		return strings.Join(items, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(items[:most], ", "), len(items)-most)
}

// lines writes up to twenty items on lines of their own, indented.
func lines(items []string) string {
	const most = 20
	var b strings.Builder
	for i, item := range items {
		if i == most {
			fmt.Fprintf(&b, "  … and %d more\n", len(items)-most)
			break
		}
		fmt.Fprintf(&b, "  %s\n", item)
	}
	return strings.TrimRight(b.String(), "\n")
}

// plural writes a count with its noun: 1 table, 2 tables.
func plural(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// nearest gives up to three of the candidates that someone who wrote word may
// have meant, the nearest first.
func nearest(word string, candidates []string) []string {
	type scored struct {
		text     string
		distance int
	}
	var found []scored
	word = strings.ToLower(word)
	for _, c := range candidates {
		d := levenshtein.Distance(word, strings.ToLower(c), nil)
		if d <= max(2, len(word)/3) || len(word) > 2 && strings.Contains(strings.ToLower(c), word) {
			found = append(found, scored{c, d})
		}
	}
	slices.SortFunc(found, func(a, b scored) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.text, b.text))
	})
	var texts []string
	for _, f := range found[:min(3, len(found))] {
		texts = append(texts, f.text)
	}
	return texts
}

// didYouMean is a sentence that ends a message, empty where nothing is near.
func didYouMean(near []string) string {
	if len(near) == 0 {
		return ""
	}
	return " Did you mean " + strings.Join(near, ", ") + "?"
}

// shortName leaves the default schema out of a name.
func shortName(n plan.Name, schema string) string {
	if n.Schema == schema {
		return strings.TrimPrefix(plan.Name{Schema: "x", Name: n.Name}.String(), "x.")
	}
	return n.String()
}

// sentence gives an error's text with a capital letter.
func sentence(err error) string {
	text := err.Error()
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}
