package web

import (
	"crypto/rand"
	"crypto/subtle"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// NewToken makes the secret that a page's URL bears.
func NewToken() string { return rand.Text() + rand.Text() }

// guarded lets through what this machine's own page asks, and nothing else. A cookie
// would cross ports, so there is none: every request of the API bears the token. The
// Host must be one that the page is served under, which defeats names that are
// rebound to this machine.
func (s *Page) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		nonce := rand.Text()
		protect(w.Header(), nonce)
		switch {
		case !slices.Contains(s.o.Hosts, strings.ToLower(r.Host)):
			refuse(w, http.StatusMisdirectedRequest, "this host is not served here")
			return
		case !s.sameOrigin(r):
			refuse(w, http.StatusForbidden, "requests of other pages are not answered")
			return
		case !strings.HasPrefix(r.URL.Path, "/api/"):
			s.page(w, r, nonce)
			return
		case !s.bearsToken(r):
			w.Header().Set("WWW-Authenticate", "Bearer")
			refuse(w, http.StatusUnauthorized, "the token is missing or of another process: open the URL that poco ui printed")
			return
		case r.Method == http.MethodPost && r.URL.Path != uploadPath && !isJSON(r):
			refuse(w, http.StatusUnsupportedMediaType, "the body of a request is application/json")
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// uploadPath takes a file as its body.
const uploadPath = "/api/uploads"

// protect sets what a browser must know before it shows anything of the page.
func protect(h http.Header, nonce string) {
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-"+nonce+"'; connect-src 'self'; "+
		"img-src 'self' data:; font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
}

// sameOrigin reports whether a request comes from the page itself, or from no page.
func (s *Page) sameOrigin(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		return false
	}
	origin, sent := r.Header["Origin"]
	if !sent {
		return true
	}
	u, err := url.Parse(origin[0])
	return err == nil && len(origin) == 1 && u.Scheme == "http" && u.Path == "" && u.User == nil && slices.Contains(s.o.Hosts, strings.ToLower(u.Host))
}

func (s *Page) bearsToken(r *http.Request) bool {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	return ok && s.o.Token != "" && subtle.ConstantTimeCompare([]byte(token), []byte(s.o.Token)) == 1
}

func isJSON(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == "application/json"
}

func refuse(w http.ResponseWriter, status int, summary string) {
	reply(w, status, Problems{Problems: []Problem{{Severity: "error", Summary: summary}}})
}
