package web

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// problemsOf are diagnostics as the page shows them, each with the lines that it
// is about.
func problemsOf(diags hcl.Diagnostics, files map[string]*hcl.File) []Problem {
	problems := []Problem{}
	for _, d := range diags {
		p := Problem{Severity: "error", Summary: d.Summary, Detail: d.Detail}
		if d.Severity == hcl.DiagWarning {
			p.Severity = "warning"
		}
		if d.Subject != nil {
			p.File, p.Line = d.Subject.Filename, d.Subject.Start.Line
			p.Snippet = snippet(files[d.Subject.Filename], *d.Subject)
		}
		problems = append(problems, p)
	}
	return problems
}

// longestSnippet is how many lines of the recipe go with a problem.
const longestSnippet = 8

// snippet is the text of the lines that a range is in. In the sources of a recipe
// passwords are covered.
func snippet(f *hcl.File, at hcl.Range) string {
	if f == nil || at.Start.Line < 1 {
		return ""
	}
	lines := strings.Split(strings.ReplaceAll(string(f.Bytes), "\r\n", "\n"), "\n")
	last := min(max(at.End.Line, at.Start.Line), at.Start.Line+longestSnippet-1, len(lines))
	if at.Start.Line > last {
		return ""
	}
	return strings.Join(lines[at.Start.Line-1:last], "\n")
}
