package web

import (
	"errors"
	"net/http"
	"os"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"poco/config"
	"poco/config/edit"
	"poco/postgres"
)

// saveCard adds or changes a database block, and the line of .env that holds its
// URL.
func (s *Server) saveCard(w http.ResponseWriter, r *http.Request) {
	form, err := body[CardForm](w, r)
	if err == nil {
		err = s.checkCard(form)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.edited(w, r, func(editor *edit.Recipe) error {
		variable, err := s.variableFor(editor, form)
		if err != nil {
			return err
		}
		d := edit.Database{Label: form.Label, Variable: variable, Schema: form.Schema, Protected: form.Protected}
		if err := editor.SetDatabase(form.Was, d); err != nil || form.URL == "" {
			return err
		}
		return editor.SetSecret(variable, form.URL)
	})
}

// checkCard refuses what would be no database block. Before anything else the
// password in the URL becomes one that no answer and no log shows.
func (s *Server) checkCard(form CardForm) error {
	if form.URL == "" {
		if form.Was == "" {
			return &badRequest{errors.New("a new database needs a URL")}
		}
		return nil
	}
	s.o.Learn(form.URL)
	if strings.TrimSpace(form.URL) == "" {
		return &badRequest{errors.New("the URL is empty")}
	}
	if _, err := postgres.ParseConfig(form.URL); err != nil {
		return &badRequest{errors.New("the URL: " + err.Error())}
	}
	return nil
}

// variableFor is the environment's variable that is to hold the URL of a card: that
// of the block, unless another block shares it, else a new one. Without a URL it is
// empty: the block's stays as it is.
func (s *Server) variableFor(editor *edit.Recipe, form CardForm) (string, error) {
	if form.URL == "" {
		return "", nil
	}
	variable := ""
	if form.Was != "" {
		variable = editor.Variable(form.Was)
	}
	recipe, _ := s.o.Load()
	shared := slices.ContainsFunc(recipe.Databases, func(db *config.Database) bool {
		return db.Label != form.Was && editor.Variable(db.Label) == variable
	})
	if variable == "" || shared {
		return editor.NewVariable(form.Label), nil
	}
	if _, set := os.LookupEnv(variable); set {
		return "", &conflict{"the URL of " + form.Was + " can't be changed here",
			variable + " is set in the environment that poco ui was started in, which wins over .env. Start poco ui again without it, or with another value."}
	}
	return variable, nil
}

// removeCard takes a database block out. The line in .env stays: it may be all that
// remembers a password.
func (s *Server) removeCard(w http.ResponseWriter, r *http.Request) {
	form, err := body[LabelForm](w, r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.edited(w, r, func(editor *edit.Recipe) error { return editor.RemoveDatabase(form.Database) })
}

// sentence begins with a capital letter and ends with a full stop.
func sentence(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + strings.TrimSuffix(text[size:], ".") + "."
}
