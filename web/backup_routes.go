package web

import "net/http"

func (s *Page) backupRoutes(mux *http.ServeMux) {}
