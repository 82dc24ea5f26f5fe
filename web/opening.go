package web

import (
	"crypto/subtle"
	"net/http"
	"strings"
	"sync"
	"time"
)

// openTime is how long a browser may take to start.
const openTime = time.Minute

// An opening is an address that leads to the page once. A browser is started with
// it, since all users of a machine see what programs are started with.
type opening struct {
	mu   sync.Mutex
	code string
	ends time.Time
}

// OpeningPath is the path of an address that leads one browser to the page, with
// the token, within a minute.
func (s *Server) OpeningPath() string {
	s.opening.mu.Lock()
	defer s.opening.mu.Unlock()
	s.opening.code, s.opening.ends = randomText(), time.Now().Add(openTime)
	return "/open/" + s.opening.code
}

// take uses the code up.
func (o *opening) take(code string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.code == "" || time.Now().After(o.ends) || subtle.ConstantTimeCompare([]byte(code), []byte(o.code)) != 1 {
		return false
	}
	o.code = ""
	return true
}

func (s *Server) openOnce(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if r.Method != http.MethodGet || !s.opening.take(strings.TrimPrefix(r.URL.Path, "/open/")) {
		s.fail(w, r, &refusal{http.StatusGone, "this address has been used, or is too old", "Open the URL that poco ui printed."})
		return
	}
	w.Header().Set("Location", "/#token="+s.o.Token)
	w.WriteHeader(http.StatusSeeOther)
}
