package web

import (
	"net/http"

	"poco/config"
	"poco/config/edit"
)

func (s *Page) recipeRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /api/session", s.getSession)
	mux.HandleFunc("GET /api/recipe", s.getRecipe)
	mux.HandleFunc("POST /api/databases", s.changes(s.setDatabase))
	mux.HandleFunc("POST /api/databases/remove", s.changes(s.removeDatabase))
	mux.HandleFunc("POST /api/connect", s.connect)
	mux.HandleFunc("POST /api/count", s.count)
	mux.HandleFunc("POST /api/selection", s.selection)
	mux.HandleFunc("POST /api/recipe/preview", s.previewCopy)
	mux.HandleFunc("POST /api/recipe/save", s.changes(s.saveCopy))
	mux.HandleFunc("POST /api/recipe/remove", s.changes(s.removeCopy))
	mux.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, &notFound{"such address in the API"})
	})
}

func (s *Page) getSession(w http.ResponseWriter, _ *http.Request) {
	holder := s.o.Holder("poco ui")
	reply(w, http.StatusOK, Session{
		Process: s.process, Version: s.o.Version, Folder: s.o.Dir, User: holder.User + "@" + holder.Host, ReadOnly: s.o.ReadOnly,
		Formats: []string{"plain", "custom", "directory"},
	})
}

func (s *Page) getRecipe(w http.ResponseWriter, _ *http.Request) {
	reply(w, http.StatusOK, s.recipe())
}

// recipe is what stands in the folder now, with its mistakes.
func (s *Page) recipe() Recipe {
	loaded, diags := s.o.Load()
	shown := Recipe{Digest: loaded.Digest, Files: s.files(loaded), Databases: []Card{}, Copies: []Draft{}, Intents: intents(loaded),
		Problems: s.diagnosed(diags, loaded.Sources)}
	edited, err := edit.Open(s.o.Dir)
	if err != nil {
		edited = nil // the mistakes above say why
	}
	for _, db := range loaded.Databases {
		shown.Databases = append(shown.Databases, card(db, edited))
	}
	for _, c := range loaded.Copies {
		shown.Copies = append(shown.Copies, s.draft(c, edited))
	}
	return shown
}

// files are those of a recipe; config has covered the passwords in its sources.
func (s *Page) files(r *config.Recipe) []File {
	files := make([]File, 0, len(r.Files))
	for _, name := range r.Files {
		if parsed := r.Sources[name]; parsed != nil {
			files = append(files, File{Name: name, Text: s.o.Hide(string(parsed.Bytes))})
		}
	}
	return files
}

// edited opens the files for a change, does it and writes them.
func (s *Page) edited(w http.ResponseWriter, r *http.Request, change func(*edit.Recipe) error) {
	s.editing.Lock()
	defer s.editing.Unlock()
	files, err := edit.Open(s.o.Dir)
	if err == nil {
		err = change(files)
	}
	if err == nil {
		err = files.Write()
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	reply(w, http.StatusOK, s.recipe())
}
