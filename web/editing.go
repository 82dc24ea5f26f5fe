package web

import (
	"errors"
	"net/http"

	"github.com/hashicorp/hcl/v2"

	"poco/config/edit"
)

// edited opens the folder's recipe for an edit, makes it, and writes what came of
// it. One edit is made at a time; what a person's editor has written meanwhile is
// never overwritten. The answer is the recipe as it stands then.
func (s *Server) edited(w http.ResponseWriter, r *http.Request, change func(*edit.Recipe) error) {
	if err := s.edit(change); err != nil {
		s.fail(w, r, err)
		return
	}
	reply(w, http.StatusOK, s.recipe())
}

func (s *Server) edit(change func(*edit.Recipe) error) error {
	s.editing.Lock()
	defer s.editing.Unlock()
	editor, err := s.openEditor()
	if err == nil {
		err = change(editor)
	}
	if err == nil {
		err = editor.Write()
	}
	return editError(err)
}

// openEditor opens the recipe's files. One that can't be parsed can't be edited.
func (s *Server) openEditor() (*edit.Recipe, error) {
	editor, err := edit.Open(s.o.Dir)
	var diags hcl.Diagnostics
	if errors.As(err, &diags) {
		recipe, _ := s.o.Load()
		return nil, &invalidRecipe{diags, recipe.Sources}
	}
	return editor, err
}

// editError makes a conflict of an edit that can't be made.
func editError(err error) error {
	var refused *edit.Refusal
	switch {
	case errors.As(err, &refused):
		return &conflict{"the recipe was not changed", sentence(refused.Error())}
	case errors.Is(err, edit.ErrChanged):
		return &conflict{"the recipe was not changed", sentence(err.Error())}
	}
	return err
}
