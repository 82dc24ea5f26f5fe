package web

import (
	"bytes"
	"context"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"poco/config"
	"poco/executor"
	"poco/plan"
	"poco/planner"
	"poco/view"
)

// mostPlans is how many plans a process keeps for those who review them.
const mostPlans = 32

// The plans that this process has made, the oldest first.
type plans struct {
	sync.Mutex
	made []Planned
}

func (p *plans) keep(made Planned) {
	p.Lock()
	defer p.Unlock()
	p.made = slices.DeleteFunc(p.made, func(old Planned) bool { return old.Plan.ID == made.Plan.ID })
	if len(p.made) >= mostPlans {
		p.made = p.made[1:]
	}
	p.made = append(p.made, made)
}

func (p *plans) find(id string) (Planned, error) {
	p.Lock()
	defer p.Unlock()
	for _, made := range p.made {
		if made.Plan.ID == id {
			return made, nil
		}
	}
	return Planned{}, &notFound{"plan " + id + " of this process: plan again"}
}

func (s *Server) makePlan(w http.ResponseWriter, r *http.Request) {
	form, err := body[PlanForm](w, r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	recipe, err := s.loadRecipe()
	if err != nil {
		reply(w, http.StatusOK, Planned{Problems: s.problems(err)})
		return
	}
	names, equivalent, err := s.toPlan(recipe, form)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	planned, err := s.planned(r.Context(), recipe, names)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	planned.Equivalent = s.o.CommandLine(equivalent...)
	if planned.Applicable {
		s.plans.keep(planned)
	}
	reply(w, http.StatusOK, planned)
}

// toPlan are the intents that a form asks for. What stands in no block is added to
// the recipe as the terminal does it.
func (s *Server) toPlan(recipe *config.Recipe, form PlanForm) (names, equivalent []string, err error) {
	switch {
	case form.Backup != nil:
		db := recipe.Database(form.Backup.Database)
		if db == nil {
			return nil, nil, &notFound{"database " + form.Backup.Database + " in the recipe"}
		}
		name := recipe.AddBackup(config.Backup{Database: db, Format: form.Backup.Format})
		return []string{name}, []string{"backup", db.Label, "--format", form.Backup.Format}, nil
	case form.Restore != nil:
		return s.restoreToPlan(recipe, *form.Restore)
	}
	return form.Names, append([]string{"apply"}, form.Names...), nil
}

func (s *Server) restoreToPlan(recipe *config.Recipe, form RestoreForm) (names, equivalent []string, err error) {
	db := recipe.Database(form.Database)
	if db == nil {
		return nil, nil, &notFound{"database " + form.Database + " in the recipe"}
	}
	path, err := s.fileOf(recipe, form.File)
	if err != nil {
		return nil, nil, err
	}
	equivalent = []string{"restore", db.Label, s.shown(path)}
	if !form.BackupFirst {
		equivalent = append(equivalent, "--no-backup")
	}
	if form.NoOwner {
		equivalent = append(equivalent, "--no-owner")
	}
	for _, code := range form.Allow {
		equivalent = append(equivalent, "--allow", code)
	}
	name := recipe.AddRestore(config.Restore{Database: db, File: path, BackupFirst: form.BackupFirst, NoOwner: form.NoOwner, Allow: form.Allow})
	return []string{name}, equivalent, nil
}

// shown is a path as people in the recipe's folder would write it.
func (s *Server) shown(path string) string {
	if rel, err := filepath.Rel(s.o.Dir, path); err == nil && filepath.IsLocal(rel) {
		return rel
	}
	return path
}

// planned asks the planner, as poco plan does.
func (s *Server) planned(ctx context.Context, recipe *config.Recipe, names []string) (Planned, error) {
	p, diags := planner.Plan(ctx, planner.Request{Recipe: recipe, Names: names, Version: s.o.Version, Now: time.Now().UTC(), Log: s.o.Log.Named("planner")})
	if err := ctx.Err(); err != nil {
		return Planned{}, err
	}
	planned := Planned{Plan: p, Problems: problemsOf(diags, recipe.Sources), Applicable: p != nil && !diags.HasErrors()}
	if p == nil {
		return planned, nil
	}
	if !planned.Applicable {
		p.ID = ""
	}
	var document bytes.Buffer
	if err := p.Encode(&document); err != nil {
		return Planned{}, err
	}
	if text := document.String(); s.o.Hide(text) != text {
		return Planned{}, &conflict{"the plan would hold a secret",
			"A value of an env() that is hidden elsewhere stands in a where, a set or a name of the plan. Give it as an ordinary variable."}
	}
	planned.Confirm, planned.Remedies = confirm(p), remedies(p)
	var text strings.Builder
	view.Plan(&text, p, view.PlanOptions{Unfinished: !planned.Applicable}, view.Style{})
	planned.Text = text.String()
	return planned, nil
}

// confirm are the labels of the databases on which rows are destroyed.
func confirm(p *plan.Plan) string {
	var labels []string
	for _, s := range p.Steps {
		if len(s.Destroys) == 0 && s.Kind != plan.Restore {
			continue
		}
		for _, in := range p.Intents {
			if in.Name == s.Intent && !slices.Contains(labels, in.Target) {
				labels = append(labels, in.Target)
			}
		}
	}
	return strings.Join(labels, ", ")
}

// remedies are the statements that would mend the definitions of the targets, in the
// plan's order.
func remedies(p *plan.Plan) []Remedy {
	all := []Remedy{}
	for _, in := range p.Intents {
		one := Remedy{Database: in.Target, Statements: []string{}}
		for _, t := range p.Tables {
			for _, d := range t.Diff {
				if t.Intent == in.Name {
					one.Statements = append(one.Statements, d.Mend...)
				}
			}
		}
		if len(one.Statements) > 0 {
			all = append(all, one)
		}
	}
	return all
}

func (s *Server) getPlan(w http.ResponseWriter, r *http.Request) {
	planned, err := s.plans.find(r.PathValue("id"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	reply(w, http.StatusOK, planned)
}

// checkPlan tells whether a plan still fits its databases.
func (s *Server) checkPlan(w http.ResponseWriter, r *http.Request) {
	planned, err := s.plans.find(r.PathValue("id"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	recipe, _ := s.o.Load()
	changes, run, err := changed(executor.Check(r.Context(), planned.Plan, s.options(recipe, "poco ui")))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	reply(w, http.StatusOK, Checked{Stale: len(changes) > 0, Changes: changes, Run: run})
}
