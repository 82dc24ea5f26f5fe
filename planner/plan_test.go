package planner

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/hcl/v2"

	"poco/config"
	"poco/internal/pgcluster/pgtest"
	"poco/plan"
)

// A world is a recipe's folder with two databases, dev and qa.
type world struct {
	t       *testing.T
	dir     string
	dev, qa string
}

func newWorld(t *testing.T, dev, qa string) *world {
	t.Helper()
	return &world{t: t, dir: t.TempDir(), dev: dev, qa: qa}
}

// recipe loads a recipe with one copy of the given body; more stands beside it.
func (w *world) recipe(body string, more ...string) *config.Recipe {
	w.t.Helper()
	text := fmt.Sprintf(`database "dev" { url = env("DEV_URL") }
database "qa" { url = env("QA_URL") }
copy "refresh" {
  source = database.dev
  target = database.qa
%s
}
%s`, body, strings.Join(more, "\n"))
	return w.load(text)
}

func (w *world) load(text string) *config.Recipe {
	w.t.Helper()
	if err := os.WriteFile(filepath.Join(w.dir, "refresh.poco.hcl"), []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
	recipe, diags := config.Load(w.dir, config.Options{Environ: []string{"DEV_URL=" + w.dev, "QA_URL=" + w.qa}, Version: "0.1.0"})
	if diags.HasErrors() {
		w.t.Fatal(diags)
	}
	return recipe
}

// plan makes a plan of a recipe, with whatever problems it has.
func (w *world) plan(recipe *config.Recipe, names ...string) (*plan.Plan, hcl.Diagnostics) {
	w.t.Helper()
	return Plan(context.Background(), Request{
		Recipe: recipe, Names: names, Version: "0.1.0", CountBudget: time.Minute,
		Now: time.Date(2026, 11, 24, 7, 15, 0, 0, time.UTC),
	})
}

// mustPlan makes a plan that has no problems.
func (w *world) mustPlan(body string) *plan.Plan {
	w.t.Helper()
	p, diags := w.plan(w.recipe(body))
	if diags.HasErrors() {
		w.t.Fatal(told(diags))
	}
	sound(w.t, p)
	return p
}

// sound checks what holds for every plan: IDs are unique, steps come after what
// they need, what takes something away says what puts it back.
func sound(t *testing.T, p *plan.Plan) {
	t.Helper()
	all := map[string]bool{}
	for _, step := range p.Steps {
		all[step.ID] = true
	}
	done := map[string]bool{}
	for _, step := range p.Steps {
		if done[step.ID] {
			t.Errorf("two steps are called %s", step.ID)
		}
		for _, need := range step.Needs {
			if !done[need] {
				t.Errorf("%s comes before %s, which it needs", step.ID, need)
			}
		}
		for _, id := range step.RestoredBy {
			if !all[id] || done[id] {
				t.Errorf("%s is restored by %s, which is not a later step", step.ID, id)
			}
		}
		if (step.Kind == plan.DropForeignKey || step.Kind == plan.DropTable) && len(step.RestoredBy) == 0 {
			t.Errorf("nothing puts back what %s takes away", step.ID)
		}
		if step.Kind == plan.Copy && (step.CopyIn >= len(step.SQL) || !strings.HasSuffix(step.SQL[step.CopyIn], "FROM STDIN")) {
			t.Errorf("%s takes its rows in statement %d of %q", step.ID, step.CopyIn, step.SQL)
		}
		done[step.ID] = true
	}
	if p.ID == "" {
		t.Error("the plan is not sealed")
	}
}

// problems makes a plan that must have some, and gives their text.
func (w *world) problems(body string, more ...string) string {
	w.t.Helper()
	p, diags := w.plan(w.recipe(body, more...))
	if !diags.HasErrors() {
		w.t.Fatal("the plan has no problem")
	}
	if p == nil || p.ID != "" {
		w.t.Error("beside problems the plan has to be there, and not to be sealed")
	}
	return told(diags)
}

// told writes diagnostics as lines, each with its place.
func told(diags hcl.Diagnostics) string {
	var b strings.Builder
	for _, d := range diags {
		line := 0
		if d.Subject != nil {
			line = d.Subject.Start.Line
		}
		fmt.Fprintf(&b, "line %d: %s\n%s\n", line, d.Summary, d.Detail)
	}
	return b.String()
}

// servers are two: so that no test passes because source and target are one.
func servers(t *testing.T, dev, qa []string) *world {
	t.Helper()
	return newWorld(t, pgtest.Database(t, pgtest.Server(t), dev...), pgtest.Database(t, pgtest.Server(t, 1), qa...))
}

// says fails where one of the texts is not in what was told.
func says(t *testing.T, told string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(told, text) {
			t.Errorf("%q is not said in:\n%s", text, told)
		}
	}
}

// find gives a step by the end of its ID.
func find(t *testing.T, p *plan.Plan, id string) plan.Step {
	t.Helper()
	for _, step := range p.Steps {
		if step.ID == "copy.refresh/"+id {
			return step
		}
	}
	var all []string
	for _, step := range p.Steps {
		all = append(all, step.ID)
	}
	t.Fatalf("there is no step %s among\n%s", id, strings.Join(all, "\n"))
	return plan.Step{}
}

// tableNamed gives a table of the plan by its name on the target.
func tableNamed(t *testing.T, p *plan.Plan, name string) plan.Table {
	t.Helper()
	for _, table := range p.Tables {
		if table.Target.String() == name {
			return table
		}
	}
	t.Fatalf("the plan has no table %s", name)
	return plan.Table{}
}

// has reports whether the plan has a step.
func has(p *plan.Plan, id string) bool {
	for _, step := range p.Steps {
		if step.ID == "copy.refresh/"+id {
			return true
		}
	}
	return false
}
