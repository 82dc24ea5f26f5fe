package web

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"
)

// bodyTime is how long a request may take to bring its body, uploads aside.
const bodyTime = 30 * time.Second

// guard stands before everything: it answers only who means this server, from
// this server's own page or from no page at all, and the API only who bears the
// token. Nothing of the request is looked at before that.
func (s *Server) guard(files, api http.Handler) http.Handler {
	return http.HandlerFunc(func(to http.ResponseWriter, r *http.Request) {
		w := covering{to, s.o.Hide}
		nonce := randomText()
		setHeaders(w.Header(), nonce)
		if err := s.admit(r); err != nil {
			s.fail(w, r, err)
			return
		}
		if !isAPI(r.URL.Path) {
			files.ServeHTTP(w, r.WithContext(withNonce(r.Context(), nonce)))
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		if err := s.authorize(r); err != nil {
			w.Header().Set("WWW-Authenticate", "Bearer")
			s.fail(w, r, err)
			return
		}
		if err := takeBody(w, r); err != nil {
			s.fail(w, r, err)
			return
		}
		s.route(api, w, r)
	})
}

func isAPI(path string) bool { return path == "/api" || strings.HasPrefix(path, "/api/") }

// admit refuses a request that another page or another name has led here.
func (s *Server) admit(r *http.Request) error {
	if !slices.Contains(s.o.Hosts, r.Host) {
		return &refusal{http.StatusMisdirectedRequest, "this is not the server that was asked for",
			"Open the URL that poco ui printed."}
	}
	origins := r.Header.Values("Origin")
	if len(origins) > 1 || len(origins) == 1 && !s.own(origins[0]) {
		return &refusal{http.StatusForbidden, "the request comes from another page", "Only the page of poco ui itself is answered."}
	}
	for _, site := range r.Header.Values("Sec-Fetch-Site") {
		if site != "same-origin" && site != "none" {
			return &refusal{http.StatusForbidden, "the request comes from another page", "Open the URL that poco ui printed by hand."}
		}
	}
	return nil
}

// own reports whether an origin is this server under one of its names.
func (s *Server) own(origin string) bool {
	host, ok := strings.CutPrefix(origin, "http://")
	return ok && slices.Contains(s.o.Hosts, host)
}

// authorize refuses a request without the token, in one way whatever is wrong.
func (s *Server) authorize(r *http.Request) error {
	given := r.Header.Values("Authorization")
	want := sha256.Sum256([]byte("Bearer " + s.o.Token))
	if s.o.Token != "" && len(given) == 1 {
		if got := sha256.Sum256([]byte(given[0])); subtle.ConstantTimeCompare(got[:], want[:]) == 1 {
			return nil
		}
	}
	return &refusal{http.StatusUnauthorized, "the token is missing or wrong", "Open the URL that poco ui printed: the token is in it."}
}

// takeBody reads the JSON of a request, so that nobody holds a handler up by
// sending slowly. A page elsewhere can't send application/json without asking, and
// is never let. An upload is left to its handler.
func takeBody(w http.ResponseWriter, r *http.Request) error {
	if r.Method != http.MethodPost || r.URL.Path == "/api/uploads" {
		return nil
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return &refusal{http.StatusUnsupportedMediaType, "the request is not JSON", "Send it with Content-Type: application/json."}
	}
	c := http.NewResponseController(w)
	_ = c.SetReadDeadline(time.Now().Add(bodyTime)) // a test's writer has none
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, longestBody))
	_ = c.SetReadDeadline(time.Time{})
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return &refusal{http.StatusRequestEntityTooLarge, "the request is too large", "A request has 4 MB at most."}
	case err != nil:
		return &badRequest{err}
	}
	r.Body = io.NopCloser(bytes.NewReader(text))
	return nil
}

// setHeaders are the headers of every answer: what it is, is all that it may be
// taken for, and no other page may hold it.
func setHeaders(h http.Header, nonce string) {
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-"+nonce+"'; connect-src 'self'; "+
		"img-src 'self' data:; font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
}

// NewToken is a token that nobody can guess.
func NewToken() string { return randomText() }

func randomText() string {
	var random [24]byte
	_, _ = rand.Read(random[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(random[:])
}
