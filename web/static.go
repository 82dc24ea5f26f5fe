package web

import (
	"context"
	"embed"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

// built is the page as `npm run build` leaves it.
//
//go:embed all:ui/dist
var built embed.FS

// screens are the addresses that the page itself takes apart.
var screens = map[string]bool{"/": true, "/review": true, "/runs": true, "/backups": true}

func isScreen(p string) bool {
	id, run := strings.CutPrefix(p, "/runs/")
	return screens[p] || run && id != "" && !strings.ContainsAny(id, "/.")
}

// files answers with the page's files, and index.html for every screen.
func (s *Server) files() http.Handler {
	dist, err := fs.Sub(built, "ui/dist")
	if err != nil {
		panic(err) // the path is a constant
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch name := strings.TrimPrefix(r.URL.Path, "/"); {
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			w.Header().Set("Allow", "GET, HEAD")
			s.fail(w, r, &refusal{http.StatusMethodNotAllowed, "a page is only read", ""})
		case strings.HasPrefix(r.URL.Path, "/open/"):
			s.openOnce(w, r)
		case isScreen(r.URL.Path):
			s.index(w, r, dist)
		case name != "index.html" && isFile(dist, name):
			w.Header().Set("Cache-Control", "no-cache")
			http.ServeFileFS(w, r, dist, name)
		default:
			s.fail(w, r, &notFound{"such page"})
		}
	})
}

// isFile reports whether a name is one of a file, and written in the only way.
func isFile(dist fs.FS, name string) bool {
	if !fs.ValidPath(name) || path.Clean(name) != name {
		return false
	}
	info, err := fs.Stat(dist, name)
	return err == nil && info.Mode().IsRegular()
}

// index answers with the page, which gets the nonce that lets it style itself.
func (s *Server) index(w http.ResponseWriter, r *http.Request, dist fs.FS) {
	text, err := fs.ReadFile(dist, "index.html")
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	page := strings.ReplaceAll(string(text), "__NONCE__", nonceOf(r.Context()))
	if r.Method == http.MethodGet {
		_, _ = w.Write([]byte(page)) // whoever asked has gone
	}
}

type nonceKey struct{}

func withNonce(ctx context.Context, nonce string) context.Context {
	return context.WithValue(ctx, nonceKey{}, nonce)
}

func nonceOf(ctx context.Context) string {
	nonce, _ := ctx.Value(nonceKey{}).(string)
	return nonce
}
