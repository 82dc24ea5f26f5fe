package web

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// routes are the endpoints of the API, as the sources register them.
func routes(t *testing.T) (found [][2]string) {
	t.Helper()
	files, err := filepath.Glob("*_routes.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`HandleFunc\("(GET|POST) (/api/[^"]*)"`).FindAllStringSubmatch(string(text), -1) {
			if m[2] != "/api/" {
				found = append(found, [2]string{m[1], m[2]})
				continue
			}
			for _, kind := range []string{"copy", "backup", "restore"} {
				found = append(found, [2]string{m[1], m[2] + kind})
			}
		}
	}
	if len(found) < 25 {
		t.Fatalf("only %d routes: the sources are not read right", len(found))
	}
	return found
}

func TestEveryEndpointIsDocumented(t *testing.T) {
	text, err := os.ReadFile("../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range routes(t) {
		if !regexp.MustCompile("`(" + r[0] + " )?" + regexp.QuoteMeta(r[1]) + "[`?]").Match(text) {
			t.Errorf("docs/api.md does not tell of %s %s", r[0], r[1])
		}
	}
	s := New(Options{})
	mux := http.NewServeMux()
	s.recipeRoutes(mux)
	s.runRoutes(mux)
	s.backupRoutes(mux)
	for _, m := range regexp.MustCompile(`(?m)curl .*"\$POCO(/api[^"]*)"(.*)$`).FindAllStringSubmatch(string(text), -1) {
		method := http.MethodGet
		if strings.Contains(m[2], "--json") || strings.Contains(m[2], "--data") {
			method = http.MethodPost
		}
		if _, pattern := mux.Handler(httptest.NewRequest(method, strings.ReplaceAll(m[1], "$", ""), nil)); pattern == "" {
			t.Errorf("there is no %s %s", method, m[1])
		}
	}
}

// No endpoint is open without the token, and none is read by another method.
func TestNoEndpointIsOpen(t *testing.T) {
	p := newPage(t)
	for _, r := range routes(t) {
		path := regexp.MustCompile(`\{\w+\}`).ReplaceAllString(r[1], "x")
		if answer, text := p.send(r[0], path, `{}`, header("Authorization", "")); answer.StatusCode != 401 {
			t.Errorf("%s %s: %d %s", r[0], path, answer.StatusCode, text)
		}
		if answer, text := p.send(r[0], path, `{}`, header("Sec-Fetch-Site", "cross-site")); answer.StatusCode != 403 {
			t.Errorf("%s %s from elsewhere: %d %s", r[0], path, answer.StatusCode, text)
		}
		if r[0] == "POST" {
			if answer, text := p.send("GET", path, ""); answer.StatusCode < 400 {
				t.Errorf("GET %s: %d %s", path, answer.StatusCode, text)
			}
		}
	}
	if files, _ := os.ReadDir(p.dir); len(files) > 0 {
		t.Errorf("%v in the folder", files)
	}
}

// An ID is none of a path.
func TestIDsLeadNowhereElse(t *testing.T) {
	p := newPage(t)
	p.write("main.poco.hcl", `database "dev" { url = "postgres://h/x" }`)
	p.write("secret.sql", "SELECT 'c4nary'")
	for _, id := range []string{"../secret.sql", "secret.sql", "..", ".", "", "/etc/passwd", p.dir + "/secret.sql", `..\secret.sql`, "%2e%2e/secret.sql", "x\x00.sql"} {
		for _, path := range []string{"/api/backups/check", "/api/backups/remove", "/api/uploads/remove"} {
			if got := ask[Problems](p, path, FileForm{File: id}, 404); len(got.Problems) == 0 {
				t.Errorf("%s %q: no problem", path, id)
			}
		}
	}
	for _, path := range []string{"/api/status/..%2f..%2fsecret.sql", "/api/status/..%2fx/log", "/api/status/%2e%2e/events", "/api/plan/..%2fsecret.sql"} {
		if answer, text := p.send("GET", path, ""); answer.StatusCode < 300 || strings.Contains(text, "c4nary") {
			t.Errorf("%s: %d %s", path, answer.StatusCode, text)
		}
	}
	if p.read("secret.sql") == "" {
		t.Error("a file is gone")
	}
	p.hides("c4nary")
}
