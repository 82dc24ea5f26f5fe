package web

import (
	"cmp"
	"errors"
	"net/http"
	"strings"

	"poco/config"
	"poco/config/edit"
	"poco/plan"
	"poco/postgres"
	"poco/view"
)

// card shows a database block; its URL stays here.
func card(db *config.Database, files *edit.Recipe) Card {
	c := Card{Label: db.Label, Schema: db.Schema, Protected: db.Protected, HasURL: db.URL.Reveal() != "", File: db.Source.Block.Filename}
	if parsed, err := postgres.ParseConfig(db.URL.Reveal()); err == nil && c.HasURL {
		c.Address = view.Address(plan.Database{Host: parsed.Host(), Port: parsed.Port(), DBName: parsed.DBName(), User: parsed.User()})
		c.HasPassword = parsed.Password() != ""
	}
	if files != nil {
		c.Variable = files.Variable(db.Label)
	}
	return c
}

func (s *Page) setDatabase(w http.ResponseWriter, r *http.Request) {
	form, err := body[CardForm](w, r)
	if err == nil {
		err = form.check()
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.forget(form.Was)
	s.forget(form.Label)
	s.edited(w, r, func(files *edit.Recipe) error { return form.write(files) })
}

// check finds what can be told without the recipe. No error shows the URL.
func (f *CardForm) check() error {
	f.Schema = cmp.Or(f.Schema, "public")
	switch {
	case strings.TrimSpace(f.Label) == "":
		return &conflict{"a database needs a label", "It is the name under which the recipe knows the database, as dev."}
	case f.URL == "" && f.Was == "":
		return &conflict{"a database needs a URL", "As postgres://user:password@host:5432/dbname, or key=value pairs, or service=NAME."}
	}
	if f.URL == "" {
		return nil
	}
	if _, err := postgres.ParseConfig(f.URL); err != nil {
		return &conflict{"the URL of " + f.Label + " can't be read", err.Error()}
	}
	return nil
}

// write puts the block into the recipe, and its URL into .env.
func (f *CardForm) write(files *edit.Recipe) error {
	d := edit.Database{Label: f.Label, Schema: f.Schema, Protected: f.Protected}
	known := f.Was
	variable := files.Variable(known)
	if f.URL != "" && variable == "" {
		if known != "" {
			return &conflict{"the URL of " + known + " is written in the recipe otherwise than as env(…)",
				"The page keeps URLs in .env only. Change it in the file, or write url = env(\"NAME\") there."}
		}
		variable = files.NewVariable(f.Label)
		d.Variable = variable
	}
	if err := files.SetDatabase(known, d); err != nil {
		return err
	}
	if f.URL == "" {
		return nil
	}
	return files.SetSecret(variable, f.URL)
}

func (s *Page) removeDatabase(w http.ResponseWriter, r *http.Request) {
	form, err := body[LabelForm](w, r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.forget(form.Database)
	s.edited(w, r, func(files *edit.Recipe) error { return files.RemoveDatabase(form.Database) })
}

// database finds a database of the recipe that has a URL.
func (s *Page) database(label string) (*config.Recipe, *config.Database, error) {
	recipe, err := s.loadRecipe()
	db := recipe.Database(label)
	var broken *recipeError
	switch {
	case db != nil && db.URL.Reveal() != "":
		return recipe, db, nil // a mistake elsewhere is no reason not to look
	case errors.As(err, &broken):
		return nil, nil, err
	}
	return nil, nil, &notFound{"database " + label + " in the recipe"}
}
