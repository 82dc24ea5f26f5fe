package web

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Each attack changes a request that would be answered, and is refused.
func TestAttacksAreRefused(t *testing.T) {
	p := newPage(t)
	port := p.host[strings.LastIndex(p.host, ":"):]
	card := `{"label":"qa","url":"postgres://a@h/d","schema":"public","protected":false}`
	for _, test := range []struct {
		name, method, path, body string
		change                   []func(*http.Request)
		status                   int
	}{
		{"no token", "GET", "/api/recipe", "", []func(*http.Request){header("Authorization", "")}, 401},
		{"wrong token", "GET", "/api/recipe", "", []func(*http.Request){header("Authorization", "Bearer guess")}, 401},
		{"beginning of the token", "GET", "/api/recipe", "", []func(*http.Request){header("Authorization", "Bearer "+token[:8])}, 401},
		{"empty token", "GET", "/api/recipe", "", []func(*http.Request){header("Authorization", "Bearer ")}, 401},
		{"another scheme", "GET", "/api/recipe", "", []func(*http.Request){header("Authorization", "Basic "+token)}, 401},
		{"token in the address", "GET", "/api/recipe?token=" + token, "", []func(*http.Request){header("Authorization", "")}, 401},
		{"token in a cookie", "GET", "/api/recipe", "", []func(*http.Request){header("Authorization", ""), header("Cookie", "token="+token)}, 401},
		{"two tokens", "GET", "/api/recipe", "", []func(*http.Request){func(r *http.Request) { r.Header.Add("Authorization", "Bearer x") }}, 401},
		{"no token, no such endpoint", "GET", "/api/nothing", "", []func(*http.Request){header("Authorization", "")}, 401},
		{"no token, another host asked about", "POST", "/api/connect", `{"database":"x"}`, []func(*http.Request){header("Authorization", "")}, 401},
		{"no token, not JSON", "POST", "/api/connect", "{", []func(*http.Request){header("Authorization", ""), header("Content-Type", "text/plain")}, 401},

		{"cross-site POST", "POST", "/api/databases", card, []func(*http.Request){header("Origin", "https://evil.example")}, 403},
		{"cross-site, told by the browser", "POST", "/api/databases", card, []func(*http.Request){header("Sec-Fetch-Site", "cross-site")}, 403},
		{"another port on localhost", "POST", "/api/databases", card, []func(*http.Request){header("Origin", "http://localhost:3000")}, 403},
		{"another port, told by the browser", "POST", "/api/databases", card, []func(*http.Request){header("Sec-Fetch-Site", "same-site")}, 403},
		{"no origin's page", "POST", "/api/databases", card, []func(*http.Request){header("Origin", "null")}, 403},
		{"https origin", "POST", "/api/databases", card, []func(*http.Request){header("Origin", "https://"+p.host)}, 403},
		{"origin that begins alike", "POST", "/api/databases", card, []func(*http.Request){header("Origin", "http://"+p.host+".evil.example")}, 403},
		{"origin with a path", "POST", "/api/databases", card, []func(*http.Request){header("Origin", "http://"+p.host+"/")}, 403},
		{"two origins", "POST", "/api/databases", card, []func(*http.Request){header("Origin", "http://"+p.host), func(r *http.Request) { r.Header.Add("Origin", "http://evil.example") }}, 403},
		{"preflight", "OPTIONS", "/api/databases", "", []func(*http.Request){header("Origin", "http://evil.example"), header("Authorization", "")}, 403},
		{"page inside another", "GET", "/", "", []func(*http.Request){header("Sec-Fetch-Site", "cross-site"), header("Sec-Fetch-Dest", "iframe")}, 403},

		{"DNS rebinding", "GET", "/api/recipe", "", []func(*http.Request){header("Host", "evil.example"+port)}, 421},
		{"DNS rebinding of the page", "GET", "/", "", []func(*http.Request){header("Host", "evil.example"+port)}, 421},
		{"host without its port", "GET", "/api/recipe", "", []func(*http.Request){header("Host", "127.0.0.1")}, 421},
		{"host with another port", "GET", "/api/recipe", "", []func(*http.Request){header("Host", "127.0.0.1:1")}, 421},
		{"host with a leading zero", "GET", "/api/recipe", "", []func(*http.Request){header("Host", "127.0.0.1:0"+port[1:])}, 421},
		{"host with a dot", "GET", "/api/recipe", "", []func(*http.Request){header("Host", "localhost."+port)}, 421},
		{"host and a comma", "GET", "/api/recipe", "", []func(*http.Request){header("Host", p.host+",evil.example")}, 421},
		{"host as a user", "GET", "/api/recipe", "", []func(*http.Request){header("Host", p.host+"@evil.example")}, 421},
		{"rebinding with a forwarded host", "GET", "/api/recipe", "", []func(*http.Request){header("Host", "evil.example"), header("X-Forwarded-Host", p.host)}, 421},

		{"a form", "POST", "/api/databases", card, []func(*http.Request){header("Content-Type", "application/x-www-form-urlencoded")}, 415},
		{"plain text", "POST", "/api/databases", card, []func(*http.Request){header("Content-Type", "text/plain")}, 415},
		{"multipart", "POST", "/api/databases", card, []func(*http.Request){header("Content-Type", "multipart/form-data; boundary=x")}, 415},
		{"JSON by half", "POST", "/api/databases", card, []func(*http.Request){header("Content-Type", "text/plain; application/json")}, 415},
		{"no content type", "POST", "/api/databases", card, []func(*http.Request){header("Content-Type", "")}, 415},
		{"a GET that would change", "GET", "/api/databases?label=qa", "", nil, 405},
		{"a method of its own", "PUT", "/api/databases", card, nil, 405},
		{"a method by header", "GET", "/api/databases", "", []func(*http.Request){header("X-HTTP-Method-Override", "POST")}, 405},
		{"a huge body", "POST", "/api/databases", `{"label":"` + strings.Repeat("x", longestBody) + `"}`, nil, 413},
		{"unknown members", "POST", "/api/databases", `{"label":"qa","path":"/etc/passwd"}`, nil, 400},
		{"twice the same member", "POST", "/api/databases", `{"label":"qa","label":"x"}`, nil, 400},
		{"more than JSON", "POST", "/api/databases", card + card, nil, 400},
		{"deep nesting", "POST", "/api/databases", strings.Repeat("[", 1<<20), nil, 400},
		{"a POST to the page", "POST", "/", "", nil, 405},
	} {
		t.Run(test.name, func(t *testing.T) {
			answer, text := p.send(test.method, test.path, test.body, test.change...)
			if answer.StatusCode != test.status {
				t.Errorf("status %d, want %d\n%s", answer.StatusCode, test.status, text)
			}
			if !strings.HasPrefix(text, `{"problems":[{"severity":"error","summary":`) {
				t.Errorf("the answer is no list of problems: %s", text)
			}
			if got := answer.Header.Get("Access-Control-Allow-Origin"); got != "" {
				t.Errorf("another page may read it: %q", got)
			}
		})
	}
	if files, _ := os.ReadDir(p.dir); len(files) > 0 {
		t.Errorf("an attack has left %v in the folder", files)
	}
}

