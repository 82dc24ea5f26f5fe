package web

import "net/http"

// recipeRoutes are the endpoints about the recipe and the databases that it names.
func (s *Server) recipeRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /api/session", s.getSession)
}

func (s *Server) getSession(w http.ResponseWriter, r *http.Request) {
	holder := s.o.Holder("poco ui")
	reply(w, http.StatusOK, Session{
		Process: s.process, Version: s.o.Version, Folder: s.o.Dir, User: holder.User + "@" + holder.Host,
		ReadOnly: s.o.ReadOnly, Formats: []string{"plain", "custom", "directory"},
	})
}
