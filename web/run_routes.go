package web

import (
	"context"
	"net/http"
)

func (s *Page) runRoutes(mux *http.ServeMux) {}

// Stop lets the run of this process finish what is in flight, and waits for it; the
// context ends it at once. It gives the runs that can be resumed.
func (s *Page) Stop(ctx context.Context) []string { return nil }
