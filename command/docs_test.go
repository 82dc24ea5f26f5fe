package command_test

import (
	"os"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"poco/backup"
	"poco/command"
	"poco/dump"
	"poco/plan"
)

// page is one page of the documentation.
func page(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile("../docs/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// blocks are the fenced blocks of a language.
func blocks(text, language string) (found []string) {
	for _, m := range regexp.MustCompile("(?ms)^```"+language+"\n(.*?)^```").FindAllStringSubmatch(text, -1) {
		found = append(found, m[1])
	}
	return found
}

// An example is a command line of the documentation with what it prints.
type example struct {
	line string
	args []string
	code int
	want []string
}

func examples(t *testing.T, text string) (found []example) {
	t.Helper()
	for _, block := range blocks(text, "console") {
		for line := range strings.Lines(block) {
			line = strings.TrimSpace(line)
			typed, ok := strings.CutPrefix(line, "$ poco ")
			if !ok {
				if len(found) == 0 {
					t.Fatalf("output before a command: %s", line)
				}
				found[len(found)-1].want = append(found[len(found)-1].want, line)
				continue
			}
			typed, comment, _ := strings.Cut(typed, "#")
			e := example{line: line, args: strings.Fields(typed)}
			if code, ok := strings.CutPrefix(strings.TrimSpace(comment), "exit "); ok {
				var err error
				if e.code, err = strconv.Atoi(code); err != nil {
					t.Fatalf("%s: %v", line, err)
				}
			}
			found = append(found, e)
		}
	}
	return found
}

// varying are the words of an example that are others on another machine: run
// IDs, addresses, numbers, whatever … stands for, and the width of columns.
var varying = regexp.MustCompile(`\b7f3c\b|\S+@\S+|\d[\d.,]*|…|\s+`)

// pattern matches a line of an example's output.
func pattern(line string) *regexp.Regexp {
	var b strings.Builder
	rest := line
	for at := varying.FindStringIndex(rest); at != nil; at = varying.FindStringIndex(rest) {
		b.WriteString(regexp.QuoteMeta(rest[:at[0]]))
		switch word := rest[at[0]:at[1]]; {
		case word == "7f3c":
			b.WriteString(`[0-9a-f]{4,}`)
		case word == "…":
			b.WriteString(`.*`)
		case strings.TrimSpace(word) == "":
			b.WriteString(`\s+`)
		case strings.Contains(word, "@"):
			b.WriteString(`\S+@\S+`)
		default:
			b.WriteString(`\d[\d.,]*`)
		}
		rest = rest[at[1]:]
	}
	b.WriteString(regexp.QuoteMeta(rest))
	return regexp.MustCompile(`(?m)^\s*` + b.String() + `\s*$`)
}

// TestDocumentedCommandsDoWhatTheDocumentationShows runs the examples of a page one
// after the other, in a folder with the recipe that the page shows.
func TestDocumentedCommandsDoWhatTheDocumentationShows(t *testing.T) {
	t.Parallel()
	for name, least := range map[string]int{"commands.md": 15, "backups.md": 6} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			runExamples(t, page(t, name), least)
		})
	}
}

func runExamples(t *testing.T, text string, least int) {
	s := newSession(t)
	s.write("main.poco.hcl", blocks(text, "hcl")[0])
	all := examples(t, text)
	if len(all) < least {
		t.Fatalf("only %d examples: the page is not read right", len(all))
	}
	for _, e := range all {
		r := s.poco(e.args...)
		if r.code != e.code {
			t.Errorf("%s: exit %d\n%s%s", e.line, r.code, r.stdout, r.stderr)
			continue
		}
		for _, line := range e.want {
			if line != "" && !pattern(line).MatchString(r.stdout+"\n"+r.stderr) {
				t.Errorf("%s does not print %q:\n%s%s", e.line, line, r.stdout, r.stderr)
			}
		}
	}
}

// section is the part of a page under one heading of the second level.
func section(text, heading string) (string, bool) {
	_, rest, ok := strings.Cut(text, "\n## "+heading+"\n")
	body, _, _ := strings.Cut(rest, "\n## ")
	return body, ok
}