func TestRefusalsWithoutTheTokenAreAllTheSame(t *testing.T) {
	p := newPage(t)
	p.write("main.poco.hcl", `database "dev" { url = "postgres://a@127.0.0.1:1/x" }`)
	var first string
	for _, body := range []string{`{"database":"dev"}`, `{"database":"other"}`, `{`} {
		_, text := p.send("POST", "/api/connect", body, header("Authorization", ""))
		if first == "" {
			first = text
		}
		if text != first {
			t.Errorf("%s is answered with\n%s\nwant\n%s", body, text, first)
		}
	}
}

func TestWhoeverMeansThePageIsAnswered(t *testing.T) {
	p := newPage(t)
	port := p.host[strings.LastIndex(p.host, ":"):]
	for name, change := range map[string][]func(*http.Request){
		"curl":             nil,
		"the page":         {header("Origin", "http://"+p.host), header("Sec-Fetch-Site", "same-origin")},
		"by hand":          {header("Sec-Fetch-Site", "none")},
		"by another name":  {header("Host", "localhost"+port), header("Origin", "http://localhost"+port)},
		"JSON in an utf-8": {header("Content-Type", "application/json; charset=utf-8")},
	} {
		if answer, text := p.send("GET", "/api/session", "", change...); answer.StatusCode != 200 {
			t.Errorf("%s: %d %s", name, answer.StatusCode, text)
		}
	}
}

// raw sends bytes, and gives the status line.
func raw(t *testing.T, p *page, text string) string {
	t.Helper()
	c, err := net.Dial("tcp", p.host)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := io.WriteString(c, text); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(c).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(line)
}

