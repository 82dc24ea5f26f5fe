package web

import "net/http"

// recipeRoutes are the endpoints about the recipe and the databases that it names.
func (s *Server) recipeRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /api/session", s.getSession)
	mux.HandleFunc("GET /api/recipe", s.getRecipe)
	mux.HandleFunc("POST /api/databases", s.changes(s.saveCard))
	mux.HandleFunc("POST /api/databases/remove", s.changes(s.removeCard))
	mux.HandleFunc("POST /api/connect", s.connect)
	mux.HandleFunc("POST /api/count", s.count)
	mux.HandleFunc("POST /api/selection", s.selection)
	mux.HandleFunc("POST /api/recipe/preview", s.previewDraft)
	mux.HandleFunc("POST /api/recipe/save", s.changes(s.saveDraft))
	mux.HandleFunc("POST /api/recipe/remove", s.changes(s.removeDraft))
}

func (s *Server) getSession(w http.ResponseWriter, r *http.Request) {
	holder := s.o.Holder("poco ui")
	reply(w, http.StatusOK, Session{
		Process: s.process, Version: s.o.Version, Folder: s.o.Dir, User: holder.User + "@" + holder.Host,
		ReadOnly: s.o.ReadOnly, Formats: []string{"plain", "custom", "directory"},
	})
}

func (s *Server) getRecipe(w http.ResponseWriter, r *http.Request) {
	reply(w, http.StatusOK, s.recipe())
}