func TestDocumentationNamesEveryCommandAndFlag(t *testing.T) {
	text := page(t, "commands.md")
	common, _ := section(text, "Flags of every command")
	root := command.Tree()
	holds := func(where, body string, set *pflag.FlagSet) {
		set.VisitAll(func(f *pflag.Flag) {
			if !regexp.MustCompile("`--" + f.Name + "[` ]").MatchString(body) {
				t.Errorf("%s does not tell of --%s", where, f.Name)
			}
		})
	}
	holds("Flags of every command", common, root.PersistentFlags())
	names := map[string]bool{"help": true} // which cobra adds when it runs
	for _, c := range root.Commands() {
		names[c.Name()] = true
		heading := "poco " + documentedUse(c)
		body, ok := section(text, heading)
		if !ok {
			t.Errorf("no section %q", heading)
			continue
		}
		holds(heading, body, c.LocalNonPersistentFlags())
	}
	for _, m := range regexp.MustCompile(`(?m)^## poco (\w+)`).FindAllStringSubmatch(text, -1) {
		if !names[m[1]] {
			t.Errorf("the page has poco %s, which is no command", m[1])
		}
	}
}

// documentedUse is a command as the page's headings write it.
func documentedUse(c *cobra.Command) string {
	if c.Name() == "completion" {
		return "completion SHELL"
	}
	return c.Use
}

// TestDocumentationNamesEveryDangerOfAFile looks for the codes of what is refused, and
// for which of them no flag lets through.
func TestDocumentationNamesEveryDangerOfAFile(t *testing.T) {
	body, _ := section(page(t, "backups.md"), "What a file may not do")
	for _, code := range dump.Codes() {
		line := regexp.MustCompile("(?m)^\\| `" + string(code) + "` \\|.*$").FindString(body)
		if line == "" {
			t.Errorf("%s is not described", code)
		} else if never := strings.Contains(line, "never let through"); never == code.Allowable() {
			t.Errorf("%s may be let through: %v, and the page says %q", code, code.Allowable(), line)
		}
	}
}

func TestDocumentationNamesEveryFieldOfAManifest(t *testing.T) {
	body, _ := section(page(t, "backups.md"), "The manifest")
	for _, value := range []any{backup.Manifest{}, backup.Database{}, backup.Table{}, backup.File{}, backup.ByHand{}} {
		for _, f := range reflect.VisibleFields(reflect.TypeOf(value)) {
			if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); !strings.Contains(body, "`"+name+"`") {
				t.Errorf("the manifest's %s of %T is not described", name, value)
			}
		}
	}
}

// TestDocumentationNamesEveryFieldOfAPlan looks in each type's own section.
func TestDocumentationNamesEveryFieldOfAPlan(t *testing.T) {
	text := page(t, "plan.md")
	sections := map[string]string{}
	for _, heading := range []string{
		"The document", "recipe", "databases", "summary", "intents", "steps", "tables", "warnings",
	} {
		body, ok := section(text, heading)
		if !ok {
			t.Errorf("no section %q", heading)
		}
		sections[heading] = body
	}
	for heading, types := range map[string][]any{
		"The document": {plan.Plan{}}, "recipe": {plan.Recipe{}}, "databases": {plan.Database{}},
		"summary": {plan.Summary{}}, "intents": {plan.Intent{}},
		"steps":    {plan.Step{}, plan.Destroys{}, plan.Chunk{}, plan.Dump{}, plan.Pruning{}, plan.Restoration{}},
		"tables":   {plan.Table{}, plan.Rows{}, plan.Difference{}, plan.Reference{}},
		"warnings": {plan.Warning{}},
	} {
		for _, value := range types {
			for _, f := range reflect.VisibleFields(reflect.TypeOf(value)) {
				name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
				if !strings.Contains(sections[heading], "`"+name+"`") {
					t.Errorf("section %q does not tell of %s of %T", heading, name, value)
				}
			}
		}
	}
}
