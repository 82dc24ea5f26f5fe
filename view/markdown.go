package view

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"unicode"

	"poco/plan"
)

// Markdown writes a plan for a pull request: what is destroyed first in bold,
// since a reviewer may read no further, then tables, differences, steps and
// warnings. Names can't break its tables or become HTML, links or mentions.
func Markdown(w io.Writer, p *plan.Plan) {
	m := &markdownView{planView{w: w, p: p}}
	for _, in := range p.Intents {
		m.intent(in)
	}
	m.warnings()
	m.line("")
	m.line("Plan `%s`, made by poco %s from %s.", cmp.Or(p.ShortID(), "not saved"), markdown(p.PocoVersion), markdown(strings.Join(p.Recipe.Files, ", ")))
}

type markdownView struct{ planView }

func (m *markdownView) intent(in plan.Intent) {
	m.headOf(in)
	switch in.Kind {
	case "backup":
		m.backup(in)
	case "restore":
		m.restore(in)
	default:
		m.copy(in)
	}
}

func (m *markdownView) headOf(in plan.Intent) {
	head := "### " + markdown(in.Name)
	switch {
	case in.Kind == "backup":
		head += ": " + markdown(m.flow(in, plan.Backup))
	case in.Kind == "restore":
		head += ": " + markdown(m.flow(in, plan.Restore))
	case in.Target != "":
		head += ": " + markdown(strings.TrimPrefix(in.Source+" → "+in.Target, " → "))
	}
	if in.Mode != "" {
		head += ", mode " + string(in.Mode)
	}
	m.line("%s", head)
	m.line("")
}

func (m *markdownView) copy(in plan.Intent) {
	tables := tablesOf(m.p, in.Name)
	m.destroyedIn(in)
	m.line("Copies %s.", copiedWords(tables))
	if words, backed := guardWords(m.p, in.Name); backed {
		m.line("Backs up %s.", markdown(words))
	}
	if blocks := blocking(tables); blocks != "" {
		m.line("**Blocked by %s.**", blocks)
	}
	m.databasesOf(in)
	m.tablesOf(in, tables)
	m.outsideOf(in, tables)
	m.differencesOf(in, tables)
	m.stepsOf(in)
}

func (m *markdownView) destroyedIn(in plan.Intent) {
	d := destroyedOn(m.p, in.Name)
	if d.rows == 0 && d.exact {
		m.line("Nothing is destroyed on %s.", markdown(in.Target))
		return
	}
	m.line("**Destroys %s in %s of %s.**", countedRows(d.rows, d.exact), plural(d.tables, "table"), markdown(in.Target))
}

func (m *markdownView) databasesOf(in plan.Intent) {
	m.line("")
	m.line("| database | where | server | schema |")
	m.line("|---|---|---|---|")
	for _, label := range []string{in.Source, in.Target} {
		if db, ok := m.p.Databases[label]; ok {
			m.line("| %s | %s | PostgreSQL %s | %s |", markdown(label), markdown(Address(db)),
				markdown(release(db.ServerVersion)), markdown(db.Schema))
		}
	}
}

func (m *markdownView) tablesOf(in plan.Intent, tables []plan.Table) {
	if len(tables) == 0 {
		return
	}
	shown, rest := chooseTables(tables)
	l := newTableList(&m.planView, in, shown)
	m.line("")
	for i, row := range l.grid.rows {
		var cells []string
		for _, c := range row {
			cells = append(cells, markdown(c.text))
		}
		var notes []string
		for _, n := range l.notes[i] {
			notes = append(notes, markdown(n))
		}
		m.line("| %s | %s |", strings.Join(cells, " | "), strings.Join(notes, "; "))
		if i == 0 {
			m.line("|---|%s---|", strings.Repeat("--:|", len(row)-1))
		}
	}
	if len(rest) > 0 {
		m.line("")
		m.line("%s", markdown(restOf(rest, "poco show FILE --json")))
	}
}

func (m *markdownView) outsideOf(in plan.Intent, tables []plan.Table) {
	var lines []string
	for _, t := range tables {
		for _, r := range t.ReferencedByOutside {
			lines = append(lines, "- "+markdown(m.arrow(in, t, r))+": "+markdown(referenceWords(in, r)))
		}
	}
	m.list(capital(outside(in))+", but pointing here", lines)
}

func (m *markdownView) differencesOf(in plan.Intent, tables []plan.Table) {
	blocks, rest := m.splitDifferences(in, tables)
	var lines []string
	for _, d := range blocks {
		lines = append(lines, fmt.Sprintf("- **%s: %s; blocks the copy**", markdown(d.table), markdown(d.Text)))
		lines = append(lines, fenced(d.Mend)...)
	}
	for i, d := range rest {
		if i == maxDifferences {
			lines = append(lines, fmt.Sprintf("- … and %s that block nothing", plural(len(rest)-i, "more difference")))
			break
		}
		lines = append(lines, "- "+markdown(d.table)+": "+markdown(d.Text))
	}
	m.list("Schema differences", lines)
}

func (m *markdownView) stepsOf(in plan.Intent) {
	all := phases(m.p, in.Name)
	if len(all) == 0 {
		return
	}
	m.line("")
	m.line("<details><summary>%s</summary>", plural(len(all), "step"))
	m.line("")
	for i, ph := range all {
		text := phaseWords(ph, in)
		m.line("%d. %s", i+1, markdown(text))
	}
	m.line("")
	m.line("</details>")
}

func (m *markdownView) warnings() {
	var lines []string
	seen := map[string]int{}
	for _, w := range m.p.Warnings {
		if seen[w.Code]++; seen[w.Code] <= maxAlike {
			lines = append(lines, "- "+markdown(strings.TrimPrefix(w.Table+": ", ": "))+markdown(w.Message))
		}
	}
	if n := len(m.p.Warnings) - len(lines); n > 0 {
		lines = append(lines, fmt.Sprintf("- … and %d more", n))
	}
	m.list("Warnings", lines)
}

func (m *markdownView) list(head string, lines []string) {
	if len(lines) == 0 {
		return
	}
	m.line("")
	m.line("**%s**", head)
	m.line("")
	for _, l := range lines {
		m.line("%s", l)
	}
}

// fenced is SQL as a code block inside a list, fenced by more backticks than it
// holds.
func fenced(statements []string) []string {
	if len(statements) == 0 {
		return nil
	}
	fence := "```"
	text := strings.Join(statements, "\n")
	for strings.Contains(text, fence) {
		fence += "`"
	}
	lines := []string{"  " + fence + "sql"}
	for _, s := range statements {
		for line := range strings.SplitSeq(SafeLines(terminated(s)), "\n") {
			lines = append(lines, "  "+line)
		}
	}
	return append(lines, "  "+fence)
}

// markdown escapes text so that it stands in a cell or a sentence as written.
func markdown(text string) string {
	runes := []rune(Safe(text))
	var b strings.Builder
	for i, r := range runes {
		switch {
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '&':
			b.WriteString("&amp;")
		case r == '@' && (i == 0 || !isWord(runes[i-1])):
			b.WriteString("&#64;") // no mention
		case strings.ContainsRune("\\`*[]|~#$!", r), r == '_' && !insideWord(runes, i):
			b.WriteRune('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// insideWord reports whether the underscore at i joins two parts of a word, where
// it is no emphasis.
func insideWord(runes []rune, i int) bool {
	return i > 0 && i+1 < len(runes) && isWord(runes[i-1]) && isWord(runes[i+1])
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' }
