package web

import (
	"errors"
	"fmt"
	"net/http"
	"slices"

	"poco/config/edit"
	"poco/plan"
)

// draftOf shows a copy block.
func draftOf(c edit.Copy, foreign string) Draft {
	d := Draft{
		Name: c.Name, Source: c.Source, Target: c.Target, Mode: c.Mode, Related: c.Related, All: c.All,
		Ticked: c.Ticked, Unticked: c.Unticked, Patterns: c.Patterns, Backup: c.Backup, BackupFormat: c.BackupFormat,
		CreateMissing: c.CreateMissing, CommonColumns: c.CommonColumns, Jobs: c.Jobs, Rules: []TableRule{}, Foreign: foreign,
	}
	for _, rule := range c.Rules {
		d.Rules = append(d.Rules, TableRule(rule))
	}
	return d
}

// block is the copy block that a draft stands for.
func (d Draft) block() edit.Copy {
	c := edit.Copy{
		Name: d.Name, Source: d.Source, Target: d.Target, Mode: d.Mode, Related: d.Related, All: d.All,
		Ticked: d.Ticked, Unticked: d.Unticked, Patterns: d.Patterns, Backup: d.Backup, BackupFormat: d.BackupFormat,
		CreateMissing: d.CreateMissing, CommonColumns: d.CommonColumns, Jobs: d.Jobs,
	}
	for _, rule := range d.Rules {
		c.Rules = append(c.Rules, edit.Rule(rule))
	}
	return c
}

var modes = []string{"", string(plan.Append), string(plan.Overwrite), string(plan.Recreate), string(plan.Update), string(plan.Skip)}

// check refuses words that no recipe has.
func (d Draft) check() error {
	for _, rule := range append([]TableRule{{Mode: d.Mode}}, d.Rules...) {
		if !slices.Contains(modes, rule.Mode) {
			return &badRequest{fmt.Errorf("there is no mode %q", rule.Mode)}
		}
	}
	switch {
	case d.Related != "" && !slices.Contains(relatedWords, d.Related):
		return &badRequest{fmt.Errorf("there is no related %q", d.Related)}
	case !slices.Contains([]string{"", "plain", "custom", "directory"}, d.BackupFormat):
		return &badRequest{fmt.Errorf("there is no backup format %q", d.BackupFormat)}
	case d.Jobs < 0 || d.Jobs > 1000:
		return &badRequest{errors.New("jobs is a number from 1 to 1000, or 0 where the planner is to choose")}
	}
	return nil
}

// write puts a draft into an open recipe. No block that the page writes has a
// protected target.
func (s *Server) write(editor *edit.Recipe, d Draft) error {
	recipe, _ := s.o.Load()
	if db := recipe.Database(d.Target); db != nil && db.Protected {
		return &conflict{d.Target + " is protected", "No plan ever writes to it. Choose another target, or take the protection off its card."}
	}
	return editor.SetCopy(d.block())
}

func (s *Server) draft(w http.ResponseWriter, r *http.Request) (Draft, error) {
	d, err := body[Draft](w, r)
	if err == nil {
		err = d.check()
	}
	return d, err
}

// previewDraft shows what saving a draft would do. What keeps it from being saved
// is part of the answer.
func (s *Server) previewDraft(w http.ResponseWriter, r *http.Request) {
	d, err := s.draft(w, r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer := Preview{Files: []FileChange{}, Problems: []Problem{}}
	editor, err := s.openEditor()
	if err == nil {
		err = editError(s.write(editor, d))
	}
	if err != nil {
		answer.Problems = s.problems(err)
		reply(w, http.StatusOK, answer)
		return
	}
	for _, c := range editor.Changes() {
		answer.Files = append(answer.Files, FileChange{Name: c.Name, Before: c.Before, After: c.After, Diff: c.Diff()})
	}
	reply(w, http.StatusOK, answer)
}

func (s *Server) saveDraft(w http.ResponseWriter, r *http.Request) {
	d, err := s.draft(w, r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.edited(w, r, func(editor *edit.Recipe) error { return s.write(editor, d) })
}

func (s *Server) removeDraft(w http.ResponseWriter, r *http.Request) {
	form, err := body[NameForm](w, r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.edited(w, r, func(editor *edit.Recipe) error { return editor.RemoveCopy(form.Name) })
}
