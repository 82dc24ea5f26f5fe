package web

import "net/http"

// route hands a request of the API to its handler. What the mux would refuse by
// itself, it refuses in the API's words.
func (s *Server) route(api http.Handler, w http.ResponseWriter, r *http.Request) {
	mux, ok := api.(*http.ServeMux)
	if !ok {
		api.ServeHTTP(w, r)
		return
	}
	h, pattern := mux.Handler(r)
	if pattern != "" {
		mux.ServeHTTP(w, r)
		return
	}
	probe := &statusOnly{header: http.Header{}}
	h.ServeHTTP(probe, r)
	if probe.status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", probe.header.Get("Allow"))
		s.fail(w, r, &refusal{http.StatusMethodNotAllowed, r.URL.Path + " does not take " + r.Method, "It takes " + probe.header.Get("Allow") + "."})
		return
	}
	s.fail(w, r, &refusal{http.StatusNotFound, "the API has no " + r.URL.Path, "docs/api.md lists what it has."})
}

// statusOnly notes how a handler would answer.
type statusOnly struct {
	header http.Header
	status int
}

func (p *statusOnly) Header() http.Header         { return p.header }
func (p *statusOnly) WriteHeader(status int)      { p.status = status }
func (p *statusOnly) Write(b []byte) (int, error) { return len(b), nil }
