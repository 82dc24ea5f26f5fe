package web

import (
	"bytes"
	"embed"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"
)

// built is the page as `make ui` builds it. It is kept with the sources, so that
// building poco needs no Node.
//
//go:embed all:ui/dist
var built embed.FS

// noncePlace is where index.html has the nonce of its styles.
const noncePlace = "__NONCE__"

// page answers with a file of the page, or with the page itself where the path is
// one of its screens. Nothing of it is secret.
func (s *Page) page(w http.ResponseWriter, r *http.Request, nonce string) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		refuse(w, http.StatusMethodNotAllowed, "the page is only read")
		return
	}
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	if isScreen(name) {
		s.index(w, r, nonce)
		return
	}
	text, err := fs.ReadFile(built, "ui/dist/"+name)
	if err != nil || name == "index.html" {
		refuse(w, http.StatusNotFound, "there is no such page")
		return
	}
	w.Header().Set("Cache-Control", "no-cache")
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(text))
}

// isScreen reports whether a path is one of the page's screens.
func isScreen(name string) bool {
	run, of := strings.CutPrefix(name, "runs/")
	return name == "" || name == "review" || name == "runs" || name == "backups" || of && run != "" && !strings.Contains(run, "/")
}

func (s *Page) index(w http.ResponseWriter, r *http.Request, nonce string) {
	text, err := fs.ReadFile(built, "ui/dist/index.html")
	if err != nil {
		refuse(w, http.StatusNotFound, "this poco was built without its page: make ui")
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	http.ServeContent(w, r, "index.html", time.Time{}, bytes.NewReader(bytes.ReplaceAll(text, []byte(noncePlace), []byte(nonce))))
}