func TestHostCanNotBeSmuggled(t *testing.T) {
	p := newPage(t)
	bearer := "Authorization: Bearer " + token + "\r\n"
	for name, test := range map[string]struct{ request, want string }{
		"no host":             {"GET /api/session HTTP/1.1\r\n" + bearer + "\r\n", "400"},
		"HTTP/1.0, no host":   {"GET /api/session HTTP/1.0\r\n" + bearer + "\r\n", "421"},
		"two hosts":           {"GET /api/session HTTP/1.1\r\nHost: " + p.host + "\r\nHost: evil.example\r\n" + bearer + "\r\n", "400"},
		"host in the target":  {"GET http://evil.example/api/session HTTP/1.1\r\nHost: " + p.host + "\r\n" + bearer + "\r\n", "421"},
		"folded header":       {"GET /api/session HTTP/1.1\r\nHost: evil.example\r\n " + p.host + "\r\n" + bearer + "\r\n", "400"},
		"space in the header": {"GET /api/session HTTP/1.1\r\nHost : " + p.host + "\r\n" + bearer + "\r\n", "400"},
		"length and chunks":   {"POST /api/connect HTTP/1.1\r\nHost: " + p.host + "\r\n" + bearer + "Content-Type: application/json\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET", "400"},
		"huge headers":        {"GET /api/session HTTP/1.1\r\nHost: " + p.host + "\r\nX: " + strings.Repeat("x", 100<<10), "431"},
	} {
		if got := raw(t, p, test.request); !strings.Contains(got, " "+test.want+" ") {
			t.Errorf("%s: %q, want %s", name, got, test.want)
		}
	}
}

func TestNoFileButThePagesIsServed(t *testing.T) {
	p := newPage(t)
	p.write("main.poco.hcl", "# a recipe")
	for _, target := range []string{
		"/../server.go", "/..%2fserver.go", "/%2e%2e/%2e%2e/server.go", "/assets/../../server.go", "//etc/passwd", "/etc/passwd",
		"/index.html", "/main.poco.hcl", "/.env", "/assets/", "/assets", "/..\\server.go", "/runs/../../x", "/runs/a/b", "/runs/a.js", "/%00",
	} {
		got := raw(t, p, fmt.Sprintf("GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", target, p.host))
		if !strings.Contains(got, " 404 ") && !strings.Contains(got, " 400 ") {
			t.Errorf("%s: %q", target, got)
		}
	}
	for _, screen := range []string{"/", "/review", "/runs", "/runs/7f3c", "/backups"} {
		answer, text := p.send("GET", screen, "", header("Authorization", ""))
		if answer.StatusCode != 200 || !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
			t.Errorf("%s: %d %s", screen, answer.StatusCode, text)
		}
	}
	if _, err := os.Stat(filepath.Join("ui", "dist", "index.html")); err != nil {
		t.Error(err)
	}
}

func TestHeadersLetNothingElseIn(t *testing.T) {
	p := newPage(t)
	var nonces []string
	for _, path := range []string{"/", "/api/session", "/api/nothing", "/nothing", "/"} {
		answer, text := p.send("GET", path, "")
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			if got := answer.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		policy := answer.Header.Get("Content-Security-Policy")
		for _, want := range []string{
			"default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'",
		} {
			if !strings.Contains(policy+";", want+";") {
				t.Errorf("%s: the policy lacks %s: %s", path, want, policy)
			}
		}
		if strings.Contains(policy, "unsafe") {
			t.Errorf("%s: %s", path, policy)
		}
		if path != "/nothing" && answer.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be kept", path)
		}
		if path == "/" {
			_, rest, _ := strings.Cut(policy, "'nonce-")
			nonce, _, _ := strings.Cut(rest, "'")
			nonces = append(nonces, nonce)
			if nonce == "" || !strings.Contains(text, `content="`+nonce+`"`) || strings.Contains(text, "__NONCE__") {
				t.Errorf("the page has not its nonce %q: %s", nonce, text)
			}
		}
	}
	if nonces[0] == nonces[1] {
		t.Error("the nonce is the same twice")
	}
}

func TestReadOnlyPageChangesNothing(t *testing.T) {
	p := newPage(t, func(o *Options) { o.ReadOnly = true })
	for _, path := range []string{"/api/databases", "/api/databases/remove", "/api/recipe/save", "/api/recipe/remove"} {
		if answer, text := p.send("POST", path, `{}`); answer.StatusCode != 403 {
			t.Errorf("%s: %d %s", path, answer.StatusCode, text)
		}
	}
	if files, _ := os.ReadDir(p.dir); len(files) > 0 {
		t.Errorf("%v in the folder", files)
	}
}

func TestOpeningLeadsToThePageOnce(t *testing.T) {
	p := newPage(t)
	s := New(Options{Token: token, Hosts: []string{"h:1"}, Hide: func(s string) string { return s }})
	path := s.OpeningPath()
	if s.opening.take("guess") || s.opening.take("") {
		t.Error("a guess opens the page")
	}
	if !s.opening.take(strings.TrimPrefix(path, "/open/")) {
		t.Error("the address does not open the page")
	}
	if s.opening.take(strings.TrimPrefix(path, "/open/")) {
		t.Error("the address opens it twice")
	}
	if answer, text := p.send("GET", "/open/", "", header("Authorization", "")); answer.StatusCode != 410 || strings.Contains(text, token) {
		t.Errorf("an empty code: %d %s", answer.StatusCode, text)
	}
}
