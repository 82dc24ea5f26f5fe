package view

import (
	"bytes"
	"strings"
	"testing"
	"unicode"

	"poco/plan"
)

func TestPlanText(t *testing.T) {
	for name, p := range map[string]*plan.Plan{"small": shop(), "blocked": blocked(), "large": large(), "hostile": hostile(), "two": two(), "chunked": chunked(),
		"backups": backups(), "guarded": guardedCopy(), "restore": restoring(), "restore_bare": bareRestore()} {
		for suffix, style := range map[string]Style{"": {}, "_80": {Width: 80}} {
			t.Run(name+suffix, func(t *testing.T) {
				golden(t, "plan_"+name+suffix+".txt", func(w *bytes.Buffer) { Plan(w, p, PlanOptions{}, style) })
			})
		}
		t.Run(name+"_markdown", func(t *testing.T) {
			golden(t, "plan_"+name+".md", func(w *bytes.Buffer) { Markdown(w, p) })
		})
		t.Run(name+"_sql", func(t *testing.T) {
			golden(t, "plan_"+name+".sql", func(w *bytes.Buffer) { Script(w, p, true) })
		})
	}
}

func TestPlanTextFitsTheTerminal(t *testing.T) {
	for name, p := range map[string]*plan.Plan{"small": shop(), "blocked": blocked(), "large": large(),
		"backups": backups(), "guarded": guardedCopy(), "restore": restoring(), "restore_bare": bareRestore()} {
		for _, width := range []int{80, 100, 132} {
			for _, line := range written(func(w *bytes.Buffer) { Plan(w, p, PlanOptions{}, Style{Width: width}) }) {
				if columns(line) > width && !strings.Contains(line, "mend: ") && !strings.Contains(line, "/home/ann/") {
					t.Errorf("%s at %d columns: a line has %d: %q", name, width, columns(line), line)
				}
			}
		}
	}
}

func TestPlanTextHasNoControlCharacters(t *testing.T) {
	p := hostile()
	for name, write := range map[string]func(w *bytes.Buffer){
		"text":     func(w *bytes.Buffer) { Plan(w, p, PlanOptions{}, Style{}) },
		"markdown": func(w *bytes.Buffer) { Markdown(w, p) },
		"sql":      func(w *bytes.Buffer) { Script(w, p, true) },
	} {
		for _, line := range written(write) {
			for _, r := range line {
				if !unicode.IsPrint(r) && r != '\t' {
					t.Errorf("%s: %U in %q", name, r, line)
				}
			}
		}
	}
}

func TestPlanTextNeverCutsWhatIsDestroyedOrBlocks(t *testing.T) {
	p := large()
	for i := range p.Tables {
		p.Tables[i].Mode, p.Tables[i].Rows.Target = plan.Overwrite, at(int64(i%2))
	}
	text := strings.Join(written(func(w *bytes.Buffer) { Plan(w, p, PlanOptions{}, Style{}) }), "\n")
	for i, table := range p.Tables {
		if i%2 == 1 && !strings.Contains(text, "\n  "+table.Target.Name+" ") {
			t.Errorf("%s loses a row and is not shown", table.Target.Name)
		}
	}
	if !strings.Contains(text, "table_005") || strings.Contains(text, "table_000") {
		t.Error("want the blocked table shown and the empty one cut")
	}
}

func TestPlanTextSaysLastWhatIsDestroyed(t *testing.T) {
	lines := written(func(w *bytes.Buffer) { Plan(w, blocked(), PlanOptions{}, Style{}) })
	want := "  Destroyed on qa: 1,504,974 rows in 4 tables (≈ where marked)."
	if got := lines[len(lines)-1]; got != want {
		t.Errorf("the last line is %q, want %q", got, want)
	}
}

func TestPlanSummaryOfARestoreShowsAllThatGoes(t *testing.T) {
	golden(t, "plan_summary_restore.txt", func(w *bytes.Buffer) {
		PlanSummary(w, restoring(), PlanOptions{Whole: "poco show x.plan.json"}, Style{Width: 80})
	})
	golden(t, "plan_summary_backups.txt", func(w *bytes.Buffer) { PlanSummary(w, backups(), PlanOptions{}, Style{Width: 80}) })
}

func written(write func(w *bytes.Buffer)) []string {
	var b bytes.Buffer
	write(&b)
	return strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
}
