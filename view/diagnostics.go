package view

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hcled"
)

// Diagnostics writes errors and warnings, each with its place in the recipe, the
// line that stands there, and what to do. files are the recipe's sources.
func Diagnostics(w io.Writer, diags hcl.Diagnostics, files map[string]*hcl.File, s Style) {
	for i, d := range diags {
		if i > 0 {
			fmt.Fprintln(w)
		}
		diagnostic(w, d, files, s)
	}
}

func diagnostic(w io.Writer, d *hcl.Diagnostic, files map[string]*hcl.File, s Style) {
	head := s.destroys("Error:")
	if d.Severity == hcl.DiagWarning {
		head = s.warns("Warning:")
	}
	lines := wrap(SafeLines(d.Summary), s.prose()-7)
	fmt.Fprintf(w, "%s %s\n", head, s.heads(strings.Join(lines, "\n       ")))
	if d.Subject != nil && d.Subject.Filename != "" {
		fmt.Fprintln(w)
		place(w, d.Subject, files[d.Subject.Filename], s)
		quote(w, d, s)
	}
	if d.Detail != "" {
		fmt.Fprintln(w)
		paragraph(w, d.Detail, s)
	}
}

// paragraph writes text of one or more lines, indented and wrapped.
func paragraph(w io.Writer, text string, s Style) {
	for _, line := range wrap(SafeLines(strings.TrimSpace(text)), s.prose()-2) {
		fmt.Fprintln(w, strings.TrimRight("  "+line, " "))
	}
}

// place says where in which file a range stands, and shows up to three of its
// lines.
func place(w io.Writer, r *hcl.Range, file *hcl.File, s Style) {
	in := ""
	if file != nil {
		if block := hcled.ContextString(file, r.Start.Byte); block != "" {
			in = ", in " + Safe(block)
		}
	}
	fmt.Fprintf(w, "  on %s line %d%s:\n", Safe(r.Filename), r.Start.Line, in)
	if file == nil {
		return
	}
	for _, line := range snippet(r, file) {
		if s.Width > 0 {
			line = Cut(line, s.Width)
		}
		fmt.Fprintln(w, line)
	}
}

// Snippet is the up to three lines of a file that a range is about, with their
// numbers; empty where there is no file.
func Snippet(r *hcl.Range, file *hcl.File) string {
	if file == nil {
		return ""
	}
	return strings.Join(snippet(r, file), "\n")
}

func snippet(r *hcl.Range, file *hcl.File) (shown []string) {
	lines := bytes.Split(file.Bytes, []byte("\n"))
	for n := r.Start.Line; n <= min(r.End.Line, r.Start.Line+2) && n <= len(lines); n++ {
		if n > r.Start.Line && n == r.End.Line && r.End.Column == 1 {
			break // the range ends with the line before
		}
		text := Safe(strings.ReplaceAll(strings.TrimRight(string(lines[n-1]), "\r"), "\t", "  "))
		shown = append(shown, fmt.Sprintf("%4d: %s", n, text))
	}
	return shown
}

// A Quoter is what a diagnostic carries as its Extra where it points into a file
// that is no recipe, such as a dump: the line that stands there, or what matters of
// it.
type Quoter interface{ Quote() string }

// quote shows the line that a diagnostic brings with it.
func quote(w io.Writer, d *hcl.Diagnostic, s Style) {
	q, ok := hcl.DiagnosticExtra[Quoter](d)
	if !ok {
		return
	}
	line := fmt.Sprintf("%4d: %s", d.Subject.Start.Line, Safe(strings.ReplaceAll(strings.TrimRight(q.Quote(), "\r\n"), "\t", "  ")))
	fmt.Fprintln(w, Cut(line, cmp.Or(s.Width, longestQuote)))
}

// longestQuote is how much of a line is shown where no terminal limits it: those of
// a dump may be very long.
const longestQuote = 160

// Problem writes an error that has no place in the recipe: what failed, and,
// under it, why and what to do next.
func Problem(w io.Writer, summary, detail string, s Style) {
	diagnostic(w, &hcl.Diagnostic{Severity: hcl.DiagError, Summary: summary, Detail: detail}, nil, s)
}

// A diagnosticLine is a diagnostic as one JSON object.
type diagnosticLine struct {
	Type    string     `json:"type"` // error, warning
	Summary string     `json:"summary"`
	Detail  string     `json:"detail,omitempty"`
	Text    string     `json:"text,omitempty"` // what stands there, of a file that is no recipe
	Range   *jsonRange `json:"range,omitempty"`
}

type jsonRange struct {
	File  string  `json:"file"`
	Start jsonPos `json:"start"`
	End   jsonPos `json:"end"`
}

type jsonPos struct {
	Line   int `json:"line"`
	Column int `json:"column"`
}

// DiagnosticsJSON writes one JSON object a diagnostic, one a line.
func DiagnosticsJSON(w io.Writer, diags hcl.Diagnostics) error {
	for _, d := range diags {
		line := diagnosticLine{Type: "error", Summary: d.Summary, Detail: d.Detail}
		if d.Severity == hcl.DiagWarning {
			line.Type = "warning"
		}
		if r := d.Subject; r != nil && r.Filename != "" {
			line.Range = &jsonRange{
				File:  r.Filename,
				Start: jsonPos{Line: r.Start.Line, Column: r.Start.Column},
				End:   jsonPos{Line: r.End.Line, Column: r.End.Column},
			}
		}
		if q, ok := hcl.DiagnosticExtra[Quoter](d); ok {
			line.Text = q.Quote()
		}
		if err := Line(w, line); err != nil {
			return err
		}
	}
	return nil
}

// Line writes a value as JSON on one line.
func Line(w io.Writer, value any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(value)
}

// Document writes a value as JSON, one field a line.
func Document(w io.Writer, value any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(value)
}
